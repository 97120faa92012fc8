//! Directories: which tiles stand where.

/// A line of a directory: some tiles of the same content, or a further directory for those from
/// `first` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) first: u64,
    /// How many tiles follow each other with this content; 0 for a directory.
    pub(super) run: u32,
    pub(super) length: u32,
    /// From the beginning of the tiles, or of the further directories.
    pub(super) offset: u64,
}

/// The lines of a directory in order; nothing where it is none.
pub(super) fn parse(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes;
    let count = usize::try_from(varint(&mut rest)?).ok()?;
    // Each has four numbers of a byte at least: what claims more is not believed.
    if count > rest.len() / 4 {
        return None;
    }
    let mut entries = vec![Entry { first: 0, run: 0, length: 0, offset: 0 }; count];
    let mut next = 0;
    for (i, entry) in entries.iter_mut().enumerate() {
        let step = varint(&mut rest)?;
        if i > 0 && step == 0 {
            return None;
        }
        entry.first = u64::checked_add(next, step)?;
        next = entry.first;
    }
    for entry in &mut entries {
        entry.run = varint(&mut rest)?.try_into().ok()?;
    }
    for entry in &mut entries {
        entry.length = varint(&mut rest)?.try_into().ok().filter(|l| *l > 0)?;
    }
    // 0: it follows the one before it.
    let mut end: Option<u64> = None;
    for entry in &mut entries {
        entry.offset = match varint(&mut rest)? {
            0 => end?,
            more => more - 1,
        };
        end = Some(entry.offset.checked_add(entry.length.into())?);
    }
    rest.is_empty().then_some(entries)
}

/// The line that a tile is in, by its number.
pub(super) fn find(entries: &[Entry], number: u64) -> Option<&Entry> {
    let after = entries.partition_point(|e| e.first <= number);
    let entry = entries.get(after.checked_sub(1)?)?;
    (entry.run == 0 || number - entry.first < u64::from(entry.run)).then_some(entry)
}

/// A number of protobuf: seven bits a byte, the low ones first.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return None;
        }
        value |= bits << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_found_in_its_run_and_in_the_directory_that_may_have_it() {
        // 5, 6, 7 of one content, 42 of another that follows it, and a directory from 100 on.
        let bytes = [3, 5, 37, 58, 3, 1, 0, 10, 20, 30, 1, 0, 1];
        let entries = parse(&bytes).expect("a directory");
        let at = |n| find(&entries, n).map(|e| (e.offset, e.length));
        let (run, next, leaf) = (Some((0, 10)), Some((10, 20)), Some((0, 30)));
        let found = [4, 5, 7, 8, 42, 43, 100, 10_000].map(at);
        assert_eq!(found, [None, run, run, None, next, None, leaf, leaf]);
    }

    #[test]
    fn what_is_no_directory_is_refused() {
        for (bytes, what) in [
            (&[][..], "nothing"),
            (&[200, 1, 1, 1, 1], "more lines than bytes"),
            (&[1, 1, 1, 0, 1], "a tile without length"),
            (&[2, 1, 0, 1, 1, 1, 1, 1, 1], "a tile twice"),
            (&[1, 1, 1, 1, 0], "it follows nothing"),
            (&[1, 1, 1, 1, 1, 9], "bytes that are left"),
            (&[1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 1, 1, 1], "beyond 64 bits"),
        ] {
            assert_eq!(parse(bytes), None, "{what}");
        }
    }
}
