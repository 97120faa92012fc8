//! `wareng serve` as a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// A service; it ends when this is dropped.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Serving {
    /// Serves a folder on a free port. With no limit by client: all callers are one.
    pub(crate) fn start(layers: &Path, more: &[&str]) -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
        command.arg("serve").arg("--layers").arg(layers).args(["--listen", "127.0.0.1:0"]);
        command.args(["--rate-ms", "0", "--connections-per-client", "8000"]);
        command.args(["--watch-seconds", "0"]).args(more);
        let mut child = command.env("WARENG_LOG", "warn").stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        child.stdout.take().map(|out| BufReader::new(out).read_line(&mut line)).transpose()?;
        let address = line.trim().rsplit("http://").next().map(|a| a.trim_end_matches('/'));
        match address.unwrap_or_default().parse() {
            Ok(address) => Ok(Self { child, address }),
            Err(_not_there) => {
                child.kill().ok();
                child.wait()?;
                Err(format!("{} is not served; the program said `{line}`", layers.display()).into())
            }
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
