//! Counts in sums that are not whole.

#[expect(clippy::cast_precision_loss, reason = "counts of things in memory are below 2^53")]
pub(crate) fn number(count: usize) -> f64 {
    count as f64
}
