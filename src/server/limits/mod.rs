//! What one stranger may take of the service, so that there is enough for the others.

mod address;
mod buckets;
mod caller;
mod gate;
mod prices;
mod storm;

use std::time::Duration;

pub(super) use address::{Client, Peer};
pub use address::{NoNetwork, Proxies};
pub use caller::Caller;
pub(super) use gate::{Gate, admit, admit_to, charge, lane};
pub(super) use prices::Price;
pub(super) use storm::Storm;

/// The bounds that strangers meet.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Processor time that a client may take of each second, in the long run, by the prices of
    /// what it asks for; none is counted where it is zero.
    pub rate: Duration,
    /// How many seconds of it a client may save up and take at once.
    pub saved: u32,
    /// So many clients are told apart.
    pub clients: usize,
    /// Connections at once.
    pub connections: usize,
    /// Connections at once of one client that is no proxy of ours.
    pub connections_per_client: usize,
    /// Those whose word is believed on whom they ask for.
    pub proxies: Proxies,
    /// How long the head of a request may take, and how long a connection is kept without one.
    pub head_time: Duration,
    /// How long a reader may take nothing of its reply.
    pub stall_time: Duration,
    /// Where a question would wait longer for a worker, it is turned away at once.
    pub queue_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rate: Duration::from_millis(DEFAULT_RATE_MS),
            saved: 10,
            clients: 1 << 16,
            connections: DEFAULT_CONNECTIONS,
            connections_per_client: DEFAULT_CONNECTIONS_PER_CLIENT,
            proxies: Proxies::default(),
            head_time: Duration::from_secs(15),
            stall_time: Duration::from_secs(30),
            // A map that opens asks for some forty tiles at once: it must not count as too much.
            queue_time: Duration::from_millis(500),
        }
    }
}

/// Processor time that a client may take of each second. Units: milliseconds.
pub const DEFAULT_RATE_MS: u64 = 200;

/// Connections at once: an idle one takes some 10 kB.
pub const DEFAULT_CONNECTIONS: usize = 8192;

/// Connections at once of one client: a browser has six, and whole neighbourhoods are one client.
pub const DEFAULT_CONNECTIONS_PER_CLIENT: usize = 1024;
