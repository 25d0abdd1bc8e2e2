//! Models that the tests share: every kind of field, every kind of relation, a cascade three levels deep.

use crate::{BelongsTo, HasMany, HasOne, ManyToMany, Model};
use stheno_kernel::{Amount, IdGenerator, JsonText, Stamp, Timestamp};

stheno_kernel::define_ids! {
    /// A shelf.
    ShelfId = "shelf";
    /// A book.
    BookId = "book";
}

/// A shelf of books; shelves hold shelves.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "Shelf", table = "shelf", prefix = "shelf")]
#[model(aliases("shelf", "shelves"), linkable("shelf_id"), cascade("shelves", "books", "lent"))]
#[index(name = "IDX_shelf_parent", on("parent_id"), filter = "deleted_at IS NULL")]
pub(crate) struct Shelf {
    #[field(id)]
    pub id: ShelfId,
    pub name: String,
    pub parent_id: Option<ShelfId>,
    #[relation(nullable)]
    pub parent: BelongsTo<Shelf>,
    #[relation(key = "parent_id")]
    pub shelves: HasMany<Shelf>,
    #[relation(key = "shelf_id")]
    pub books: HasMany<Book>,
    #[relation(through = Loan, own = "shelf_id", target = "book_id", overlay("title"), detail = "loan")]
    pub lent: HasMany<Book>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A book, with one of each kind of field.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "Book", table = "book", prefix = "book")]
#[model(aliases("book", "books"), cascade("cover", "blurb"))]
#[model(detach("tags", "genres"))]
#[index(name = "IDX_book_isbn_unique", on("isbn"), unique, filter = "deleted_at IS NULL")]
#[check("pages >= 0")]
#[foreign_key(on("shelf_id"), references = "shelf", on_delete = "CASCADE", on_update_cascade)]
pub(crate) struct Book {
    #[field(id)]
    pub id: BookId,
    #[field(sql = "serial")]
    pub display_id: i64,
    #[field(search, translatable)]
    pub title: String,
    #[field(sql = "varchar(32)")]
    pub isbn: Option<String>,
    #[field(values("novel", "atlas"), default = "'novel'::text")]
    pub r#type: String,
    #[field(default = "0")]
    pub pages: i32,
    #[field(sql = "bigint")]
    pub copies_sold: Option<i64>,
    #[field(default = "0.5")]
    pub weight: f64,
    pub price: Amount,
    #[field(raw_default = "'{\"value\": \"0\", \"precision\": 20}'::jsonb", default = "0")]
    pub deposit: Option<Amount>,
    #[field(default = "true")]
    pub is_lendable: bool,
    #[field(hidden, default = "''::text")]
    pub secret: String,
    #[field(default = "'{}'::jsonb")]
    pub data: JsonText,
    pub metadata: Option<JsonText>,
    #[field(default = "'{}'::text[]")]
    pub languages: Vec<String>,
    pub shelf_id: ShelfId,
    pub shelf: BelongsTo<Shelf>,
    pub cover_id: Option<String>,
    #[relation(nullable)]
    pub cover: BelongsTo<Cover>,
    #[relation(key = "book_id", nullable)]
    pub blurb: HasOne<Blurb>,
    #[relation(pivot = "book_tag", own = "book_id", target = "tag_id", hard)]
    pub tags: ManyToMany<Tag>,
    #[relation(pivot = "book_genre", own = "book_id", target = "genre_id")]
    pub genres: ManyToMany<Tag>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A cover, whose key the book holds.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "Cover", table = "cover", prefix = "cov")]
pub(crate) struct Cover {
    #[field(id)]
    pub id: String,
    pub url: String,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// What stands on the back, which holds the book's key.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "Blurb", table = "blurb", prefix = "blurb")]
pub(crate) struct Blurb {
    #[field(id)]
    pub id: String,
    pub book_id: BookId,
    pub deleted_at: Option<Timestamp>,
}

/// A book lent to a shelf, under another title perhaps.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "Loan", table = "loan", prefix = "loan")]
pub(crate) struct Loan {
    #[field(id)]
    pub id: String,
    pub shelf_id: ShelfId,
    pub book_id: BookId,
    pub title: Option<String>,
    pub deleted_at: Option<Timestamp>,
}

/// A tag; deleting removes it.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "Tag", table = "tag", primary_key("code"))]
pub(crate) struct Tag {
    #[field(id)]
    pub code: String,
}

/// The pivot of [`Book::genres`].
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "library", entity = "BookGenre", table = "book_genre", primary_key("book_id", "genre_id"))]
pub(crate) struct BookGenre {
    pub book_id: BookId,
    pub genre_id: String,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A millisecond of 2026.
pub(crate) fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_770_000_000_000 + ms).unwrap()
}

/// A stamp at [`instant`].
pub(crate) fn stamp(ms: i64) -> Stamp {
    Stamp::new(instant(ms), std::sync::Arc::new(IdGenerator::default()))
}

mod tests {
    use super::*;
    use crate::{FieldKind, RelationKind};
    use stheno_database::ddl::SqlType;
    use stheno_kernel::Value;

    #[test]
    fn a_new_record_has_an_id_both_times_and_the_declared_defaults() {
        let book = Book::new(&stamp(0));
        assert!(book.id.starts_with("book_01"));
        assert_eq!((book.created_at, book.updated_at), (instant(0), instant(0)));
        assert_eq!((book.r#type.as_str(), book.pages, book.weight), ("novel", 0, 0.5));
        assert_eq!((book.is_lendable, book.deposit), (true, Some(Amount::ZERO)));
        assert_eq!(Tag::new(&stamp(0)).code, "");
    }

    #[test]
    fn cells_stand_in_the_order_of_fields_and_read_back() {
        let mut book = Book::new(&stamp(0));
        book.price = Amount::parse("19.90").unwrap();
        book.languages = vec!["de".into()];
        book.isbn = Some("978".into());
        let cells = book.clone().into_cells();
        assert_eq!(cells.len(), Book::meta().fields.len());
        for (field, cell) in Book::meta().stored().zip(&cells) {
            assert!(cell.is_null() || crate::json::holds(field.kind, cell), "{}: {cell:?}", field.name);
        }
        let raw = Book::meta().fields.iter().position(|f| f.name == "raw_price").unwrap();
        assert_eq!(cells[raw], Value::Json(JsonText::from_trusted(r#"{"value":"19.9","precision":20}"#)));
        assert_eq!(Book::from_cells(cells).unwrap(), book);
    }

    #[test]
    fn a_wrong_cell_is_named() {
        let mut cells = Book::new(&stamp(0)).into_cells();
        let at = Book::meta().fields.iter().position(|f| f.name == "shelf_id").unwrap();
        cells[at] = Value::Int(3);
        let error = Book::from_cells(cells).unwrap_err();
        assert_eq!(error.message(), "book.shelf_id does not hold what its model declares");
        assert!(Book::from_cells(Vec::new()).is_err());
    }

    #[test]
    fn the_declaration_is_data() {
        let meta = Book::meta();
        assert_eq!((meta.key(), meta.id_prefix, meta.aliases), ("id", "book", &["book", "books"][..]));
        let kinds = ["display_id", "type", "copies_sold", "raw_deposit"].map(|f| meta.field(f).unwrap().kind);
        let novel = FieldKind::Enum(&["novel", "atlas"]);
        assert_eq!(kinds, [FieldKind::Serial, novel, FieldKind::Integer, FieldKind::RawBigNumber]);
        assert_eq!(meta.field("isbn").unwrap().sql, SqlType::Varchar(32));
        assert!(meta.field("raw_deposit").unwrap().nullable && !meta.field("raw_price").unwrap().nullable);
        let title = meta.field("title").unwrap();
        assert!(title.searchable && title.translatable && !title.hidden && title.shown_where.is_none());
        assert!(matches!(meta.relation("cover").unwrap().kind, RelationKind::BelongsTo { key: "cover_id" }));
        assert_eq!((meta.relation("shelf").unwrap().target)().table, "shelf");
        assert!(matches!(
            meta.relation("tags").unwrap().kind,
            RelationKind::ManyToMany { soft_delete: false, .. }
        ));
        assert_eq!((Book::TYPE.name(), Book::RAW_PRICE.name()), ("type", "raw_price"));
        assert_eq!(meta.foreign_keys[0].referenced, ["id"]);
    }
}
