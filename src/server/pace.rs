//! How long those who take or send bytes may take over it: a little time at once, and with each
//! byte a little more.

use std::time::Duration;

/// Time passes, and bytes give some of it back.
#[derive(Debug)]
pub(super) struct Pace {
    grace: Duration,
    per_second: u32,
    left: Duration,
}

impl Pace {
    /// Who does so many bytes in a second, and is behind for no longer than the grace, has time
    /// for ever.
    pub(super) const fn new(grace: Duration, per_second: u32) -> Self {
        Self { grace, per_second, left: grace }
    }

    /// How long the next byte may take.
    pub(super) fn left(&self) -> Duration {
        self.left
    }

    /// So many bytes took so long.
    pub(super) fn passed(&mut self, took: Duration, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(bytes.into()) / self.per_second;
        self.left = (self.left.saturating_sub(took) + earned).min(self.grace);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_keeps_up_has_time_for_ever_and_who_does_not_has_the_grace_and_little_more() {
        let grace = Duration::from_secs(30);
        for (bytes, most) in [(1, Some(31)), (512, Some(60)), (1024, None), (1 << 20, None)] {
            let mut pace = Pace::new(grace, 1024);
            let late = (0..10_000).find(|_| {
                let is_late = pace.left() < Duration::from_secs(1);
                pace.passed(Duration::from_secs(1), bytes);
                is_late
            });
            assert_eq!(late.is_some(), most.is_some(), "{bytes} a second: {late:?}");
            assert!(late <= most, "{bytes} a second: {late:?}");
        }
    }
}
