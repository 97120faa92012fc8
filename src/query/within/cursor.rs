//! Where the next page begins.

use super::{Region, WithinQuestion};
use crate::snapshot::View;

/// Where a page begins: the place of a layer among those asked, and a feature of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    pub(super) layer: usize,
    pub(super) feature: u32,
}

/// A cursor that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCursor {
    /// It is not one.
    #[error("is no cursor")]
    Malformed,
    /// It came with another question, or its layers have been published anew.
    #[error("belongs to another question, or to layers that have been published anew")]
    Stale,
}

impl Cursor {
    /// As it is sent: the name of the question and of the versions of its layers, and the place.
    pub fn to_text(self, view: &View, question: &WithinQuestion) -> String {
        format!("{}{:02x}{:08x}", tag(view, question), self.layer, self.feature)
    }

    /// A cursor that came back with its question.
    ///
    /// # Errors
    /// What is no cursor, or one of another question or of other versions.
    pub fn read(text: &str, view: &View, question: &WithinQuestion) -> Result<Self, BadCursor> {
        const TAG: usize = 16;
        if text.len() != TAG + 10 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadCursor::Malformed);
        }
        if text[..TAG] != tag(view, question) {
            return Err(BadCursor::Stale);
        }
        let number = |digits: &str| u32::from_str_radix(digits, 16).unwrap_or(u32::MAX);
        let layer = usize::try_from(number(&text[TAG..TAG + 2])).unwrap_or(usize::MAX);
        Ok(Self { layer, feature: number(&text[TAG + 2..]) })
    }
}

/// The name of what is asked, and of the versions it is asked of.
fn tag(view: &View, question: &WithinQuestion) -> String {
    let mut hasher = blake3::Hasher::new();
    for id in &question.layers {
        let version = view.layer(id).map_or("", |l| l.version());
        hasher.update(id.as_str().as_bytes()).update(b" ").update(version.as_bytes());
    }
    hasher.update(format!("{:?}", question.filter).as_bytes());
    let mut number = |v: f64| _ = hasher.update(&v.to_le_bytes());
    match &question.region {
        Region::Circle { centre, radius_m } => {
            [centre.lon(), centre.lat(), *radius_m].into_iter().for_each(&mut number);
        }
        Region::Polygon(asked) => {
            for ring in asked.polygons().iter().flatten() {
                ring.iter().flat_map(|c| [c.x, c.y]).for_each(&mut number);
                // No longitude: where a ring ends is never in doubt.
                number(f64::MAX);
            }
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
