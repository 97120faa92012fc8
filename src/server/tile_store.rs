//! Tiles that are kept, and tiles that are being made.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::encoding::Coding;
use super::flights::{Flight, Flights, Joined};
use super::problem::Problem;
use super::traced;
use super::workers::{Lane, Worker, Workers};
use crate::place::TileId;
use crate::snapshot::Recipe;

/// Which bytes: those of one tile, in one coding, made of these versions by this renderer. A
/// version that is published has other keys, and leaves the tiles of other layers where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) recipe: Recipe,
    pub(super) id: TileId,
    pub(super) coding: Coding,
}

/// The coded bytes; `None` where nothing is in the tile.
pub(super) type Tile = Option<Bytes>;

/// A tile, or why there is none; the latter is not kept.
pub(super) type Made = Result<Tile, Problem>;

/// What tiles have cost so far, for tests and benches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileWork {
    /// How many were begun to be made.
    pub made: u64,
    /// How many were asked for and kept.
    pub hits: u64,
    /// How many were asked for and not kept.
    pub misses: u64,
    /// How many are kept.
    pub kept: usize,
    /// The memory that these take. Units: bytes.
    pub kept_bytes: u64,
}

/// The tiles of all views: kept up to a bound of bytes, and each made once for all who ask for
/// it at the same time.
#[derive(Debug)]
pub(super) struct TileStore {
    kept: Option<Cache<Key, Tile, Weight>>,
    under_way: Flights<Key, Made>,
    workers: Workers,
    made: AtomicU64,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl TileStore {
    /// A store that keeps up to so many bytes, and makes tiles on these workers.
    pub(super) fn new(bytes: u64, workers: Workers) -> Self {
        Self {
            kept: cache(bytes),
            under_way: Flights::default(),
            workers,
            made: AtomicU64::new(0),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// A tile that is kept. Cost: a look into a table.
    pub(super) fn kept(&self, key: &Key) -> Option<Tile> {
        let tile = self.kept.as_ref()?.get(key)?;
        self.hits.fetch_add(1, Ordering::Relaxed);
        Some(tile)
    }

    /// A tile that is not kept: made, on a worker, unless somebody has it made already.
    ///
    /// Whoever asked may go at any time. The others lose nothing by it, and where all have gone
    /// before the work began it is not done. It waits in the lane of who asked first.
    pub(super) async fn bring(
        self: &Arc<Self>,
        key: Key,
        make: impl FnOnce() -> Made + Send + 'static,
    ) -> Made {
        self.misses.fetch_add(1, Ordering::Relaxed);
        let there = || self.kept.as_ref()?.get(&key).map(Ok);
        let seat = match self.under_way.join(key, there) {
            Joined::There(made) => return made,
            Joined::Waiting(seat) => seat,
            Joined::First(flight, seat) => {
                match self.workers.free() {
                    Some(worker) => Arc::clone(self).make(worker, key, flight, make),
                    // A task of its own: the first to ask may be the first to go.
                    None => {
                        let later = Arc::clone(self).make_later(key, flight, make);
                        tokio::spawn(Lane::now().of(later));
                    }
                }
                seat
            }
        };
        seat.arrival().await.unwrap_or_else(|| {
            tracing::error!("a tile could not be made");
            Err(Problem::fault())
        })
    }

    async fn make_later(
        self: Arc<Self>,
        key: Key,
        flight: Flight<Key, Made>,
        make: impl FnOnce() -> Made + Send + 'static,
    ) {
        let worker = tokio::select! {
            worker = self.workers.one() => worker,
            () = flight.abandoned() => return,
        };
        match worker {
            Ok(worker) => self.make(worker, key, flight, make),
            Err(busy) => flight.land(Err(busy)),
        }
    }

    /// Makes a tile on a thread that may be blocked. Where that panics, the flight falls.
    fn make(
        self: Arc<Self>,
        worker: Worker,
        key: Key,
        flight: Flight<Key, Made>,
        make: impl FnOnce() -> Made + Send + 'static,
    ) {
        let traced = traced::working();
        worker.begin(move |worker| {
            // Between the worker and its thread time may have passed.
            if flight.is_abandoned() {
                return;
            }
            self.made.fetch_add(1, Ordering::Relaxed);
            let made = traced.in_scope(make);
            if let (Some(kept), Ok(tile)) = (&self.kept, &made) {
                kept.insert(key, tile.clone());
            }
            // Who is told of the tile may ask for the next one at once.
            drop(worker);
            flight.land(made);
        });
    }

    pub(super) fn work(&self) -> TileWork {
        let kept = self.kept.as_ref();
        TileWork {
            made: self.made.load(Ordering::Relaxed),
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            kept: kept.map_or(0, Cache::len),
            kept_bytes: kept.map_or(0, Cache::weight),
        }
    }
}

/// The bytes of a kept tile, and what it takes besides.
#[derive(Debug, Clone)]
struct Weight;

impl Weighter<Key, Tile> for Weight {
    fn weight(&self, _: &Key, tile: &Tile) -> u64 {
        /// The entry, its place in the table, and the counter that readers of the bytes share.
        const BESIDES: usize = size_of::<(Key, Tile)>() + 64;
        (BESIDES + tile.as_ref().map_or(0, Bytes::len)) as u64
    }
}

/// `None` for no bytes at all.
fn cache(bytes: u64) -> Option<Cache<Key, Tile, Weight>> {
    /// About the mean, of a city at the zooms that people look at.
    const USUAL_TILE: u64 = 8 << 10;
    /// A tile larger than a shard is not kept: no shard is as small as the largest tiles are.
    const LEAST_SHARD: u64 = 8 << 20;
    const MOST_SHARDS: u64 = 16;
    let shards = (bytes / LEAST_SHARD).clamp(1, MOST_SHARDS);
    let options = OptionsBuilder::new()
        .weight_capacity(bytes)
        .estimated_items_capacity(usize::try_from(bytes / USUAL_TILE).ok()?)
        .shards(usize::try_from(shards).ok()?)
        .build()
        .ok()?;
    let hasher = DefaultHashBuilder::default();
    (bytes > 0).then(|| Cache::with_options(options, Weight, hasher, DefaultLifecycle::default()))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;

    const MIB: u64 = 1 << 20;

    fn store(bytes: u64) -> (Arc<TileStore>, Workers) {
        let workers = Workers::new(1);
        (Arc::new(TileStore::new(bytes, workers.clone())), workers)
    }

    fn key(x: u32) -> Key {
        let id = TileId::new(12, x, 0).unwrap();
        Key { recipe: Recipe::of([], "test"), id, coding: Coding::Gzip }
    }

    fn tile(bytes: usize) -> Made {
        Ok(Some(vec![7; bytes].into()))
    }

    #[tokio::test]
    async fn all_who_ask_at_once_get_what_is_made_once() {
        for bytes in [0, MIB] {
            let (store, _) = store(bytes);
            let asked = (0..200).map(|_| store.bring(key(1), || tile(10)));
            for made in join_all(asked).await {
                assert_eq!(made.unwrap().unwrap().len(), 10);
            }
            assert_eq!(store.work().made, 1, "{bytes}");
            assert_eq!(store.kept(&key(1)).is_some(), bytes > 0);
        }
    }

    #[tokio::test]
    async fn what_all_have_given_up_is_not_made() {
        let (store, workers) = store(MIB);
        let taken = workers.one().await.unwrap();
        let mut given_up: Vec<_> =
            (0..9).map(|x| Box::pin(store.bring(key(x % 3), || tile(1)))).collect();
        for one in &mut given_up {
            assert!(one.as_mut().now_or_never().is_none());
        }
        drop(given_up);
        drop(taken);
        assert!(store.bring(key(9), || tile(1)).await.is_ok());
        assert_eq!(store.work().made, 1, "the one that somebody waited for");
    }

    #[tokio::test]
    async fn who_waits_is_served_where_the_first_to_ask_has_gone() {
        let (store, workers) = store(MIB);
        let taken = workers.one().await.unwrap();
        let mut first = Box::pin(store.bring(key(1), || tile(1)));
        let mut second = Box::pin(store.bring(key(1), || tile(2)));
        assert!(
            first.as_mut().now_or_never().is_none() && second.as_mut().now_or_never().is_none()
        );
        drop(first);
        drop(taken);
        assert_eq!(second.await.unwrap().unwrap().len(), 1, "what the first had asked for");
    }

    #[tokio::test]
    async fn what_has_begun_is_kept_though_all_have_gone() {
        let (store, workers) = store(MIB);
        let (began, begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel();
        let make = move || {
            began.send(()).unwrap();
            may_go_on.recv().unwrap();
            tile(1)
        };
        let mut asked = Box::pin(store.bring(key(1), make));
        assert!(asked.as_mut().now_or_never().is_none());
        begun.await.unwrap();
        drop(asked);
        go_on.send(()).unwrap();
        // Its worker is free when it is done.
        drop(workers.one().await.unwrap());
        assert!(store.kept(&key(1)).is_some());
    }

    #[tokio::test]
    async fn a_failure_and_a_panic_are_told_and_not_kept() {
        let (store, _) = store(MIB);
        assert!(store.bring(key(1), || Err(Problem::fault())).await.is_err());
        assert!(store.bring(key(1), || panic!("as a test wants it")).await.is_err());
        assert!(store.bring(key(1), || tile(1)).await.is_ok());
        assert_eq!(store.work().made, 3);
    }

    #[tokio::test]
    async fn memory_stays_within_the_bound_whatever_comes() {
        for mib in [1, 20, 40] {
            let (store, _) = store(mib * MIB);
            for x in 0..1500 {
                let size = usize::try_from(x % 97).unwrap() << 10;
                store
                    .bring(key(x), move || if size == 0 { Ok(None) } else { tile(size) })
                    .await
                    .unwrap();
                assert!(store.work().kept_bytes <= mib * MIB);
            }
            assert!(store.work().kept_bytes > mib * MIB / 2, "{mib}: {:?}", store.work());
        }
    }
}
