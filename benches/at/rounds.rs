//! One city: the service and the handler that does nothing, asked in turn.

use std::time::{Duration, Instant};

use wareng::place::Coord;
use wareng::snapshot::Grant;

use crate::asked::{Sample, body, places};
use crate::breakdown::{Breakdown, breakdown};
use crate::callers::Callers;
use crate::cities::{City, loaded};
use crate::clock::Rounds;
use crate::cores::Cores;
use crate::failure::Failure;
use crate::number::number;
use crate::served::{BARE, service};
use crate::server::{Orders, Server};

pub(crate) const ROUNDS: usize = 5;
/// As many places are asked in a round as are answered in this time, and no more than so many.
const ROUND: Duration = Duration::from_secs(3);
const PLACES_A_ROUND: usize = 100_000;
/// Asked before the clock runs, and looked at.
const SAMPLE: usize = 2_000;

const AT: &str = "/v1/at";

/// What came out for one city.
pub(crate) struct Outcome {
    pub(crate) vertices: usize,
    pub(crate) sample: Sample,
    pub(crate) at: Share,
    pub(crate) bare: Share,
    /// Microseconds a request of each round, of the one above the other.
    pub(crate) above: Rounds,
    pub(crate) breakdown: Breakdown,
}

/// What the server spent on one address.
#[derive(Default)]
pub(crate) struct Share {
    /// Microseconds of processor time a request.
    pub(crate) cpu: Rounds,
    /// The part of the time that the server was on its core: where it is small, the server waited
    /// for those who ask, or for other programs.
    pub(crate) busy: Rounds,
    pub(crate) bytes: Rounds,
}

/// Asks both, whose bodies are equally long; `profile` keeps the server under load after that.
pub(crate) fn rounds(
    city: &City,
    cores: Cores,
    profile: Option<Duration>,
) -> Result<Outcome, Failure> {
    let folder = city.ready()?;
    let snapshot = loaded(folder)?.published.snapshot;
    let view = snapshot.view(&Grant::public());
    let places = places(&view, SAMPLE + ROUNDS * PLACES_A_ROUND);
    let (tried, asked) = places.split_at(SAMPLE.min(places.len()));
    let sample = Sample::of(&view, tried)?;
    let orders =
        Orders { folder: folder.to_owned(), core: cores.server, sizes: sample.sizes.clone() };
    let server = Server::start(&orders)?;
    let mut callers = Callers::connect(server.address, cores.callers)?;
    for place in tried {
        if callers.ask(AT, *place)? != body(&view, *place)? {
            return Err(Failure::Differs { asked: format!("{AT} of {place:?}") });
        }
    }
    callers.ask_all(BARE, tried)?;

    let (mut at, mut bare) = (Share::default(), Share::default());
    let mut above = Rounds::default();
    let a_round = affordable(&server, &mut callers, tried)?;
    for places in asked.chunks(a_round).take(ROUNDS) {
        let ours = at.round(&server, &mut callers, AT, places)?;
        let limit = bare.round(&server, &mut callers, BARE, places)?;
        eprintln!("  {ours:.1} µs, bare {limit:.1} µs");
        above.push(ours - limit);
    }
    if let Some(profile) = profile {
        keep_asking(&server, &mut callers, asked, profile)?;
    }
    let vertices = view.layers().map(|l| l.shapes().coords().len()).sum();
    let breakdown = breakdown(&snapshot, &service(snapshot.clone(), orders.sizes)?, asked)?;
    Ok(Outcome { vertices, sample, at, bare, above, breakdown })
}

impl Share {
    /// Microseconds a request of one round.
    fn round(
        &mut self,
        server: &Server,
        callers: &mut Callers,
        path: &str,
        places: &[Coord],
    ) -> Result<f64, Failure> {
        let (begin, before) = (Instant::now(), server.spent()?);
        let bytes = callers.ask_all(path, places)?;
        let (lasted, spent) = (begin.elapsed(), server.spent()?.saturating_sub(before));
        let each = spent.as_secs_f64() * 1e6 / number(places.len());
        self.cpu.push(each);
        self.busy.push(100.0 * spent.as_secs_f64() / lasted.as_secs_f64());
        self.bytes.push(number(bytes) / number(places.len()));
        Ok(each)
    }
}

fn affordable(server: &Server, callers: &mut Callers, tried: &[Coord]) -> Result<usize, Failure> {
    let us = Share::default().round(server, callers, AT, tried)?;
    let mut count = PLACES_A_ROUND;
    while count > tried.len() && us * number(count) > ROUND.as_secs_f64() * 1e6 {
        count /= 2;
    }
    Ok(count)
}

/// For a profiler: places come again here.
fn keep_asking(
    server: &Server,
    callers: &mut Callers,
    places: &[Coord],
    profile: Duration,
) -> Result<(), Failure> {
    eprintln!("{AT} is asked for {profile:?}: the server is process {}", server.pid());
    let begin = Instant::now();
    for places in places.chunks(SAMPLE).cycle() {
        if begin.elapsed() >= profile {
            break;
        }
        callers.ask_all(AT, places)?;
    }
    Ok(())
}
