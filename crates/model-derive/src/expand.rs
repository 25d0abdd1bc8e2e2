//! Checks the declaration as a whole and writes the code.

use crate::field::{self, Stored, option};
use crate::home;
use crate::relation::{self, Marker, Relation};
use crate::table::{ForeignKey, Index, Table};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result};

struct Declaration<'a> {
    ident: &'a Ident,
    table: Table,
    stored: Vec<Stored>,
    relations: Vec<Relation>,
    /// The relation fields, to be left at their default.
    markers: Vec<Ident>,
}

/// The derive's output.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let declaration = Declaration::parse(input)?;
    declaration.check()?;
    let implementation = declaration.implementation()?;
    let ident = declaration.ident;
    let columns = declaration.stored.iter().map(Stored::columns);
    let home = home::uses();
    Ok(quote! {
        const _: () = {
            #home
            #implementation
            #[automatically_derived]
            impl #ident { #(#columns)* }
        };
    })
}

impl<'a> Declaration<'a> {
    fn parse(input: &'a DeriveInput) -> Result<Self> {
        if !input.generics.params.is_empty() {
            return Err(Error::new_spanned(&input.generics, "a model has no parameters"));
        }
        let Data::Struct(data) = &input.data else {
            return Err(Error::new_spanned(input, "a model is a struct"));
        };
        let Fields::Named(fields) = &data.fields else {
            return Err(Error::new_spanned(input, "a model has named fields"));
        };
        let mut table = Table::parse(&input.attrs)?;
        table.name_after(&input.ident);
        let (mut stored, mut relations, mut markers) = (Vec::new(), Vec::new(), Vec::new());
        for f in &fields.named {
            let Some(ident) = &f.ident else { continue };
            let name = field::name_of(ident);
            match relation::parse(f, &name)? {
                Some(relation) => {
                    relations.push(relation);
                    markers.push(ident.clone());
                }
                None => stored.push(field::parse(f, &name)?),
            }
        }
        let unique = stored.iter().filter(|f| f.is_unique()).map(|f| LitStr::new(&f.name, f.ident.span()));
        table.index_unique(unique.collect());
        let searched = stored.iter().filter(|f| f.is_searched_text());
        table.index_searches(searched.map(|f| LitStr::new(&f.name, f.ident.span())).collect())?;
        Ok(Self { ident: &input.ident, table, stored, relations, markers })
    }

    /// Names that the declaration uses must be names that it declares.
    fn check(&self) -> Result<()> {
        let columns = self.table.primary_key.iter();
        let columns = columns.chain(self.table.foreign_keys.iter().flat_map(|key| &key.on));
        for column in columns.chain(self.relations.iter().filter_map(|r| r.own_key.as_ref())) {
            let name = column.value();
            if !self.stored.iter().any(|f| f.name == name || f.has_raw() && f.raw_name() == name) {
                return Err(Error::new_spanned(column, format!("`{}` has no column `{name}`", self.ident)));
            }
        }
        for name in &self.table.cascade {
            if self.marker_of(name)? == Marker::ManyToMany {
                return Err(Error::new_spanned(
                    name,
                    "the other side of a pivot does not go along: use detach",
                ));
            }
        }
        for name in &self.table.detach {
            if self.marker_of(name)? != Marker::ManyToMany {
                return Err(Error::new_spanned(name, "detach is for ManyToMany: use cascade"));
            }
        }
        Ok(())
    }

    fn marker_of(&self, name: &LitStr) -> Result<Marker> {
        let found = self.relations.iter().find(|r| r.name == name.value());
        let missing = || Error::new_spanned(name, format!("`{}` has no relation of this name", self.ident));
        found.map(|r| r.marker).ok_or_else(missing)
    }

    fn meta(&self) -> TokenStream {
        let t = &self.table;
        let prefix = self.prefix();
        let Table {
            module,
            entity,
            table,
            aliases,
            linkable,
            primary_key,
            cascade,
            detach,
            checks,
            volatile,
            reference,
            ..
        } = t;
        let fields = self.stored.iter().map(Stored::metas);
        let relations = self.relations.iter().map(|r| &r.meta);
        let indexes = t.indexes.iter().map(index);
        let foreign_keys = t.foreign_keys.iter().map(foreign_key);
        quote! {
            stheno_model::ModelMeta {
                module: #module,
                entity: #entity,
                table: #table,
                aliases: &[#(#aliases),*],
                linkable: &[#(#linkable),*],
                id_prefix: #prefix,
                primary_key: &[#(#primary_key),*],
                fields: &[#(#fields),*],
                relations: &[#(#relations),*],
                cascade: &[#(#cascade),*],
                detach: &[#(#detach),*],
                indexes: &[#(#indexes),*],
                checks: &[#(#checks),*],
                foreign_keys: &[#(#foreign_keys),*],
                volatile: #volatile,
                reference: #reference,
            }
        }
    }

    fn prefix(&self) -> String {
        self.table.prefix.as_ref().map(LitStr::value).unwrap_or_default()
    }

    fn implementation(&self) -> Result<TokenStream> {
        let (ident, markers, prefix) = (self.ident, &self.markers, self.prefix());
        let meta = self.meta();
        let idents: Vec<_> = self.stored.iter().map(|f| &f.ident).collect();
        let initials = self.stored.iter().map(|f| f.initial(&prefix)).collect::<Result<Vec<_>>>()?;
        let cells = self.stored.iter().map(Stored::cells);
        let reads = self.stored.iter().map(|f| {
            let ty = &f.ty;
            if f.has_raw() { quote!(cells.big_number::<#ty>()?) } else { quote!(cells.next::<#ty>()?) }
        });
        Ok(quote! {
            #[automatically_derived]
            impl stheno_model::Model for #ident {
                fn meta() -> &'static stheno_model::ModelMeta {
                    static META: stheno_model::ModelMeta = #meta;
                    &META
                }
                fn new(stamp: &stheno_kernel::Stamp) -> Self {
                    let _ = stamp;
                    Self {
                        #(#idents: #initials,)*
                        #(#markers: ::core::default::Default::default(),)*
                    }
                }
                fn into_cells(self) -> ::std::vec::Vec<stheno_kernel::Value> {
                    ::std::vec![#(#cells),*]
                }
                fn from_cells(
                    cells: ::std::vec::Vec<stheno_kernel::Value>,
                ) -> stheno_kernel::Result<Self> {
                    let mut cells = stheno_model::Cells::new(Self::meta(), cells)?;
                    ::core::result::Result::Ok(Self {
                        #(#idents: #reads,)*
                        #(#markers: ::core::default::Default::default(),)*
                    })
                }
            }
        })
    }
}

fn index(index: &Index) -> TokenStream {
    let Index { name, on, unique, .. } = index;
    let (filter, method) = (option(index.filter.as_ref()), option(index.method.as_ref()));
    quote! {
        stheno_database::ddl::Index {
            name: #name, columns: &[#(#on),*], unique: #unique, filter: #filter, method: #method,
        }
    }
}

fn foreign_key(key: &ForeignKey) -> TokenStream {
    let ForeignKey { on, references, referenced, on_update_cascade, .. } = key;
    let on_delete = option(key.on_delete.as_ref());
    quote! {
        stheno_database::ddl::ForeignKey {
            columns: &[#(#on),*], references: #references, referenced: &[#(#referenced),*],
            on_update_cascade: #on_update_cascade, on_delete: #on_delete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first error of a model whose attributes and fields are these.
    fn refused(attributes: &str, fields: &str) -> String {
        let source = format!(
            r#"#[model(module = "m", entity = "E", table = "t", prefix = "p")] {attributes}
            struct E {{ #[field(id)] id: String, {fields} }}"#
        );
        let input = syn::parse_str(&source).unwrap();
        expand(&input).map(|tokens| tokens.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn unknown_keys_are_named_with_the_known_ones() {
        let message = refused("#[model(tabel = \"x\")]", "");
        assert!(
            message.starts_with("unknown key `tabel` in #[model(..)]; it has: module, entity, table"),
            "{message}"
        );
        assert!(
            refused("", "#[field(serach)] a: String").starts_with("unknown key `serach` in #[field(..)]")
        );
        assert!(refused("", "#[relation(kee = \"a\")] a: HasMany<E>").starts_with("unknown key `kee`"));
        assert!(refused("#[index(on(\"a\"))]", "a: String").contains("needs name"));
    }

    #[test]
    fn names_must_be_declared() {
        assert_eq!(refused("#[model(primary_key(\"code\"))]", ""), "`E` has no column `code`");
        assert_eq!(refused("", "parent: BelongsTo<E>"), "`E` has no column `parent_id`");
        assert_eq!(refused("#[model(cascade(\"a\"))]", ""), "`E` has no relation of this name");
        let pivot = "#[relation(pivot = \"p\", own = \"a\", target = \"b\")] a: ManyToMany<E>";
        assert!(refused("#[model(cascade(\"a\"))]", pivot).contains("use detach"));
        assert!(
            refused("#[model(detach(\"a\"))]", "#[relation(key = \"k\")] a: HasMany<E>")
                .contains("use cascade")
        );
        assert_eq!(
            refused("#[model(search_index)]", "#[field(search)] a: i32"),
            "search_index needs a field of text that is marked search"
        );
        assert_eq!(refused("", "a: HasMany<E>"), "this relation needs key = \"..\"");
    }

    #[test]
    fn types_defaults_and_columns_must_agree() {
        assert!(refused("", "a: u32").contains("use i32, i64"));
        assert!(refused("", "#[field(sql = \"jsonb\")] a: String").contains("does not live in `jsonb`"));
        assert!(refused("", "#[field(sql = \"money\")] a: String").contains("unknown column type"));
        assert!(refused("", "#[field(default = \"maybe\")] a: bool").contains("neither true nor false"));
        assert!(
            refused("", "#[field(values(\"a\"), default = \"'b'::text\")] a: String").contains("not one of")
        );
        assert!(refused("", "#[field(raw_nullable)] a: i32").contains("Amount only"));
        assert!(refused("", "#[relation(key = \"k\")] a: String").contains("BelongsTo, HasOne"));
    }
}
