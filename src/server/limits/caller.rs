use std::num::NonZeroU32;

/// Who asks with a key, as far as limits care. Whoever knows keys puts it into the extensions of
/// a request; without it a request counts by the address that it came from.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// Tells one key from another.
    pub key: u64,
    /// Requests a minute that the key was given; `None` where it has what any client has.
    pub rate: Option<NonZeroU32>,
    /// Whether it is answered while others are turned away, as responders are.
    pub priority: bool,
}
