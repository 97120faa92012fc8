//! What was made of the geometries of a layer so that places are found in them, changed: the first
//! byte says of which layer, the others how.
//!
//! What is not refused can be served: it is drawn and asked.

use std::sync::OnceLock;

use wareng::model::Stored;
use wareng::snapshot::LayerVersion;

use crate::changed::change_each;
use crate::city::city;
use crate::served::serve;

pub(crate) fn check(data: &[u8]) {
    let Some((which, changes)) = data.split_first() else { return };
    let which = usize::from(*which) % whole().len();
    let mut indexes = whole()[which].clone();
    change_each(&mut [&mut indexes], changes);
    let stored = Stored { prepared: city().1[which].clone(), version: String::new() };
    if let Some(layer) = LayerVersion::indexed(stored, &indexes) {
        serve(layer);
    }
}

/// The indexes of the city's layers.
fn whole() -> &'static [Vec<u8>] {
    static WHOLE: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let indexes =
        |prepared: &wareng::model::Prepared| LayerVersion::new(prepared.clone()).indexes();
    WHOLE.get_or_init(|| city().1.iter().map(indexes).collect())
}
