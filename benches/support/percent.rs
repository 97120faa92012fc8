//! Parts of what was measured.

/// What so many of a hundred are at most; 0 of none.
pub(crate) fn part(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}
