//! Medusa's names for what a link makes: tables, services, entities, index hashes.

/// The longest table name that Medusa leaves as it is.
const TABLE_NAME_MAX: usize = 58;

/// The hash in the names of a pivot table's indexes, of the table's name before it was shortened.
///
/// DJB2 in JavaScript numbers: the shift wraps to 32 bits, the additions do not, so there may be nine digits and a
/// minus sign.
pub fn table_hash(name: &str) -> String {
    let hash = name.encode_utf16().fold(5381_i64, |hash, unit| {
        // JavaScript's `<<` cuts its operand to 32 bits first.
        #[expect(clippy::cast_possible_truncation, reason = "that cut is the hash")]
        let low = hash as i32;
        i64::from(low.wrapping_shl(5)) + hash + i64::from(unit)
    });
    let sign = if hash < 0 { "-" } else { "" };
    format!("{sign}{:x}", hash.unsigned_abs())
}

/// `a_b_c` of names, each without a trailing `_id` or `Service`.
pub(crate) fn joined(names: &[&str]) -> String {
    let bare: Vec<&str> = names.iter().map(|name| without_suffix(name)).collect();
    bare.join("_")
}

fn without_suffix(name: &str) -> &str {
    ["_id", "service"]
        .into_iter()
        .find_map(|suffix| {
            let at = name.len().checked_sub(suffix.len())?;
            name.get(at..).filter(|end| end.eq_ignore_ascii_case(suffix)).and(name.get(..at))
        })
        .unwrap_or(name)
}

/// `snake_case` to `PascalCase`.
pub(crate) fn pascal_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = true;
    for c in name.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// `PascalCase` or `camelCase` to `snake_case`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut after_lower = false;
    for c in name.chars() {
        if after_lower && c.is_ascii_uppercase() {
            out.push('_');
        }
        after_lower = c.is_ascii_lowercase();
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The name that a table gets: above 58 characters repeated parts go, then all but four letters of each part, and the
/// hash is put behind.
pub(crate) fn short_table_name(name: &str) -> String {
    let lower = name.to_lowercase();
    if name.len() <= TABLE_NAME_MAX {
        return lower;
    }
    let hash = table_hash(name);
    let mut parts: Vec<&str> = lower.split('_').collect();
    parts.dedup();
    let mut short = parts.join("_");
    if short.len() > TABLE_NAME_MAX {
        let cut: Vec<String> = lower.split('_').map(|part| part.chars().take(4).collect()).collect();
        short = cut.join("_");
    }
    let room = TABLE_NAME_MAX.saturating_sub(hash.len());
    let kept: String = short.chars().take(room).collect();
    kept + &hash
}

/// The English plural, as far as names of records need it.
pub(crate) fn plural(word: &str) -> String {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|s| word.ends_with(s));
    if ends(&["info", "data", "equipment", "information", "metadata", "news", "series", "sheep", "fish"]) {
        return word.to_owned();
    }
    for (one, many) in [("person", "people"), ("child", "children"), ("woman", "women"), ("man", "men")] {
        if let Some(stem) = word.strip_suffix(one) {
            return format!("{stem}{many}");
        }
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) && !ends(&["ss", "us", "is", "x", "z", "ch", "sh"]) => {
            word.to_owned()
        }
        _ if word.ends_with("is") => format!("{}es", &word[..word.len() - 2]),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and hashes of Medusa 2.21's pivot tables.
    const HASHES: [(&str, &str); 20] = [
        ("cart_payment_collection", "-4a39f6c9"),
        ("cart_promotion", "-a9d4a70b"),
        ("customer_account_holder", "5cb3a0c0"),
        ("invite_rbac_role", "-85069d44"),
        ("location_fulfillment_provider", "-1e5992737"),
        ("location_fulfillment_set", "-e88adb96"),
        ("order_cart", "-71069c16"),
        ("order_fulfillment", "-e8d2543e"),
        ("order_payment_collection", "f42b9949"),
        ("order_promotion", "-71518339"),
        ("product_sales_channel", "20b454295"),
        ("product_shipping_profile", "17a262437"),
        ("product_variant_inventory_item", "17b4c4e35"),
        ("product_variant_price_set", "52b23597"),
        ("publishable_api_key_sales_channel", "-1d67bae40"),
        ("region_payment_provider", "1c934dab0"),
        ("return_fulfillment", "-31ea43a"),
        ("sales_channel_stock_location", "26d06f470"),
        ("shipping_option_price_set", "ba32fa9c"),
        ("user_rbac_role", "64ff0c4c"),
    ];

    #[test]
    fn hashes_are_those_of_a_migrated_database() {
        for (table, hash) in HASHES {
            assert_eq!(table_hash(table), hash, "{table}");
        }
    }

    #[test]
    fn names_are_joined_without_their_suffixes() {
        assert_eq!(
            joined(&["product", "product_id", "brandService", "brand_id"]),
            "product_product_brand_brand"
        );
        assert_eq!(pascal_case("link_product_product_brand_brand"), "LinkProductProductBrandBrand");
    }

    #[test]
    fn long_table_names_are_cut_to_58_with_their_hash() {
        let repeated = "a_very_long_module_name_name_name_name_name_name_of_a_brand_brand";
        let long = "subscription_management_subscription_contract_loyalty_programme_membership";
        for name in [repeated, long] {
            let short = short_table_name(name);
            assert!(short.len() <= TABLE_NAME_MAX && short.ends_with(&table_hash(name)), "{short}");
        }
        assert!(short_table_name(long).starts_with("subs_mana_subs_cont_loya_prog_memb"));
        assert!(short_table_name(repeated).starts_with("a_very_long_module_name_of_a_brand"));
        assert_eq!(short_table_name("Brand_Product"), "brand_product");
    }

    #[test]
    fn plurals() {
        for (one, many) in [
            ("product", "products"),
            ("category", "categories"),
            ("day", "days"),
            ("box", "boxes"),
            ("tax", "taxes"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("analysis", "analyses"),
            ("products", "products"),
            ("person", "people"),
            ("store_info", "store_info"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
