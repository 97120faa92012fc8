//! The server as those who ask see it: another process, whose processor time is read.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The argument by which this program is the server.
pub(crate) const ROLE: &str = "as-server";

/// What the server is told, in the first line of its standard input.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// The layers folder.
    pub(crate) folder: PathBuf,
    /// The core to run on.
    pub(crate) core: usize,
    /// The bytes of the bodies that the handler sends that does nothing, one after the other.
    pub(crate) sizes: Vec<usize>,
}

/// It ends when this is dropped, and however else this program ends: its standard input is closed
/// then.
pub(crate) struct Server {
    child: Child,
    _open: ChildStdin,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(orders: &Orders) -> Result<Self, Failure> {
        let mut program = Command::new(std::env::current_exe()?);
        program.arg(ROLE).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = program.spawn()?;
        let (Some(mut open), Some(said)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("the server has no standard input").into());
        };
        writeln!(open, "{}", serde_json::to_string(orders)?)?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        let address = line.trim().parse().map_err(|_no_address| {
            std::io::Error::other(format!("the server said `{line}`, an address is expected"))
        })?;
        Ok(Self { child, _open: open, address })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What its threads have spent so far, in the kernel too.
    pub(crate) fn spent(&self) -> Result<Duration, Failure> {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.pid()));
        let mut spent = Duration::ZERO;
        for task in fs::read_dir(&tasks).map_err(|e| Failure::file(&tasks, e))? {
            let path = task.map_err(|e| Failure::file(&tasks, e))?.path().join("schedstat");
            spent += on_core(&path)?;
        }
        Ok(spent)
    }
}

/// The first number of a thread's `schedstat`: nanoseconds on a core.
fn on_core(schedstat: &Path) -> Result<Duration, Failure> {
    let text = fs::read_to_string(schedstat).map_err(|e| Failure::file(schedstat, e))?;
    let first = text.split_whitespace().next().and_then(|ns| ns.parse().ok());
    first.map(Duration::from_nanos).ok_or_else(|| {
        let said = format!("holds `{text}`; nanoseconds are expected first");
        Failure::Manifest { path: schedstat.to_owned(), said }
    })
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
