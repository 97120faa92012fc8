//! Bodies that are sent: each is read whole, within a bound, into a room that all of them share.
//!
//! Who sends a body holds as much of the room as they said they would send, and keeps up with a
//! least rate or loses it: those who are slow on purpose do not keep others out for long.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::pace::Pace;
use super::problem::Problem;

/// What all bodies have together, that come or are answered. Units: KiB.
const ROOM: u32 = 256 << 10;
/// How long room is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What comes of a body in the long run: less than a telephone at the edge of its network sends.
/// Units: bytes a second.
const LEAST_RATE: u32 = 4 << 10;
/// How long a sender may be behind.
const GRACE: Duration = Duration::from_secs(5);

/// The room for bodies.
#[derive(Debug, Clone)]
pub(super) struct Bodies(Arc<Semaphore>);

/// A body that came whole; its room is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Body {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Default for Bodies {
    fn default() -> Self {
        // Less than a semaphore may count.
        Self(Arc::new(Semaphore::new(usize::try_from(ROOM).unwrap_or(usize::MAX))))
    }
}

impl Bodies {
    /// The whole body of a request, of at most so many bytes.
    pub(super) async fn whole(
        &self,
        request: Request,
        most: usize,
        too_large: impl FnOnce() -> Problem,
    ) -> Result<Body, Problem> {
        let room = self.room(request.headers(), most).await?;
        let mut pieces = request.into_body().into_data_stream();
        let (mut bytes, mut pace) = (Vec::new(), Pace::new(GRACE, LEAST_RATE));
        loop {
            let begin = Instant::now();
            let next = timeout(pace.left(), pieces.next()).await;
            let Some(piece) = next.map_err(|_late| Problem::busy())? else { break };
            // The sender has gone away: nobody reads this.
            let cut = |_| Problem::bad_body("isinya tidak sampai utuh", "it did not arrive whole");
            let piece = piece.map_err(cut)?;
            if bytes.len() + piece.len() > most {
                return Err(too_large());
            }
            bytes.extend_from_slice(&piece);
            pace.passed(begin.elapsed(), piece.len());
        }
        Ok(Body { bytes, _room: room })
    }

    /// As much room as is asked for: the most where that is not said.
    async fn room(
        &self,
        headers: &HeaderMap,
        most: usize,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        let said = headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse().ok());
        let kib = said.map_or(most, |said: usize| said.min(most)).div_ceil(1 << 10);
        let kib = u32::try_from(kib).unwrap_or(ROOM).min(ROOM);
        let room = timeout(PATIENCE, Arc::clone(&self.0).acquire_many_owned(kib)).await;
        room.ok().and_then(Result::ok).ok_or_else(Problem::busy)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::http::StatusCode;
    use axum::response::IntoResponse;
    use futures_util::stream;

    use super::*;

    const MOST: usize = 8 << 20;

    /// A body of so many pieces of so many bytes, one each second.
    fn slowly(pieces: usize, bytes: usize) -> Request {
        let next = move |left: usize| async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let piece = (left > 0).then(|| Ok::<_, Infallible>(vec![b' '; bytes]))?;
            Some((piece, left - 1))
        };
        Request::new(axum::body::Body::from_stream(stream::unfold(pieces, next)))
    }

    async fn whole(bodies: &Bodies, request: Request) -> Result<Body, StatusCode> {
        let body = bodies.whole(request, MOST, || Problem::too_large(MOST)).await;
        body.map_err(|problem| problem.into_response().status())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_keeps_its_pace_or_its_room_is_somebody_elses() {
        let bodies = Bodies::default();
        let begin = Instant::now();
        let refused = whole(&bodies, slowly(1000, 1)).await.map(drop);
        assert_eq!(refused, Err(StatusCode::SERVICE_UNAVAILABLE));
        assert!(begin.elapsed() <= 2 * GRACE, "{:?}", begin.elapsed());
        let body = whole(&bodies, slowly(60, 5 << 10)).await.unwrap();
        assert_eq!(body.as_ref().len(), 60 * (5 << 10));
        let large = whole(&bodies, slowly(60, 1 << 20)).await.map(drop);
        assert_eq!(large, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }

    #[tokio::test(start_paused = true)]
    async fn bodies_take_the_room_that_they_name_and_no_more_than_there_is() {
        let bodies = Bodies::default();
        let mut held = Vec::new();
        for _ in 0..32 {
            held.push(whole(&bodies, slowly(1, 10)).await.unwrap());
        }
        let small = || {
            let mut request = slowly(1, 10);
            request.headers_mut().insert(header::CONTENT_LENGTH, 10.into());
            request
        };
        let refused = whole(&bodies, small()).await.map(drop);
        assert_eq!(refused, Err(StatusCode::SERVICE_UNAVAILABLE));
        held.pop();
        for _ in 0..100 {
            held.push(whole(&bodies, small()).await.unwrap());
        }
    }
}
