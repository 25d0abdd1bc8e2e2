//! `#[derive(Model)]`: from a struct's declaration to its metadata, its columns and its way through a row.
//!
//! The grammar, as one reads it in a model:
//! - struct: `#[model(module = "..", entity = "..", table = "..", prefix = "..")]`,
//!   `#[model(aliases(..), linkable(..), primary_key(..), cascade(..), detach(..), search_index)]`,
//!   `#[index(name = "..", on(..), unique, filter = "..", method = "..")]`, `#[check("..")]`,
//!   `#[foreign_key(on(..), references = "..", referenced(..), on_delete = "..", on_update_cascade)]`;
//! - stored fields: `#[field(id, search, translatable, hidden, unique, default = "..", sql = "..", values(..),
//!   enum_type(".."), not_null, nullable, raw_default = "..", raw_nullable, raw_not_null)]`;
//! - relations: `#[relation(key = "..", nullable)]`, `#[relation(pivot = "..", own = "..", target = "..", hard)]`,
//!   `#[relation(through = Model, own = "..", target = "..", version = "..", overlay(..), detail = "..")]`.
//!
//! What each means is said where a model's author looks: in `stheno-model`.

mod default;
mod expand;
mod field;
mod home;
mod kind;
mod relation;
mod table;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives `stheno_model::Model` and one `Column` constant per stored field.
#[proc_macro_derive(Model, attributes(model, index, check, foreign_key, field, relation))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
