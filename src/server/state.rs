//! What handlers share, and how it is published anew.

use std::ops::Deref;
use std::sync::Arc;

use axum::http::{HeaderMap, header};

use arc_swap::ArcSwap;

use super::admin::Reloaded;
use super::bodies::Bodies;
use super::encoding::Coders;
use super::kept::Kept;
use super::limits::{Gate, Limits, Price, Storm};
use super::metrics::Metrics;
use super::past::Past;
use super::request_id::RequestIds;
use super::tile_store::{TileStore, TileWork};
use super::workers::Workers;
use crate::exposure::Prepared;
use crate::history::{History, HistoryError, Sources};
use crate::keys::Keys;
use crate::overlay::Overfull;
use crate::receipt::SigningKeys;
use crate::search::Index;
use crate::snapshot::{Current, Grant, Published, View};
use crate::style::{Addresses, StyleBook};
use crate::tile::RENDERER;

/// The memory that tiles are kept in, unless told otherwise. Units: MiB.
pub const DEFAULT_TILE_CACHE_MIB: u32 = 256;

/// Everything that handlers share; it flows in at start-up. A copy is one count: each request
/// takes several.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

/// What is in it.
#[derive(Debug, Clone)]
pub struct Shared {
    pub(super) current: Arc<Current>,
    pub(super) styles: Arc<StyleBook>,
    pub(super) workers: Workers,
    pub(super) tiles: Arc<TileStore>,
    pub(super) coders: Arc<Coders>,
    pub(super) keys: Arc<ArcSwap<Keys>>,
    pub(super) bodies: Bodies,
    pub(super) indexes: Arc<Kept<Arc<Index>>>,
    pub(super) peoples: Arc<Kept<Result<Arc<Prepared>, Overfull>>>,
    pub(super) exposures: Arc<Kept<Result<Arc<Prepared>, Overfull>>>,
    pub(super) public_url: Option<Arc<str>>,
    /// What receipts are signed with, where they are.
    pub(super) receipt_keys: Option<Arc<SigningKeys>>,
    pub(super) past: Arc<Past>,
    pub(super) limits: Arc<Limits>,
    pub(super) gate: Arc<Gate>,
    pub(super) storm: Arc<Storm>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) requests: Arc<RequestIds>,
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AppState {
    /// State for what is published first, and the styles.
    ///
    /// `public_url` is the address that readers use, without a slash at its end; where there is
    /// none, that of each request's `Host` is used. `workers` bounds what is rendered at once.
    pub fn new(
        published: impl Into<Published>,
        styles: StyleBook,
        workers: usize,
        public_url: Option<String>,
    ) -> Self {
        let (workers, limits) = (Workers::new(workers), Limits::default());
        Self(Arc::new(Shared {
            current: Arc::new(Current::new(published.into())),
            styles: Arc::new(styles),
            tiles: store(DEFAULT_TILE_CACHE_MIB, &workers),
            coders: Arc::default(),
            workers,
            keys: Arc::default(),
            bodies: Bodies::default(),
            indexes: Arc::new(Kept::by(|view| Arc::new(Index::of(view)))),
            peoples: Arc::new(Kept::by(|view| Prepared::of_people(view).map(Arc::new))),
            exposures: Arc::new(Kept::by(|view| Prepared::of(view).map(Arc::new))),
            public_url: public_url.map(Into::into),
            receipt_keys: None,
            past: Arc::new(Past::of(None)),
            gate: Arc::new(Gate::new(&limits)),
            storm: Arc::default(),
            limits: Arc::new(limits),
            metrics: Arc::new(Metrics::new()),
            requests: Arc::new(RequestIds::new()),
        }))
    }

    /// The same with something else; nobody shares it yet.
    fn with(self, change: impl FnOnce(&mut Shared)) -> Self {
        let mut shared = Arc::unwrap_or_clone(self.0);
        change(&mut shared);
        Self(Arc::new(shared))
    }

    /// The same, with other bounds for strangers.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        self.with(|shared| {
            shared.gate = Arc::new(Gate::new(&limits));
            shared.limits = Arc::new(limits);
        })
    }

    /// The same, keeping tiles in at most so much memory; 0 for none. Units: MiB.
    #[must_use]
    pub fn with_tile_cache_mib(self, mib: u32) -> Self {
        self.with(|shared| shared.tiles = store(mib, &shared.workers))
    }

    /// The same, signing the answers that are asked for as receipts.
    #[must_use]
    pub fn with_receipt_keys(self, keys: SigningKeys) -> Self {
        self.with(|shared| shared.receipt_keys = Some(Arc::new(keys)))
    }

    /// The same, answering as of what was published before as well.
    #[must_use]
    pub fn with_history(self, history: Arc<History>) -> Self {
        self.with(|shared| shared.past = Arc::new(Past::of(Some(history))))
    }

    /// What was published before, where it is kept.
    pub fn history(&self) -> Option<&Arc<History>> {
        self.past.history()
    }

    /// Keeps what is or will be served for those who will ask as of now. A failure is counted, and
    /// hinders nothing.
    ///
    /// # Errors
    /// Where it cannot be kept.
    pub fn keep(&self, published: &Published, from: &Sources<'_>) -> Result<(), HistoryError> {
        let Some(history) = self.history() else { return Ok(()) };
        let kept = history.keep(published, from);
        self.metrics.kept(kept.is_ok());
        self.past.let_go();
        kept
    }

    /// Looks whether older snapshots were forgotten, and lets go of them.
    ///
    /// # Errors
    /// Where the history cannot be read.
    pub fn look_back(&self) -> Result<(), HistoryError> {
        let Some(history) = self.history() else { return Ok(()) };
        history.look_again()?;
        self.past.let_go();
        Ok(())
    }

    /// The same, with an index of search that was made before.
    #[must_use]
    pub fn with_index(self, index: Index) -> Self {
        let version = index.version().to_owned();
        self.indexes.put(&version, Arc::new(index));
        self
    }

    /// Takes these keys from now on, and no others.
    pub fn take_keys(&self, keys: Keys) {
        self.keys.store(Arc::new(keys));
    }

    /// Serves this from now on; requests under way keep what they have. Tiles of the layers that
    /// are in both stay kept. What search and exposure need of what everybody sees is made before,
    /// on this thread, so that nobody waits for it.
    pub fn publish(&self, published: impl Into<Published>) {
        let published = published.into();
        self.prepare_for(&published.view(&Grant::public()));
        self.current.swap(published);
        self.metrics.published();
    }

    /// Counts that the layers folder was read again, by what came of it; `None` where that ended
    /// in a fault of ours.
    pub fn note_reload(&self, reloaded: Option<&Reloaded>) {
        self.metrics.reloaded(reloaded);
    }

    /// Whether a question of a price that comes now would wait too long for a worker.
    pub(super) fn is_overloaded(&self, price: Price, headers: &HeaderMap) -> bool {
        let longest = self.limits.queue_time;
        let load = self.workers.load(price.lane(headers));
        self.storm.turns_away(price.may_wait(headers, longest), load, longest)
    }

    /// What is served now; a request keeps it to its end.
    pub fn published(&self) -> Arc<Published> {
        self.current.get()
    }

    /// Makes what search and exposure need of what is served, so that nobody waits for it.
    pub async fn prepare(&self) {
        let state = self.clone();
        self.workers
            .run(move || state.prepare_for(&state.published().view(&Grant::public())))
            .await
            .ok();
    }

    fn prepare_for(&self, view: &View) {
        self.peoples.of(view).ok();
        self.indexes.of(view);
        if let Err(overfull) = self.exposures.of(view) {
            tracing::warn!(%overfull, "questions about exposure cannot be answered");
        }
    }

    /// What tiles have cost so far: for tests and benches, which share the state.
    pub fn tile_work(&self) -> TileWork {
        self.tiles.work()
    }

    /// Where this reader finds tiles and sprites.
    pub(super) fn addresses(&self, headers: &HeaderMap) -> Addresses {
        Addresses::new(self.base_url(headers), RENDERER)
    }

    /// Where the reader's addresses begin.
    pub(super) fn base_url(&self, headers: &HeaderMap) -> String {
        if let Some(url) = &self.public_url {
            return url.to_string();
        }
        let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
        let plain = |h: &&str| {
            h.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
        };
        host.filter(plain).map(|h| format!("http://{h}")).unwrap_or_default()
    }
}

fn store(mib: u32, workers: &Workers) -> Arc<TileStore> {
    Arc::new(TileStore::new(u64::from(mib) << 20, workers.clone()))
}
