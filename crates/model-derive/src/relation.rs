//! Relations: `BelongsTo<T>`, `HasOne<T>`, `HasMany<T>`, `ManyToMany<T>` and what `#[relation(..)]` says of them.

use crate::kind::head;
use crate::table::{extend, flag, key_of, once, unknown};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, Field, LitStr, Path, Result, Type};

/// The marker that a field's type is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    BelongsTo,
    HasOne,
    HasMany,
    ManyToMany,
}

impl Marker {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "BelongsTo" => Self::BelongsTo,
            "HasOne" => Self::HasOne,
            "HasMany" => Self::HasMany,
            "ManyToMany" => Self::ManyToMany,
            _ => return None,
        })
    }
}

/// A relation of the model.
pub(crate) struct Relation {
    pub name: String,
    pub marker: Marker,
    /// The column of a `BelongsTo`, which the model itself must have.
    pub own_key: Option<LitStr>,
    pub meta: TokenStream,
}

#[derive(Default)]
struct Said {
    key: Option<LitStr>,
    pivot: Option<LitStr>,
    own: Option<LitStr>,
    target: Option<LitStr>,
    version: Option<LitStr>,
    detail: Option<LitStr>,
    overlay: Vec<LitStr>,
    through: Option<Path>,
    hard: bool,
    nullable: bool,
}

impl Said {
    fn parse(attrs: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attr in attrs.iter().filter(|a| a.path().is_ident("relation")) {
            attr.parse_nested_meta(|meta| match key_of(&meta).as_str() {
                "key" => once(&meta, &mut said.key),
                "pivot" => once(&meta, &mut said.pivot),
                "own" => once(&meta, &mut said.own),
                "target" => once(&meta, &mut said.target),
                "version" => once(&meta, &mut said.version),
                "detail" => once(&meta, &mut said.detail),
                "overlay" => extend(&meta, &mut said.overlay),
                "through" => {
                    said.through = Some(meta.value()?.parse()?);
                    Ok(())
                }
                "hard" => flag(&mut said.hard),
                "nullable" => flag(&mut said.nullable),
                _ => Err(unknown(
                    &meta,
                    "relation",
                    "key, nullable, pivot, own, target, hard, through, version, overlay, detail",
                )),
            })?;
        }
        Ok(said)
    }
}

/// The relation that a field declares, if its type is a marker.
pub(crate) fn parse(field: &Field, name: &str) -> Result<Option<Relation>> {
    let Some((marker, target)) = head(&field.ty).and_then(|(n, t)| Some((Marker::of(&n)?, t))) else {
        return match field.attrs.iter().find(|a| a.path().is_ident("relation")) {
            Some(attr) => Err(Error::new_spanned(
                attr,
                "#[relation(..)] stands on BelongsTo, HasOne, HasMany and ManyToMany only",
            )),
            None => Ok(None),
        };
    };
    if let Some(attr) = field.attrs.iter().find(|a| a.path().is_ident("field")) {
        return Err(Error::new_spanned(attr, "a relation is not stored: use #[relation(..)]"));
    }
    let Some(target) = target else {
        return Err(Error::new_spanned(&field.ty, "a relation names the model it leads to"));
    };
    let said = Said::parse(&field.attrs)?;
    let (kind, own_key) = kind_of(field, name, marker, &said)?;
    let meta = meta_of(name, target, &kind, said.nullable);
    Ok(Some(Relation { name: name.to_owned(), marker, own_key, meta }))
}

fn meta_of(name: &str, target: &Type, kind: &TokenStream, nullable: bool) -> TokenStream {
    quote! {
        stheno_model::RelationMeta {
            name: #name,
            kind: stheno_model::RelationKind::#kind,
            target: <#target as stheno_model::Model>::meta,
            nullable: #nullable,
        }
    }
}

fn kind_of(field: &Field, name: &str, marker: Marker, said: &Said) -> Result<(TokenStream, Option<LitStr>)> {
    let need = |slot: &Option<LitStr>, what: &str| {
        slot.clone().ok_or_else(|| Error::new_spanned(field, format!("this relation needs {what} = \"..\"")))
    };
    if let Some(through) = &said.through {
        return through_kind(field, marker, said, through).map(|kind| (kind, None));
    }
    Ok(match marker {
        Marker::BelongsTo => {
            let key = said
                .key
                .clone()
                .unwrap_or_else(|| LitStr::new(&format!("{name}_id"), proc_macro2::Span::call_site()));
            (quote!(BelongsTo { key: #key }), Some(key))
        }
        Marker::HasOne => {
            let key = need(&said.key, "key")?;
            (quote!(HasOne { key: #key }), None)
        }
        Marker::HasMany => {
            let key = need(&said.key, "key")?;
            (quote!(HasMany { key: #key }), None)
        }
        Marker::ManyToMany => {
            let pivot = need(&said.pivot, "pivot")?;
            let own = need(&said.own, "own")?;
            let target = need(&said.target, "target")?;
            let soft_delete = !said.hard;
            let kind =
                quote!(ManyToMany { pivot: #pivot, own: #own, target: #target, soft_delete: #soft_delete });
            (kind, None)
        }
    })
}

fn through_kind(field: &Field, marker: Marker, said: &Said, through: &Path) -> Result<TokenStream> {
    let (Marker::HasMany, Some(own), Some(target), Some(detail)) =
        (marker, &said.own, &said.target, &said.detail)
    else {
        return Err(Error::new_spanned(
            field,
            "`through` stands on HasMany and needs own = \"..\", target = \"..\" and detail = \"..\"",
        ));
    };
    let overlay = &said.overlay;
    let version = match &said.version {
        Some(version) => quote!(::core::option::Option::Some(#version)),
        None => quote!(::core::option::Option::None),
    };
    Ok(quote! {
        Through(stheno_model::Through {
            model: <#through as stheno_model::Model>::meta,
            own: #own,
            target: #target,
            version: #version,
            overlay: &[#(#overlay),*],
            detail: #detail,
        })
    })
}
