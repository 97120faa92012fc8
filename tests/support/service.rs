//! The service as a process over a layers folder of a test's own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared by tests; a helper that cannot work fails the test"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value as Json;

use crate::folder::Folder;

/// Nothing that a test waits for takes so long.
const DEADLINE: Duration = Duration::from_secs(60);

/// A service on free ports, ended with the test.
pub(crate) struct Service {
    child: Child,
    /// Where it serves.
    pub(crate) address: String,
    /// What it said when it began to listen.
    pub(crate) said: String,
    log: Arc<Mutex<String>>,
}

/// What was answered.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// How long its body was said to be; of another length it is an error.
    pub(crate) length: Option<usize>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Json {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {text}"))
    }
}

impl Service {
    /// Serves a folder, with more arguments, once it listens.
    pub(crate) fn over(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments);
        Self::start(command)
    }

    /// A program that serves, once it listens.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (lines, kept) = (child.stderr.take().unwrap(), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                *kept.lock().unwrap() += &(line + "\n");
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/');
        Self { child, address: address.to_owned(), said: line, log }
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until it has logged all of some parts: a log is written and read by threads of their
    /// own.
    pub(crate) fn logs(&self, parts: &[&str]) {
        until(&format!("{parts:?} in the log"), || {
            let log = self.log();
            parts.iter().all(|part| log.contains(part)).then_some(())
        });
    }

    /// Where it listens for those who run it.
    pub(crate) fn admin(&self) -> String {
        until("administration", || {
            let log = self.log();
            let (_, rest) = log.split_once("administration at http://")?;
            Some(rest.split_once('/')?.0.to_owned())
        })
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        ask(&self.address, "GET", path, "").unwrap()
    }

    /// `POST /admin/reload`.
    pub(crate) fn reload(&self) -> Reply {
        ask(&self.admin(), "POST", "/admin/reload", "Content-Length: 0\r\n").unwrap()
    }

    /// What is served now, once it is as it has to be.
    pub(crate) fn layers_where(&self, wanted: impl Fn(&Json) -> bool) -> Json {
        until("what is served", || Some(self.get("/v1/layers").json()).filter(&wanted))
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Asks an address; the error where the connection failed.
pub(crate) fn ask(at: &str, method: &str, path: &str, headers: &str) -> std::io::Result<Reply> {
    read(send(at, method, path, headers)?)
}

fn send(at: &str, method: &str, path: &str, headers: &str) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(at)?;
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: test\r\n{headers}Connection: close\r\n\r\n")?;
    Ok(stream)
}

/// The reply, whole.
pub(crate) fn read(mut stream: TcpStream) -> std::io::Result<Reply> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let cut = || std::io::Error::other("the reply is cut");
    let head = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(cut)? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length: Option<usize> =
        text.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok());
    if length.is_some_and(|length| length != bytes.len() - head) {
        return Err(cut());
    }
    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(cut)?;
    Ok(Reply { status, length, body: bytes.split_off(head) })
}

/// Looks until there is something, as long as a test may take.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < DEADLINE, "{what}: waited for in vain");
        std::thread::yield_now();
    }
}
