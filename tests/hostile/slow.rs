//! Who takes their time on purpose.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;

use crate::table::row;
use crate::wire::{heard, sent};
use crate::{GEOJSON, service, service_with};

/// Whether a connection ended, and after how many seconds, in fives.
async fn ended(at: SocketAddr, begun: &[u8], more: &[u8]) -> String {
    let begin = Instant::now();
    let came = said_to(sent(at, begun).await, more).await;
    format!("{came} after {} s", in_fives(begin))
}

fn in_fives(begin: Instant) -> f64 {
    (begin.elapsed().as_secs_f64() / 5.0).round() * 5.0
}

/// What is said to who sends this each second, until something is.
async fn said_to(stream: TcpStream, more: &[u8]) -> String {
    let (mut reading, mut writing) = stream.into_split();
    let slowly = async {
        while !more.is_empty() && writing.write_all(more).await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    let read = async {
        let mut bytes = Vec::new();
        reading.read_to_end(&mut bytes).await.ok();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.split(' ').nth(1).map_or("the connection ends".to_owned(), str::to_owned)
    };
    tokio::select! { () = slowly => String::new(), came = read => came }
}

fn post(path: &str, media_type: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

#[tokio::test]
#[ignore = "half a minute: make hostile"]
async fn who_is_slow_on_purpose() {
    let (_folder, _service, at) = service();
    let head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    let body = post("/v1/exposure", GEOJSON, 100_000);
    let (silent, slowloris, stalled, reader) = tokio::join!(
        ended(at, b"", b""),
        ended(at, head, b"a"),
        ended(at, body.as_bytes(), b" "),
        slow_reader(at)
    );
    row(at, "a caller that says nothing", &silent).await;
    row(at, "a head that comes byte by byte", &slowloris).await;
    row(at, "a body that comes byte by byte", &stalled).await;
    row(at, "a reader of one byte every 29 s", &reader).await;
}

/// Asks for more than systems keep on the way, with room for little, and takes a byte of it now
/// and then.
async fn slow_reader(at: SocketAddr) -> String {
    let table = "lon,lat\n".to_owned() + &"110.42,-7\n".repeat(800_000);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(at).await.unwrap();
    stream.write_all(post("/v1/at", "text/csv", table.len()).as_bytes()).await.unwrap();
    stream.write_all(table.as_bytes()).await.unwrap();
    stream.read_exact(&mut [0]).await.unwrap();
    let begin = Instant::now();
    let mut taken = begin;
    // What is written to a connection that has ended is an error, at the second time.
    while stream.write_all(b"\n").await.is_ok() {
        sleep(Duration::from_millis(500)).await;
        if taken.elapsed() >= Duration::from_secs(29) {
            stream.read_exact(&mut [0]).await.ok();
            taken = Instant::now();
        }
        assert!(begin.elapsed() < Duration::from_secs(120), "it keeps its connection");
    }
    format!("the connection ends after {} s", in_fives(begin))
}

#[tokio::test]
#[ignore = "five seconds: make hostile"]
async fn slow_bodies_do_not_keep_others_out() {
    let (_folder, _service, at) = service_with(&[]);
    let large = post("/v1/at", "text/csv", 8 << 20);
    let slow = join_all((0..100).map(async |_| ended(at, large.as_bytes(), b"a").await));
    let other = async {
        sleep(Duration::from_secs(1)).await;
        let begin = Instant::now();
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        let mut stream = socket.connect(at).await.unwrap();
        let table = "lon,lat\n110.42,-7\n";
        let body = post("/v1/at", "text/csv", table.len()) + table;
        stream.write_all(body.as_bytes()).await.unwrap();
        assert_eq!(heard(&mut stream).await.unwrap().status, 200);
        assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    };
    let (came, ()) = tokio::join!(slow, other);
    let count = |said: &str| came.iter().filter(|came| *came == said).count();
    let (refused, late) = (count("429 after 0 s"), count("503 after 5 s"));
    assert_eq!(refused + late, 100, "{came:?}");
    let came = format!("429 to {refused}, 503 after 5 s to {late}; others are answered meanwhile");
    row(at, "100 bodies of 8 MiB from one caller, all byte by byte", &came).await;
}
