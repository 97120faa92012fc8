//! Identical work under way is done once for all who wait for it, and not at all once nobody
//! does.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

type Sender<V> = watch::Sender<Option<V>>;

/// The work under way, by what comes of it.
#[derive(Debug)]
pub(super) struct Flights<K, V>(Arc<Mutex<HashMap<K, Sender<V>>>>);

/// How a caller comes by what it wants.
pub(super) enum Joined<K: Eq + Hash, V> {
    /// It is there.
    There(V),
    /// Somebody brings it.
    Waiting(Seat<V>),
    /// The caller has to see to it that it is brought.
    First(Flight<K, V>, Seat<V>),
}

/// Work under way, held by whoever does it; dropped before it landed, it has failed for all.
pub(super) struct Flight<K: Eq + Hash, V> {
    flights: Flights<K, V>,
    key: K,
    sender: Sender<V>,
}

/// A place among those who wait for a piece of work.
pub(super) struct Seat<V>(watch::Receiver<Option<V>>);

impl<K, V> Default for Flights<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash + Clone, V> Flights<K, V> {
    /// Joins the work for a key. `there` looks whether it was done meanwhile: what lands is put
    /// where it is looked for before it is under way no longer.
    pub(super) fn join(&self, key: K, there: impl FnOnce() -> Option<V>) -> Joined<K, V> {
        let mut flights = self.lock();
        if let Some(sender) = flights.get(&key) {
            return Joined::Waiting(Seat(sender.subscribe()));
        }
        if let Some(value) = there() {
            return Joined::There(value);
        }
        let (sender, seat) = watch::channel(None);
        flights.insert(key.clone(), sender.clone());
        Joined::First(Flight { flights: Self(Arc::clone(&self.0)), key, sender }, Seat(seat))
    }
}

impl<K, V> Flights<K, V> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Sender<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> Flight<K, V> {
    /// Ends when nobody waits any more; the flight cannot be joined then.
    pub(super) async fn abandoned(&self) {
        while !self.is_abandoned() {
            self.sender.closed().await;
        }
    }

    /// Whether nobody waits any more; the flight cannot be joined then.
    pub(super) fn is_abandoned(&self) -> bool {
        // Nobody joins while this is held.
        let mut flights = self.flights.lock();
        let abandoned = self.sender.receiver_count() == 0;
        if abandoned {
            self.leave(&mut flights);
        }
        abandoned
    }

    /// Hands the result to all who wait.
    pub(super) fn land(self, value: V) {
        // Whoever is told of it must not meet it under way when it asks again.
        self.leave(&mut self.flights.lock());
        self.sender.send_replace(Some(value));
    }

    /// Its key may be another flight's by now.
    fn leave(&self, flights: &mut HashMap<K, Sender<V>>) {
        if flights.get(&self.key).is_some_and(|s| s.same_channel(&self.sender)) {
            flights.remove(&self.key);
        }
    }
}

impl<K: Eq + Hash, V> Drop for Flight<K, V> {
    fn drop(&mut self) {
        self.leave(&mut self.flights.lock());
    }
}

impl<V: Clone> Seat<V> {
    /// What landed; `None` where the work failed.
    pub(super) async fn arrival(mut self) -> Option<V> {
        let landed = self.0.wait_for(Option::is_some).await.ok()?;
        landed.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(flights: &Flights<u8, u8>) -> (Flight<u8, u8>, Seat<u8>) {
        match flights.join(1, || None) {
            Joined::First(flight, seat) => (flight, seat),
            _ => panic!("nothing is under way"),
        }
    }

    fn second(flights: &Flights<u8, u8>) -> Seat<u8> {
        match flights.join(1, || None) {
            Joined::Waiting(seat) => seat,
            _ => panic!("it is under way"),
        }
    }

    #[tokio::test]
    async fn what_lands_is_handed_to_all_who_wait() {
        let flights = Flights::default();
        let (flight, one) = first(&flights);
        let other = second(&flights);
        flight.land(7);
        assert_eq!((one.arrival().await, other.arrival().await), (Some(7), Some(7)));
        assert!(matches!(flights.join(1, || Some(8)), Joined::There(8)));
    }

    #[tokio::test]
    async fn the_first_may_go_while_others_wait() {
        let flights = Flights::default();
        let (flight, one) = first(&flights);
        let other = second(&flights);
        drop(one);
        assert!(!flight.is_abandoned());
        flight.land(7);
        assert_eq!(other.arrival().await, Some(7));
    }

    #[tokio::test]
    async fn a_flight_that_nobody_waits_for_makes_way_for_the_next() {
        let flights = Flights::default();
        let (abandoned, seat) = first(&flights);
        drop(seat);
        abandoned.abandoned().await;
        let (next, seat) = first(&flights);
        drop(abandoned);
        let other = second(&flights);
        next.land(7);
        assert_eq!((seat.arrival().await, other.arrival().await), (Some(7), Some(7)));
    }

    #[tokio::test]
    async fn a_flight_that_falls_fails_for_all_and_leaves_nothing() {
        let flights = Flights::default();
        let (flight, one) = first(&flights);
        let other = second(&flights);
        drop(flight);
        assert_eq!((one.arrival().await, other.arrival().await), (None, None));
        first(&flights);
    }
}
