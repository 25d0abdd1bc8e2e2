//! The `fields` of a request as a tree.

use indexmap::IndexMap;

/// What is asked of one node.
#[derive(Debug, Default, Clone)]
pub struct FieldTree {
    /// Every stored field.
    pub all: bool,
    /// Members by name. A leaf may be a column, a computed field or a bare relation: the planner knows.
    pub members: IndexMap<String, FieldTree>,
    /// Whether the answer shows this node, or it is only needed.
    pub visible: bool,
}

impl FieldTree {
    /// A tree of these paths.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut tree = Self { visible: true, ..Self::default() };
        for path in paths {
            tree.insert(path, true);
        }
        tree
    }

    /// Adds a path: `a.b`, `a.*`, `*a`, `*`.
    pub fn insert(&mut self, path: &str, visible: bool) {
        let path = path.trim();
        let (path, star) = match path.strip_prefix('*') {
            Some(rest) => (rest, true),
            None => match path.strip_suffix(".*") {
                Some(rest) => (rest, true),
                None => (path, false),
            },
        };
        let mut node = self;
        for segment in path.split('.').filter(|s| !s.is_empty()) {
            node = node.members.entry(segment.to_owned()).or_default();
            node.visible |= visible;
        }
        node.all |= star && visible;
        if star && !visible {
            node.members.entry("*".to_owned()).or_default();
        }
    }

    /// Whether nothing is asked below.
    pub fn is_leaf(&self) -> bool {
        !self.all && self.members.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_grammar() {
        let tree = FieldTree::of(["id", "*items", "items.product.title", "region.*", "*"]);
        assert!(tree.all && tree.members["id"].is_leaf());
        assert!(tree.members["items"].all && tree.members["items"].members["product"].members.contains_key("title"));
        assert!(tree.members["region"].all);
    }
}
