//! Changes to files that are whole.

/// Six bytes for each change: in which of the parts, where (two), how, and what (two).
pub(crate) fn change_each(parts: &mut [&mut Vec<u8>], changes: &[u8]) {
    for change in changes.chunks_exact(6) {
        let count = parts.len();
        let part = &mut parts[usize::from(change[0]) % count];
        change_one(part, [change[1], change[2]], change[3], [change[4], change[5]]);
    }
}

fn change_one(part: &mut Vec<u8>, at: [u8; 2], how: u8, what: [u8; 2]) {
    let at = usize::from(u16::from_le_bytes(at)) % (part.len() + 1);
    let number = i16::from_le_bytes(what);
    match how % 5 {
        0 => overwrite(part, at, &what[..1]),
        1 => overwrite(part, at, &i32::from(number).to_le_bytes()),
        2 => overwrite(part, at, &i64::from(number).to_le_bytes()),
        3 => part.truncate(at),
        _ => part.insert(at, what[0]),
    }
}

fn overwrite(part: &mut [u8], at: usize, with: &[u8]) {
    part.iter_mut().skip(at).zip(with).for_each(|(byte, with)| *byte = *with);
}
