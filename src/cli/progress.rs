//! Layers while they load: a bar for each on a terminal, a line for each elsewhere.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use wareng::ingest::Stage;
use wareng::load::{self, Event, Last, Loaded, Options, Told};
use wareng::model::{Defect, LayerId};

/// Loads a folder and shows how it goes on standard error.
pub(super) fn load_with_progress(options: &Options) -> Result<Loaded, Vec<Defect>> {
    with_progress(|told| load::load(options, told))
}

/// The same for a service that starts.
pub(super) fn resume_with_progress(
    options: &Options,
    last: Last<'_>,
) -> Result<Loaded, Vec<Defect>> {
    with_progress(|told| load::resume(options, last, told))
}

fn with_progress<T>(load: impl FnOnce(Told<'_>) -> T) -> T {
    let bars = Bars { all: MultiProgress::new(), by_layer: Mutex::new(BTreeMap::new()) };
    load(&|id, event| bars.tell(id, &event))
}

struct Bars {
    all: MultiProgress,
    by_layer: Mutex<BTreeMap<LayerId, ProgressBar>>,
}

impl Bars {
    fn tell(&self, id: &LayerId, event: &Event) {
        if self.all.is_hidden() {
            return match event {
                Event::Reading(_) | Event::Unchanged => {}
                Event::Ready(features) => eprintln!("{id}: {features} features"),
                Event::ReadyTiles(tiles) => eprintln!("{id}: {tiles} tiles"),
                Event::Refused => eprintln!("{id}: refused"),
            };
        }
        let bar = self.bar(id);
        match event {
            Event::Reading(p) => {
                bar.set_length(p.total.max(p.done));
                bar.set_position(p.done);
                bar.set_message(match p.stage {
                    Stage::Reading => "",
                    Stage::Gaps => "looking for gaps",
                    Stage::Overlaps => "looking for overlaps",
                    Stage::Tiles => "cutting tiles",
                });
            }
            Event::Unchanged => bar.set_message("unchanged"),
            Event::Ready(features) => bar.finish_with_message(format!("{features} features")),
            Event::ReadyTiles(tiles) => bar.finish_with_message(format!("{tiles} tiles")),
            Event::Refused => bar.abandon_with_message("refused"),
        }
    }

    fn bar(&self, id: &LayerId) -> ProgressBar {
        let mut bars = self.by_layer.lock().unwrap_or_else(PoisonError::into_inner);
        bars.entry(id.clone())
            .or_insert_with(|| {
                let style = ProgressStyle::with_template("{prefix:>16} {bar:24} {pos}/{len} {msg}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
                let bar = self.all.add(ProgressBar::new(0).with_style(style));
                bar.set_prefix(id.to_string());
                bar.enable_steady_tick(Duration::from_millis(200));
                bar
            })
            .clone()
    }
}
