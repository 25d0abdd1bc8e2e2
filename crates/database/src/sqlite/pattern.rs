//! `LIKE` patterns: `%` for anything, `_` for one character, `\` before either for itself.

/// A pattern taken apart once for many rows.
pub(crate) struct Like {
    shape: Shape,
    ignore_case: bool,
}

enum Shape {
    /// `%text%`: nearly all patterns are this.
    Contains(String),
    General(Vec<Token>),
}

#[derive(Clone, Copy, PartialEq)]
enum Token {
    Any,
    One,
    Char(char),
}

impl Like {
    pub(crate) fn new(pattern: &str, ignore_case: bool) -> Self {
        let pattern = if ignore_case { pattern.to_lowercase() } else { pattern.to_owned() };
        Self { shape: shape(&pattern), ignore_case }
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        if self.ignore_case {
            let lower = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
            return self.matches_exactly(&lower);
        }
        self.matches_exactly(text)
    }

    fn matches_exactly(&self, text: &str) -> bool {
        match &self.shape {
            Shape::Contains(needle) => text.contains(needle.as_str()),
            Shape::General(tokens) => matches(tokens, text),
        }
    }
}

fn shape(pattern: &str) -> Shape {
    let mut tokens = Vec::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '%' => Token::Any,
            '_' => Token::One,
            '\\' => Token::Char(chars.next().unwrap_or('\\')),
            c => Token::Char(c),
        });
    }
    if let [Token::Any, inner @ .., Token::Any] = tokens.as_slice() {
        let needle: Option<String> = inner
            .iter()
            .map(|token| match token {
                Token::Char(c) => Some(*c),
                Token::Any | Token::One => None,
            })
            .collect();
        if let Some(needle) = needle {
            return Shape::Contains(needle);
        }
    }
    Shape::General(tokens)
}

/// Walks both at once; after a mismatch it goes back to the last `%` and lets that take one character more.
fn matches(tokens: &[Token], text: &str) -> bool {
    let (mut token, mut rest) = (0, text);
    let mut back: Option<(usize, &str)> = None;
    loop {
        let next = rest.chars().next();
        match (tokens.get(token), next) {
            (None, None) => return true,
            (Some(Token::Any), _) => {
                back = Some((token + 1, rest));
                token += 1;
                continue;
            }
            (Some(Token::One), Some(c)) => {
                token += 1;
                rest = &rest[c.len_utf8()..];
                continue;
            }
            (Some(Token::Char(want)), Some(c)) if *want == c => {
                token += 1;
                rest = &rest[c.len_utf8()..];
                continue;
            }
            _ => {}
        }
        let Some((after, from)) = back else { return false };
        let Some(skipped) = from.chars().next() else { return false };
        rest = &from[skipped.len_utf8()..];
        token = after;
        back = Some((after, rest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expected: bool) {
        assert_eq!(Like::new(pattern, false).matches(text), expected, "{text} LIKE {pattern}");
    }

    #[test]
    fn matches_as_postgresql_does() {
        check("%ab%", "xxabyy", true);
        check("a%", "abc", true);
        check("a%", "bac", false);
        check("%c", "abcc", true);
        check("a_c", "aéc", true);
        check("a_c", "ac", false);
        check("50\\%", "50%", true);
        check("50\\%", "500", false);
        check("%a%b%c", "xaxbxbxc", true);
        check("%a%b%c", "xaxbxbx", false);
        check("", "", true);
        check("%", "", true);
        check("%%", "anything", true);
    }

    #[test]
    fn case_is_unicodes() {
        assert!(Like::new("%ÉCLAIR%", true).matches("un éclair"));
        assert!(Like::new("straße", true).matches("STRAßE"));
    }
}
