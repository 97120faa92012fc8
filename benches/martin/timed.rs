//! Who answers the same tiles in what processor time.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use wareng::place::TileId;
use wareng::snapshot::LayerVersion;

use crate::asker::Asker;
use crate::clock::Rounds;
use crate::cores::{Cores, stay_on};
use crate::inputs::{Input, LAYERS};
use crate::list::tiles;
use crate::number::number;
use crate::postgres::Postgres;
use crate::program::Martin;
use crate::server::{Orders, Server};
use crate::spent::{spent, with_children};
use crate::table::Table;
use crate::{Outcome, database, peer};

const ROUNDS: usize = 3;
/// Tiles of a zoom, where there are as many.
const TILES: usize = 64;
/// Bands of zooms, and how many times over each is asked of who is fast, so that a round is long
/// enough to be told from the noise.
const BANDS: [(u8, u8, usize); 3] = [(10, 12, 3), (13, 14, 5), (15, 16, 10)];
/// A tile of ours takes at most this part of martin with its database.
const PART: f64 = 1.0 / 20.0;
/// The zoom at which martin with ready tiles is the measure, and how many tiles are asked of it:
/// so many that what a database keeps of its pages does not hold them all, as in a city's traffic.
const READY: u8 = 16;
const READY_TILES: usize = 2_000;

/// Whoever answers: where, at which address, in which coding, with which processes.
struct Contestant {
    name: &'static str,
    address: SocketAddr,
    path: String,
    coding: &'static str,
    processes: Vec<u32>,
    /// It is asked once where others are asked several times.
    slow: bool,
}

/// Prints the figures of an input, and whether they are what is asked.
pub(crate) fn timed(input: &Input, made: &Path, martin: &Path, python: &Path) -> Outcome<()> {
    let view = input.loaded(made)?.view;
    let find = |id: &str| view.layers().find(|l| l.layer().id.as_str() == id);
    let layers: Vec<&LayerVersion> = LAYERS.iter().filter_map(|id| find(id)).collect();
    let first = layers.first().ok_or("a first layer")?;
    let list = tiles(first, TILES);
    let mut many = tiles(first, READY_TILES);
    many.retain(|tile| tile.z() == READY);
    let folder = made.join("tiles").join(input.short());
    peer::tiles(python, &folder, &layers, &list)?;
    let names: Vec<&str> = layers.iter().map(|l| l.layer().id.as_str()).collect();
    let (names, cores) = (names.join(","), Cores::of_this_process()?);

    // All that answer run on the core of the server: they inherit it.
    stay_on(cores.server)?;
    let database = Postgres::start()?;
    database::load(&database, &folder, &layers)?;
    let (on_database, on_file) = (
        Martin::start(martin, &folder, &postgres_source(database.socket()))?,
        Martin::start(martin, &folder, &file_source(python, &folder)?)?,
    );
    let orders = Orders { folder: input.folder(made)?, core: cores.server, sizes: Vec::new() };
    let server = Server::start(&orders)?;
    stay_on(cores.callers)?;

    let (ours, path) = ([server.pid()], format!("/tiles/{names}"));
    let contestant = |name, address, path: &str, coding, processes: &[u32], slow| Contestant {
        name,
        address,
        path: path.to_owned(),
        coding,
        processes: processes.to_vec(),
        slow,
    };
    let mut of_database = vec![on_database.pid()];
    // The first tile makes it open its connections.
    let first = Contestant {
        processes: Vec::new(),
        ..contestant("", on_database.address, &format!("/{names}"), "gzip", &[], true)
    };
    first.ask(&list[..1])?;
    of_database.extend(with_children(database.server()?)?);
    let gzip = contestant("ours, gzip 6", server.address, &path, "gzip", &ours, false);
    let zstd = contestant("ours, zstd", server.address, &path, "zstd", &ours, false);
    let tables = contestant(
        "martin on PostGIS",
        on_database.address,
        &format!("/{names}"),
        "gzip",
        &of_database,
        true,
    );
    let ready = [on_file.pid()];
    let ready = contestant("martin on MBTiles", on_file.address, "/ready", "gzip", &ready, false);
    println!("\n## {}", input.name());
    beside_database([&gzip, &zstd, &tables], &list)?;
    beside_ready([&gzip, &zstd, &ready], &many)
}

impl Contestant {
    /// Milliseconds of a processor a tile.
    fn ask(&self, list: &[TileId]) -> Outcome<f64> {
        let mut asker = Asker::connect(self.address)?;
        let before = spent(&self.processes)?;
        for tile in list {
            let path = format!("{}/{}/{}/{}", self.path, tile.z(), tile.x(), tile.y());
            let reply = asker.ask_for(&path, self.coding)?;
            if !matches!(reply.status, 200 | 204) {
                return Err(format!("{}: {path}: {}", self.name, reply.head).into());
            }
        }
        let spent = spent(&self.processes)?.saturating_sub(before);
        Ok(1e3 * spent.as_secs_f64() / number(list.len()))
    }
}

/// The medians of three contestants, with a row for the table.
fn rounds(contestants: [&Contestant; 3], list: &[TileId], times: usize) -> Outcome<[Rounds; 3]> {
    let often = list.repeat(times);
    let mut rounds = [(); 3].map(|()| Rounds::default());
    for _ in 0..ROUNDS {
        for (contestant, rounds) in contestants.iter().zip(&mut rounds) {
            rounds.push(contestant.ask(if contestant.slow { list } else { &often })?);
        }
    }
    Ok(rounds)
}

fn beside_database(contestants: [&Contestant; 3], list: &[TileId]) -> Outcome<()> {
    let mut head = vec!["ms of processor time a tile, HTTP included"];
    head.extend(contestants.map(|c| c.name));
    head.extend(["theirs / gzip", "theirs / zstd"]);
    let mut table = Table::new(&head);
    let mut verdicts = Vec::new();
    for (from, to, times) in BANDS {
        let in_band = |tile: &&TileId| (from..=to).contains(&tile.z());
        let of_band: Vec<TileId> = list.iter().filter(in_band).copied().collect();
        let rounds = rounds(contestants, &of_band, times)?;
        let [gzip, zstd, theirs] = [0, 1, 2].map(|at| rounds[at].median());
        let mut row = vec![format!("z{from}–{to}, {} tiles", of_band.len())];
        row.extend(rounds.iter().map(|rounds| format!("{rounds:.3}")));
        row.extend([theirs / gzip, theirs / zstd].map(|ratio| format!("{ratio:.1}")));
        table.push(row);
        for (coding, ours) in [("gzip 6", gzip), ("zstd", zstd)] {
            verdicts.push(format!(
                "- {}: a twentieth of martin on PostGIS, {coding}, z{from}–{to}: one part in {:.1}",
                met(ours <= theirs * PART),
                theirs / ours
            ));
        }
    }
    println!("\n{table}\n{}", verdicts.join("\n"));
    Ok(())
}

fn beside_ready(contestants: [&Contestant; 3], many: &[TileId]) -> Outcome<()> {
    let mut head = vec!["ms of processor time a tile, HTTP included"];
    head.extend(contestants.map(|c| c.name));
    head.extend(["gzip / theirs", "zstd / theirs"]);
    let mut table = Table::new(&head);
    let rounds = rounds(contestants, many, 1)?;
    let [gzip, zstd, theirs] = [0, 1, 2].map(|at| rounds[at].median());
    let mut row = vec![format!("z{READY}, {} tiles once each", many.len())];
    row.extend(rounds.iter().map(|rounds| format!("{rounds:.3}")));
    row.extend([gzip / theirs, zstd / theirs].map(|ratio| format!("{ratio:.2}")));
    table.push(row);
    println!("\n{table}");
    for (coding, ours) in [("gzip 6", gzip), ("zstd", zstd)] {
        let times = ours / theirs;
        let verdict = met(times <= 1.0);
        println!("- {verdict}: no more than martin with ready tiles, {coding}: {times:.2} times");
    }
    Ok(())
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "not met" }
}

fn postgres_source(socket: &str) -> String {
    format!(
        "postgres:
  connection_string: 'postgresql:///postgres?host={socket}&user=postgres'
  pool_size: 2
  auto_publish:
    from_schemas: [tiles]
    functions: false
    tables:
      source_id_format: '{{table}}'
      id_columns: gid
"
    )
}

/// The tiles that tippecanoe made, in MBTiles.
fn file_source(python: &Path, folder: &Path) -> Outcome<String> {
    let ready = folder.join("ready.mbtiles");
    if ready.exists() {
        std::fs::remove_file(&ready)?;
    }
    let convert = python.with_file_name("pmtiles-convert");
    let status =
        Command::new(convert).arg(folder.join("tippecanoe.pmtiles")).arg(&ready).status()?;
    if !status.success() {
        return Err(format!("pmtiles-convert: {status}").into());
    }
    Ok(format!("mbtiles:\n  sources:\n    ready: '{}'\n", ready.display()))
}
