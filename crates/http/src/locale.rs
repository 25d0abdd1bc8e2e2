//! The language asked for, in the case that BCP 47 gives its parts.

/// `en-us` is `en-US`, `zh-hans` is `zh-Hans`, `ru-cyrl-by` is `ru-Cyrl-BY`.
pub(crate) fn normalize(locale: &str) -> String {
    let parts: Vec<&str> = locale.split('-').collect();
    match parts.as_slice() {
        [language] => language.to_lowercase(),
        [language, script] if script.len() == 4 && script.chars().all(|c| c.is_ascii_alphabetic()) => {
            format!("{}-{}", language.to_lowercase(), title(script))
        }
        [language, region] => format!("{}-{}", language.to_lowercase(), region.to_uppercase()),
        [language, script, region] => {
            format!("{}-{}-{}", language.to_lowercase(), title(script), region.to_uppercase())
        }
        _ => locale.to_owned(),
    }
}

fn title(word: &str) -> String {
    let lower = word.to_lowercase();
    let mut chars = lower.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn gives_each_part_its_case() {
        for (sent, expected) in
            [("eN", "en"), ("en-us", "en-US"), ("zh-HANS", "zh-Hans"), ("RU-cYrl-By", "ru-Cyrl-BY")]
        {
            assert_eq!(normalize(sent), expected);
        }
    }
}
