//! Answers as pages to be read: complete without a script, small, printable. Pure functions of a
//! [`View`](crate::snapshot::View) and of answers; they say what `/v1/…` says, in words.

mod area;
mod fault;
mod format;
mod frame;
mod headline;
mod link;
mod place;
mod schools;
mod search;
mod sources;
mod stylesheet;
mod words;

pub use area::area;
pub use fault::{Fault, fault};
pub use frame::Reader;
pub use link::{Link, Seeks};
pub use place::place;
pub use schools::{home, levels, schools};
pub use search::{found, search};
pub use stylesheet::{ICON, PageFile, STYLESHEET};
