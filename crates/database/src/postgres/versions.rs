//! Versions of kept tables, read in one statement.

use crate::ddl::watch::{Book, MODULUS, POSTGRES_BOOKS};
use crate::kept::{Keeping, Versions, Wanted};
use crate::render::Rendered;
use crate::rows::Rows;
use crate::statement::Type;
use std::sync::Arc;
use stheno_kernel::Value;

/// Rows of changes that are summed up by each look before they are put together.
const CHANGES_MAX: i64 = 256;

/// The number is ours alone.
const LOCK: i64 = 7_310_868_735_422_332;

/// What a look at the database found.
pub(crate) enum Look {
    /// These are the versions.
    Seen {
        versions: Arc<Versions>,
        /// Whether there are so many rows of changes that they should be put together.
        is_long: bool,
    },
    /// The server is not the one that was asked before: all versions must be read.
    Moved,
}

/// Asks for the versions that differ from those known, or for all. The first row of each book is of no table: the sum over
/// all, how many rows of changes there are, when the server was started, and in which files the changes are. A backup that is
/// put back, in whatever way, changes one of the last two.
///
/// Columns: book, name, version, number of rows, start, file, other file.
pub(crate) fn question(wanted: Wanted, known: Option<&Versions>) -> Rendered {
    let books = if wanted == Wanted::All { &POSTGRES_BOOKS[..] } else { &POSTGRES_BOOKS[..1] };
    let [file, other_file] =
        POSTGRES_BOOKS.each_ref().map(|book| format!("pg_relation_filenode('{}')::bigint", book.table));
    let sums = books.iter().enumerate().map(|(at, Book { table: book, .. })| {
        format!(
            "book{at} AS MATERIALIZED (SELECT coalesce(sum(change) % {MODULUS}, 0)::bigint AS version, \
             count(*) AS changes FROM {book})"
        )
    });
    let rows = books.iter().enumerate().map(|(at, Book { table: book, .. })| {
        format!(
            "SELECT {at} AS book, '' AS name, version, changes, \
             (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS started, \
             {file} AS file, {other_file} AS other_file FROM book{at} UNION ALL \
             SELECT {at}, name, (sum(change) % {MODULUS})::bigint, 0, 0, 0, 0 FROM {book} \
             WHERE (SELECT version FROM book{at}) IS DISTINCT FROM ${} GROUP BY name",
            at + 1
        )
    });
    let (sums, rows): (Vec<String>, Vec<String>) = (sums.collect(), rows.collect());
    let sql = format!("WITH {} {}", sums.join(", "), rows.join(" UNION ALL "));
    let value = |sum: Option<i64>| sum.map_or(Value::Null, Value::Int);
    let sums = [known.and_then(Versions::any), known.and_then(Versions::other)];
    let params = sums.into_iter().take(books.len()).map(value).collect();
    let mut types = vec![Type::Int; 7];
    types[1] = Type::Text;
    Rendered::raw(sql, params, types)
}

/// Reads the answer; `known` are the versions that were asked with.
pub(crate) fn read(
    keeping: &Keeping,
    wanted: Wanted,
    known: Option<&Arc<Versions>>,
    rows: &Rows,
) -> Option<Look> {
    let int = |cell: &Value| cell.as_int().unwrap_or_default();
    let head_of = |book| rows.iter().find(|row| int(&row[0]) == book && row[1].as_str() == Some(""));
    let (head, other) = (head_of(0)?, if wanted == Wanted::All { Some(head_of(1)?) } else { None });
    let epoch = (int(&head[4]), int(&head[5]).rotate_left(32) ^ int(&head[6]));
    let is_long = [Some(head), other].into_iter().flatten().any(|head| int(&head[3]) > CHANGES_MAX);
    let sums = (Some(int(&head[2])), other.map(|head| int(&head[2])));
    let is_same = |known: Option<i64>, sum: Option<i64>| sum.is_some() && known == sum;
    let mut tables = vec![None; keeping.len()];
    if let Some(known) = known {
        let same = [(true, is_same(known.any(), sums.0)), (false, is_same(known.other(), sums.1))];
        let same: Vec<bool> = same.into_iter().filter(|(_, same)| *same).map(|(book, _)| book).collect();
        // Of a book whose sum is known only its head was sent.
        if !same.is_empty() && known.epoch() != epoch {
            return Some(Look::Moved);
        }
        if same.len() == 1 + usize::from(other.is_some()) {
            return Some(Look::Seen { versions: Arc::clone(known), is_long });
        }
        for is_reference in same {
            keeping.places(is_reference).for_each(|at| tables[usize::from(at)] = known.of(at));
        }
    }
    for row in rows.iter() {
        // What stands in the other book was noted by another version of ours, which may not go on doing so.
        if let Some(place) = row[1].as_str().and_then(|name| keeping.place_in(name, int(&row[0]) == 0)) {
            tables[usize::from(place)] = Some(int(&row[2]).cast_unsigned());
        }
    }
    let versions = Arc::new(Versions::new(epoch, sums, tables));
    keeping.set_latest(wanted, &versions);
    Some(Look::Seen { versions, is_long })
}

/// Puts the changes of each table together in one row. It is one statement, so every reader sees the rows or their sum, and
/// who writes meanwhile adds rows that it does not touch. A book of few rows is left as it is.
pub(crate) fn put_together(book: &str) -> String {
    format!(
        "WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock({LOCK}) \
         AND (SELECT count(*) FROM {book}) > {CHANGES_MAX} AS is_ours), \
         gone AS (DELETE FROM {book} WHERE (SELECT is_ours FROM turn) RETURNING name, change) \
         INSERT INTO {book} (name, change) \
         SELECT name, (sum(change) % {MODULUS})::bigint FROM gone GROUP BY name"
    )
}
