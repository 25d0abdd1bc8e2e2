//! What is wrong, and where.

/// One step into the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// One complaint.
#[derive(Clone, Debug)]
pub(super) struct Issue {
    pub path: Vec<Step>,
    pub code: Code,
}

#[derive(Clone, Debug)]
pub(super) enum Code {
    /// Another type than expected, or nothing at all.
    Type(&'static str),
    /// Not one of these.
    Value(Vec<String>),
    /// No option of a union fits; what each said.
    Union(Vec<Vec<Issue>>),
    /// Members that nobody declared.
    Unknown(Vec<String>),
    TooSmall(String),
    TooBig(String),
    /// A sentence of its own.
    Told(&'static str),
    /// A sentence that the schema brings.
    Said(Box<str>),
    /// A name that a record may not have.
    Key,
}

impl Issue {
    /// Whether the value was of the right type and merely broke a further rule. A union in which only one option got that
    /// far answers with that option's issues.
    pub fn is_soft(&self) -> bool {
        matches!(self.code, Code::TooSmall(_) | Code::TooBig(_) | Code::Told(_))
    }
}

/// Whether any of these issues ends the parsing of its value.
pub(super) fn is_aborted(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| !issue.is_soft())
}
