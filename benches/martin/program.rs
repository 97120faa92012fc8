//! martin, on one core, without a cache.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// It starts within this, or not at all.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running martin; it ends when this is dropped.
pub(crate) struct Martin {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Martin {
    /// Starts it with the sources that are given, in its own words.
    pub(crate) fn start(program: &Path, folder: &Path, sources: &str) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let settings = folder.join(format!("martin-{}.yaml", address.port()));
        let text = format!(
            "listen_addresses: '{address}'\nworker_processes: 1\ncache_size_mb: 0\n{sources}"
        );
        fs::write(&settings, text)?;
        let log = fs::File::create(settings.with_extension("log"))?;
        let mut child = Command::new(program)
            .arg("--config")
            .arg(&settings)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if child.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                child.kill().ok();
                let said = fs::read_to_string(settings.with_extension("log"))?;
                return Err(format!("martin does not start: {said}").into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self { child, address })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Martin {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
