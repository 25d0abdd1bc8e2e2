//! What JavaScript says about text that is no JSON: the contract prints its sentence.

/// The sentence for `text`, which must be malformed, or neither an object nor an array at its top.
pub(crate) fn sentence(text: &str) -> String {
    let mut scanner = Scanner { chars: text.chars().collect(), at: 0 };
    scanner.space();
    let is_container = matches!(scanner.peek(), None | Some('{' | '['));
    let fault = if is_container { scanner.document() } else { Err(Fault::Token) };
    match fault {
        Ok(()) | Err(Fault::End) => "Unexpected end of JSON input".into(),
        Err(Fault::Token) => match scanner.peek() {
            None => "Unexpected end of JSON input".into(),
            Some(token) => format!("Unexpected token '{token}', {} is not valid JSON", scanner.excerpt()),
        },
        Err(Fault::Said(what)) => format!("{what} in JSON at position {}", scanner.position()),
        Err(Fault::Trailing) => {
            format!("Unexpected non-whitespace character after JSON at position {}", scanner.position())
        }
    }
}

enum Fault {
    /// The text ends too early.
    End,
    /// This character cannot stand here.
    Token,
    Said(&'static str),
    Trailing,
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
}

impl Scanner {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }
    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }
    /// JavaScript counts UTF-16 units.
    fn position(&self) -> usize {
        self.chars[..self.at.min(self.chars.len())].iter().map(|c| c.len_utf16()).sum()
    }
    /// The whole text if it is short, else what stands around the fault.
    fn excerpt(&self) -> String {
        const AROUND: usize = 10;
        let (len, at) = (self.chars.len(), self.at);
        let text = |range: std::ops::Range<usize>| self.chars[range].iter().collect::<String>();
        if len <= 40 {
            return format!("\"{}\"", text(0..len));
        }
        let (start, end) = (at.saturating_sub(AROUND), (at + AROUND).min(len));
        let (before, after) = (if start > 0 { "..." } else { "" }, if end < len { "..." } else { "" });
        format!("{before}\"{}\"{after}", text(start..end))
    }

    fn document(&mut self) -> Result<(), Fault> {
        self.value(0)?;
        self.space();
        if self.peek().is_some() { Err(Fault::Trailing) } else { Ok(()) }
    }

    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        const DEPTH_MAX: usize = 200;
        if depth > DEPTH_MAX {
            return Err(Fault::Token);
        }
        self.space();
        match self.peek() {
            None => Err(Fault::End),
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('"') => self.string(),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true"),
            Some('f') => self.word("false"),
            Some('n') => self.word("null"),
            Some(_) => Err(Fault::Token),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Fault> {
        self.at += 1;
        self.space();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(());
        }
        if self.peek() != Some('"') {
            return Err(Fault::Said("Expected property name or '}'"));
        }
        loop {
            self.string()?;
            self.space();
            if self.peek() != Some(':') {
                return Err(Fault::Said("Expected ':' after property name"));
            }
            self.at += 1;
            self.value(depth + 1)?;
            self.space();
            match self.peek() {
                Some(',') => self.at += 1,
                Some('}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Fault::Said("Expected ',' or '}' after property value")),
            }
            self.space();
            if self.peek() != Some('"') {
                return Err(Fault::Said("Expected double-quoted property name"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Fault> {
        self.at += 1;
        self.space();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            self.space();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Fault::Said("Expected ',' or ']' after array element")),
            }
        }
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(Fault::Said("Unterminated string")),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(c) if c < ' ' => return Err(Fault::Said("Bad control character in string literal")),
                Some('\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 1,
            Some('u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
                        return Err(Fault::Said("Bad Unicode escape"));
                    }
                    self.at += 1;
                }
            }
            None => return Err(Fault::Said("Unterminated string")),
            Some(_) => return Err(Fault::Said("Bad escaped character")),
        }
        Ok(())
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.peek() == Some('-') {
            self.at += 1;
            if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Err(Fault::Said("No number after minus sign"));
            }
        }
        let is_zero = self.peek() == Some('0');
        if is_zero {
            self.at += 1;
            if self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Err(Fault::Said("Unexpected number"));
            }
        } else {
            self.digits();
        }
        if self.peek() == Some('.') {
            self.at += 1;
            if !self.digits() {
                return Err(Fault::Said("Unterminated fractional number"));
            }
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            if !self.digits() {
                return Err(Fault::Said("Exponent part is missing a number"));
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        for expected in word.chars() {
            match self.peek() {
                Some(c) if c == expected => self.at += 1,
                None => return Err(Fault::End),
                Some(_) => return Err(Fault::Token),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn says_what_javascript_says() {
        // Recorded from the oracle.
        let recorded = [
            ("{ not json", "Expected property name or '}' in JSON at position 2"),
            (r#"{"a":"#, "Unexpected end of JSON input"),
            (r#"{"a":1"#, "Expected ',' or '}' after property value in JSON at position 6"),
            (r#"{"a" 1}"#, "Expected ':' after property name in JSON at position 5"),
            (r#"{"a":1,}"#, "Expected double-quoted property name in JSON at position 7"),
            ("[1,]", r#"Unexpected token ']', "[1,]" is not valid JSON"#),
            ("[1 2]", "Expected ',' or ']' after array element in JSON at position 3"),
            (r#""text""#, r#"Unexpected token '"', ""text"" is not valid JSON"#),
            ("null", r#"Unexpected token 'n', "null" is not valid JSON"#),
            (r#"{"a":tru}"#, r#"Unexpected token '}', "{"a":tru}" is not valid JSON"#),
            (r#"{"a":"x"#, "Unterminated string in JSON at position 7"),
            (r#"{"a":"\q"}"#, "Bad escaped character in JSON at position 7"),
            (r#"{"a":1}x"#, "Unexpected non-whitespace character after JSON at position 7"),
            (r#"{"a":-}"#, "No number after minus sign in JSON at position 6"),
            (r#"{"a":1.}"#, "Unterminated fractional number in JSON at position 7"),
            (r#"{"a":1e}"#, "Exponent part is missing a number in JSON at position 7"),
            (r#"{"a":01}"#, "Unexpected number in JSON at position 6"),
            (" ", "Unexpected end of JSON input"),
            ("{\"a\":\"\n\"}", "Bad control character in string literal in JSON at position 6"),
            (r#"{"a":"\u12"}"#, "Bad Unicode escape in JSON at position 10"),
            (r#"{"a":.5}"#, r#"Unexpected token '.', "{"a":.5}" is not valid JSON"#),
            ("{", "Expected property name or '}' in JSON at position 1"),
            ("[", "Unexpected end of JSON input"),
        ];
        for (text, expected) in recorded {
            assert_eq!(sentence(text), expected, "{text}");
        }
    }
}
