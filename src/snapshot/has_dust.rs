use crate::model::Drawn;

/// Whether something was too small to be drawn as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasDust {
    /// Of the features.
    pub features: bool,
    /// Of where a hazard was not mapped.
    pub unmapped: bool,
}

impl HasDust {
    pub(super) fn of(drawn: &Drawn) -> Self {
        Self { features: drawn.features.has_dust(), unmapped: drawn.unmapped.has_dust() }
    }
}
