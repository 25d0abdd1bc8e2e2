//! Where the generated code finds the framework: in the crates of this house, or in `stheno`, which shops depend on.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Brings `stheno_model`, `stheno_kernel` and `stheno_database` into the scope of the generated code.
pub(crate) fn uses() -> TokenStream {
    let model = match (crate_name("stheno-model"), crate_name("stheno")) {
        (Ok(FoundCrate::Name(name)), _) => path(&name, &TokenStream::new()),
        (Err(_), Ok(FoundCrate::Name(name))) => path(&name, &quote!(::__model)),
        // The crate of models itself, which goes by its own name.
        _ => quote!(::stheno_model),
    };
    quote! {
        use #model as stheno_model;
        use #model::__derive::{stheno_database, stheno_kernel};
    }
}

fn path(name: &str, rest: &TokenStream) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote!(::#name #rest)
}
