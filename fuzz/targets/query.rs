//! A whole question: path and query of a `GET`, at any route.
//!
//! The same question has the same bytes; a page is well formed and JSON is JSON, whatever was
//! filled into it; and what is refused says why ([`crate::asked`]).

use axum::body::Body;
use axum::http::{Request, Uri};

use crate::asked::ask;

pub(crate) fn check(data: &[u8]) {
    // hyper refuses what is no address.
    let Ok(uri) = Uri::try_from([b"/", data].concat()) else { return };
    let get = || ask(Request::get(&uri).body(Body::empty()).expect("a request"));
    let (said, again) = (get(), get());
    assert!(said.is_as(&again), "{uri}: {said:?} and then {again:?}");
}
