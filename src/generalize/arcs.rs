//! Borders without their polygons: each edge once, with all who share it, chained to arcs
//! between the vertices where the sharing changes.

use super::index::{index, size};
use super::snap::Snapped;

/// A feature that has an edge in its border, and whether it runs along it forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) feature: u32,
    pub(crate) forward: bool,
}

/// A stretch of border that the same features share from end to end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arc {
    /// Where its places begin and end in [`Arcs::places`]; a closed one repeats its first.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Its users' places in [`Arcs::users`].
    users: (u32, u32),
}

/// The borders of a layer.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    pub(crate) arcs: Vec<Arc>,
    /// Hot cells, arc after arc.
    pub(crate) places: Vec<u32>,
    users: Vec<User>,
}

/// An edge between two places, the smaller first, and those who run along it.
struct Edge {
    ends: (u32, u32),
    users: (u32, u32),
    /// The sum of what stands for each user, negative for those who run backward.
    sum: u64,
}

/// The half of an edge that a ring runs along. Order: edge, feature.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    ends: (u32, u32),
    feature: u32,
    forward: bool,
}

impl Arcs {
    pub(crate) fn of(snapped: &Snapped) -> Self {
        let mut arcs = Self::default();
        let edges = arcs.edges(snapped);
        arcs.chain(&edges, snapped.hot.len());
        arcs
    }

    /// The features that share an arc.
    pub(crate) fn users(&self, arc: &Arc) -> &[User] {
        &self.users[size(arc.users.0)..size(arc.users.1)]
    }

    /// The places of an arc.
    pub(crate) fn path(&self, arc: &Arc) -> &[u32] {
        &self.places[arc.from..arc.to]
    }

    /// Every edge once. Where a feature runs along one both ways, as where something thin
    /// collapsed, it has no border there.
    fn edges(&mut self, snapped: &Snapped) -> Vec<Edge> {
        let mut runs = Vec::with_capacity(snapped.places.len());
        for ring in &snapped.rings {
            let path = snapped.path(ring);
            for (i, &a) in path.iter().enumerate() {
                let b = path[if i + 1 == path.len() { 0 } else { i + 1 }];
                let forward = a < b;
                let ends = if forward { (a, b) } else { (b, a) };
                runs.push(Run { ends, feature: ring.feature, forward });
            }
        }
        runs.sort_unstable();
        let mut edges: Vec<Edge> = Vec::new();
        for same_edge in runs.chunk_by(|a, b| a.ends == b.ends) {
            let first = index(self.users.len());
            let mut sum = 0_u64;
            for of_feature in same_edge.chunk_by(|a, b| a.feature == b.feature) {
                let forward = of_feature.iter().filter(|r| r.forward).count();
                let backward = of_feature.len() - forward;
                if forward == backward {
                    continue;
                }
                let user = User { feature: of_feature[0].feature, forward: forward > backward };
                sum = sum.wrapping_add(signed(user));
                self.users.push(user);
            }
            let users = (first, index(self.users.len()));
            if users.0 < users.1 {
                edges.push(Edge { ends: same_edge[0].ends, users, sum });
            }
        }
        edges
    }

    fn chain(&mut self, edges: &[Edge], places: usize) {
        let net = Net::of(edges, places);
        let mut used = vec![false; edges.len()];
        // From the ends inward, then what has no end.
        for first_pass in [true, false] {
            for (at, edge) in edges.iter().enumerate() {
                for start in [edge.ends.0, edge.ends.1] {
                    if !used[at] && (!first_pass || net.is_node(start)) {
                        self.walk(&net, &mut used, start, at);
                    }
                }
            }
        }
    }

    fn walk(&mut self, net: &Net<'_>, used: &mut [bool], start: u32, first: usize) {
        let edges = net.all;
        let from = self.places.len();
        let forward = edges[first].ends.0 == start;
        let (mut at, mut edge) = (start, first);
        self.places.push(start);
        loop {
            used[edge] = true;
            let (a, b) = edges[edge].ends;
            at = if at == a { b } else { a };
            self.places.push(at);
            if at == start || net.is_node(at) {
                break;
            }
            let Some(next) = net.edges_at(at).iter().map(|e| size(*e)).find(|e| !used[*e]) else {
                break;
            };
            edge = next;
        }
        let users = edges[first].users;
        let users = if forward { users } else { self.turned(users) };
        self.arcs.push(Arc { from, to: self.places.len(), users });
    }

    /// The same users, for an arc that runs against its first edge.
    fn turned(&mut self, (from, to): (u32, u32)) -> (u32, u32) {
        let first = index(self.users.len());
        for i in size(from)..size(to) {
            let user = self.users[i];
            self.users.push(User { forward: !user.forward, ..user });
        }
        (first, index(self.users.len()))
    }
}

/// What stands for a user in the sum of an edge: two edges have the same users just where the
/// sums are the same, but for one chance in 2^64.
fn signed(user: User) -> u64 {
    // SplitMix64 (Steele, Lea and Flood 2014).
    let mut z = (u64::from(user.feature) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    if user.forward { z } else { z.wrapping_neg() }
}

/// The edges at each place.
struct Net<'a> {
    all: &'a [Edge],
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl<'a> Net<'a> {
    fn of(edges: &'a [Edge], places: usize) -> Self {
        let mut starts = vec![0_u32; places + 1];
        for end in edges.iter().flat_map(|e| [e.ends.0, e.ends.1]) {
            starts[size(end) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut at = vec![0_u32; edges.len() * 2];
        for (i, edge) in (0_u32..).zip(edges) {
            for end in [edge.ends.0, edge.ends.1] {
                let place = &mut next[size(end)];
                at[size(*place)] = i;
                *place += 1;
            }
        }
        Self { all: edges, starts, edges: at }
    }

    fn edges_at(&self, place: u32) -> &[u32] {
        let at = size(place);
        &self.edges[size(self.starts[at])..size(self.starts[at + 1])]
    }

    /// Whether the sharing changes there: not where two edges meet whose users run through.
    fn is_node(&self, place: u32) -> bool {
        let [one, other] = self.edges_at(place) else { return true };
        let outward = |e: u32| {
            let edge = &self.all[size(e)];
            if edge.ends.0 == place { edge.sum } else { edge.sum.wrapping_neg() }
        };
        outward(*one).wrapping_add(outward(*other)) != 0
    }
}
