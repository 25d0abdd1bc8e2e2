//! What the databases say of how they run a statement.

/// The tables that a plan reads from end to end, by a walk of the table or of an index.
pub(crate) fn read_whole(sql: &str, plan: &str) -> Vec<String> {
    let lines: Vec<&str> = plan.lines().map(str::trim).collect();
    let mut whole: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or_default();
        let scanned = match line.strip_prefix("SCAN ") {
            // SQLite: `SCAN t3 USING COVERING INDEX ..`, by the table's name in the statement.
            Some(rest) => rest.split(' ').next().and_then(|alias| table_of(sql, alias)),
            None => walked(line, next),
        };
        whole.extend(scanned);
    }
    whole.sort();
    whole.dedup();
    whole
}

/// PostgreSQL: `Seq Scan on "order" t0`, and a scan of an index without a condition that narrows it.
fn walked(line: &str, next: &str) -> Option<String> {
    let (node, rest) = line.split_once(" on ")?;
    let name = || rest.split(' ').next().map(|name| name.trim_matches('"').to_owned());
    if node.ends_with("Seq Scan") {
        return name();
    }
    let narrows = next.starts_with("Index Cond: ") && !next.ends_with("(deleted_at IS NULL)");
    let by_index = node.contains("Index Scan using") || node.contains("Index Only Scan using");
    if by_index && !narrows { name() } else { None }
}

/// `"order" AS t0` is the table of `t0`.
fn table_of(sql: &str, alias: &str) -> Option<String> {
    let marks = [" ", ")"].map(|end| format!("\" AS {alias}{end}"));
    let sql = format!("{sql} ");
    let before = marks.iter().find_map(|mark| sql.find(mark.as_str())).map(|at| &sql[..at])?;
    before.rsplit('"').next().map(str::to_owned)
}

#[test]
fn walks_are_seen() {
    let sql = r#"SELECT t0."id" FROM "order" AS t0 WHERE t0."id" IN (SELECT t11."x" FROM "cart" AS t11)"#;
    assert_eq!(read_whole(sql, "SCAN t0\nLIST SUBQUERY 1\nSEARCH t11 USING INDEX i (x=?)"), ["order"]);
    assert_eq!(read_whole(sql, "SCAN t11 USING COVERING INDEX i\nSEARCH t0"), ["cart"]);
    let plan = "Hash Join\n  ->  Seq Scan on \"order\" t0  (cost=0)\n  ->  Parallel Seq Scan on cart t11";
    assert_eq!(read_whole(sql, plan), ["cart", "order"]);
    let plan = "->  Index Scan using i on cart t11  (cost=0)\n  Index Cond: (x = 1)";
    assert_eq!(read_whole(sql, plan), [""; 0]);
    assert_eq!(read_whole(sql, "->  Index Only Scan using i on cart t11\n  Filter: y"), ["cart"]);
}
