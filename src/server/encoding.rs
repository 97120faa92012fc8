//! The content codings of tiles: chosen by the reader, made off the async threads.

use std::io::Write;

use axum::http::{HeaderMap, header};

use super::extract::weighted;

/// A content coding (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

/// From the smallest tiles to the largest.
const BY_SIZE: [Coding; 3] = [Coding::Brotli, Coding::Zstd, Coding::Gzip];

/// Of brotli's levels the one that takes about as long as gzip 6 and writes less.
const BROTLI_LEVEL: u32 = 5;
const BROTLI_WINDOW: u32 = 20;
const ZSTD_LEVEL: i32 = 6;

impl Coding {
    /// The coding that the reader likes best; of several as welcome, the one with the smallest
    /// tiles.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
        let accepted = accepted.unwrap_or_default();
        let weight = |name: &str| {
            let mut any = 0.0;
            for (given, weight) in accepted.split(',').map(weighted) {
                if given.eq_ignore_ascii_case(name) {
                    return weight;
                }
                if given == "*" {
                    any = weight;
                }
            }
            any
        };
        let best = BY_SIZE.into_iter().map(|c| (c, weight(c.name()))).filter(|(_, w)| *w > 0.0);
        best.reduce(|a, b| if b.1 > a.1 { b } else { a }).map_or(Self::Identity, |(c, _)| c)
    }

    /// Its name in headers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// The coded bytes.
    ///
    /// # Errors
    /// None in practice: memory is the only writer.
    pub(super) fn encode(self, plain: Vec<u8>) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(plain),
            Self::Gzip => {
                let mut out =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                out.write_all(&plain)?;
                out.finish()
            }
            Self::Zstd => zstd::encode_all(plain.as_slice(), ZSTD_LEVEL),
            Self::Brotli => {
                let mut out =
                    brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_LEVEL, BROTLI_WINDOW);
                out.write_all(&plain)?;
                out.flush()?;
                Ok(out.into_inner())
            }
        }
    }
}

/// How long a tile is in each coding, as readers get it.
///
/// # Errors
/// None in practice: memory is the only writer.
pub fn coded_lengths(plain: &[u8]) -> std::io::Result<[(&'static str, usize); 3]> {
    let mut lengths = BY_SIZE.map(|coding| (coding.name(), 0));
    for (coding, (_, length)) in BY_SIZE.into_iter().zip(&mut lengths) {
        *length = coding.encode(plain.to_vec())?.len();
    }
    Ok(lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_chooses() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("br;q=0.5, gzip", Coding::Gzip),
            ("br;q=0, *", Coding::Zstd),
            ("identity", Coding::Identity),
            ("", Coding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("ascii"));
            assert_eq!(Coding::of(&headers), expected, "{accept}");
        }
    }
}
