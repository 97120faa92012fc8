//! The figures as tables, and what was asked of them.

use std::fmt;

use crate::machine;
use crate::measured::{Band, Measured, Sizes, Zoom};
use crate::number::number;
use crate::table::Table;

/// Units that two deviations may differ by and still be the same: both sides round to whole units.
const SAME_UNITS: f64 = 0.05;

/// All inputs in their order.
pub(crate) struct Report {
    pub(crate) missing: Vec<String>,
    pub(crate) inputs: Vec<Measured>,
}

impl Measured {
    fn sizes(&self) -> Table {
        let mut table = Table::new(&[
            "mean bytes a tile",
            "tiles",
            "ours, gzip 6",
            "tippecanoe",
            "ours / theirs",
            "zstd, ours / theirs",
            "as served, gzip 6",
            "features, ours / theirs",
            "dust, ours / theirs",
            "vertices, ours / theirs",
        ]);
        for (z, zoom) in &self.zooms {
            let [ours, theirs] = &zoom.sizes;
            let mean = |sum: f64| sum / number(zoom.tiles);
            let both = |of: fn(&Sizes) -> f64| match self.has_peer {
                true => format!("{:.1} / {:.1}", mean(of(ours)), mean(of(theirs))),
                false => format!("{:.1} / –", mean(of(ours))),
            };
            table.push(vec![
                format!("z{z}"),
                zoom.tiles.to_string(),
                format!("{:.0}", mean(ours.bytes[0])),
                self.theirs(format!("{:.0}", mean(theirs.bytes[0]))),
                self.theirs(format!("{:.3}", ours.bytes[0] / theirs.bytes[0])),
                self.theirs(format!("{:.3}", ours.bytes[1] / theirs.bytes[1])),
                format!("{:.0}", mean(zoom.served)),
                both(|s| s.features),
                both(|s| s.dust),
                both(|s| s.vertices),
            ]);
        }
        table
    }

    fn theirs(&self, figure: String) -> String {
        if self.has_peer { figure } else { "–".to_owned() }
    }

    fn deviations(&self) -> Table {
        let mut table = Table::new(&[
            "units, mean / p99 / most",
            "ours, published to drawn",
            "tippecanoe",
            "ours, drawn to published",
            "tippecanoe",
            "features",
            "left out",
            "small rings",
        ]);
        for (z, Zoom { deviation: d, .. }) in &self.zooms {
            let figures = |strays: &crate::stray::Strays| {
                strays.figures().map(|f| format!("{f:.2}")).join(" / ")
            };
            let mut row = vec![format!("z{z}")];
            row.extend([&d.out[0], &d.out[1], &d.back[0], &d.back[1]].map(figures));
            row.extend([d.features, d.left_out, d.small].map(|n| n.to_string()));
            table.push(row);
        }
        table
    }

    fn times(&self) -> Table {
        let mut table = Table::new(&[
            "ms of processor time a tile, median (spread)",
            "tiles",
            "render",
            "gzip 6",
            "zstd",
        ]);
        for Band { zooms: (from, to), tiles, rounds } in &self.bands {
            let mut row = vec![band(*from, *to), tiles.to_string()];
            row.extend(rounds.iter().map(|rounds| format!("{rounds:.3}")));
            table.push(row);
        }
        table
    }

    fn ingest(&self) -> Table {
        let mut table = Table::new(&["ingest", "MB source", "MB prepared"]);
        let mb = |bytes: u64| format!("{:.2}", bytes_as_number(bytes) / 1e6);
        for (id, source, prepared) in &self.files {
            table.push(vec![(*id).to_owned(), mb(*source), mb(*prepared)]);
        }
        let sum = |of: fn(&(&str, u64, u64)) -> u64| mb(self.files.iter().map(of).sum());
        table.push(vec!["all".to_owned(), sum(|f| f.1), sum(|f| f.2)]);
        table
    }

    fn verdicts(&self) -> Vec<String> {
        let mut verdicts = Vec::new();
        if self.has_peer {
            for (z, zoom) in &self.zooms {
                let [ours, theirs] = &zoom.sizes;
                let parts = [0, 1].map(|coding| ours.bytes[coding] / theirs.bytes[coding]);
                let [a, b] = [0, 1].map(|side| {
                    let (out, back) = (&zoom.deviation.out[side], &zoom.deviation.back[side]);
                    let ([_, p99, out], [_, back_p99, back]) = (out.figures(), back.figures());
                    (p99.max(back_p99), back, out)
                });
                verdicts.push(format!(
                    "{}: fewer bytes than tippecanoe and no larger a deviation, z{z}: {:.3} times the bytes, {:.3} with zstd; p99 either way {:.2} and {:.2}, most from drawn to published {:.2} and {:.2} units (back {:.2} and {:.2})",
                    met(parts.iter().all(|p| *p < 1.0) && a.0 <= b.0 + SAME_UNITS && a.1 <= b.1 + SAME_UNITS), parts[0], parts[1], a.0, b.0, a.1, b.1, a.2, b.2,
                ));
            }
        }
        verdicts
    }
}

fn band(from: u8, to: u8) -> String {
    if from == to { format!("z{from}") } else { format!("z{from}–{to}") }
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "not met" }
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2^53 bytes")]
fn bytes_as_number(bytes: u64) -> f64 {
    bytes as f64
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", machine::described())?;
        for input in &self.inputs {
            writeln!(f, "\n## {}, {} vertices\n", input.name, input.vertices)?;
            writeln!(f, "{}", input.sizes())?;
            if input.has_peer {
                writeln!(f, "{}", input.deviations())?;
            }
            writeln!(f, "{}\n{}", input.times(), input.ingest())?;
            let (wall, cpu) = (input.wall.as_secs_f64(), input.cpu.as_secs_f64());
            writeln!(
                f,
                "Ingested and indexed in {wall:.1} s, {cpu:.1} s of a processor in ingest.\n"
            )?;
            input.verdicts().iter().try_for_each(|line| writeln!(f, "- {line}"))?;
        }
        writeln!(f)?;
        self.missing.iter().try_for_each(|line| writeln!(f, "- {line}"))
    }
}
