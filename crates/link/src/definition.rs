//! Link definitions: stored links join two models through a pivot table, read-only links through a column.

use stheno_database::ddl::SqlType;
use stheno_kernel::{Error, Result};
use stheno_model::{FieldKind, ModelMeta};

/// One side of a stored link.
#[derive(Clone, Copy)]
pub struct Side {
    /// The model on this side.
    pub model: fn() -> &'static ModelMeta,
    /// The pivot's column with this side's primary key; also the key that callers name it by.
    pub column: &'static str,
    /// What this side's record is called inside a link row.
    pub alias: &'static str,
    /// Whether many rows of this side may hang on one row of the other.
    pub many: bool,
    /// Whether rows of this side are deleted with the other side's.
    pub delete_cascade: bool,
    /// The field that this side's model gets for the pivot rows (`sales_channels_link`); empty for none.
    pub link_field: &'static str,
    /// Whether that field is a list.
    pub link_is_list: bool,
    /// Fields of this side's model that walk through the link to what lies behind.
    pub shortcuts: &'static [Shortcut],
}

/// A field that stands for a path through a link.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// The field's name (`sales_channels`).
    pub name: &'static str,
    /// The path, dots between (`sales_channel`, `price_set.calculated_price`): from the link row on, or, of a read-only link,
    /// from the model itself.
    pub path: &'static str,
    /// Whether the graph shows a list.
    pub is_list: bool,
    /// The path, likewise, that arguments and context of this field are handed to.
    pub forward: Option<&'static str>,
}

/// A further column of a pivot table.
#[derive(Clone, Copy, Debug)]
pub struct Extra {
    /// The column.
    pub name: &'static str,
    /// Its type.
    pub sql: SqlType,
    /// How its cells are read.
    pub kind: FieldKind,
    /// Whether it may be null.
    pub nullable: bool,
    /// PostgreSQL's text of the default.
    pub default: Option<&'static str>,
}

impl Extra {
    /// A whole number, perhaps none.
    pub fn integer(name: &'static str) -> Self {
        Self::of(name, SqlType::Integer, FieldKind::Integer)
    }
    /// A text, perhaps none.
    pub fn text(name: &'static str) -> Self {
        Self::of(name, SqlType::Text, FieldKind::Text)
    }
    /// Yes, no, or nothing.
    pub fn boolean(name: &'static str) -> Self {
        Self::of(name, SqlType::Boolean, FieldKind::Boolean)
    }
    /// Always there: where nothing is said, this (PostgreSQL's text: `0`, `true`, `'x'::text`).
    #[must_use]
    pub fn or(self, default: &'static str) -> Self {
        Self { nullable: false, default: Some(default), ..self }
    }
    fn of(name: &'static str, sql: SqlType, kind: FieldKind) -> Self {
        Self { name, sql, kind, nullable: true, default: None }
    }
}

/// A stored link. Left and right are its direction: the order in which callers name the keys.
pub struct LinkDefinition {
    /// The pivot table.
    pub table: &'static str,
    /// The table's name before it was shortened, where it was: index names carry its hash.
    pub long_table: Option<&'static str>,
    /// Medusa's name of the link's service.
    pub service: &'static str,
    /// Medusa's name of the link row's entity (`LinkOrderCart`); events carry it.
    pub entity: &'static str,
    /// Prefix of row ids, without `_`.
    pub id_prefix: &'static str,
    /// Names under which `query.graph` takes the pivot rows themselves.
    pub aliases: &'static [&'static str],
    /// The left side.
    pub left: Side,
    /// The right side.
    pub right: Side,
    /// Further columns.
    pub extra: &'static [Extra],
    /// The feature flag (`rbac`) without which the link is not loaded.
    pub flag: Option<&'static str>,
}

impl LinkDefinition {
    /// The table's name before it was shortened.
    pub fn full_name(&self) -> &'static str {
        self.long_table.unwrap_or(self.table)
    }
    /// Both sides, left first.
    pub fn sides(&self) -> [&Side; 2] {
        [&self.left, &self.right]
    }
}

impl Side {
    /// A side of which one row at most hangs on each row of the other, and whose model gets no field.
    pub const fn new(model: fn() -> &'static ModelMeta, column: &'static str, alias: &'static str) -> Self {
        Self {
            model,
            column,
            alias,
            many: false,
            delete_cascade: false,
            link_field: "",
            link_is_list: false,
            shortcuts: &[],
        }
    }
    /// Many rows of this side may hang on one row of the other.
    pub const fn many(mut self) -> Self {
        self.many = true;
        self
    }
    /// Rows of this side are deleted with the other side's.
    pub const fn deleted_with_other(mut self) -> Self {
        self.delete_cascade = true;
        self
    }
    /// This side's model gets a field that shows the pivot row.
    pub const fn field(mut self, name: &'static str) -> Self {
        self.link_field = name;
        self
    }
    /// This side's model gets a field that shows a list of pivot rows.
    pub const fn list_field(mut self, name: &'static str) -> Self {
        self.link_field = name;
        self.link_is_list = true;
        self
    }
    /// Fields of this side's model that walk through that field.
    pub const fn shortcuts(mut self, shortcuts: &'static [Shortcut]) -> Self {
        self.shortcuts = shortcuts;
        self
    }
    /// The module on this side.
    pub fn module(&self) -> &'static str {
        (self.model)().module
    }
}

impl Shortcut {
    /// A field that shows one record, found at `path` from the link row on.
    pub const fn one(name: &'static str, path: &'static str) -> Self {
        Self { name, path, is_list: false, forward: None }
    }
    /// A field that shows a list of records, found at `path` from the link row on.
    pub const fn list(name: &'static str, path: &'static str) -> Self {
        Self { name, path, is_list: true, forward: None }
    }
    /// Hands this field's arguments to the records at `path`.
    pub const fn forward(mut self, path: &'static str) -> Self {
        self.forward = Some(path);
        self
    }
}

impl ReadOnlyLink {
    /// A field of `model` with the one row of `target` whose `target_key` equals `own`.
    pub const fn one(
        (model, own): (fn() -> &'static ModelMeta, &'static str),
        field: &'static str,
        (target, target_key): (fn() -> &'static ModelMeta, &'static str),
    ) -> Self {
        Self { model, field, target, own, target_key, is_list: false, shortcuts: &[], flag: None }
    }
    /// A field of `model` with all rows of `target` whose `target_key` equals `own`.
    pub const fn list(
        from: (fn() -> &'static ModelMeta, &'static str),
        field: &'static str,
        to: (fn() -> &'static ModelMeta, &'static str),
    ) -> Self {
        let mut link = Self::one(from, field, to);
        link.is_list = true;
        link
    }
    /// Loaded with this feature flag only.
    pub const fn behind(mut self, flag: &'static str) -> Self {
        self.flag = Some(flag);
        self
    }
}

/// A link without a table: a column of one model holds another model's key.
#[derive(Clone, Copy)]
pub struct ReadOnlyLink {
    /// The model that gets the field.
    pub model: fn() -> &'static ModelMeta,
    /// The field.
    pub field: &'static str,
    /// The model found there.
    pub target: fn() -> &'static ModelMeta,
    /// The column looked up.
    pub own: &'static str,
    /// The target's column it is looked up in.
    pub target_key: &'static str,
    /// Whether the graph shows a list.
    pub is_list: bool,
    /// Further fields of the model that stand for paths, mostly through this one.
    pub shortcuts: &'static [Shortcut],
    /// The feature flag without which the link is not loaded.
    pub flag: Option<&'static str>,
}

/// Every link of an application, with the model of each pivot table.
#[derive(Default)]
pub struct LinkRegistry {
    stored: Vec<(LinkDefinition, &'static ModelMeta)>,
    read_only: Vec<ReadOnlyLink>,
}

impl LinkRegistry {
    /// Adds a stored link.
    pub fn add(&mut self, link: LinkDefinition) {
        let meta = crate::pivot::meta_of(&link);
        self.stored.push((link, meta));
    }
    /// Adds a read-only link.
    pub fn add_read_only(&mut self, link: ReadOnlyLink) {
        self.read_only.push(link);
    }
    /// The stored links, each with the model of its pivot rows.
    pub fn stored(&self) -> impl Iterator<Item = (&LinkDefinition, &'static ModelMeta)> {
        self.stored.iter().map(|(link, meta)| (link, *meta))
    }
    /// The stored link with this pivot table.
    pub fn by_table(&self, table: &str) -> Option<(&LinkDefinition, &'static ModelMeta)> {
        self.stored().find(|(link, _)| link.table == table)
    }
    /// The stored link between these sides, in its direction.
    pub fn between(
        &self,
        left: (&str, &str),
        right: (&str, &str),
    ) -> Option<(&LinkDefinition, &'static ModelMeta)> {
        let is = |side: &Side, (module, key): (&str, &str)| side.column == key && side.module() == module;
        self.stored().find(|(link, _)| is(&link.left, left) && is(&link.right, right))
    }
    /// Fails where a link names a model that is not among those of the application.
    pub fn require_models(&self, models: &[&'static ModelMeta]) -> Result<()> {
        let stored = self.stored().flat_map(|(link, _)| link.sides()).map(|side| (side.model)());
        let read_only = self.read_only.iter().flat_map(|link| [(link.model)(), (link.target)()]);
        let mut named = stored.chain(read_only);
        match named.find(|meta| !models.iter().any(|known| known.table == meta.table)) {
            None => Ok(()),
            Some(meta) => Err(Error::invalid_data(format!(
                "Service {} was not found. If this is your module, make sure you set isQueryable to true",
                meta.module
            ))),
        }
    }
    /// The read-only links.
    pub fn read_only(&self) -> &[ReadOnlyLink] {
        &self.read_only
    }
}
