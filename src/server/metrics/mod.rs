//! What is counted while requests are answered, and what is told of it.

mod exposition;
mod process;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use super::admin::Reloaded;
use super::tiles::ROUTE as TILES;

pub(super) use exposition::reply;

/// The upper ends of the buckets that latencies are counted in. Units: seconds.
const BUCKETS: [f64; 15] =
    [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// The counters of one service.
#[derive(Debug)]
pub(super) struct Metrics {
    requests: Family<Answer, Histogram, Latencies>,
    /// Those of tiles that are kept, at hand.
    kept_tiles: KeptTiles,
    turned_away: Family<Why, Counter>,
    pub(super) connections: Gauge,
    reloads: Family<Outcome, Counter>,
    history: Family<Outcome, Counter>,
    published_at: Gauge<f64, std::sync::atomic::AtomicU64>,
}

/// A request and its answer: never by its address, which may tell where somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    route: String,
    method: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone)]
struct Latencies;

impl MetricConstructor<Histogram> for Latencies {
    fn new_metric(&self) -> Histogram {
        Histogram::new(BUCKETS)
    }
}

#[derive(Debug)]
struct KeptTiles {
    sent: Histogram,
    not_modified: Histogram,
}

/// Why somebody was turned away.
#[derive(Debug, Clone, Copy)]
pub(super) enum TurnedAway {
    /// A client had its allowance.
    Rate,
    /// Too many questions were waiting.
    Load,
    /// All connections were taken.
    Connections,
    /// A client had as many connections as one may have.
    ClientConnections,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    reason: &'static str,
}

impl TurnedAway {
    const ALL: [Self; 4] = [Self::Rate, Self::Load, Self::Connections, Self::ClientConnections];

    fn why(self) -> Why {
        let reason = match self {
            Self::Rate => "rate",
            Self::Load => "load",
            Self::Connections => "connections",
            Self::ClientConnections => "client_connections",
        };
        Why { reason }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let requests = Family::new_with_constructor(Latencies);
        let tiles = |status| Answer { route: TILES.to_owned(), method: "GET", status };
        let kept_tiles = KeptTiles {
            sent: requests.get_or_create_owned(&tiles("2xx")),
            not_modified: requests.get_or_create_owned(&tiles("3xx")),
        };
        let metrics = Self {
            requests,
            kept_tiles,
            turned_away: Family::default(),
            connections: Gauge::default(),
            reloads: Family::default(),
            history: Family::default(),
            published_at: Gauge::default(),
        };
        metrics.begin_with_zero();
        metrics.published();
        metrics
    }

    /// What has not happened yet is zero and not unknown, so that its first time is a rise.
    fn begin_with_zero(&self) {
        for reason in TurnedAway::ALL {
            self.turned_away.get_or_create(&reason.why()).inc_by(0);
        }
        for outcome in ["published", "refused", "fault"] {
            self.reloads.get_or_create(&Outcome { outcome }).inc_by(0);
        }
        for outcome in ["kept", "failed"] {
            self.history.get_or_create(&Outcome { outcome }).inc_by(0);
        }
    }

    /// A request was answered, as far as the head of its reply.
    pub(super) fn answered(&self, seen: Seen<'_>, took: Duration) {
        let route = seen.route.to_owned();
        let answer = Answer { route, method: seen.method, status: class(seen.status) };
        self.requests.get_or_create(&answer).observe(took.as_secs_f64());
    }

    /// The same for a tile that is kept.
    pub(super) fn kept_tile(&self, status: StatusCode, took: Duration) {
        let not_modified = status == StatusCode::NOT_MODIFIED;
        let of = if not_modified { &self.kept_tiles.not_modified } else { &self.kept_tiles.sent };
        of.observe(took.as_secs_f64());
    }

    pub(super) fn turn_away(&self, reason: TurnedAway) {
        self.turned_away.get_or_create(&reason.why()).inc();
    }

    /// The layers folder was read again; `None` where that ended in a fault of ours.
    pub(super) fn reloaded(&self, reloaded: Option<&Reloaded>) {
        let outcome = match reloaded {
            Some(Reloaded::Published { .. }) => "published",
            Some(Reloaded::Refused { .. }) => "refused",
            None => "fault",
        };
        self.reloads.get_or_create(&Outcome { outcome }).inc();
    }

    /// What is served was kept for those who ask later, or could not be.
    pub(super) fn kept(&self, is_kept: bool) {
        let outcome = if is_kept { "kept" } else { "failed" };
        self.history.get_or_create(&Outcome { outcome }).inc();
    }

    /// What is served is of now.
    pub(super) fn published(&self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.published_at.set(now.as_secs_f64());
    }
}

/// What may be told of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) route: &'a str,
    pub(super) method: &'static str,
    pub(super) status: StatusCode,
}

/// A method, of those that exist: strangers invent others.
pub(super) fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 4] = ["GET", "HEAD", "POST", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// The class of a status; who was turned away is told from who asked wrongly and from our faults.
fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        429 => "429",
        503 => "503",
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
