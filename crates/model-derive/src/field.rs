//! Stored fields and what `#[field(..)]` says of them.

use crate::default;
use crate::kind::Kind;
use crate::table::{extend, flag, key_of, once, unknown};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::{Error, Field, LitStr, Result, Type};

/// A stored field, ready to be written out.
pub(crate) struct Stored {
    pub ident: Ident,
    pub ty: Type,
    /// The column.
    pub name: String,
    pub kind: Kind,
    /// The Rust type is an `Option`.
    pub optional: bool,
    said: Said,
    sql: TokenStream,
}

#[derive(Default)]
struct Said {
    id: bool,
    search: bool,
    translatable: bool,
    hidden: bool,
    unique: bool,
    shown_where: Vec<LitStr>,
    not_null: bool,
    nullable: bool,
    default: Option<LitStr>,
    sql: Option<LitStr>,
    values: Vec<LitStr>,
    enum_type: Vec<LitStr>,
    raw_default: Option<LitStr>,
    raw_nullable: bool,
    raw_not_null: bool,
}

impl Said {
    fn take(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key_of(meta).as_str() {
            "id" => flag(&mut self.id),
            "search" => flag(&mut self.search),
            "translatable" => flag(&mut self.translatable),
            "hidden" => flag(&mut self.hidden),
            "unique" => flag(&mut self.unique),
            "shown_where" => extend(meta, &mut self.shown_where),
            "not_null" => flag(&mut self.not_null),
            "nullable" => flag(&mut self.nullable),
            "default" => once(meta, &mut self.default),
            "sql" => once(meta, &mut self.sql),
            "values" => extend(meta, &mut self.values),
            "enum_type" => extend(meta, &mut self.enum_type),
            "raw_default" => once(meta, &mut self.raw_default),
            "raw_nullable" => flag(&mut self.raw_nullable),
            "raw_not_null" => flag(&mut self.raw_not_null),
            _ => Err(unknown(
                meta,
                "field",
                "id, search, translatable, hidden, shown_where, unique, default, sql, values, enum_type, not_null, nullable, \
                 raw_default, raw_nullable, raw_not_null",
            )),
        }
    }

    fn check(&self, field: &Field, kind: Kind) -> Result<()> {
        let refuse = |why: &str| Err(Error::new_spanned(field, why));
        if self.not_null && self.nullable || self.raw_not_null && self.raw_nullable {
            return refuse("a column is either nullable or not");
        }
        let raw = self.raw_default.is_some() || self.raw_nullable || self.raw_not_null;
        if raw && kind != Kind::BigNumber {
            return refuse("raw_* attributes stand on fields of type Amount only");
        }
        if kind != Kind::Enum && !self.enum_type.is_empty() || self.enum_type.len() > 1 {
            return refuse("enum_type(\"name\") names one type and stands beside values(..)");
        }
        if !matches!((self.shown_where.len(), kind), (0, _) | (2, Kind::Text)) {
            return refuse("shown_where(\"column\", \"text\") stands on text fields");
        }
        if self.id && kind != Kind::Text {
            return refuse("an id is text");
        }
        Ok(())
    }
}

/// Reads a stored field.
pub(crate) fn parse(field: &Field, name: &str) -> Result<Stored> {
    let ident = field.ident.clone().ok_or_else(|| Error::new_spanned(field, "a stored field has a name"))?;
    let mut said = Said::default();
    for attr in field.attrs.iter().filter(|a| a.path().is_ident("field")) {
        attr.parse_nested_meta(|meta| said.take(&meta))?;
    }
    let (mut kind, optional) = Kind::of(&field.ty)?;
    if !said.values.is_empty() {
        if kind != Kind::Text {
            return Err(Error::new_spanned(field, "values(..) stands on text fields only"));
        }
        kind = Kind::Enum;
    }
    let sql = match (said.enum_type.first(), &said.sql) {
        (Some(name), None) => {
            let values = &said.values;
            quote!(stheno_database::ddl::SqlType::Enum(#name, &[#(#values),*]))
        }
        (Some(name), Some(_)) => {
            return Err(Error::new_spanned(name, "enum_type and sql name one column's type twice"));
        }
        (None, Some(text)) => kind.sql_named(text)?,
        (None, None) => kind.sql(),
    };
    said.check(field, kind)?;
    Ok(Stored { ident, ty: field.ty.clone(), name: name.to_owned(), kind, optional, said, sql })
}

/// The field's name without `r#`.
pub(crate) fn name_of(ident: &Ident) -> String {
    ident.unraw().to_string()
}

impl Stored {
    /// Whether a `raw_*` column follows.
    pub(crate) fn has_raw(&self) -> bool {
        self.kind == Kind::BigNumber
    }

    /// The `raw_*` column's name.
    pub(crate) fn raw_name(&self) -> String {
        format!("raw_{}", self.name)
    }

    /// Whether no two live rows may hold the same.
    pub(crate) fn is_unique(&self) -> bool {
        self.said.unique
    }

    /// Whether `q` looks for a part of it.
    pub(crate) fn is_searched_text(&self) -> bool {
        self.said.search && self.kind == Kind::Text
    }

    fn nullable(&self) -> bool {
        !self.said.not_null && (self.said.nullable || self.optional)
    }

    /// The `FieldMeta`s: one, or two for a big number.
    pub(crate) fn metas(&self) -> TokenStream {
        let Said { search, translatable, hidden, .. } = self.said;
        let (name, sql, nullable) = (&self.name, &self.sql, self.nullable());
        let kind = self.kind.meta(&self.said.values);
        let default = option(self.said.default.as_ref());
        let shown_where = match self.said.shown_where.as_slice() {
            [column, text] => quote!(::core::option::Option::Some((#column, #text))),
            _ => quote!(::core::option::Option::None),
        };
        let own = quote! {
            stheno_model::FieldMeta {
                name: #name, kind: #kind, sql: #sql, nullable: #nullable, default: #default,
                searchable: #search, translatable: #translatable, hidden: #hidden, shown_where: #shown_where,
            }
        };
        if !self.has_raw() {
            return own;
        }
        let raw_name = self.raw_name();
        let raw_nullable = self.said.raw_nullable || nullable && !self.said.raw_not_null;
        let raw_default = option(self.said.raw_default.as_ref());
        quote! {
            #own,
            stheno_model::FieldMeta {
                name: #raw_name, kind: stheno_model::FieldKind::RawBigNumber,
                sql: stheno_database::ddl::SqlType::Jsonb, nullable: #raw_nullable, default: #raw_default,
                searchable: false, translatable: false, hidden: #hidden,
                shown_where: ::core::option::Option::None,
            }
        }
    }

    /// The value in `Model::new`, with `stamp` in scope.
    pub(crate) fn initial(&self, prefix: &str) -> Result<TokenStream> {
        let value = if self.said.id {
            if prefix.is_empty() {
                return Ok(quote!(::core::default::Default::default()));
            }
            quote!(::core::convert::From::from(stamp.id(#prefix)))
        } else if self.kind == Kind::Time && matches!(self.name.as_str(), "created_at" | "updated_at") {
            quote!(stamp.now)
        } else {
            match &self.said.default {
                Some(text) if self.kind != Kind::Serial => {
                    default::expression(self.kind, &self.said.values, text)?
                }
                _ => return Ok(quote!(::core::default::Default::default())),
            }
        };
        Ok(if self.optional { quote!(::core::option::Option::Some(#value)) } else { value })
    }

    /// The cells of `self`: one, or two for a big number.
    pub(crate) fn cells(&self) -> TokenStream {
        let ident = &self.ident;
        match (self.has_raw(), self.optional) {
            (false, _) => quote!(stheno_kernel::Value::from(self.#ident)),
            (true, false) => quote! {
                stheno_kernel::Value::from(self.#ident), stheno_kernel::Value::from(self.#ident.raw_json())
            },
            (true, true) => quote! {
                stheno_kernel::Value::from(self.#ident),
                stheno_kernel::Value::from(self.#ident.map(stheno_kernel::Amount::raw_json))
            },
        }
    }

    /// The `Column` constants.
    pub(crate) fn columns(&self) -> TokenStream {
        let own = column(&self.name);
        let raw = self.has_raw().then(|| column(&self.raw_name()));
        quote!(#own #raw)
    }
}

fn column(name: &str) -> TokenStream {
    let constant = format_ident!("{}", name.to_uppercase());
    let doc = format!("Column `{name}`.");
    quote! {
        #[doc = #doc]
        pub const #constant: stheno_model::Column<Self> = stheno_model::Column::new(#name);
    }
}

pub(crate) fn option(text: Option<&LitStr>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}
