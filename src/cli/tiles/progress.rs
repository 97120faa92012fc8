//! How far an export is: a bar on a terminal, and what became of it at the end.

use std::time::Duration;

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use wareng::archive::Written;

use crate::cli::say;

pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar on standard error, where that is a terminal.
    pub(super) fn new(tiles: u64) -> Self {
        let template = "{bar:24} {percent}% of {human_len} tiles, {per_sec:0}, {eta} left";
        let bar = ProgressBar::new(tiles);
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar }
    }

    /// So many tiles more are looked at, the empty ones among them.
    pub(super) fn done(&self, tiles: usize) {
        self.bar.inc(tiles as u64);
    }

    /// Says what has become of it.
    pub(super) fn finish(self, name: &str, written: Written, took: Duration) {
        self.bar.finish_and_clear();
        let Written { tiles, distinct, bytes } = written;
        let (tiles, distinct) = (HumanCount(tiles), HumanCount(distinct));
        let seconds = took.as_secs_f64();
        let bytes = HumanBytes(bytes);
        say(&format!("{name}: {tiles} tiles, {distinct} distinct, {bytes}, in {seconds:.1} s\n"));
    }
}
