//! The program, over the demo city, with no limit by client: all callers are one.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// A service; it ends when this is dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Program {
    pub(crate) fn start() -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
        command.args(["serve", "--layers", "layers", "--listen", "127.0.0.1:0", "--rate-ms", "0"]);
        command.args(["--connections-per-client", "8000", "--watch-seconds", "0"]);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("WARENG_LOG", "warn");
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        child.stdout.take().map(|out| BufReader::new(out).read_line(&mut line)).transpose()?;
        let address = line.trim().rsplit("http://").next().map(|a| a.trim_end_matches('/'));
        let address = address.unwrap_or_default().parse();
        address
            .map(|address| Self { child, address })
            .map_err(|_not_there| "the demo city is not served: run `make demo`".into())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
