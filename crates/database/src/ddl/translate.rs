//! From the text of PostgreSQL's defaults and conditions to SQLite's.
//!
//! Not a parser: it knows the forms in which PostgreSQL's catalogue prints what Medusa's tables use.

use super::SqlType;

/// The present instant as times are stored.
pub(super) const NOW: &str = "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";

/// The default of a column.
pub(super) fn default_value(default: &str, ty: SqlType) -> String {
    let bare = expression(default);
    match (bare.as_str(), ty) {
        ("now ( )" | "CURRENT_TIMESTAMP", _) => NOW.to_owned(),
        (array, SqlType::TextArray) => array_literal(array),
        (number, SqlType::Numeric) if !number.starts_with('\'') => format!("'{number}'"),
        (other, _) => other.to_owned(),
    }
}

/// `'{a,b}'` as the JSON array that stands for it.
fn array_literal(text: &str) -> String {
    let inner = text.trim_matches('\'').trim_start_matches('{').trim_end_matches('}');
    let items: Vec<String> = inner
        .split(',')
        .filter(|item| !item.is_empty())
        .map(|item| format!("\"{}\"", item.trim_matches('"')))
        .collect();
    format!("'[{}]'", items.join(","))
}

/// A condition or another expression: without casts, with `IN` for `= ANY (ARRAY[...])`, with 1 and 0 for booleans.
pub(super) fn expression(text: &str) -> String {
    let mut tokens = without_casts(tokens(text));
    while let Some(at) = tokens.windows(3).position(|w| w[0] == "=" && w[1] == "ANY" && w[2] == "(") {
        let end = closing(&tokens, at + 2);
        let wrapping = |t: &String| !matches!(t.as_str(), "(" | ")" | "[" | "]" | "ARRAY");
        let items: Vec<String> = tokens[at + 3..end].iter().filter(|t| wrapping(t)).cloned().collect();
        let list = ["IN".to_owned(), "(".to_owned()].into_iter().chain(items).chain([")".to_owned()]);
        tokens.splice(at..=end, list);
    }
    for token in &mut tokens {
        match token.as_str() {
            "true" => *token = "1".to_owned(),
            "false" => *token = "0".to_owned(),
            _ => {}
        }
    }
    tokens.join(" ")
}

/// The index of the parenthesis that closes the one at `open`.
fn closing(tokens: &[String], open: usize) -> usize {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" => depth += 1,
            ")" if depth == 1 => return i,
            ")" => depth -= 1,
            _ => {}
        }
    }
    tokens.len() - 1
}

fn without_casts(tokens: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        if token != "::" {
            out.push(token);
            continue;
        }
        // The type: a name, the second words of the few that have one, a length, an array's brackets.
        rest.next();
        while rest
            .next_if(|t| matches!(t.as_str(), "varying" | "precision" | "with" | "without" | "time" | "zone"))
            .is_some()
        {}
        if rest.peek().is_some_and(|t| t == "(") {
            while rest.next().is_some_and(|t| t != ")") {}
        }
        while rest.next_if(|t| matches!(t.as_str(), "[" | "]")).is_some() {}
    }
    out
}

fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            ':' if rest.starts_with("::") => 2,
            '<' | '>' | '!' | '=' => rest.find(|c| !matches!(c, '<' | '>' | '!' | '=')).unwrap_or(rest.len()),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        out.push(token.to_owned());
        rest = after.trim_start();
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

/// The length of a quoted text with its quotes; a doubled quote within is one of its characters.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str) {
        assert_eq!(expression(from), to);
    }

    #[test]
    fn conditions() {
        check("(deleted_at IS NULL)", "( deleted_at IS NULL )");
        check(
            "((deleted_at IS NULL) AND (is_default = true))",
            "( ( deleted_at IS NULL ) AND ( is_default = 1 ) )",
        );
        check("(unit_price >= (0)::numeric)", "( unit_price >= ( 0 ) )");
        check("type = ANY (ARRAY['a'::text, 'b''c'::text])", "type IN ( 'a' , 'b''c' )");
        check(
            "((state)::text = ANY ((ARRAY['done'::character varying, 'failed'::character varying])::text[]))",
            "( ( state ) IN ( 'done' , 'failed' ) )",
        );
    }

    #[test]
    fn defaults() {
        assert_eq!(default_value("now()", SqlType::Timestamptz), NOW);
        assert_eq!(default_value("CURRENT_TIMESTAMP", SqlType::Timestamptz), NOW);
        assert_eq!(default_value("'pending'::order_status_enum", SqlType::Text), "'pending'");
        assert_eq!(
            default_value("'{\"value\": \"0\", \"precision\": 20}'::jsonb", SqlType::Jsonb),
            "'{\"value\": \"0\", \"precision\": 20}'"
        );
        assert_eq!(default_value("'{}'::text[]", SqlType::TextArray), "'[]'");
        assert_eq!(default_value("'{a,b}'::text[]", SqlType::TextArray), "'[\"a\",\"b\"]'");
        assert_eq!(default_value("true", SqlType::Boolean), "1");
        assert_eq!(default_value("0", SqlType::Numeric), "'0'");
    }
}
