//! How many files and connections the system lets this process have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What is open besides connections.
const BESIDES: u64 = 256;

/// Raises the bound to where it may be raised, and says where that is not enough.
pub(super) fn as_many_as_may_be(connections: usize) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let most = if raised.is_ok() { maximum } else { current };
    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(BESIDES);
    if let Some(most) = most.filter(|most| *most < wanted) {
        tracing::warn!(
            "the system allows {most} open files, and {connections} connections take {wanted}: \
             raise LimitNOFILE, or lower --connections"
        );
    }
}
