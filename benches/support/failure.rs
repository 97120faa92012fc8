//! What ends a bench: never that something was slow.

use std::path::{Path, PathBuf};

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}; a collection of features is expected", path.display())]
    GeoJson { path: PathBuf, source: Box<geojson::Error> },
    #[error("{layer} has no vertex, so that there is nothing to measure")]
    Empty { layer: String },
    #[error("the peer in Python ended or said `{said}`, expected {expected}: see its words above")]
    Peer { said: String, expected: &'static str },
    #[error(
        "{layer}, {points} {spread} points: wareng answers {ours}, {peer} answers {theirs}; \
         speeds of different answers cannot be compared"
    )]
    Disagree {
        layer: String,
        points: usize,
        spread: &'static str,
        ours: String,
        peer: &'static str,
        theirs: String,
    },
}

impl Failure {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    pub(crate) fn geojson(path: &Path, source: geojson::Error) -> Self {
        Self::GeoJson { path: path.to_owned(), source: Box::new(source) }
    }
}
