//! When two addresses of a book are the same.

/// What is compared.
pub const COMPARED: [&str; 9] = [
    "country_code",
    "address_1",
    "address_2",
    "city",
    "phone",
    "postal_code",
    "province",
    "first_name",
    "last_name",
];

/// Whether two addresses are the same. What is missing is as good as null; company and metadata are not looked at.
pub fn is_same<'a>(one: impl Fn(&str) -> Option<&'a str>, other: impl Fn(&str) -> Option<&'a str>) -> bool {
    COMPARED.iter().all(|name| one(name) == other(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_fields_count() {
        let home = |name: &str| (name == "city").then_some("Town");
        assert!(is_same(home, |name| match name {
            "city" => Some("Town"),
            "company" => Some("Other"),
            _ => None,
        }));
        assert!(!is_same(home, |name| (name == "city").then_some("town")));
        assert!(!is_same(home, |_| None));
    }
}
