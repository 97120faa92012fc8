//! What cannot be answered: what was wrong, and a way on.

use askama::Template;

use super::frame::{About, Frame, Reader};
use crate::snapshot::View;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The address says something that cannot be used.
    Bad,
    /// There is no such page.
    Missing,
    /// There is too much to do.
    Busy,
    /// The service failed.
    Internal,
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'v> {
    frame: Frame<'v>,
    title: &'static str,
    help: &'static str,
    detail: Option<String>,
}

/// What went wrong, with what the problem says of it.
///
/// # Errors
///
/// Where a template cannot be written, which does not happen.
pub fn fault(view: &View, reader: &Reader, fault: Fault, detail: &str) -> askama::Result<String> {
    let words = &reader.words().text.fault;
    let (title, help) = match fault {
        Fault::Bad => (words.bad, words.bad_help),
        Fault::Missing => (words.missing, words.missing_help),
        Fault::Busy => (words.busy, words.busy_help),
        Fault::Internal => (words.internal, words.internal_help),
    };
    let about = About { title: title.to_owned(), description: help.to_owned(), link: None };
    // Of the others the title says it all.
    let detail = (fault == Fault::Bad).then(|| words.detail(detail.replace('`', "")));
    FaultPage { frame: Frame::of(view, reader, about), title, help, detail }.render()
}
