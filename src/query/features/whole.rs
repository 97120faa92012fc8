//! A layer as one file, written piece by piece, so that none is too large for memory.

use serde::Serialize;

use super::super::Sources;
use super::{Choice, FeatureFormat, FeatureOfPage, Table, csv, fgb};
use crate::model::{Lang, LayerId};
use crate::snapshot::{LayerVersion, View};

/// A piece ends with the feature that makes it this long. Units: bytes.
const USUAL_PIECE: usize = 64 << 10;

/// All features of a layer with all their fields, in the order of the layer: an iterator over the
/// pieces of the file.
#[derive(Debug)]
pub struct WholeLayer {
    view: View,
    id: LayerId,
    format: FeatureFormat,
    lang: Lang,
    table: Table,
    next: Next,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    Head,
    Feature(u32),
    Nothing,
}

/// What stands before the features of a GeoJSON FeatureCollection.
#[derive(Serialize)]
struct Head<'v> {
    #[serde(rename = "type")]
    kind: &'static str,
    snapshot: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'v str>,
    sources: Sources<'v>,
}

impl WholeLayer {
    /// The file of a layer; nothing where there is no such layer in the view.
    pub fn of(view: View, id: LayerId, format: FeatureFormat, lang: Lang) -> Option<Self> {
        let layer = view.layer(&id)?;
        let table = Table::of([layer].into_iter(), &Choice::default(), layer.bounds().is_some());
        Some(Self { view, id, format, lang, table, next: Next::Head })
    }

    fn head(&self, layer: &LayerVersion) -> serde_json::Result<Vec<u8>> {
        match self.format {
            FeatureFormat::Csv => Ok(csv::head(&self.table).into_bytes()),
            FeatureFormat::FlatGeobuf => Ok(fgb::head(&self.table, layer.len())),
            FeatureFormat::GeoJson => {
                let mut head = serde_json::to_vec(&Head {
                    kind: "FeatureCollection",
                    snapshot: self.view.version(),
                    notice: self.view.city().notice.as_ref().map(|n| n.get(self.lang)),
                    sources: Sources::of([layer].into_iter()),
                })?;
                // The object stays open for its features.
                head.pop();
                head.extend(b",\"features\":[\n");
                Ok(head)
            }
        }
    }

    /// Writes a feature at the end of a piece.
    fn write(
        &self,
        (layer, feature): (&LayerVersion, u32),
        out: &mut Vec<u8>,
    ) -> serde_json::Result<()> {
        match self.format {
            FeatureFormat::Csv => out.extend(csv::feature(&self.table, layer, feature).as_bytes()),
            FeatureFormat::FlatGeobuf => {
                out.extend(fgb::feature(&self.table, layer, feature));
            }
            FeatureFormat::GeoJson => {
                if feature > 0 {
                    out.extend(b",\n");
                }
                serde_json::to_writer(out, &FeatureOfPage::of(&self.table, layer, feature))?;
            }
        }
        Ok(())
    }

    fn foot(&self) -> &'static [u8] {
        match self.format {
            FeatureFormat::GeoJson => b"\n]}\n",
            FeatureFormat::Csv | FeatureFormat::FlatGeobuf => b"",
        }
    }

    /// The piece that begins there, and where the next one begins.
    fn piece(&self, from: Next) -> serde_json::Result<(Vec<u8>, Next)> {
        let Some(layer) = self.view.layer(&self.id) else { return Ok((Vec::new(), Next::Nothing)) };
        let (mut piece, first) = match from {
            Next::Head => (self.head(layer)?, 0),
            Next::Feature(first) => (Vec::with_capacity(2 * USUAL_PIECE), first),
            Next::Nothing => return Ok((Vec::new(), Next::Nothing)),
        };
        for feature in (first..).take_while(|f| (*f as usize) < layer.len()) {
            if piece.len() >= USUAL_PIECE {
                return Ok((piece, Next::Feature(feature)));
            }
            self.write((layer, feature), &mut piece)?;
        }
        piece.extend(self.foot());
        Ok((piece, Next::Nothing))
    }
}

impl Iterator for WholeLayer {
    type Item = serde_json::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = std::mem::replace(&mut self.next, Next::Nothing);
        if matches!(from, Next::Nothing) {
            return None;
        }
        Some(self.piece(from).map(|(piece, next)| {
            self.next = next;
            piece
        }))
    }
}
