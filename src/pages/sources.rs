//! Who says what a page says: layers with one publisher, date and licence are told together.

use super::frame::Reader;
use super::{format, link};
use crate::model::SourceNote;
use crate::snapshot::{LayerVersion, View};

/// Layers of one publisher, of one date.
pub(super) struct Source<'v> {
    pub(super) layers: String,
    /// Publisher and date.
    pub(super) said: String,
    pub(super) licence: &'v str,
    pub(super) link: Option<&'v str>,
    /// Where to report an error, with what it is about.
    pub(super) report: Option<String>,
}

/// The sources of some layers, by name; `subject` is what a report would be about.
pub(super) fn sources<'v>(
    view: &'v View,
    reader: &Reader,
    of: impl Fn(&LayerVersion) -> bool,
    subject: &str,
) -> Vec<Source<'v>> {
    let mut groups: Vec<(SourceNote<'v>, Vec<&'v str>)> = Vec::new();
    for layer in view.layers().filter(|l| of(l)) {
        let note = SourceNote { version: "", ..layer.source_note() };
        let title = layer.layer().title.get(reader.lang);
        match groups.iter_mut().find(|(other, _)| *other == note) {
            Some((_, titles)) => titles.push(title),
            None => groups.push((note, vec![title])),
        }
    }
    let w = reader.words();
    let source = |(note, titles): (SourceNote<'v>, Vec<&str>)| Source {
        layers: titles.join(", "),
        said: w.text.sources.said(note.publisher, format::date(note.dated, w)),
        licence: note.licence,
        link: link::safe(note.link),
        report: link::about(note.contact, subject),
    };
    groups.into_iter().map(source).collect()
}
