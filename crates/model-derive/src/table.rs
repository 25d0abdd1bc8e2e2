//! Attributes of the struct: names, keys, indexes, checks, foreign keys.

use proc_macro2::{Ident, Span};
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, LitStr, Result, Token, parenthesized};

/// Everything said of the model as a whole.
#[derive(Default)]
pub(crate) struct Table {
    pub module: Option<LitStr>,
    pub entity: Option<LitStr>,
    pub table: Option<LitStr>,
    pub prefix: Option<LitStr>,
    pub aliases: Vec<LitStr>,
    pub linkable: Vec<LitStr>,
    pub primary_key: Vec<LitStr>,
    pub cascade: Vec<LitStr>,
    pub detach: Vec<LitStr>,
    /// Whether an index serves the `q` filter.
    pub search_index: bool,
    pub indexes: Vec<Index>,
    pub checks: Vec<LitStr>,
    pub foreign_keys: Vec<ForeignKey>,
    pub volatile: bool,
    pub reference: bool,
}

/// `#[index(..)]`
pub(crate) struct Index {
    pub name: LitStr,
    pub on: Vec<LitStr>,
    pub unique: bool,
    pub filter: Option<LitStr>,
    pub method: Option<LitStr>,
}

/// `#[foreign_key(..)]`
pub(crate) struct ForeignKey {
    pub on: Vec<LitStr>,
    pub references: LitStr,
    pub referenced: Vec<LitStr>,
    pub on_delete: Option<LitStr>,
    pub on_update_cascade: bool,
}

impl Table {
    pub(crate) fn parse(attrs: &[Attribute]) -> Result<Self> {
        let mut table = Self::default();
        for attr in attrs {
            if attr.path().is_ident("model") {
                attr.parse_nested_meta(|meta| table.model(&meta))?;
            } else if attr.path().is_ident("index") {
                table.indexes.push(Index::parse(attr)?);
            } else if attr.path().is_ident("check") {
                table.checks.push(attr.parse_args()?);
            } else if attr.path().is_ident("foreign_key") {
                table.foreign_keys.push(ForeignKey::parse(attr)?);
            }
        }
        if table.primary_key.is_empty() {
            table.primary_key.push(LitStr::new("id", Span::call_site()));
        }
        Ok(table)
    }

    /// Gives the names that are not said, after the struct: `GiftBox` is of the table and the module `gift_box`, and is
    /// linked by `gift_box_id`. A model that names its table says by itself what it is linked by.
    pub(crate) fn name_after(&mut self, ident: &Ident) {
        let text = |text: &str| LitStr::new(text, ident.span());
        let (entity, snake) = (ident.to_string(), snake_case(&ident.to_string()));
        if self.table.is_none() && self.linkable.is_empty() {
            self.linkable.push(text(&format!("{snake}_id")));
        }
        self.entity.get_or_insert_with(|| text(&entity));
        self.table.get_or_insert_with(|| text(&snake));
        self.module.get_or_insert_with(|| text(&snake));
    }

    /// Adds the index of each unique column, with the name and the condition that Medusa gives it.
    pub(crate) fn index_unique(&mut self, columns: Vec<LitStr>) {
        let table = self.table.as_ref().map(LitStr::value).unwrap_or_default();
        self.indexes.extend(columns.into_iter().map(|column| Index {
            name: LitStr::new(&format!("IDX_{table}_{}_unique", column.value()), column.span()),
            filter: Some(LitStr::new("deleted_at IS NULL", column.span())),
            on: vec![column],
            unique: true,
            method: None,
        }));
    }

    /// Adds the index that finds texts of these columns by any part of them.
    pub(crate) fn index_searches(&mut self, columns: Vec<LitStr>) -> Result<()> {
        let Some(table) = self.table.as_ref().filter(|_| self.search_index) else { return Ok(()) };
        if columns.is_empty() {
            return Err(Error::new_spanned(
                table,
                "search_index needs a field of text that is marked search",
            ));
        }
        let literal = |text: &str| LitStr::new(text, table.span());
        self.indexes.push(Index {
            name: literal(&format!("stheno_search_{}", table.value())),
            on: columns,
            unique: false,
            filter: None,
            method: Some(literal("trigram")),
        });
        Ok(())
    }

    fn model(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key_of(meta).as_str() {
            "module" => once(meta, &mut self.module),
            "entity" => once(meta, &mut self.entity),
            "table" => once(meta, &mut self.table),
            "prefix" => once(meta, &mut self.prefix),
            "aliases" => extend(meta, &mut self.aliases),
            "linkable" => extend(meta, &mut self.linkable),
            "primary_key" => extend(meta, &mut self.primary_key),
            "cascade" => extend(meta, &mut self.cascade),
            "detach" => extend(meta, &mut self.detach),
            "search_index" => flag(&mut self.search_index),
            "volatile" => flag(&mut self.volatile),
            "reference" => flag(&mut self.reference),
            _ => Err(unknown(
                meta,
                "model",
                "module, entity, table, prefix, aliases, linkable, primary_key, cascade, detach, search_index, \
                 volatile, reference",
            )),
        }
    }
}

impl Index {
    fn parse(attr: &Attribute) -> Result<Self> {
        let (mut name, mut on, mut unique, mut filter, mut method) = (None, Vec::new(), false, None, None);
        attr.parse_nested_meta(|meta| match key_of(&meta).as_str() {
            "name" => once(&meta, &mut name),
            "on" => extend(&meta, &mut on),
            "unique" => flag(&mut unique),
            "filter" => once(&meta, &mut filter),
            "method" => once(&meta, &mut method),
            _ => Err(unknown(&meta, "index", "name, on, unique, filter, method")),
        })?;
        let name = name.ok_or_else(|| missing(attr, "name = \"..\""))?;
        if on.is_empty() {
            return Err(missing(attr, "on(\"column\", ..)"));
        }
        Ok(Self { name, on, unique, filter, method })
    }
}

impl ForeignKey {
    fn parse(attr: &Attribute) -> Result<Self> {
        let (mut on, mut references, mut referenced) = (Vec::new(), None, Vec::new());
        let (mut on_delete, mut on_update_cascade) = (None, false);
        attr.parse_nested_meta(|meta| match key_of(&meta).as_str() {
            "on" => extend(&meta, &mut on),
            "references" => once(&meta, &mut references),
            "referenced" => extend(&meta, &mut referenced),
            "on_delete" => once(&meta, &mut on_delete),
            "on_update_cascade" => flag(&mut on_update_cascade),
            _ => {
                Err(unknown(&meta, "foreign_key", "on, references, referenced, on_delete, on_update_cascade"))
            }
        })?;
        let references = references.ok_or_else(|| missing(attr, "references = \"table\""))?;
        if on.is_empty() {
            return Err(missing(attr, "on(\"column\", ..)"));
        }
        if referenced.is_empty() {
            referenced.push(LitStr::new("id", Span::call_site()));
        }
        if on.len() != referenced.len() {
            return Err(Error::new_spanned(attr, "`on` and `referenced` must name as many columns"));
        }
        Ok(Self { on, references, referenced, on_delete, on_update_cascade })
    }
}

/// The key's text; empty for a path of several segments, which no key is.
pub(crate) fn key_of(meta: &ParseNestedMeta) -> String {
    meta.path.get_ident().map(ToString::to_string).unwrap_or_default()
}

/// `key = "text"`, at most once.
pub(crate) fn once(meta: &ParseNestedMeta, slot: &mut Option<LitStr>) -> Result<()> {
    let text = meta.value()?.parse()?;
    match slot.replace(text) {
        None => Ok(()),
        Some(_) => Err(meta.error("this was said already")),
    }
}

/// `key("a", "b")`; repeated keys add up.
pub(crate) fn extend(meta: &ParseNestedMeta, list: &mut Vec<LitStr>) -> Result<()> {
    let content;
    parenthesized!(content in meta.input);
    list.extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?);
    Ok(())
}

/// A bare key.
#[expect(clippy::unnecessary_wraps, reason = "stands in match arms beside the fallible readers")]
pub(crate) fn flag(slot: &mut bool) -> Result<()> {
    *slot = true;
    Ok(())
}

/// The error for a key that the attribute does not have.
pub(crate) fn unknown(meta: &ParseNestedMeta, attribute: &str, known: &str) -> Error {
    meta.error(format!("unknown key `{}` in #[{attribute}(..)]; it has: {known}", key_of(meta)))
}

/// `GiftBox` as `gift_box`.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn missing(attr: &Attribute, what: &str) -> Error {
    Error::new_spanned(attr, format!("this attribute needs {what}"))
}
