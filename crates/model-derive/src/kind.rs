//! What a field holds, read off its Rust type and its `sql` attribute.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, GenericArgument, LitStr, PathArguments, Result, Type};

/// The kinds that a Rust type tells apart; enums and serials come from attributes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Enum,
    Integer,
    Serial,
    Float,
    BigNumber,
    Boolean,
    Time,
    Json,
    Texts,
}

/// The last segment of a type's path and its first type argument.
pub(crate) fn head(ty: &Type) -> Option<(String, Option<&Type>)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let argument = match &segment.arguments {
        PathArguments::AngleBracketed(list) => list.args.iter().find_map(|a| match a {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    };
    Some((segment.ident.to_string(), argument))
}

impl Kind {
    /// The kind of a type, and whether it is an `Option`.
    pub(crate) fn of(ty: &Type) -> Result<(Self, bool)> {
        match head(ty) {
            Some((name, Some(inner))) if name == "Option" => Ok((Self::of_bare(inner)?, true)),
            _ => Ok((Self::of_bare(ty)?, false)),
        }
    }

    fn of_bare(ty: &Type) -> Result<Self> {
        let Some((name, argument)) = head(ty) else {
            return Err(Error::new_spanned(ty, "a stored field must have a named type"));
        };
        Ok(match name.as_str() {
            "i32" | "i64" => Self::Integer,
            "f64" => Self::Float,
            "Amount" => Self::BigNumber,
            "bool" => Self::Boolean,
            "Timestamp" => Self::Time,
            "JsonText" => Self::Json,
            "Vec" if argument.and_then(head).is_some_and(|(of, _)| of == "String") => Self::Texts,
            "Option" | "Vec" => return Err(Error::new_spanned(ty, "a column holds no such type")),
            "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "isize" | "f32" | "Decimal" => {
                return Err(Error::new_spanned(ty, "use i32, i64, f64, or Amount for exact numbers"));
            }
            _ => Self::Text,
        })
    }

    /// The `FieldKind` path; enums carry their values.
    pub(crate) fn meta(self, values: &[LitStr]) -> TokenStream {
        let kind = match self {
            Self::Enum => return quote!(stheno_model::FieldKind::Enum(&[#(#values),*])),
            Self::Text => quote!(Text),
            Self::Integer => quote!(Integer),
            Self::Serial => quote!(Serial),
            Self::Float => quote!(Float),
            Self::BigNumber => quote!(BigNumber),
            Self::Boolean => quote!(Boolean),
            Self::Time => quote!(Time),
            Self::Json => quote!(Json),
            Self::Texts => quote!(Texts),
        };
        quote!(stheno_model::FieldKind::#kind)
    }

    /// The column type where no attribute names one.
    pub(crate) fn sql(self) -> TokenStream {
        let ty = match self {
            Self::Text | Self::Enum => quote!(Text),
            Self::Integer => quote!(Integer),
            Self::Serial => quote!(Serial),
            Self::Float => quote!(Real),
            Self::BigNumber => quote!(Numeric),
            Self::Boolean => quote!(Boolean),
            Self::Time => quote!(Timestamptz),
            Self::Json => quote!(Jsonb),
            Self::Texts => quote!(TextArray),
        };
        quote!(stheno_database::ddl::SqlType::#ty)
    }

    /// The column type that `sql = ".."` names, if this kind can live in it; `serial` and `bigserial` make an integer a serial.
    pub(crate) fn sql_named(&mut self, text: &LitStr) -> Result<TokenStream> {
        let name = text.value();
        let (ty, fits) = match name.as_str() {
            "text" => (quote!(Text), matches!(self, Self::Text | Self::Enum)),
            "integer" => (quote!(Integer), *self == Self::Integer),
            "bigint" => (quote!(BigInt), *self == Self::Integer),
            "serial" => (quote!(Serial), *self == Self::Integer),
            "bigserial" => (quote!(BigSerial), *self == Self::Integer),
            "numeric" => (quote!(Numeric), *self == Self::BigNumber),
            "real" => (quote!(Real), *self == Self::Float),
            "double precision" => (quote!(Double), *self == Self::Float),
            "boolean" => (quote!(Boolean), *self == Self::Boolean),
            "timestamptz" => (quote!(Timestamptz), *self == Self::Time),
            "jsonb" => (quote!(Jsonb), *self == Self::Json),
            "text[]" => (quote!(TextArray), *self == Self::Texts),
            _ => match varchar(&name) {
                Some(length) => (quote!(Varchar(#length)), matches!(self, Self::Text | Self::Enum)),
                None => return Err(Error::new_spanned(text, format!("unknown column type `{name}`"))),
            },
        };
        if !fits {
            return Err(Error::new_spanned(text, format!("the field's Rust type does not live in `{name}`")));
        }
        if name.ends_with("serial") {
            *self = Self::Serial;
        }
        Ok(quote!(stheno_database::ddl::SqlType::#ty))
    }
}

fn varchar(name: &str) -> Option<u16> {
    name.strip_prefix("varchar(")?.strip_suffix(')')?.parse().ok()
}
