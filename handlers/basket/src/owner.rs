//! Whose basket a request is about: the caller's own, except where administrators read others.

use platform::{Caller, Failure, Result};

/// Refuses a path that names another user. 404, because the caller must not learn what exists.
pub fn check_path(caller: &Caller, user_name: &str) -> Result {
    if caller.user_id == user_name {
        return Ok(());
    }
    Err(Failure::not_found(format!("there is no basket of `{user_name}` that you may use")))
}

/// Refuses a body that names another user. It may name none.
pub fn check_body(caller: &Caller, user_name: Option<&str>) -> Result {
    match user_name {
        Some(name) if name != caller.user_id => {
            Err(Failure::forbidden("`userName` must be your own user id, or absent"))
        }
        _ => Ok(()),
    }
}
