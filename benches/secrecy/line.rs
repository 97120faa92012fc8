//! One connection that asks and waits.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use crate::Outcome;

pub(crate) struct Line {
    stream: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Line {
    pub(crate) fn to(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), body: Vec::new() })
    }

    /// The time until the whole reply was there. Units: microseconds.
    pub(crate) fn micros(&mut self, path: &str) -> Outcome<f64> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let begun = Instant::now();
        self.ask(&request)?;
        Ok(begun.elapsed().as_secs_f64() * 1e6)
    }

    /// The status and the body.
    pub(crate) fn reply(&mut self, path: &str) -> Outcome<String> {
        let status = self.ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))?;
        Ok(format!("{status} {}", String::from_utf8_lossy(&self.body)))
    }

    /// Asks, reads the reply to its end, and gives the status.
    fn ask(&mut self, request: &str) -> Outcome<String> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length, mut line) = (String::new(), 0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if status.is_empty() {
                text.split(' ').nth(1).unwrap_or_default().clone_into(&mut status);
            }
            if let Some(bytes) = text.strip_prefix("content-length: ") {
                length = bytes.parse()?;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(status)
    }
}
