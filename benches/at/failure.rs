//! What ends this bench: never that something was slow.

use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};

use wareng::model::Defect;

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("`{0}` is not known; nothing or `--profile SECONDS` is expected")]
    Arguments(String),
    #[error("--profile: {source}; whole seconds are expected")]
    Seconds { source: ParseIntError },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: {said}", path.display())]
    Manifest { path: PathBuf, said: String },
    #[error("{program}: {source}")]
    Program { program: String, source: io::Error },
    #[error("{program} ended with {status}: see its words above")]
    Ended { program: String, status: std::process::ExitStatus },
    #[error("the layers of {} cannot be served:\n{}", folder.display(), lines(defects))]
    Layers { folder: PathBuf, defects: Vec<Defect> },
    #[error("a thread cannot be kept on one core: {0}")]
    Cores(rustix::io::Errno),
    #[error("the server and those who ask do not understand each other: {0}")]
    Talk(#[from] io::Error),
    #[error(transparent)]
    Styles(#[from] wareng::style::StyleError),
    #[error("the orders of the server or its answers are not JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{asked} was answered with `{head}`; `HTTP/1.1 200 OK` and a length are expected")]
    Reply { asked: String, head: String },
    #[error("{asked} was answered with other bytes over HTTP than in process")]
    Differs { asked: String },
}

impl Failure {
    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    pub(crate) fn cores(cause: rustix::io::Errno) -> Self {
        Self::Cores(cause)
    }
}

fn lines(defects: &[Defect]) -> String {
    defects.iter().map(|defect| format!("{defect}\n")).collect()
}
