//! GEOS, asked through `geos.py`, which keeps what it made while the others have their turns.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use wareng::model::{PartKind, Shapes};
use wareng::place::Coord;

use crate::failure::Failure;
use crate::lookup::Answers;
use crate::points::Spread;

/// How GEOS is asked: see `geos.py`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    Given,
    Sorted,
}

/// A running `geos.py` with one layer and its points.
pub(crate) struct Geos {
    child: Child,
    asks: ChildStdin,
    says: BufReader<ChildStdout>,
    /// Versions of shapely and GEOS.
    pub(crate) versions: String,
    /// Processor time of the tree and the prepared polygons.
    pub(crate) build_ms: f64,
}

impl Geos {
    /// Hands over polygons and points in a folder of its own, and waits until all is prepared.
    pub(crate) fn start(
        python: &Path,
        shapes: &Shapes,
        points: &[(Spread, Vec<Coord>)],
    ) -> Result<Self, Failure> {
        let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tempfile::tempdir_in(below).map_err(|e| Failure::file(below, e))?;
        hand_over(folder.path(), shapes, points).map_err(|e| Failure::file(folder.path(), e))?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/geos.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| Failure::file(python, e))?;
        let (Some(asks), Some(says)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::Peer { said: String::new(), expected: "two pipes" });
        };
        let says = BufReader::new(says);
        let mut geos = Self { child, asks, says, versions: String::new(), build_ms: 0.0 };
        let ready = geos.listen()?;
        let (build, versions) = ready.split_once(' ').unwrap_or_default();
        geos.build_ms = parsed(build, "milliseconds")?;
        geos.versions = versions.to_owned();
        Ok(geos)
    }

    /// One round: nanoseconds a point.
    pub(crate) fn ns_a_point(&mut self, way: Way, spread: Spread) -> Result<f64, Failure> {
        let way = match way {
            Way::Given => "given",
            Way::Sorted => "sorted",
        };
        let said = self.ask(&format!("time {way} {}", spread.name()))?;
        parsed(&said, "nanoseconds")
    }

    /// What it finds at the first of the points.
    pub(crate) fn answers(&mut self, spread: Spread, points: usize) -> Result<Answers, Failure> {
        let said = self.ask(&format!("answers {} {points}", spread.name()))?;
        let (hits, features) = said.split_once(' ').unwrap_or_default();
        Ok(Answers { hits: parsed(hits, "two sums")?, features: parsed(features, "two sums")? })
    }

    fn ask(&mut self, question: &str) -> Result<String, Failure> {
        let asked = writeln!(self.asks, "{question}").and_then(|()| self.asks.flush());
        asked.map_err(|e| Failure::Peer { said: e.to_string(), expected: "a question taken" })?;
        self.listen()
    }

    fn listen(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        let heard = self.says.read_line(&mut line);
        heard.map_err(|e| Failure::Peer { said: e.to_string(), expected: "an answer" })?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Geos {
    fn drop(&mut self) {
        // It has nothing to save, and may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parsed<T: std::str::FromStr>(said: &str, expected: &'static str) -> Result<T, Failure> {
    said.parse().map_err(|_unsaid| Failure::Peer { said: said.to_owned(), expected })
}

/// Polygons as shapely's ragged arrays: coordinates, where rings begin and end in them, where
/// polygons begin and end in the rings, and the feature of each polygon.
fn hand_over(
    folder: &Path,
    shapes: &Shapes,
    points: &[(Spread, Vec<Coord>)],
) -> std::io::Result<()> {
    let (mut rings, mut parts, mut features) = (vec![0], vec![0], Vec::new());
    let mut coords = BufWriter::new(File::create(folder.join("coords.f64"))?);
    let mut vertices = 0;
    for (feature, shape) in (0_u32..).zip(shapes.iter()) {
        for part in shape.parts().filter(|part| part.kind == PartKind::Polygon) {
            for ring in part.paths() {
                write_coords(&mut coords, ring)?;
                vertices += ring.len();
                rings.push(index(vertices));
            }
            parts.push(index(rings.len() - 1));
            features.push(feature);
        }
    }
    coords.flush()?;
    for (name, list) in [("rings", rings), ("parts", parts), ("features", features)] {
        let bytes: Vec<u8> = list.into_iter().flat_map(u32::to_le_bytes).collect();
        std::fs::write(folder.join(name).with_extension("u32"), bytes)?;
    }
    for (spread, points) in points {
        let path = folder.join(spread.name()).with_extension("f64");
        let mut file = BufWriter::new(File::create(path)?);
        write_coords(&mut file, points)?;
        file.flush()?;
    }
    Ok(())
}

fn write_coords(to: &mut impl Write, coords: &[Coord]) -> std::io::Result<()> {
    coords.iter().try_for_each(|c| {
        to.write_all(&c.x.to_le_bytes())?;
        to.write_all(&c.y.to_le_bytes())
    })
}

fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
