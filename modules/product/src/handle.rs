//! Handles: what stands for a record in a URL.

/// A product's handle: letters and digits of any script, words joined by hyphens. A title without any takes the end of
/// the product's id.
pub fn of_product(title: &str, id: &str) -> String {
    let lower = title.to_lowercase().replace('ß', "ss");
    let mut handle = String::with_capacity(lower.len());
    for c in lower.chars() {
        if c.is_alphanumeric() {
            handle.push(c);
        } else if (c.is_whitespace() || c == '_' || c == '-') && !handle.ends_with('-') {
            handle.push('-');
        }
    }
    let handle = handle.trim_matches('-');
    if handle.is_empty() {
        let tail: String = id.chars().rev().take(6).collect();
        return format!("product-{}", tail.to_lowercase());
    }
    handle.to_owned()
}

/// A collection's or category's handle: lower case, blanks become hyphens, all else stays.
pub fn kebab_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_whitespace() || c == '_' {
            if before != '-' || out.is_empty() {
                out.push('-');
            }
            before = '-';
            continue;
        }
        if before.is_ascii_lowercase() && c.is_ascii_uppercase() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
        before = if c == '-' { 'x' } else { c };
    }
    out
}

/// Whether a handle is fit for a URL: no capitals, no blanks, hyphens only between words.
pub fn is_valid(handle: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase());
    handle.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_of_titles() {
        assert_eq!(of_product("Ein Töpfchen & x_y", "prod_1"), "ein-töpfchen-x-y");
        assert_eq!(of_product("Größe  XL -- (neu)", "prod_1"), "grösse-xl-neu");
        assert_eq!(of_product("!?", "prod_ABCDEFGH"), "product-hgfedc");
        assert_eq!(kebab_case("Ein Titel & X"), "ein-titel-&-x");
        assert_eq!(kebab_case("oneTwo  three_four"), "one-two-three-four");
    }

    #[test]
    fn what_a_url_can_hold() {
        assert!(is_valid("my-product-123") && is_valid("töpfchen"));
        assert!(!is_valid("My-product") && !is_valid("-a") && !is_valid("a b") && !is_valid("a--b"));
    }
}
