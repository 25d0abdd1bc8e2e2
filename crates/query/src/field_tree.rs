//! The `fields` of a request as a tree.

use indexmap::IndexMap;

/// Marks a path that is fetched and not shown.
pub const HIDDEN: char = '~';

/// What is asked of one node.
#[derive(Debug, Default, Clone)]
pub struct FieldTree {
    /// Every stored field.
    pub all: bool,
    /// Members by name. A leaf may be a column, a computed field or a bare relation: the planner knows.
    pub members: IndexMap<String, FieldTree>,
    /// Whether the answer shows this node, or it is only needed.
    pub visible: bool,
    /// Whether something computed needs this node, or one below it.
    pub needed: bool,
}

impl FieldTree {
    /// A tree of these paths; those behind [`HIDDEN`] are not shown.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut tree = Self { visible: true, ..Self::default() };
        for path in paths {
            match path.strip_prefix(HIDDEN) {
                Some(path) => tree.insert(path, false),
                None => tree.insert(path, true),
            }
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
            node.needed |= !visible;
        }
        node.all |= star && visible;
        if star && !visible {
            node.members.entry("*".to_owned()).or_default();
        }
    }

    /// Shows a member.
    pub fn show(&mut self, name: &str) {
        self.members.entry(name.to_owned()).or_default().visible = true;
    }

    /// Shows a member of the node at a path.
    pub fn show_at(&mut self, path: &[&str], name: &str) {
        let node =
            path.iter().fold(self, |node, segment| node.members.entry((*segment).to_owned()).or_default());
        node.show(name);
    }

    /// Asks, below a member and along a path, for all that `sub` asks.
    pub fn graft(&mut self, member: &str, path: &[&str], sub: Self) {
        let mut node = self.members.entry(member.to_owned()).or_default();
        for segment in path {
            node = node.members.entry((*segment).to_owned()).or_default();
            node.visible = true;
        }
        node.merge(sub);
    }

    fn merge(&mut self, other: Self) {
        self.all |= other.all;
        self.visible |= other.visible;
        for (name, sub) in other.members {
            self.members.entry(name).or_default().merge(sub);
        }
    }

    /// The node at a path without `*`; the tree itself for an empty one.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').filter(|s| !s.is_empty()).try_fold(self, |node, segment| node.members.get(segment))
    }

    /// Takes out what is at a path.
    pub fn remove(&mut self, path: &str) {
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let node =
            parent.split('.').filter(|s| !s.is_empty()).try_fold(self, |node, s| node.members.get_mut(s));
        if let Some(node) = node {
            node.members.shift_remove(name);
        }
    }

    /// What is needed below and not shown, as a tree of its own.
    pub fn hidden(&self) -> Self {
        let hidden = self.members.iter().filter(|(_, sub)| !sub.visible);
        Self { members: hidden.map(|(name, sub)| (name.clone(), sub.clone())).collect(), ..Self::default() }
    }

    /// The same with nothing shown.
    pub fn unseen(&self) -> Self {
        let mut members: IndexMap<String, Self> =
            self.members.iter().map(|(name, sub)| (name.clone(), sub.unseen())).collect();
        if self.all {
            members.entry("*".to_owned()).or_default();
        }
        Self { members, needed: true, ..Self::default() }
    }

    /// What is shown, as a tree of its own.
    pub fn shown(&self) -> Self {
        let shown = self.members.iter().filter(|(_, sub)| sub.visible);
        let members = shown.map(|(name, sub)| (name.clone(), sub.shown())).collect();
        Self { all: self.all, members, visible: self.visible, needed: false }
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
    fn is_walked_and_cut() {
        let mut tree = FieldTree::of(["items.title", "~items.price", "items.tax_lines.*"]);
        assert!(
            tree.at("items.title").is_some_and(|n| n.visible)
                && tree.at("items.tax_lines").is_some_and(|n| n.all)
        );
        assert_eq!(tree.members["items"].hidden().members.keys().collect::<Vec<_>>(), ["price"]);
        tree.remove("items.title");
        assert!(tree.at("items.title").is_none() && tree.at("nothing.at.all").is_none());
    }

    #[test]
    fn reads_the_grammar() {
        let tree = FieldTree::of(["id", "*items", "items.product.title", "region.*", "*"]);
        assert!(tree.all && tree.members["id"].is_leaf());
        assert!(
            tree.members["items"].all
                && tree.members["items"].members["product"].members.contains_key("title")
        );
        assert!(tree.members["region"].all);
    }
}
