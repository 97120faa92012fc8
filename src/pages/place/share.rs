//! An answer short enough to be sent to somebody.

use super::hazards::Hazard;
use crate::pages::frame::{Notice, Reader};
use crate::pages::link::{Link, encoded, place_text};
use crate::place::LonLat;
use crate::snapshot::View;

/// An answer to be passed on.
pub(super) struct Share {
    /// Some lines of plain text.
    pub(super) text: String,
    /// The same, to be sent by WhatsApp.
    pub(super) whatsapp: String,
    /// What the hazards say, for previews of links.
    pub(super) in_one_line: String,
    /// What a report of an error is about.
    pub(super) subject: String,
}

impl Share {
    pub(super) fn of(
        view: &View,
        reader: &Reader,
        place: LonLat,
        (title, hazards): (&str, &[Hazard<'_>]),
    ) -> Self {
        let (w, city) = (reader.words(), view.city());
        let said: Vec<String> =
            hazards.iter().map(|h| format!("{}: {}", h.title, h.in_short(w))).collect();
        let mut lines = vec![title.to_owned()];
        lines.extend(said.iter().map(|line| format!("- {line}")));
        lines.push(format!("{}: {}", w.emergency, city.emergency));
        if let Some(notice) = &city.notice {
            lines.push(Notice::of(notice.get(reader.lang), w).brief.to_owned());
        }
        lines.push(reader.url(Link::Place(place), reader.lang));
        let text = lines.join("\n");
        Self {
            whatsapp: format!("https://wa.me/?text={}", encoded(&text)),
            text,
            in_one_line: said.join("; "),
            subject: format!("{title} ({})", place_text(place)),
        }
    }
}
