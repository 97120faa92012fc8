//! Numbers in our files: little-endian, a list behind its count of 64 bits.

pub(crate) fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(bytes)?;
    *rest = tail;
    Some(head)
}

/// So many things of so many bytes each; no room is made for more than there is.
pub(crate) fn take_list<'a>(
    rest: &mut &'a [u8],
    count: usize,
    each: usize,
) -> Option<std::slice::ChunksExact<'a, u8>> {
    Some(take(rest, count.checked_mul(each)?)?.chunks_exact(each))
}

pub(crate) fn take_count(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(take(rest, 8)?.try_into().ok()?)).ok()
}

pub(crate) fn take_f64(rest: &mut &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(take(rest, 8)?.try_into().ok()?))
}

pub(crate) fn u32_of(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_le_bytes)
}

pub(crate) fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&(count as u64).to_le_bytes());
}

/// A list of numbers.
pub(crate) fn put_u32s(out: &mut Vec<u8>, numbers: impl ExactSizeIterator<Item = u32>) {
    put_count(out, numbers.len());
    numbers.for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
}

/// What [`put_u32s`] wrote.
pub(crate) fn take_u32s<'a>(rest: &mut &'a [u8]) -> Option<impl Iterator<Item = u32> + use<'a>> {
    let count = take_count(rest)?;
    Some(take_list(rest, count, 4)?.map(|n| u32_of(n).unwrap_or_default()))
}
