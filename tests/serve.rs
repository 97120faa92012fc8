//! The service as a process: how it starts, and how it ends.
#![allow(clippy::unwrap_used, reason = "a test fails where a step of it does")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/service.rs"]
mod service;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use rustix::process::Signal;
use service::{Service, read, until};

fn start(environment: &[(&str, &str)], arguments: &[&str]) -> Service {
    let prepared = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-serve");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wareng"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["serve", "--prepared"]).arg(prepared);
    command.args(arguments).envs(environment.iter().copied());
    let service = Service::start(command);
    let said = &service.said;
    assert!(said.starts_with("wareng: serving Kota Semarang at http://"), "{said}");
    service
}

#[test]
fn requests_under_way_are_answered_after_the_signal_to_end() {
    for signal in [Signal::TERM, Signal::INT] {
        let service = start(&[], &["--listen", "127.0.0.1:0"]);
        let mut asked = TcpStream::connect(&service.address).unwrap();
        let body = "lon,lat\n110.42,-6.97\n";
        write!(
            asked,
            "POST /v1/at HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/csv\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            body.len()
        )
        .unwrap();
        // Whoever is told to go on has been taken up (RFC 9110, section 10.1.1).
        let mut go_on = [0; 25];
        asked.read_exact(&mut go_on).unwrap();
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        service.signal(signal);
        until("nobody else is let in", || TcpStream::connect(&service.address).err());
        asked.write_all(body.as_bytes()).unwrap();
        let reply = read(asked).unwrap();
        assert_eq!(reply.status, 200, "{signal:?}");
        let body = String::from_utf8(reply.body).unwrap();
        assert!(body.contains("\n110.42,-6.97,"), "{body}");
        // The chunk that ends all others (RFC 9112, section 7.1).
        assert!(body.ends_with("\r\n0\r\n\r\n"), "{body}");
        assert!(service.wait().success(), "{signal:?}");
    }
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("wareng.toml");
    std::fs::write(&config, "listen = \"127.0.0.1:1\"\npublic_url = \"https://file.example/\"\n")
        .unwrap();
    let config = config.to_str().unwrap();
    let service = start(
        &[("WARENG_LISTEN", "127.0.0.1:2"), ("WARENG_PUBLIC_URL", "https://environment.example")],
        &["--config", config, "--listen", "127.0.0.1:0"],
    );
    let tiles = service.get("/tiles/banjir").json()["tiles"][0].as_str().unwrap().to_owned();
    assert!(tiles.starts_with("https://environment.example/tiles/banjir/{z}/{x}/{y}"), "{tiles}");
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
