use crate::place::LonLat;

/// A place, and what a layer must say of it to be published.
#[derive(Debug, Clone, PartialEq)]
pub struct Golden {
    /// The place.
    pub place: LonLat,
    /// Of a hazard the class, `none` or `unmapped`; of another layer the code, the name or the
    /// id of a feature there.
    pub expect: String,
    /// Where it stands in the manifest, from 1.
    pub line: usize,
}
