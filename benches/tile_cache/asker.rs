//! Somebody who asks for tiles: a connection that is kept.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::failure::Failure;

/// No tile is as long.
const ROOM: usize = 1 << 20;

pub(crate) struct Asker {
    stream: TcpStream,
    reply: Vec<u8>,
}

/// What came back.
pub(crate) struct Reply<'r> {
    pub(crate) status: u16,
    pub(crate) head: &'r str,
    pub(crate) body: &'r [u8],
}

impl Asker {
    pub(crate) fn connect(to: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, reply: vec![0; ROOM] })
    }

    pub(crate) fn ask(&mut self, path: &str) -> Result<Reply<'_>, Failure> {
        self.ask_for(path, "gzip")
    }

    /// The same in another coding.
    pub(crate) fn ask_for(&mut self, path: &str, coding: &str) -> Result<Reply<'_>, Failure> {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: {coding}\r\n\r\n");
        self.stream.write_all(request.as_bytes())?;
        let mut filled = 0;
        let (head, end) = loop {
            filled += match self.stream.read(&mut self.reply[filled..])? {
                0 => return Err(io::Error::other(format!("{path}: the reply breaks off")).into()),
                read => read,
            };
            let Some(head) = self.reply[..filled].windows(4).position(|w| w == b"\r\n\r\n") else {
                continue;
            };
            let length = length(&self.reply[..head]);
            if filled == head + 4 + length {
                break (head, filled);
            }
        };
        let text = std::str::from_utf8(&self.reply[..head]).unwrap_or_default();
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
        Ok(Reply { status, head: text, body: &self.reply[head + 4..end] })
    }
}

/// The length of the body; a 204 tells none.
fn length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).unwrap_or_default();
    let told = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    told.and_then(|length| length.parse().ok()).unwrap_or_default()
}
