//! Who works and who waits, lane by lane.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::lane::Lane;
use super::thread::WorkThread;
use super::{Load, Worker};

/// What the workers do, and who waits for one.
#[derive(Debug)]
pub(super) struct Queue {
    workers: usize,
    /// The threads that have nothing to do; they are started when they are first needed.
    idle: Vec<WorkThread>,
    lines: [Line; Lane::ALL.len()],
    /// How many have come so far.
    number: u64,
    /// How many found no place, or waited in vain.
    refused: u64,
}

/// A lane.
#[derive(Debug, Default)]
struct Line {
    /// Since when each piece of work is done.
    busy: BTreeMap<u64, Instant>,
    /// In the order in which they came.
    waiting: BTreeMap<u64, Waiter>,
    /// How long the last pieces of work took, the newer the more.
    mean: Duration,
}

/// Somebody who waits.
#[derive(Debug)]
struct Waiter {
    since: Instant,
    tell: oneshot::Sender<Worker>,
}

/// Where somebody waits or works.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    lane: Lane,
    number: u64,
}

/// Whose turn it is.
pub(super) struct Turn {
    pub(super) spot: Spot,
    pub(super) thread: WorkThread,
    pub(super) tell: oneshot::Sender<Worker>,
}

impl Queue {
    pub(super) fn new(workers: usize) -> Self {
        let (idle, lines) = (Vec::new(), Default::default());
        Self { workers, idle, lines, number: 0, refused: 0 }
    }

    /// A thread for work of a lane, where it may begin now and the system has one.
    pub(super) fn begin(&mut self, lane: Lane) -> Option<(Spot, WorkThread)> {
        if !self.may_begin(lane) {
            return None;
        }
        let thread = match self.idle.pop().map_or_else(WorkThread::start, Ok) {
            Ok(thread) => thread,
            Err(error) => {
                tracing::error!(%error, "a thread could not be started");
                return None;
            }
        };
        let spot = self.spot(lane);
        self.line_mut(lane).busy.insert(spot.number, Instant::now());
        Some((spot, thread))
    }

    /// Where there is no thread for it: a place to wait for one; `None` where too many wait, or
    /// nobody works who would give one on.
    pub(super) fn wait(&mut self, lane: Lane) -> Option<(Spot, oneshot::Receiver<Worker>)> {
        if self.waiting(Lane::Dear) >= lane.most_waiting() || self.busy() == 0 {
            return None;
        }
        let (spot, (tell, told)) = (self.spot(lane), oneshot::channel());
        let waiter = Waiter { since: Instant::now(), tell };
        self.line_mut(lane).waiting.insert(spot.number, waiter);
        Some((spot, told))
    }

    fn spot(&mut self, lane: Lane) -> Spot {
        self.number += 1;
        Spot { lane, number: self.number }
    }

    /// Somebody waits no longer, or has had a turn.
    pub(super) fn leave(&mut self, Spot { lane, number }: Spot) {
        self.line_mut(lane).waiting.remove(&number);
    }

    /// Takes a thread back whose work is done, and gives it to whoever is next.
    pub(super) fn end(&mut self, Spot { lane, number }: Spot, thread: WorkThread) -> Option<Turn> {
        let line = self.line_mut(lane);
        let took = line.busy.remove(&number).map(|since| since.elapsed()).unwrap_or_default();
        line.mean = line.mean * 7 / 8 + took / 8;
        let Some((spot, tell)) = self.next() else {
            self.idle.push(thread);
            return None;
        };
        self.line_mut(spot.lane).busy.insert(spot.number, Instant::now());
        Some(Turn { spot, thread, tell })
    }

    /// Takes the one out whose turn it is, of those who may begin.
    fn next(&mut self) -> Option<(Spot, oneshot::Sender<Worker>)> {
        let may_begin = Lane::ALL.into_iter().filter(|lane| self.may_begin(*lane));
        let turn = |lane: Lane| {
            let (_, first) = self.line(lane).waiting.first_key_value()?;
            Some((first.since + lane.yields(), lane))
        };
        let (_, lane) = may_begin.filter_map(turn).min()?;
        let (number, waiter) = self.line_mut(lane).waiting.pop_first()?;
        Some((Spot { lane, number }, waiter.tell))
    }

    fn may_begin(&self, lane: Lane) -> bool {
        let busy = self.line(lane).busy.len();
        self.busy() < self.workers && busy < lane.most_busy(self.workers)
    }

    fn busy(&self) -> usize {
        self.lines.iter().map(|line| line.busy.len()).sum()
    }

    /// How many wait in a lane and those before it.
    fn waiting(&self, lane: Lane) -> usize {
        self.up_to(lane).map(|(_, line)| line.waiting.len()).sum()
    }

    fn up_to(&self, last: Lane) -> impl Iterator<Item = (Lane, &Line)> {
        Lane::ALL.into_iter().zip(&self.lines).filter(move |(lane, _)| *lane <= last)
    }

    pub(super) fn refuse(&mut self) {
        self.refused += 1;
    }

    /// How much there is to do before who comes now in a lane.
    pub(super) fn load(&self, lane: Lane) -> Load {
        let before = |(lane, line): (Lane, &Line)| {
            let waiting = u32::try_from(line.waiting.len()).unwrap_or(u32::MAX);
            let by = u32::try_from(lane.most_busy(self.workers)).unwrap_or(u32::MAX);
            line.mean.saturating_mul(waiting) / by
        };
        // The mean tells of a queue that came at once, who waits of work that takes longer.
        let waited = |(_, line): (Lane, &Line)| {
            line.waiting.first_key_value().map(|(_, waiter)| waiter.since.elapsed())
        };
        let longest = self.up_to(lane).filter_map(waited).max().unwrap_or_default();
        let begun = self.lines.iter().flat_map(|line| line.busy.values());
        Load {
            all: self.workers,
            busy: self.busy(),
            waiting: self.waiting(lane),
            wait: self.up_to(lane).map(before).sum::<Duration>().max(longest),
            longest: begun.map(Instant::elapsed).max().unwrap_or_default(),
            refused: self.refused,
        }
    }

    fn line(&self, lane: Lane) -> &Line {
        &self.lines[lane as usize]
    }

    fn line_mut(&mut self, lane: Lane) -> &mut Line {
        &mut self.lines[lane as usize]
    }
}
