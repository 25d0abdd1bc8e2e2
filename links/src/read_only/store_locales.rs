//! A store's locale to the locale itself. Behind the flag `translation`.

use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_store::StoreLocale;
use stheno_translation::Locale;

pub(crate) const LINKS: [ReadOnlyLink; 1] =
    [ReadOnlyLink::one((StoreLocale::meta, "locale_code"), "locale", (Locale::meta, "code"))
        .behind("translation")];
