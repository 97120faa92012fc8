use super::{Bounds, Coord};

/// For each of some stripes from south to north, the edges that reach into it.
#[derive(Debug, Clone)]
pub(super) struct Stripes {
    south: f64,
    per_degree: f64,
    stripes: Vec<Vec<u32>>,
}

impl Stripes {
    const MOST: f64 = 256.0;

    pub(super) fn over(edges: &[(Coord, Coord)]) -> Self {
        let bounds = Bounds::around(edges.iter().map(|(a, _)| a));
        let (south, north) = bounds.map_or((0.0, 0.0), |b| (b.min().y, b.max().y));
        let per_degree = if north > south { Self::MOST / (north - south) } else { 0.0 };
        let mut all = Self { south, per_degree, stripes: vec![Vec::new(); 257] };
        for (i, (a, b)) in (0_u32..).zip(edges) {
            let range = all.stripe(a.y.min(b.y))..=all.stripe(a.y.max(b.y));
            all.stripes[range].iter_mut().for_each(|stripe| stripe.push(i));
        }
        all
    }

    /// Rises with `y`, so that an edge is in the stripe of each of its places.
    fn stripe(&self, y: f64) -> usize {
        let at = ((y - self.south) * self.per_degree).clamp(0.0, Self::MOST);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 256")]
        let at = at as usize;
        at
    }

    pub(super) fn at(&self, y: f64) -> &[u32] {
        self.stripes.get(self.stripe(y)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn between(&self, south: f64, north: f64) -> impl Iterator<Item = &[u32]> {
        self.stripes[self.stripe(south)..=self.stripe(north)].iter().map(Vec::as_slice)
    }
}
