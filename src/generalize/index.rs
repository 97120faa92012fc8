//! Places as lists hold them, and as they are looked up.

/// A place in a list.
pub(super) fn size(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// A place as lists hold it. Ingest refuses sources with more coordinates than 32 bits count, and
/// ends for want of memory long before this saturates.
pub(super) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
