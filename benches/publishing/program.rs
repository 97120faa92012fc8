//! The program, with its administration listener.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::serving::Serving;
use crate::spent::spent;

/// A service; it ends when this is dropped.
pub(crate) struct Program {
    serving: Serving,
    pub(crate) address: SocketAddr,
    administration: SocketAddr,
}

impl Program {
    pub(crate) fn start(layers: &Path) -> Outcome<Self> {
        let administration = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let serving = Serving::start(layers, &["--admin", &administration.to_string()])?;
        Ok(Self { address: serving.address, serving, administration })
    }

    /// Has the folder read again, and waits for what comes of it.
    pub(crate) async fn reload(&self) -> Outcome<Value> {
        let mut stream = TcpStream::connect(self.administration).await?;
        let request = "POST /admin/reload HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(request.as_bytes()).await?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await?;
        let (_, body) = reply.split_once("\r\n\r\n").ok_or("no reply to a reload")?;
        Ok(serde_json::from_str(body).map_err(|e| format!("{e}: {reply}"))?)
    }

    /// What its threads have spent so far, in the kernel too.
    pub(crate) fn spent(&self) -> Outcome<Duration> {
        spent(&[self.serving.pid()])
    }

    /// The memory that it has. Units: MiB.
    pub(crate) fn memory(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.serving.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).ok_or("no VmRSS")?;
        Ok(kib.parse::<u64>()? >> 10)
    }
}
