//! How many connections there are, of all and of each client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::server::limits::{Client, Limits, Proxies};
use crate::server::metrics::TurnedAway;

/// The connections that may be taken.
pub(super) struct Rooms {
    all: Arc<Semaphore>,
    by_client: Arc<ByClient>,
    most_each: usize,
    proxies: Proxies,
}

/// Those who have connections, and how many.
#[derive(Default)]
struct ByClient(Mutex<HashMap<Client, usize>>);

/// A connection that is taken; free again when this is dropped.
pub(super) struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_client: Option<OfClient>,
    open: Gauge,
}

struct OfClient {
    client: Client,
    by_client: Arc<ByClient>,
}

impl Rooms {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.connections)),
            by_client: Arc::default(),
            most_each: limits.connections_per_client,
            proxies: limits.proxies.clone(),
        }
    }

    /// A place for a connection of this peer, counted in `open`. A proxy of ours is many clients.
    pub(super) fn take(&self, peer: IpAddr, open: &Gauge) -> Result<Place, TurnedAway> {
        let of_all = Arc::clone(&self.all).try_acquire_owned();
        let of_all = of_all.map_err(|_full| TurnedAway::Connections)?;
        let of_client = if self.proxies.hold(peer) {
            None
        } else {
            Some(OfClient::take(&self.by_client, peer.into(), self.most_each)?)
        };
        open.inc();
        Ok(Place { _of_all: of_all, _of_client: of_client, open: open.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.dec();
    }
}

impl ByClient {
    fn lock(&self) -> MutexGuard<'_, HashMap<Client, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OfClient {
    fn take(all: &Arc<ByClient>, client: Client, most: usize) -> Result<Self, TurnedAway> {
        let mut counts = all.lock();
        let count = counts.entry(client).or_insert(0);
        if *count >= most {
            return Err(TurnedAway::ClientConnections);
        }
        *count += 1;
        Ok(Self { client, by_client: Arc::clone(all) })
    }
}

impl Drop for OfClient {
    fn drop(&mut self) {
        let mut counts = self.by_client.lock();
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}
