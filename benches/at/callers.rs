//! Those who ask: connections that are kept, each with its next question when it has its answer.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use wareng::place::Coord;

use crate::cores::stay_on;
use crate::failure::Failure;

const CONNECTIONS: usize = 16;
/// No answer is as long.
const ROOM: usize = 64 * 1024;

/// Open connections to a server.
pub(crate) struct Callers {
    connections: Vec<Connection>,
    core: usize,
}

impl Callers {
    pub(crate) fn connect(to: SocketAddr, core: usize) -> Result<Self, Failure> {
        let connections = (0..CONNECTIONS).map(|_| Connection::open(to));
        Ok(Self { connections: connections.collect::<io::Result<_>>()?, core })
    }

    /// Asks an address of all places, each once, and returns the bytes of all bodies.
    pub(crate) fn ask_all(&mut self, path: &str, places: &[Coord]) -> Result<usize, Failure> {
        let core = self.core;
        let shares = places.chunks(places.len().div_ceil(CONNECTIONS).max(1));
        std::thread::scope(|scope| {
            let callers: Vec<_> = self
                .connections
                .iter_mut()
                .zip(shares)
                .map(|(connection, places)| {
                    scope.spawn(move || connection.ask_all(core, path, places))
                })
                .collect();
            let bytes = callers.into_iter().map(|caller| {
                caller.join().unwrap_or_else(|_| Err(io::Error::other("a caller fell").into()))
            });
            bytes.sum()
        })
    }

    /// Asks an address of one place.
    pub(crate) fn ask(&mut self, path: &str, place: Coord) -> Result<&[u8], Failure> {
        let Some(first) = self.connections.first_mut() else { return Ok(&[]) };
        first.ask(path, place)
    }
}

struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    reply: Vec<u8>,
}

impl Connection {
    fn open(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::new(), reply: vec![0; ROOM] })
    }

    fn ask_all(&mut self, core: usize, path: &str, places: &[Coord]) -> Result<usize, Failure> {
        stay_on(core)?;
        places.iter().map(|place| self.ask(path, *place).map(<[u8]>::len)).sum()
    }

    fn ask(&mut self, path: &str, place: Coord) -> Result<&[u8], Failure> {
        let Coord { x, y } = place;
        self.request.clear();
        write!(self.request, "GET {path}?lon={x}&lat={y} HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
        self.stream.write_all(&self.request)?;
        let mut filled = 0;
        loop {
            filled += match self.stream.read(&mut self.reply[filled..])? {
                0 => return Err(self.refused(filled)),
                read => read,
            };
            let Some(head) = head(&self.reply[..filled]) else { continue };
            let Some(length) = length(&self.reply[..head]) else {
                return Err(self.refused(filled));
            };
            if filled == head + length {
                return Ok(&self.reply[head..filled]);
            }
        }
    }

    fn refused(&self, filled: usize) -> Failure {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.lines().next().unwrap_or_default().to_owned()
        };
        Failure::Reply { asked: text(&self.request), head: text(&self.reply[..filled]) }
    }
}

/// Where the body begins, once the head is there.
fn head(reply: &[u8]) -> Option<usize> {
    reply.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// The length of the body that the head of a good reply announces.
fn length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?.strip_prefix("HTTP/1.1 200 OK\r\n")?;
    head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()
}
