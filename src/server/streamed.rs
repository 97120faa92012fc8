//! Replies that are longer than memory should hold, piece by piece.

use std::io;
use std::time::Duration;

use axum::body::Body;
use futures_util::stream::poll_fn;
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::timeout;

use super::workers::{Lane, Workers};

/// How long a reader may take over a piece.
const READERS_PATIENCE: Duration = Duration::from_secs(30);

/// A piece of a reply. An error cuts the reply off, so that nobody takes it for whole.
pub(super) type Piece = io::Result<Vec<u8>>;

/// A body of pieces that are made on the workers, each when the reader has taken the one before:
/// a slow reader keeps no worker, and one that takes nothing any more is left.
pub(super) fn streamed(
    pieces: impl Iterator<Item = Piece> + Send + 'static,
    workers: Workers,
) -> Body {
    let (sender, mut taken) = channel(1);
    tokio::spawn(Lane::now().of(send(pieces, workers, sender)));
    // It may be asked again after its end, as compression does.
    Body::from_stream(poll_fn(move |context| taken.poll_recv(context)))
}

async fn send(
    mut pieces: impl Iterator<Item = Piece> + Send + 'static,
    workers: Workers,
    sender: Sender<Piece>,
) {
    while let Ok(Ok(room)) = timeout(READERS_PATIENCE, sender.reserve()).await {
        let made = workers.run(move || {
            let piece = pieces.next();
            (piece, pieces)
        });
        match made.await {
            Ok((Some(piece), rest)) => {
                let is_last = piece.is_err();
                room.send(piece);
                if is_last {
                    return;
                }
                pieces = rest;
            }
            Ok((None, _)) => return,
            Err(_busy) => return room.send(Err(io::ErrorKind::TimedOut.into())),
        }
    }
}
