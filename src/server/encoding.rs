//! Content codings, chosen by the reader; those of tiles are made here, off the async threads.

use std::convert::Infallible;
use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use libdeflater::CompressionLvl;

use super::extract::weighted;

/// A content coding (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Coding {
    Zstd,
    Brotli,
    Gzip,
    Identity,
}

/// Those that tiles are made in, the one of most worth first. Coordinates are hard to compress:
/// brotli writes 0 to 3 % less of a tile than zstd, and takes three times as long.
const OF_TILES: [Coding; 3] = [Coding::Zstd, Coding::Brotli, Coding::Gzip];

/// Of brotli's levels the one that takes about as long as gzip 6 of zlib and writes less.
const BROTLI_LEVEL: u32 = 5;
/// A window that fits a small tile takes 10 to 40 times as long: the crate then goes another way.
const BROTLI_WINDOW: u32 = 20;
/// The time of gzip 6 is twice as long, and its bytes are one percent fewer of a small tile; of a
/// large one more. Small are nearly all tiles of the deepest zooms: of those level 1 writes 0.6 %
/// more than level 3, in half of the time.
const fn zstd_level(bytes: usize) -> i32 {
    if bytes <= 16 << 10 { 1 } else { 3 }
}
const GZIP_LEVEL: i32 = 6;

impl Coding {
    /// The coding that the reader likes best; of several as welcome, the first.
    pub(super) fn among(codings: &[Self], headers: &HeaderMap) -> Self {
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
        let best = codings.iter().map(|&c| (c, weight(c.name()))).filter(|(_, w)| *w > 0.0);
        best.reduce(|a, b| if b.1 > a.1 { b } else { a }).map_or(Self::Identity, |(c, _)| c)
    }

    /// The coding of a tile for this reader.
    pub(super) fn of_tile(headers: &HeaderMap) -> Self {
        Self::among(&OF_TILES, headers)
    }

    /// Its name in headers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Coding {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of_tile(&parts.headers))
    }
}

/// Compressors that are ready for the next tile: to set one up takes as long as to code a small
/// tile. There are never more of them than workers.
#[derive(Default)]
pub(super) struct Coders {
    gzip: Pool<libdeflater::Compressor>,
    zstd: Pool<zstd::bulk::Compressor<'static>>,
}

impl fmt::Debug for Coders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coders").finish_non_exhaustive()
    }
}

impl Coders {
    /// The coded bytes, in no more memory than they take.
    ///
    /// # Errors
    /// None in practice: memory is the only writer.
    pub(super) fn encode(&self, coding: Coding, plain: Vec<u8>) -> io::Result<Bytes> {
        let coded = match coding {
            Coding::Identity => plain,
            Coding::Gzip => self.gzip(&plain)?,
            Coding::Zstd => self.zstd(&plain)?,
            Coding::Brotli => brotli(&plain)?,
        };
        Ok(coded.into_boxed_slice().into())
    }

    fn gzip(&self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let level = CompressionLvl::new(GZIP_LEVEL).unwrap_or_default();
        let mut coder = self.gzip.take().unwrap_or_else(|| libdeflater::Compressor::new(level));
        let mut out = vec![0; coder.gzip_compress_bound(plain.len())];
        let length = coder.gzip_compress(plain, &mut out).map_err(io::Error::other)?;
        out.truncate(length);
        self.gzip.put_back(coder);
        Ok(out)
    }

    fn zstd(&self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let level = zstd_level(plain.len());
        let ready = self.zstd.take().map_or_else(|| zstd::bulk::Compressor::new(level), Ok);
        let mut coder = ready?;
        coder.set_compression_level(level)?;
        let out = coder.compress(plain)?;
        self.zstd.put_back(coder);
        Ok(out)
    }
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_LEVEL, BROTLI_WINDOW);
    out.write_all(plain)?;
    out.flush()?;
    Ok(out.into_inner())
}

/// What nobody uses just now.
struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T> Pool<T> {
    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, one: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(one);
    }
}

/// How long a tile is in each coding, as readers get it.
///
/// # Errors
/// None in practice: memory is the only writer.
pub fn coded_lengths(plain: &[u8]) -> io::Result<[(&'static str, usize); 3]> {
    let coders = Coders::default();
    let mut lengths = OF_TILES.map(|coding| (coding.name(), 0));
    for (coding, (_, length)) in OF_TILES.into_iter().zip(&mut lengths) {
        *length = coders.encode(coding, plain.to_vec())?.len();
    }
    Ok(lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_chooses() {
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", Coding::Zstd),
            ("gzip, deflate, br", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("zstd;q=0.5, br;q=0.5, gzip", Coding::Gzip),
            ("zstd;q=0, *", Coding::Brotli),
            ("identity", Coding::Identity),
            ("", Coding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("ascii"));
            assert_eq!(Coding::of_tile(&headers), expected, "{accept}");
        }
    }
}
