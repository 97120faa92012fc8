//! One thread reads, all cores answer, one writes in the order of the rows.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use wareng::batch::{Chunk, Rows, Tally};

use super::progress::Progress;
use crate::cli::settings::cores;

/// Why not all rows were answered.
#[derive(Debug)]
pub(super) enum Stopped {
    Reading(io::Error),
    Writing(io::Error),
}

/// A chunk, and where its answer goes piece by piece.
struct Job {
    chunk: Chunk,
    answer: SyncSender<Piece>,
}

/// Some rows with their answers. It fails where they could not be answered.
type Piece = io::Result<Answered>;

struct Answered {
    text: Vec<u8>,
    tally: Tally,
}

/// Answers all rows, some of a chunk at a time. Every queue has an end: who is ahead waits.
///
/// The threads are not waited for where writing failed: a reader may wait for its input for ever.
pub(super) fn run<R: Read + Send + 'static>(
    answer: impl Fn(&mut Chunk, &mut Vec<u8>) -> Tally + Send + Sync + 'static,
    rows: Rows<R>,
    out: &mut impl Write,
    progress: &Progress,
) -> Result<Tally, Stopped> {
    let workers = cores();
    let (jobs, to_answer) = sync_channel::<Job>(workers);
    // The writer takes answers in the order in which chunks were read.
    let (answers, to_write) = sync_channel::<Receiver<Piece>>(2 * workers);
    let reader = thread::spawn(move || read(rows, &jobs, &answers));
    // Only workers have the jobs: without any the reader stops.
    let (answer, to_answer) = (Arc::new(answer), Arc::new(Mutex::new(to_answer)));
    for _ in 0..workers {
        let (answer, to_answer) = (Arc::clone(&answer), Arc::clone(&to_answer));
        thread::spawn(move || work(answer.as_ref(), &to_answer));
    }
    drop(to_answer);
    let tally = write(to_write, out, progress).map_err(Stopped::Writing)?;
    let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("reading failed")));
    read.map_err(Stopped::Reading)?;
    Ok(tally)
}

fn read<R: Read>(
    mut rows: Rows<R>,
    jobs: &SyncSender<Job>,
    answers: &SyncSender<Receiver<Piece>>,
) -> io::Result<()> {
    while let Some(chunk) = rows.next()? {
        // A piece waits while the next one is made.
        let (answer, pieces) = sync_channel(1);
        let gone = answers.send(pieces).is_err() || jobs.send(Job { chunk, answer }).is_err();
        if gone {
            break;
        }
    }
    Ok(())
}

fn work(answer: &impl Fn(&mut Chunk, &mut Vec<u8>) -> Tally, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { chunk, answer: pieces }) = job else { return };
        let whole = catch_unwind(AssertUnwindSafe(|| answer_all(answer, chunk, &pieces)));
        if whole.is_err() {
            // What is missing must not look like the end of a chunk.
            pieces.send(Err(io::Error::other("a row could not be answered"))).ok();
        }
    }
}

/// Answers a chunk piece by piece, each when the writer has room for it.
fn answer_all(
    answer: &impl Fn(&mut Chunk, &mut Vec<u8>) -> Tally,
    mut chunk: Chunk,
    pieces: &SyncSender<Piece>,
) {
    while !chunk.is_done() {
        let mut text = Vec::new();
        let tally = answer(&mut chunk, &mut text);
        // Nobody waits for it where writing failed.
        if pieces.send(Ok(Answered { text, tally })).is_err() {
            return;
        }
    }
}

fn write(
    answers: Receiver<Receiver<Piece>>,
    out: &mut impl Write,
    progress: &Progress,
) -> io::Result<Tally> {
    let mut all = Tally::default();
    for piece in answers.into_iter().flatten() {
        let Answered { text, tally } = piece?;
        out.write_all(&text)?;
        all.add(tally);
        progress.rows(all.rows);
    }
    out.flush()?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, pipe};

    use wareng::batch::Carrier;

    use super::*;

    fn rows<R: Read>(reader: R) -> Rows<R> {
        Rows::open(Carrier::Ndjson, reader).unwrap().1
    }

    fn lines(count: usize) -> Vec<u8> {
        "{}\n".repeat(count).into_bytes()
    }

    #[test]
    fn a_worker_that_panics_ends_the_job() {
        // More chunks than all queues hold.
        let rows = rows(Cursor::new(lines(10_000_000)));
        let answer = |_: &mut Chunk, _: &mut Vec<u8>| -> Tally { panic!("a row too many") };
        let ran = run(answer, rows, &mut io::sink(), &Progress::new(None));
        let Err(Stopped::Writing(e)) = ran else { panic!("{ran:?}") };
        assert!(e.to_string().contains("could not be answered"), "{e}");
    }

    #[test]
    fn a_failed_write_does_not_wait_for_more_input() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        // The input stays open until the end of the test.
        let (input, mut sender) = pipe().unwrap();
        let sending = thread::spawn(move || sender.write_all(&lines(500_000)).map(|()| sender));
        let answer = |_: &mut Chunk, text: &mut Vec<u8>| {
            text.push(b'x');
            Tally::default()
        };
        let ran = run(answer, rows(input), &mut Full, &Progress::new(None));
        assert!(matches!(ran, Err(Stopped::Writing(_))), "{ran:?}");
        drop(sending);
    }
}
