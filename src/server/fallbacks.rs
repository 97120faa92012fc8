//! What is said where no handler could say it.

use axum::response::{IntoResponse, Response};

use super::kinds::Kind;
use super::problem::Problem;

/// For what panics in a handler: the neighbours go on.
pub(super) fn of_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = text, "a handler panicked");
    Problem::fault().into_response()
}

/// No such address.
pub(super) async fn no_such_address() -> Problem {
    Problem::not_found(
        "Alamat ini tidak ada; lihat /v1/layers",
        "there is no such address; see /v1/layers",
    )
}

/// The address exists, but not for this method.
pub(super) async fn no_such_method() -> Problem {
    Problem::new(Kind::MethodNotAllowed, "Pakai metode di `Allow`", "use a method of `Allow`")
}
