//! The service behind a socket, asked byte by byte.
#![allow(dead_code, clippy::unwrap_used, reason = "each test takes what it needs of it")]

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wareng::server::{AppState, serve};

/// What was said, as it was said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Said {
    /// A header, its name in small letters; nothing where it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let values = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = values.filter(|(n, _)| n.eq_ignore_ascii_case(name));
        values.next().map_or("", |(_, value)| value)
    }
}

/// Serves on a free port until the test ends.
pub(crate) async fn served(state: AppState) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, state, std::future::pending()));
    at
}

/// A connection on which this was sent.
pub(crate) async fn sent(at: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// All that comes until the connection ends; `None` where nothing does.
pub(crate) async fn heard(stream: &mut TcpStream) -> Option<Said> {
    let mut bytes = Vec::new();
    // A connection that is cut has said what it has said.
    stream.read_to_end(&mut bytes).await.ok();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Said { status, head: head.to_owned(), body: body.to_owned() })
}

/// The reply to `GET`, with more headers, each ended by a line break.
pub(crate) async fn get(at: SocketAddr, path: &str, headers: &str) -> Said {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: city.test\r\nConnection: close\r\n{headers}\r\n");
    heard(&mut sent(at, request.as_bytes()).await).await.unwrap()
}

/// The reply to `POST` of a body.
pub(crate) async fn post(at: SocketAddr, path: &str, media_type: &str, body: &str) -> Said {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: city.test\r\nConnection: close\r\n\
         Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    heard(&mut sent(at, request.as_bytes()).await).await.unwrap()
}
