//! Unpacking within a bound: some kilobytes can unpack to all of the memory.

use std::io::{self, Read};

/// How something is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Brotli,
    Zstd,
}

impl Packing {
    /// By its number in the header; nothing where that says that it is unknown.
    pub(super) fn of(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::None,
            2 => Self::Gzip,
            3 => Self::Brotli,
            4 => Self::Zstd,
            _ => return None,
        })
    }

    /// The plain bytes; nothing where there are more than `most`.
    pub(super) fn open(self, packed: Vec<u8>, most: usize) -> io::Result<Option<Vec<u8>>> {
        /// A multiple of the window that tiles are packed with.
        const BUFFER: usize = 1 << 16;
        let mut plain = Vec::new();
        let limit = most as u64 + 1;
        let read = match self {
            Self::None => {
                plain = packed;
                Ok(0)
            }
            Self::Gzip => flate2::read::MultiGzDecoder::new(packed.as_slice())
                .take(limit)
                .read_to_end(&mut plain),
            Self::Brotli => brotli::Decompressor::new(packed.as_slice(), BUFFER)
                .take(limit)
                .read_to_end(&mut plain),
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::new(packed.as_slice())?;
                // The window is taken whole before the first byte comes out of it.
                decoder.window_log_max(most.ilog2())?;
                decoder.take(limit).read_to_end(&mut plain)
            }
        };
        read?;
        Ok(Some(plain).filter(|p| p.len() <= most))
    }
}
