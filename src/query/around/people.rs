//! The people within a circle.

use serde::Serialize;
use utoipa::ToSchema;

/// The people within a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct People {
    /// How many.
    pub count: u64,
    /// How those of each unit are spread: `area`, evenly over it; `weight`, over where a layer
    /// says that people live.
    pub by: &'static str,
    /// True where those of some unit there are too few to be told, and are not in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub hidden: bool,
}
