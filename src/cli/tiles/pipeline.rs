//! All cores render, one thread takes the tiles in their order.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use wareng::archive::{Packed, WriteError};
use wareng::place::TileId;
use wareng::snapshot::LayerVersion;
use wareng::tile::{TileError, Walk, render};

use super::progress::Progress;

/// Tiles that a thread takes at once: deep ones are small, and a few of the large ones are many.
const AT_ONCE: usize = 32;

/// Why not all tiles came.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stopped {
    #[error(transparent)]
    Rendering(#[from] TileError),
    #[error(transparent)]
    Packing(#[from] io::Error),
    #[error("a tile could not be rendered: this is a fault of wareng")]
    Panicked,
    #[error(transparent)]
    Writing(#[from] WriteError),
}

/// Some tiles that follow each other, without those that are empty.
type Rendered = Result<Vec<(TileId, Packed)>, Stopped>;

/// What is yet to be rendered. Who takes some of it leaves, before another can, the place where
/// they will come from: so they are written in their order. That queue has an end: who is ahead
/// waits.
struct Queue {
    tiles: Walk,
    promised: SyncSender<Receiver<Rendered>>,
}

impl Queue {
    fn take(&mut self) -> Option<(Vec<TileId>, SyncSender<Rendered>)> {
        let tiles: Vec<TileId> = self.tiles.by_ref().take(AT_ONCE).collect();
        let (answer, promise) = sync_channel(1);
        let wanted = !tiles.is_empty() && self.promised.send(promise).is_ok();
        wanted.then_some((tiles, answer))
    }
}

/// Renders all tiles of a pyramid, and hands them in their order to `write`.
pub(super) fn run<T>(
    layers: &[&LayerVersion],
    tiles: Walk,
    workers: usize,
    progress: &Progress,
    write: impl FnOnce(&mut dyn Iterator<Item = Result<(TileId, Packed), Stopped>>) -> T,
) -> T {
    let (promised, promises) = sync_channel(4 * workers);
    let queue = Mutex::new(Some(Queue { tiles, promised }));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| work(layers, &queue, progress));
        }
        let arrived = promises
            .into_iter()
            .map(|promise: Receiver<Rendered>| promise.recv().unwrap_or(Err(Stopped::Panicked)));
        let mut tiles = arrived.flat_map(|rendered| {
            let (some, error) = match rendered {
                Ok(tiles) => (tiles, None),
                Err(e) => (Vec::new(), Some(Err(e))),
            };
            some.into_iter().map(Ok).chain(error)
        });
        let result = write(&mut tiles);
        // What is promised and not asked for any more ends the work.
        drop(tiles);
        result
    })
}

fn work(layers: &[&LayerVersion], queue: &Mutex<Option<Queue>>, progress: &Progress) {
    loop {
        let mut open = queue.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((tiles, answer)) = open.as_mut().and_then(Queue::take) else {
            // Without the queue nothing more is promised, and the writer ends.
            *open = None;
            return;
        };
        drop(open);
        let rendered = catch_unwind(AssertUnwindSafe(|| render_all(layers, &tiles)));
        progress.done(tiles.len());
        answer.send(rendered.unwrap_or(Err(Stopped::Panicked))).ok();
    }
}

fn render_all(layers: &[&LayerVersion], tiles: &[TileId]) -> Rendered {
    let mut rendered = Vec::new();
    for id in tiles {
        if let Some(plain) = render(layers, *id)? {
            rendered.push((*id, Packed::new(&plain)?));
        }
    }
    Ok(rendered)
}
