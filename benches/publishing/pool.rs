//! Connections that are kept between questions, as browsers do.

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections to one service.
pub(crate) struct Pool {
    address: SocketAddr,
    idle: Mutex<Vec<TcpStream>>,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Pool {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, idle: Mutex::default() }
    }

    /// Asks over a connection that is free, or a new one. One that was kept may have been closed
    /// for being idle: then the question is asked anew, as browsers do (RFC 9112, section 9.3.1).
    pub(crate) async fn ask(&self, path: &str) -> io::Result<Reply> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(stream) = idle
            && let Ok(reply) = self.ask_over(stream, path).await
        {
            return Ok(reply);
        }
        self.ask_over(TcpStream::connect(self.address).await?, path).await
    }

    async fn ask_over(&self, mut stream: TcpStream, path: &str) -> io::Result<Reply> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let reply = read(&mut stream).await?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
        Ok(reply)
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Reply> {
    let mut bytes = Vec::with_capacity(16 << 10);
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        more(stream, &mut bytes).await?;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
    let field = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        { lines }.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    let length = field("content-length").and_then(|l| l.parse().ok());
    // Without a length and with something in it, a reply of these would be sent in chunks.
    let length: usize = if status == 204 { 0 } else { length.ok_or(io::ErrorKind::InvalidData)? };
    while bytes.len() < end + length {
        more(stream, &mut bytes).await?;
    }
    Ok(Reply { status, etag: field("etag"), body: bytes.split_off(end) })
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(bytes).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
