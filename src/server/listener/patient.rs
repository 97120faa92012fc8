//! A connection whose reader may take its time, but not for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::server::pace::Pace;

/// What a reader takes in the long run: less than the slowest telephone. Units: bytes a second.
const LEAST_RATE: u32 = 1 << 10;

/// Writing fails where the reader keeps it waiting and takes less than [`LEAST_RATE`] meanwhile.
pub(super) struct Patient<S> {
    stream: S,
    pace: Pace,
    /// Since when nothing could be written, and until when that may last.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> Patient<S> {
    /// `patience` is how long it may take nothing.
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        Self { stream, pace: Pace::new(patience, LEAST_RATE), waiting: None }
    }
}

impl<S: Unpin> Patient<S> {
    /// What writing comes to, unless that takes too long. What it comes to is told in `bytes`.
    fn in_time<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        let Poll::Ready(written) = written else {
            let left = self.pace.left();
            let wait = || (Instant::now(), Box::pin(sleep(left)));
            let (_, end) = self.waiting.get_or_insert_with(wait);
            return end.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()));
        };
        let waited = self.waiting.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
        self.pace.passed(waited, written.as_ref().map_or(0, bytes));
        Poll::Ready(written)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written, |count| *count)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.in_time(context, written, |count| *count)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.in_time(context, flushed, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(context);
        self.in_time(context, ended, |()| 0)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::Instant;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// Takes so many bytes every so often, so many times, and then stays and reads no more.
    async fn taken(mut by: tokio::io::DuplexStream, bytes: usize, every: Duration, times: usize) {
        for _ in 0..times {
            tokio::time::sleep(every).await;
            by.read_exact(&mut vec![0; bytes]).await.unwrap();
        }
        std::future::pending::<()>().await;
        drop(by);
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_cut_off_and_who_takes_a_telephones_share_is_not() {
        const PIECE: usize = 32 << 10;
        let (ours, theirs) = tokio::io::duplex(PIECE);
        let mut patient = Patient::new(ours, PATIENCE);
        let every = PATIENCE - Duration::from_secs(1);
        let reading = tokio::spawn(taken(theirs, PIECE, every, 4));
        let begin = Instant::now();
        patient.write_all(&vec![7; PIECE * 5]).await.unwrap();
        assert!(begin.elapsed() > 3 * PATIENCE);
        let begin = Instant::now();
        let error = patient.write_all(&[7; 64]).await.unwrap_err();
        assert_eq!((error.kind(), begin.elapsed()), (io::ErrorKind::TimedOut, PATIENCE));
        reading.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_a_byte_now_and_then_is_cut_off_too() {
        let (ours, theirs) = tokio::io::duplex(64);
        let mut patient = Patient::new(ours, PATIENCE);
        let reading = tokio::spawn(taken(theirs, 1, PATIENCE - Duration::from_secs(1), 100));
        let begin = Instant::now();
        let error = patient.write_all(&[7; 256]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begin.elapsed() < 2 * PATIENCE, "{:?}", begin.elapsed());
        reading.abort();
    }
}
