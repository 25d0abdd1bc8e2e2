//! Dashboard users: made with their login, changed, removed with it.

pub mod create_user_account;
pub mod register_provider_user;
pub mod remove_user_account;
pub mod reset_user_password;
pub mod update_users;

use serde_json::json;
use stheno_workflow::FlowTx;

/// Tells of users: by the workflow's event and by the module's.
fn emit(cx: &FlowTx, what: &str, ids: &[String]) {
    for id in ids {
        cx.emit(&format!("user.{what}"), json!({ "id": id }));
        cx.emit(&format!("user.user.{what}"), json!({ "id": id }));
    }
}
