//! Conditions over the two keys of a pivot table, of a shape that does not grow with the number of pairs.

use super::{LinkPattern, Stored};
use std::collections::BTreeSet;
use stheno_database::{Expr, Function};

/// Between two keys in one text; it stands in no id.
const SEPARATOR: &str = "\u{1f}";

/// Rows whose two keys are one of these pairs.
pub(super) fn any_of(link: Stored<'_>, pairs: &[(&str, &str)]) -> Expr {
    let (left, right) = columns(link);
    let lefts: BTreeSet<&str> = pairs.iter().map(|(left, _)| *left).collect();
    let rights: BTreeSet<&str> = pairs.iter().map(|(_, right)| *right).collect();
    let whole_product = lefts.len() == 1 || rights.len() == 1;
    let both = left.clone().is_in(lefts).and(right.clone().is_in(rights));
    if whole_product {
        return both;
    }
    // The two lists find rows by index but match every combination; the joined keys keep the pairs asked for.
    let joined = Expr::Call(Function::Concat, vec![left, Expr::param(SEPARATOR), right]);
    both.and(joined.is_in(pairs.iter().map(|(left, right)| format!("{left}{SEPARATOR}{right}"))))
}

/// Rows that match one of these patterns.
pub(super) fn matching(link: Stored<'_>, patterns: &[LinkPattern]) -> Expr {
    let (left, right) = columns(link);
    let (mut pairs, mut lefts, mut rights, mut others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pattern in patterns {
        match (pattern.left.ids.as_slice(), pattern.right.ids.as_slice()) {
            ([], []) => return Expr::always(),
            ([l], [r]) => pairs.push((l.as_str(), r.as_str())),
            (ids, []) => lefts.extend(ids),
            ([], ids) => rights.extend(ids),
            (l, r) => others.push(left.clone().is_in(l).and(right.clone().is_in(r))),
        }
    }
    if !pairs.is_empty() {
        others.push(any_of(link, &pairs));
    }
    if !lefts.is_empty() {
        others.push(left.is_in(lefts));
    }
    if !rights.is_empty() {
        others.push(right.is_in(rights));
    }
    match others.len() {
        1 => others.remove(0),
        _ => Expr::Or(others),
    }
}

fn columns((link, _): Stored<'_>) -> (Expr, Expr) {
    (Expr::column(link.left.column), Expr::column(link.right.column))
}

pub(super) fn live() -> Expr {
    Expr::column("deleted_at").is_null()
}
