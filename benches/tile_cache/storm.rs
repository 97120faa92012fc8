//! Two hundred at once on tiles that nobody has asked for yet.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use wareng::server::{AppState, router};

use crate::asker::Asker;
use crate::cities::loaded;
use crate::failure::Failure;
use crate::random::Random;
use crate::served::state;

const CLIENTS: u64 = 200;
const REQUESTS: usize = 30;
/// Less than all tiles take, so that some have to go.
const CACHE_MIB: u32 = 1;

#[derive(Default)]
struct Answered {
    took: Vec<Duration>,
    had: BTreeSet<String>,
    busy: usize,
    /// Neither a tile nor a 503 with Retry-After.
    wrong: Vec<String>,
}

/// Prints what became of it, with room for all tiles and with too little.
pub(crate) fn storm(folder: &Path) -> Result<(), Failure> {
    let snapshot = loaded(folder)?.published.snapshot;
    for (what, mib) in [("room for all", 256), ("too little room", CACHE_MIB)] {
        let state = state(snapshot.clone())?.with_tile_cache_mib(mib);
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        runtime.spawn(axum::serve(listener, router(state.clone())).into_future());
        let answered = ask_all(address)?;
        report(what, mib, &state, answered);
    }
    Ok(())
}

fn ask_all(address: SocketAddr) -> Result<Answered, Failure> {
    let mut all = Answered::default();
    std::thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|seed| scope.spawn(move || client(address, seed))).collect();
        for client in clients {
            let fell = |_| Err(std::io::Error::other("a client fell").into());
            let one = client.join().unwrap_or_else(fell)?;
            all.took.extend(one.took);
            all.had.extend(one.had);
            all.busy += one.busy;
            all.wrong.extend(one.wrong);
        }
        Ok(all)
    })
}

/// Looks at a screen of tiles, as a map does, somewhere in the city.
fn client(address: SocketAddr, seed: u64) -> Result<Answered, Failure> {
    let mut random = Random::new(seed);
    let mut asker = Asker::connect(address)?;
    let mut answered = Answered::default();
    for _ in 0..REQUESTS {
        let (x, y) = (26_416 + random.below(32), 17_008 + random.below(24));
        let path = format!("/tiles/banjir,rob,longsor,kekeringan,kelurahan/15/{x}/{y}");
        let begin = Instant::now();
        let reply = asker.ask(&path)?;
        answered.took.push(begin.elapsed());
        match reply.status {
            200 | 204 => _ = answered.had.insert(path),
            503 if reply.head.contains("retry-after: ") => answered.busy += 1,
            _ => answered.wrong.push(format!("{path}: {}", reply.head)),
        }
    }
    Ok(answered)
}

fn report(what: &str, mib: u32, state: &AppState, mut answered: Answered) {
    answered.took.sort_unstable();
    let at = |percent: usize| {
        answered.took.get(answered.took.len() * percent / 100).copied().unwrap_or_default()
    };
    let (work, tiles) = (state.tile_work(), answered.had.len());
    println!("\nstorm, {what}: {CLIENTS} clients, {} requests, {tiles} tiles", answered.took.len());
    println!("  p50 {:.1?}, p99 {:.1?}, {} told to return", at(50), at(99), answered.busy);
    println!("  {} made, {} kept in {} kB", work.made, work.kept, work.kept_bytes / 1000);
    let verdict = |met: bool, what: &str| {
        println!("- {}: {what}", if met { "met" } else { "not met" });
    };
    verdict(answered.wrong.is_empty(), "no error other than 503 with Retry-After");
    answered.wrong.iter().take(3).for_each(|wrong| println!("  {wrong}"));
    let bound = u64::from(mib) << 20;
    verdict(work.kept_bytes <= bound, &format!("tiles kept in at most {mib} MiB"));
    if mib > CACHE_MIB {
        verdict(work.made == tiles as u64, "each tile made once");
    }
}
