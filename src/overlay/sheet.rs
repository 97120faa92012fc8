//! The edges of several layers in one list, by place.

use std::ops::Range;
use std::sync::Arc;

use super::states::{Said, Token};
use crate::model::{Kind, PartKind, Shapes};
use crate::place::{Bounds, Coord};
use crate::snapshot::{Area, LayerVersion};

/// Edges of a path that are found together.
const RUN: usize = 16;

/// Layers that are laid over each other: what each says of a place is one column of a state.
///
/// A hazard says its gravest class there, or that it is mapped and in none. Of any other layer
/// the feature is said that covers the place; of several that with the lowest code. A layer that
/// is laid [by rank](Sheet::lay_ranks) says the highest rank there.
#[derive(Debug)]
pub struct Sheet {
    themes: Vec<Theme>,
    runs: Vec<Run>,
}

/// A layer that takes part.
#[derive(Debug)]
struct Theme {
    layer: Arc<LayerVersion>,
    /// The first token of the layer.
    first: Token,
    says: Says,
}

#[derive(Debug)]
enum Says {
    /// A token for each class by rank, and one for the mapped area.
    Classes { count: Token },
    /// A token for each feature, in the order in which one is said before another.
    Features { order: Vec<u32>, tokens: Vec<Token> },
    /// A token for each rank, and the rank of each feature.
    Ranks { of: Vec<Option<Token>>, count: Token },
}

/// Some edges in a row: `len` of them from the coordinate `first`.
#[derive(Debug, Clone, Copy)]
struct Run {
    bounds: Bounds,
    theme: u16,
    of_mapped: bool,
    token: Token,
    first: usize,
    len: usize,
}

/// A published edge in its direction: polygons lie on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) token: Token,
    pub(super) a: Coord,
    pub(super) b: Coord,
}

impl Sheet {
    /// Lays layers over each other. Cost: some nanoseconds a vertex.
    pub fn of(layers: impl IntoIterator<Item = Arc<LayerVersion>>) -> Self {
        let mut sheet = Self { themes: Vec::new(), runs: Vec::new() };
        for layer in layers {
            let says = Says::of(&layer);
            sheet.lay(layer, says);
        }
        sheet
    }

    /// Lays one more layer over them, of which the highest rank of the features that cover a
    /// place is said; what has no rank is left out.
    pub fn lay_ranks(&mut self, layer: Arc<LayerVersion>, ranks: Vec<Option<u32>>) {
        let count = ranks.iter().flatten().max().map_or(0, |most| most + 1);
        self.lay(layer, Says::Ranks { of: ranks, count });
    }

    fn lay(&mut self, layer: Arc<LayerVersion>, says: Says) {
        let first = self.themes.last().map_or(0, |theme| theme.first + theme.says.count());
        self.themes.push(Theme { layer, first, says });
        self.index();
    }

    /// The layers, in the order of the columns of a state.
    pub fn layers(&self) -> impl Iterator<Item = &LayerVersion> {
        self.themes.iter().map(|theme| &*theme.layer)
    }

    /// The smallest box around everything. Units: degrees.
    pub fn bounds(&self) -> Option<Bounds> {
        self.runs.iter().map(|run| run.bounds).reduce(Bounds::union)
    }

    /// How many edges there are.
    pub(super) fn edges(&self) -> usize {
        self.runs.iter().map(|run| run.len).sum()
    }

    /// The box around each run of edges, by its number. Units: degrees.
    pub(super) fn boxes(&self) -> impl Iterator<Item = (u32, Bounds)> {
        (0..).zip(self.runs.iter().map(|run| run.bounds))
    }

    /// The edges of a run.
    pub(super) fn run(&self, number: u32) -> impl Iterator<Item = Edge> {
        let run = usize::try_from(number).ok().and_then(|number| self.runs.get(number));
        run.into_iter().flat_map(|run| {
            let coords = &self.area(run).shapes().coords()[run.first..=run.first + run.len];
            coords.windows(2).map(|e| Edge { token: run.token, a: e[0], b: e[1] })
        })
    }

    /// What each layer says where these tokens cover a place, ascending.
    pub(super) fn said(&self, covering: &[Token]) -> Box<[Said]> {
        self.themes.iter().map(|theme| theme.said(covering)).collect()
    }

    fn area(&self, run: &Run) -> &Area {
        let layer = &self.themes[usize::from(run.theme)].layer;
        if run.of_mapped { layer.mapped() } else { layer.area() }
    }

    /// Adds the runs of the last theme.
    fn index(&mut self) {
        let Some(theme) = self.themes.last() else { return };
        let place = u16::try_from(self.themes.len() - 1).unwrap_or(u16::MAX);
        let runs = &mut self.runs;
        each_ring(theme.layer.area().shapes(), |feature, coords, range| {
            if let Some(token) = theme.token(feature) {
                push_runs(runs, Run::new(place, token, false), coords, range);
            }
        });
        if let Says::Classes { count } = theme.says {
            let token = theme.first + count - 1;
            each_ring(theme.layer.mapped().shapes(), |_, coords, range| {
                push_runs(runs, Run::new(place, token, true), coords, range);
            });
        }
    }
}

impl Theme {
    fn token(&self, feature: u32) -> Option<Token> {
        let local = match &self.says {
            Says::Classes { .. } => self.layer.rank(feature).map(Token::from),
            Says::Features { tokens, .. } => tokens.get(usize::try_from(feature).ok()?).copied(),
            Says::Ranks { of, .. } => of.get(usize::try_from(feature).ok()?).copied().flatten(),
        };
        Some(self.first + local?)
    }

    fn said(&self, covering: &[Token]) -> Said {
        let own = |end: Token| {
            let from = covering.partition_point(|t| *t < self.first);
            let to = covering.partition_point(|t| *t < self.first + end);
            &covering[from..to]
        };
        match &self.says {
            Says::Classes { count } => match own(count - 1).last() {
                Some(gravest) => Said::Of(gravest - self.first),
                None if own(*count).is_empty() => Said::Nothing,
                None => Said::Mapped,
            },
            Says::Ranks { count, .. } => {
                own(*count).last().map_or(Said::Nothing, |highest| Said::Of(highest - self.first))
            }
            Says::Features { order, tokens } => {
                let count = Token::try_from(tokens.len()).unwrap_or(Token::MAX);
                let feature = |token: &Token| {
                    let local = usize::try_from(token - self.first).unwrap_or(usize::MAX);
                    order.get(local).map_or(Said::Nothing, |f| Said::Of(*f))
                };
                own(count).first().map_or(Said::Nothing, feature)
            }
        }
    }
}

impl Says {
    fn of(layer: &LayerVersion) -> Self {
        if layer.layer().kind == Kind::Hazard {
            let classes = layer.classes().map_or(0, |scheme| scheme.classes.len());
            return Self::Classes { count: Token::try_from(classes).unwrap_or(0) + 1 };
        }
        let count = u32::try_from(layer.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..count).collect();
        order.sort_by_cached_key(|f| (layer.code(*f), layer.name(*f), *f));
        let mut tokens = vec![0; order.len()];
        for (token, feature) in (0..).zip(&order) {
            if let Some(of) = usize::try_from(*feature).ok().and_then(|f| tokens.get_mut(f)) {
                *of = token;
            }
        }
        Self::Features { order, tokens }
    }

    fn count(&self) -> Token {
        match self {
            Self::Classes { count } | Self::Ranks { count, .. } => *count,
            Self::Features { tokens, .. } => Token::try_from(tokens.len()).unwrap_or(Token::MAX),
        }
    }
}

impl Run {
    fn new(theme: u16, token: Token, of_mapped: bool) -> Self {
        Self { bounds: Bounds::from([0.0; 4]), theme, of_mapped, token, first: 0, len: 0 }
    }
}

/// Calls with each ring of the polygons: its feature, all coordinates, and where its own lie.
fn each_ring(shapes: &Shapes, mut found: impl FnMut(u32, &[Coord], Range<usize>)) {
    for (feature, shape) in (0..).zip(shapes.iter()) {
        for part in shape.parts().filter(|part| part.kind == PartKind::Polygon) {
            part.path_indices().for_each(|p| found(feature, shapes.coords(), shapes.path_range(p)));
        }
    }
}

fn push_runs(runs: &mut Vec<Run>, like: Run, coords: &[Coord], ring: Range<usize>) {
    let last = ring.end.saturating_sub(1);
    for first in (ring.start..last).step_by(RUN) {
        let len = RUN.min(last - first);
        if let Some(bounds) = Bounds::around(&coords[first..=first + len]) {
            runs.push(Run { bounds, first, len, ..like });
        }
    }
}
