//! Formats that are text have to be UTF-8, without NUL: GDAL would pass on or cut what is not.

use std::fs::File;
use std::io::{BufReader, Read};

use crate::model::Defect;

/// The whole of a text file.
pub(super) fn read(file: &str, mut open: File) -> Result<String, Vec<Defect>> {
    let mut bytes = Vec::new();
    if let Err(e) = BufReader::new(&mut open).read_to_end(&mut bytes) {
        let mend = "check the disk and the rights of the file";
        return Err(vec![Defect::new(file, format!("cannot be read: {e}"), mend)]);
    }
    let line = |end: usize| 1 + bytes[..end].iter().filter(|b| **b == b'\n').count();
    if let Some(nul) = bytes.iter().position(|b| *b == 0) {
        let reason = "holds a NUL byte, so it is no text in UTF-8";
        let mend = "publish the file anew, saved as UTF-8";
        return Err(vec![Defect::new(file, reason, mend).at_line(line(nul))]);
    }
    if let Err(e) = std::str::from_utf8(&bytes) {
        let reason = "is not text in UTF-8";
        let mend = "save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")";
        return Err(vec![Defect::new(file, reason, mend).at_line(line(e.valid_up_to()))]);
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}
