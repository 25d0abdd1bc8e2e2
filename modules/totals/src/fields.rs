//! Structs of amounts that also answer by the name of the field, as computed fields of a query ask.

/// Declares a struct of amounts with `FIELDS` and `get`.
macro_rules! amounts {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* $field:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name { $($(#[$doc])* pub $field: stheno_kernel::Amount,)* }

        impl $name {
            /// The names of the fields, as the wire spells them.
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
            /// The field of that name.
            pub fn get(&self, field: &str) -> Option<stheno_kernel::Amount> {
                match field {
                    $(stringify!($field) => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use amounts;
