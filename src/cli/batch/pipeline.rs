//! One thread reads, all cores answer, one writes in the order of the rows.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use wareng::batch::{Chunk, Plan, Rows, Tally};

use super::progress::Progress;
use crate::cli::settings::cores;

/// Why not all rows were answered.
pub(super) enum Stopped {
    Reading(io::Error),
    Writing(io::Error),
}

/// A chunk, and where its answer goes.
struct Job {
    chunk: Chunk,
    answer: SyncSender<Answered>,
}

struct Answered {
    text: Vec<u8>,
    tally: Tally,
}

/// Answers all rows. Every queue has an end: who is ahead waits.
pub(super) fn run<R: Read + Send>(
    plan: &Plan,
    rows: Rows<R>,
    out: &mut impl Write,
    progress: &Progress,
) -> Result<Tally, Stopped> {
    let workers = cores();
    let (jobs, to_answer) = sync_channel::<Job>(workers);
    // The writer takes answers in the order in which chunks were read.
    let (answers, to_write) = sync_channel::<Receiver<Answered>>(2 * workers);
    let to_answer = Mutex::new(to_answer);
    thread::scope(|threads| {
        let reader = threads.spawn(move || read(rows, &jobs, &answers));
        for _ in 0..workers {
            threads.spawn(|| work(plan, &to_answer));
        }
        let written = write(to_write, out, progress).map_err(Stopped::Writing);
        // A reader whose writer has gone stops by itself.
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("reading failed")));
        let tally = written?;
        read.map_err(Stopped::Reading)?;
        Ok(tally)
    })
}

fn read<R: Read>(
    mut rows: Rows<R>,
    jobs: &SyncSender<Job>,
    answers: &SyncSender<Receiver<Answered>>,
) -> io::Result<()> {
    while let Some(chunk) = rows.next()? {
        let (answer, answered) = sync_channel(1);
        let gone = answers.send(answered).is_err() || jobs.send(Job { chunk, answer }).is_err();
        if gone {
            break;
        }
    }
    Ok(())
}

fn work(plan: &Plan, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { mut chunk, answer }) = job else { return };
        let mut text = Vec::new();
        let mut tally = Tally::default();
        while !chunk.is_done() {
            tally.add(plan.answer(&mut chunk, &mut text));
        }
        // Nobody waits for it where writing failed.
        answer.send(Answered { text, tally }).ok();
    }
}

fn write(
    answers: Receiver<Receiver<Answered>>,
    out: &mut impl Write,
    progress: &Progress,
) -> io::Result<Tally> {
    let mut all = Tally::default();
    for answer in answers {
        let Answered { text, tally } = answer
            .recv()
            .map_err(|_worker_gone| io::Error::other("a row could not be answered"))?;
        out.write_all(&text)?;
        all.add(tally);
        progress.rows(all.rows);
    }
    out.flush()?;
    Ok(all)
}
