//! The service as a process: how it starts, and how it ends.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

/// A service on a free port; ended with the test.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        let prepared = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-serve");
        let mut child = Command::new(env!("CARGO_BIN_EXE_wareng"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["serve", "--prepared"])
            .arg(prepared)
            .args(arguments)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().rsplit("http://").next().unwrap().trim_end_matches('/').to_owned();
        assert!(line.starts_with("wareng: serving Kota Semarang at http://"), "{line}");
        Self { child, address }
    }

    fn send(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
        stream
    }

    fn signal(&self, signal: Signal) {
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

#[test]
fn requests_under_way_are_answered_after_the_signal_to_end() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut service = Service::start(&[], &["--listen", "127.0.0.1:0"]);
        // A tile of everything takes longer than the signal needs to arrive.
        let all = "/tiles/banjir,rob,longsor,kekeringan,kelurahan,kecamatan,zona-sd,zona-smp";
        let mut first = service.send("/healthz");
        let mut answer = String::new();
        first.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let mut tile = service.send(&format!("{all}/10/826/531"));
        // The first byte of the reply, or of another request's, is proof that it was taken up.
        let mut other = service.send("/v1/layers");
        let mut body = Vec::new();
        other.read_to_end(&mut body).unwrap();
        service.signal(signal);
        let mut bytes = Vec::new();
        tile.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("HTTP/1.1 200"), "{signal:?}: {}", &text[..text.len().min(200)]);
        let length: usize = text
            .lines()
            .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
            .unwrap();
        let head = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
        assert_eq!(bytes.len() - head, length, "the tile came whole");
        assert!(service.child.wait().unwrap().success(), "{signal:?}");
    }
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("wareng.toml");
    std::fs::write(&config, "listen = \"127.0.0.1:1\"\npublic_url = \"https://file.example/\"\n")
        .unwrap();
    let config = config.to_str().unwrap();
    let service = Service::start(
        &[("WARENG_LISTEN", "127.0.0.1:2"), ("WARENG_PUBLIC_URL", "https://environment.example")],
        &["--config", config, "--listen", "127.0.0.1:0"],
    );
    let mut reply = String::new();
    service.send("/tiles/banjir").read_to_string(&mut reply).unwrap();
    assert!(reply.contains("https://environment.example/tiles/banjir/{z}/{x}/{y}"), "{reply}");
}

#[test]
fn a_wrong_setting_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("wareng.toml");
    std::fs::write(&config, "lisen = \"127.0.0.1:1\"\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wareng"))
        .args(["serve", "--config"])
        .arg(&config)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("lisen") && said.contains("listen"),
        "{said}"
    );
}

#[test]
fn a_taken_port_is_said_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_wareng"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["serve", "--listen", &address])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(&address), "{said}");
}
