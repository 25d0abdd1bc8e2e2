//! PostgreSQL's text of a column default, as the Rust expression that `Model::new` uses.

use crate::kind::Kind;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Error, LitStr, Result};

/// The expression of a default for a field of this kind; `stamp` is in scope. Enums accept only their values.
pub(crate) fn expression(kind: Kind, values: &[LitStr], text: &LitStr) -> Result<TokenStream> {
    let bad = |why: &str| Error::new_spanned(text, format!("default `{}`: {why}", text.value()));
    let source = text.value();
    let bare = unquoted(&source);
    Ok(match kind {
        Kind::Boolean => match bare.as_str() {
            "true" => quote!(true),
            "false" => quote!(false),
            _ => return Err(bad("neither true nor false")),
        },
        Kind::Integer | Kind::Serial => {
            let number: i64 = bare.parse().map_err(|_| bad("not a whole number"))?;
            let literal = Literal::i64_unsuffixed(number);
            quote!(#literal)
        }
        Kind::Float => {
            let number: f64 = bare.parse().map_err(|_| bad("not a number"))?;
            let literal = Literal::f64_suffixed(number);
            quote!(#literal)
        }
        Kind::BigNumber => {
            let number: i64 = bare.parse().map_err(|_| bad("not a whole number"))?;
            quote!(stheno_kernel::Amount::from(#number))
        }
        Kind::Enum if !values.iter().any(|v| v.value() == bare) => {
            return Err(bad("not one of the field's values"));
        }
        Kind::Text | Kind::Enum => quote!(::core::convert::From::from(#bare)),
        Kind::Json => quote!(stheno_kernel::JsonText::from_trusted(#bare)),
        Kind::Time if matches!(source.to_ascii_lowercase().as_str(), "now()" | "current_timestamp") => {
            quote!(stamp.now)
        }
        Kind::Time => return Err(bad("only now() is understood")),
        Kind::Texts if bare == "{}" || bare == "ARRAY[]" => quote!(::std::vec::Vec::new()),
        Kind::Texts => return Err(bad("only an empty list is understood")),
    })
}

/// `'it''s'::text` as `it's`, `0::numeric` and `(0)::numeric` as `0`.
fn unquoted(source: &str) -> String {
    let source = source.trim();
    if let Some(rest) = source.strip_prefix('\'') {
        let mut out = String::new();
        let mut chars = rest.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\'' if chars.peek() == Some(&'\'') => {
                    chars.next();
                    out.push('\'');
                }
                '\'' => break,
                c => out.push(c),
            }
        }
        return out;
    }
    let bare = source.split_once("::").map_or(source, |(value, _cast)| value).trim();
    bare.trim_start_matches('(').trim_end_matches(')').to_owned()
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn quotes_and_casts_fall_away() {
        assert_eq!(unquoted("'it''s'::text"), "it's");
        assert_eq!(unquoted("'{}'::jsonb"), "{}");
        assert_eq!(unquoted("(0)::numeric"), "0");
        assert_eq!(unquoted("-1"), "-1");
        assert_eq!(unquoted("ARRAY[]::text[]"), "ARRAY[]");
    }
}
