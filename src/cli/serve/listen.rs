//! Taking ports, and what is said where they cannot be had.

use std::io::ErrorKind;
use std::net::{SocketAddr, ToSocketAddrs};

use tokio::net::{TcpListener, TcpSocket};

use crate::cli::Failure;

/// More than these wait for the service to take them up no longer.
const WAITING: u32 = 1024;

/// A port that is taken, and the flag that names it.
pub(super) struct Reserved {
    socket: TcpSocket,
    flag: &'static str,
    address: String,
}

impl Reserved {
    /// Takes the port without listening on it: until the layers are loaded a caller is turned
    /// away at once and not left waiting.
    pub(super) fn take(flag: &'static str, address: &str) -> Result<Self, Failure> {
        let failed = |e: &std::io::Error| refused(flag, address, e);
        let bind = |at: SocketAddr| {
            let socket = if at.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
            // A port whose last connections are still ending is free.
            socket.set_reuseaddr(true)?;
            socket.bind(at).map(|()| socket)
        };
        let mut last = std::io::Error::from(ErrorKind::AddrNotAvailable);
        for at in address.to_socket_addrs().map_err(|e| failed(&e))? {
            match bind(at) {
                Ok(socket) => return Ok(Self { socket, flag, address: address.to_owned() }),
                Err(e) => last = e,
            }
        }
        Err(failed(&last))
    }

    /// The same, of an address that only this machine can reach.
    pub(super) fn take_loopback(flag: &'static str, address: &str) -> Result<Self, Failure> {
        let mut all = address.to_socket_addrs().map_err(|e| refused(flag, address, &e))?;
        if all.any(|at| !at.ip().is_loopback()) {
            let reason = "others than this machine could reach it; write";
            let text = format!("cannot listen on {address}: {reason} {flag} 127.0.0.1:9090");
            return Err(Failure::Other(text));
        }
        Self::take(flag, address)
    }

    pub(super) fn listen(self) -> Result<TcpListener, Failure> {
        self.socket.listen(WAITING).map_err(|e| refused(self.flag, &self.address, &e))
    }
}

fn refused(flag: &str, address: &str, error: &std::io::Error) -> Failure {
    let reason = match error.kind() {
        ErrorKind::AddrInUse => "it is in use; stop what runs there, or add".to_owned(),
        ErrorKind::InvalidInput => "it is no address and port; write".to_owned(),
        _ => format!("{error}; write"),
    };
    let next = match (error.kind(), address.rsplit_once(':')) {
        (ErrorKind::AddrInUse, Some((host, port))) => {
            let next = port.parse().ok().and_then(|p: u16| p.checked_add(1)).unwrap_or(8080);
            format!("{host}:{next}")
        }
        _ => "127.0.0.1:8080".to_owned(),
    };
    Failure::Other(format!("cannot listen on {address}: {reason} {flag} {next}"))
}
