//! Markers of relations in a model's struct: they carry the declaration, not the rows.

use std::fmt;
use std::marker::PhantomData;

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        pub struct $name<T>(PhantomData<fn() -> T>);
        // Written out, since deriving would ask of the target what only the marker needs.
        impl<T> Default for $name<T> { fn default() -> Self { Self(PhantomData) } }
        impl<T> Clone for $name<T> { fn clone(&self) -> Self { *self } }
        impl<T> Copy for $name<T> {}
        impl<T> PartialEq for $name<T> { fn eq(&self, _: &Self) -> bool { true } }
        impl<T> Eq for $name<T> {}
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(stringify!($name)) }
        }
    )*};
}
markers!(
    /// This record holds the other's key.
    BelongsTo,
    /// One other record holds this one's key.
    HasOne,
    /// Other records hold this one's key.
    HasMany,
    /// Records on both sides, through a pivot table.
    ManyToMany
);
