//! What an index of trigrams is asked for, so that it answers every row that holds a text somewhere, whatever its case.

use crate::statement::{Alias, Expr};

/// Trigrams of one text that are asked for at most: more of them find hardly fewer rows.
const TRIGRAMS_MAX: usize = 16;
/// The second character of `İ` in lower case, the only character that has two there. The first is `i`.
const DOT_ABOVE: char = '\u{307}';

/// Whether PostgreSQL finds a trigram in the text: it takes them from words, and this asks for a word of three characters.
pub(super) fn is_indexed_on_postgres(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.chars().nth(2).is_some())
}

/// What a condition asks indexes over the first table for.
pub(super) fn fts_queries(condition: &Expr, found: &mut Vec<(&'static str, String)>) {
    match condition {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| fts_queries(part, found)),
        Expr::Search { index, at: Alias::ROOT, text, .. } => {
            found.extend(fts_query(text).map(|query| (*index, query)));
        }
        _ => {}
    }
}

/// What to ask FTS5 for, where the text has a trigram that FTS5 and we see alike.
pub(super) fn fts_query(text: &str) -> Option<String> {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let all: Vec<String> = (0..chars.len()).filter_map(|at| fts_trigram(&chars, at)).collect();
    let spread = all.len().div_ceil(TRIGRAMS_MAX).max(1);
    let some: Vec<String> = all.into_iter().step_by(spread).collect();
    (!some.is_empty()).then(|| some.join(" AND "))
}

/// The trigram at a place of a text in lower case.
fn fts_trigram(chars: &[char], at: usize) -> Option<String> {
    let &[a, b, c] = chars.get(at..at + 3)? else { return None };
    let next = chars.get(at + 3).copied();
    let is_known = |c: char| c != DOT_ABOVE && is_folded_alike(c);
    let is_split = [(a, Some(b)), (b, Some(c)), (c, next)].contains(&('i', Some(DOT_ABOVE)));
    if ![a, b, c].into_iter().all(is_known) || is_split {
        return None;
    }
    let quoted = |c: char| format!("\"{}\"", String::from_iter([a, b, c]).replace('"', "\"\""));
    // A text that ends in `i` may be half of an `İ`.
    let is_half = c == 'i' && next.is_none();
    Some(if is_half { format!("({} OR {})", quoted('i'), quoted('İ')) } else { quoted(c) })
}

/// Whether FTS5 takes a character in lower case for the same as every character that we write so in lower case. Its table
/// is of an older Unicode: of letters that have case, only those of old are trusted. A test asks FTS5 for all of them.
fn is_folded_alike(c: char) -> bool {
    let has_case = !c.to_uppercase().eq([c]) || !c.to_lowercase().eq([c]);
    let is_old = matches!(c, '\0'..='\u{24f}' | '\u{370}'..='\u{523}' | '\u{531}'..='\u{587}' | '\u{1e00}'..='\u{1fff}');
    !has_case || is_old && !matches!(c, 'ƛ' | 'ϳ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    #[test]
    fn texts_are_asked_for_by_their_trigrams() {
        assert_eq!(fts_query("ab"), None);
        assert_eq!(fts_query("ABCD").as_deref(), Some("\"abc\" AND \"bcd\""));
        assert_eq!(fts_query("a\"b*").as_deref(), Some("\"a\"\"b\" AND \"\"\"b*\""));
        assert_eq!(fts_query("straße").as_deref(), Some("\"str\" AND \"tra\" AND \"raß\" AND \"aße\""));
        let long = fts_query(&"abcdefghij".repeat(900)).unwrap();
        assert!(long.split(" AND ").count() <= TRIGRAMS_MAX, "{long}");
    }

    #[test]
    fn what_two_foldings_see_differently_is_not_asked_for() {
        // `İ` is two characters in lower case.
        assert_eq!(fts_query("ali").as_deref(), Some("(\"ali\" OR \"alİ\")"));
        assert_eq!(fts_query("alin").as_deref(), Some("\"ali\" AND \"lin\""));
        assert_eq!(fts_query("aİbcd").as_deref(), Some("\"bcd\""));
        // Georgian capitals are younger than FTS5's table.
        assert_eq!(fts_query("ააა"), None);
    }

    #[test]
    fn words_of_three_are_indexed_on_postgres() {
        for (text, expected) in
            [("abc", true), ("ab-cd", false), ("@.%", false), ("éàü", true), ("+49301", true)]
        {
            assert_eq!(is_indexed_on_postgres(text), expected, "{text}");
        }
    }

    /// Every character that has case, and what it is in lower case, are the same to FTS5 where we rely on it.
    #[test]
    fn fts5_folds_as_we_think() {
        let sqlite = Connection::open_in_memory().unwrap();
        sqlite
            .execute_batch("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='trigram', detail=none)")
            .unwrap();
        let mut folded = Vec::new();
        for c in (1..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let mut lower: Vec<char> = c.to_lowercase().collect();
            if c == 'Σ' {
                lower.push('ς'); // at the end of a word
            }
            folded.extend(lower.into_iter().filter(|l| *l != c).map(|l| (c, l)));
        }
        assert!(folded.len() > 1_400, "{}", folded.len());
        let (mut asked, mut apart) = (0, Vec::new());
        for (capital, small) in folded {
            if capital == 'İ' {
                continue; // `what_two_foldings_see_differently_is_not_asked_for`
            }
            let key = u32::from(capital);
            sqlite
                .execute("REPLACE INTO t (rowid, a) VALUES (?1, ?2)", (key, format!("z{capital}z")))
                .unwrap();
            let Some(query) = fts_query(&format!("z{small}z")) else { continue };
            let found: bool = sqlite
                .query_row("SELECT count(*) FROM t WHERE t MATCH ?1 AND rowid = ?2", (query, key), |row| {
                    row.get(0)
                })
                .unwrap();
            if !found {
                apart.push((capital, small));
            }
            asked += 1;
        }
        assert_eq!(apart, []);
        assert!(asked > 600, "{asked}");
    }
}
