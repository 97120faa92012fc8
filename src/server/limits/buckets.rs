//! Token buckets, told by one number each: when the bucket will be full again.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::address::Client;

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Client(Client),
    Key(u64),
}

/// What a bucket takes to be filled, in time: a piece of it, and the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refill {
    pub(super) piece: Duration,
    pub(super) whole: Duration,
}

/// The buckets that are not full. Units of all: the time until they are.
#[derive(Debug)]
pub(super) struct Buckets {
    /// Several, so that requests do not wait for each other.
    shards: [Mutex<HashMap<Who, Instant>>; SHARDS],
    hasher: RandomState,
    most_in_shard: usize,
}

const SHARDS: usize = 16;

impl Buckets {
    /// At most so many buckets.
    pub(super) fn new(most: usize) -> Self {
        Self {
            shards: Default::default(),
            hasher: RandomState::new(),
            most_in_shard: (most / SHARDS).max(1),
        }
    }

    /// Takes a piece out of a bucket. What is larger than the bucket is given by a full one.
    ///
    /// # Errors
    ///
    /// How long to wait where there is not enough in it; nothing is taken then.
    pub(super) fn take(&self, who: Who, refill: Refill, now: Instant) -> Result<(), Duration> {
        let mut shard = self.shard(&who).lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.get(&who).copied();
        let full_at = known.map_or(now, |at| at.max(now)) + refill.piece;
        let wait = full_at.saturating_duration_since(now + refill.whole.max(refill.piece));
        if !wait.is_zero() {
            return Err(wait);
        }
        if known.is_none() && shard.len() >= self.most_in_shard {
            make_room(&mut shard, now);
        }
        shard.insert(who, full_at);
        Ok(())
    }

    fn shard(&self, who: &Who) -> &Mutex<HashMap<Who, Instant>> {
        #[expect(clippy::cast_possible_truncation, reason = "any of the bits will do")]
        let hash = self.hasher.hash_one(who) as usize;
        &self.shards[hash % SHARDS]
    }
}

/// A full bucket is as good as none. Where all are wanting, the one that wants least goes: to
/// whoever it belonged that gives as little as possible.
fn make_room(shard: &mut HashMap<Who, Instant>, now: Instant) {
    let before = shard.len();
    shard.retain(|_, full_at| *full_at > now);
    if shard.len() < before {
        return;
    }
    let fullest = shard.iter().min_by_key(|(_, full_at)| **full_at).map(|(who, _)| *who);
    fullest.map(|who| shard.remove(&who));
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use proptest::prelude::*;

    use super::*;

    fn client(number: u32) -> Who {
        Who::Client(IpAddr::V4(Ipv4Addr::from(number)).into())
    }

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn count(buckets: &Buckets) -> usize {
        buckets.shards.iter().map(|s| s.lock().unwrap().len()).sum()
    }

    proptest! {
        /// Of any span of time no more is given than the span and one full bucket.
        #[test]
        fn no_more_is_given_than_comes_back(
            asked in prop::collection::vec((0_u64..400, 1_u64..300), 1..200),
            whole in 300_u64..2000,
        ) {
            let (buckets, begin) = (Buckets::new(64), Instant::now());
            let (mut now, mut given) = (begin, Vec::new());
            for (pause, piece) in asked {
                now += ms(pause);
                let refill = Refill { piece: ms(piece), whole: ms(whole) };
                match buckets.take(client(1), refill, now) {
                    Ok(()) => given.push((now, ms(piece))),
                    // Who waits as long as was said is let in, and not a moment earlier.
                    Err(wait) => {
                        let early = now + wait - Duration::from_nanos(1);
                        prop_assert!(buckets.take(client(1), refill, early).is_err());
                        now += wait;
                        prop_assert!(buckets.take(client(1), refill, now).is_ok());
                        given.push((now, ms(piece)));
                    }
                }
            }
            for (i, (from, _)) in given.iter().enumerate() {
                let mut sum = Duration::ZERO;
                for (to, piece) in &given[i..] {
                    sum += *piece;
                    prop_assert!(sum <= *to - *from + ms(whole));
                }
            }
        }

        /// However many come, memory is bound, and whoever took most is not forgotten for them.
        #[test]
        fn clients_are_bound_and_the_emptiest_bucket_stays(others in 0_u32..5000) {
            let (buckets, now) = (Buckets::new(128), Instant::now());
            let whole = ms(1000);
            buckets.take(client(0), Refill { piece: whole, whole }, now).unwrap();
            for number in 1..=others {
                let refill = Refill { piece: ms(1), whole };
                prop_assert!(buckets.take(client(number), refill, now).is_ok());
            }
            prop_assert!(count(&buckets) <= 128);
            let more = Refill { piece: ms(1), whole };
            prop_assert!(buckets.take(client(0), more, now).is_err());
        }
    }

    #[test]
    fn full_buckets_go_first() {
        let (buckets, now) = (Buckets::new(SHARDS * 4), Instant::now());
        let refill = Refill { piece: ms(10), whole: ms(1000) };
        for number in 0..1000 {
            buckets.take(client(number), refill, now).unwrap();
        }
        buckets.take(client(5000), refill, now + ms(11)).unwrap();
        let shard = buckets.shard(&client(5000)).lock().unwrap().len();
        assert_eq!(shard, 1, "all others of the shard were full again");
    }

    #[test]
    fn what_is_larger_than_a_bucket_is_given_by_a_full_one() {
        let (buckets, now) = (Buckets::new(64), Instant::now());
        let refill = Refill { piece: ms(5000), whole: ms(1000) };
        assert_eq!(buckets.take(client(1), refill, now), Ok(()));
        let wait = buckets.take(client(1), refill, now);
        assert_eq!(wait, Err(ms(5000)), "it has to be full again");
        assert_eq!(buckets.take(client(2), refill, now), Ok(()), "others have their own");
    }
}
