//! Welch's test: whether two samples have the same mean.

/// Mean and variance of a sample, by Welford's method.
#[derive(Default)]
pub(crate) struct Welch {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Welch {
    pub(crate) fn mean(&self) -> f64 {
        self.mean
    }

    /// How many standard errors lie between two means.
    pub(crate) fn t(&self, other: &Self) -> f64 {
        let error = |of: &Self| of.squares / (of.count - 1.0) / of.count;
        (self.mean - other.mean) / (error(self) + error(other)).sqrt()
    }
}

impl FromIterator<f64> for Welch {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().fold(Self::default(), |mut of, value| {
            of.count += 1.0;
            let from_mean = value - of.mean;
            of.mean += from_mean / of.count;
            of.squares += from_mean * (value - of.mean);
            of
        })
    }
}
