//! How far a batch is: a bar on a terminal, and what became of it at the end.

use std::io::Read;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressBarIter, ProgressStyle};
use wareng::batch::Tally;
use wareng::model::Lang;
use wareng::snapshot::View;

pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar on standard error, where that is a terminal; of a length where it is known.
    pub(super) fn new(bytes: Option<u64>) -> Self {
        let (bar, template) = match bytes {
            Some(bytes) => {
                let text = "{bar:24} {percent}% of {binary_total_bytes}, {msg}, {eta} left";
                (ProgressBar::new(bytes), text)
            }
            None => (ProgressBar::no_length(), "{spinner} {binary_bytes}, {msg}"),
        };
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message("0 rows");
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar }
    }

    /// The same bytes, counted.
    pub(super) fn watch<R: Read>(&self, input: R) -> ProgressBarIter<R> {
        self.bar.wrap_read(input)
    }

    /// How many rows are written.
    pub(super) fn rows(&self, rows: u64) {
        if !self.bar.is_hidden() {
            let rate = per_second(rows, self.bar.elapsed());
            self.bar.set_message(format!("{} rows, {rate} rows/s", HumanCount(rows)));
        }
    }

    /// Says what became of the rows.
    pub(super) fn finish(&self, view: &View, tally: &Tally, took: Duration, lang: Lang) {
        self.bar.finish_and_clear();
        if let Some(notice) = &view.city().notice {
            eprintln!("! {}", notice.get(lang));
        }
        let (rows, bad) = (HumanCount(tally.rows), HumanCount(tally.bad));
        let rate = per_second(tally.rows, took);
        let seconds = took.as_secs_f64();
        let [count, failed] = match lang {
            Lang::Id => [
                format!("{rows} baris dalam {seconds:.1} detik, {rate} baris/detik"),
                format!("{bad} tidak terjawab"),
            ],
            Lang::En => [
                format!("{rows} rows in {seconds:.1} s, {rate} rows/s"),
                format!("{bad} not answered"),
            ],
        };
        eprintln!("{count}, {failed}, snapshot {}", view.version());
        for (row, reason) in &tally.examples {
            eprintln!("  {} {row}: {reason}", lang.pick("baris", "row"));
        }
        let told = u64::try_from(tally.examples.len()).unwrap_or(u64::MAX);
        if tally.bad > told {
            let others = HumanCount(tally.bad - told);
            eprintln!("  … {} {others}", lang.pick("dan lainnya:", "and others:"));
        }
        if tally.unclosed {
            let words = lang.pick(
                "masukan terputus atau rusak setelah daftar `features`: di sana kumpulan ditutup",
                "the input is cut off or broken after its list `features`: the collection is closed there",
            );
            eprintln!("! {words}");
        }
    }
}

fn per_second(rows: u64, took: Duration) -> HumanCount {
    let micros = took.as_micros().max(1);
    let rate = u128::from(rows) * 1_000_000 / micros;
    HumanCount(u64::try_from(rate).unwrap_or(u64::MAX))
}
