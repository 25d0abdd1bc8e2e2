//! The demo shop: a small catalogue with everything a purchase needs.

use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// How to get into the demo shop.
pub struct Shop {
    /// Admin login.
    pub email: String,
    /// Admin password.
    pub password: String,
    /// For the store API.
    pub publishable_key: String,
}
