//! Callers who come when they come, whether those before them were answered or not.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::asked::Questions;
use crate::tally::{Came, Tally};

/// More than any limit of the service allows.
const PATIENCE: Duration = Duration::from_secs(40);

/// How many questions a second are answered where as many callers ask one after the other as
/// there are cores.
pub(crate) async fn capacity(at: SocketAddr, questions: &mut Questions) -> u32 {
    const TRIAL: Duration = Duration::from_secs(5);
    let callers = std::thread::available_parallelism().map_or(1, usize::from);
    let (begin, mut answered, mut asked) = (Instant::now(), 0, JoinSet::new());
    while begin.elapsed() < TRIAL {
        while asked.len() < callers {
            let (_, path) = questions.next();
            asked.spawn(async move { ask(at, &path).await });
        }
        asked.join_next().await;
        answered += 1;
    }
    answered / u32::try_from(TRIAL.as_secs()).unwrap_or(1)
}

/// Asks so many questions a second for so long, and waits for what comes of each.
pub(crate) async fn asked_at(
    at: SocketAddr,
    questions: &mut Questions,
    per_second: u32,
    long: Duration,
) -> Tally {
    let mut clock = tokio::time::interval(Duration::from_secs(1) / per_second.max(1));
    let (begin, mut asked) = (Instant::now(), JoinSet::new());
    while begin.elapsed() < long {
        clock.tick().await;
        let (kind, path) = questions.next();
        asked.spawn(async move {
            let begin = Instant::now();
            let came = ask(at, &path).await;
            (kind, came, begin.elapsed())
        });
    }
    asked.join_all().await.into_iter().collect()
}

async fn ask(at: SocketAddr, path: &str) -> Came {
    let asked = tokio::time::timeout(PATIENCE, reply(at, path)).await;
    let Ok(Ok(bytes)) = asked else { return Came::Failure };
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    match head.split(' ').nth(1) {
        Some("200" | "204") => Came::Answer,
        Some("429" | "503") if head.contains("\r\nretry-after: ") => Came::TurnedAway,
        _ => Came::Failure,
    }
}

async fn reply(at: SocketAddr, path: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(at).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    Ok(bytes)
}
