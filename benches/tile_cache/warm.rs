//! A tile that is kept, beside handlers that hold the same bytes: processor time of the server.

use crate::asker::Asker;
use crate::clock::Rounds;
use crate::cores::{Cores, stay_on};
use crate::failure::Failure;
use crate::number::number;
use crate::served::{ALONE, BARE, TILES};
use crate::server::{Orders, Server};
use crate::table::Table;

const ROUNDS: usize = 7;
const REQUESTS: usize = 4_000;
const CONNECTIONS: usize = 16;
/// How much more than the handler behind the same middleware a tile may cost.
const TIMES: f64 = 1.1;

/// Prints the figures of each tile, and whether they are what is asked.
pub(crate) fn warm(folder: &std::path::Path, cores: Cores) -> Result<(), Failure> {
    let orders = Orders { folder: folder.to_owned(), core: cores.server, sizes: Vec::new() };
    let server = Server::start(&orders)?;
    let mut table = Table::new(&[
        "µs of the server a request, median of rounds (spread)",
        "bytes",
        "cached tile",
        "bare",
        "bare, no middleware",
        "tile / bare",
        "tile / no middleware",
    ]);
    let mut verdicts = Vec::new();
    for path in TILES {
        let addresses = [String::new(), BARE.to_owned(), ALONE.to_owned()];
        let addresses = addresses.map(|before| format!("{before}{path}"));
        let bytes = same_bytes(&server, &addresses)?;
        let mut spent = [(); 3].map(|()| Rounds::default());
        let mut ratios = [(); 2].map(|()| Rounds::default());
        for _ in 0..ROUNDS {
            let mut us = [0.0; 3];
            for (us, address) in us.iter_mut().zip(&addresses) {
                *us = round(&server, cores.callers, address)?;
            }
            spent.iter_mut().zip(us).for_each(|(rounds, us)| rounds.push(us));
            ratios[0].push(us[0] / us[1]);
            ratios[1].push(us[0] / us[2]);
        }
        let mut row = vec![path.to_owned(), bytes.to_string()];
        row.extend(spent.iter().map(|rounds| format!("{rounds:.1}")));
        row.extend(ratios.iter().map(|rounds| format!("{rounds:.2}")));
        table.push(row);
        let ratio = ratios[0].median();
        let met = if ratio <= TIMES { "met" } else { "not met" };
        verdicts.push(format!("- {met}: at most {TIMES} times the handler, {path}: {ratio:.2}"));
    }
    println!("{table}\n{}", verdicts.join("\n"));
    Ok(())
}

/// The length of what all addresses answer.
fn same_bytes(server: &Server, addresses: &[String]) -> Result<usize, Failure> {
    let mut asker = Asker::connect(server.address)?;
    let mut first = Vec::new();
    for address in addresses {
        let reply = asker.ask(address)?;
        if reply.status != 200 {
            let head = reply.head.to_owned();
            return Err(Failure::Reply { asked: address.clone(), head });
        }
        if first.is_empty() {
            first = reply.body.to_vec();
        } else if first != reply.body {
            return Err(Failure::Differs { asked: address.clone() });
        }
    }
    Ok(first.len())
}

/// Microseconds a request.
fn round(server: &Server, core: usize, address: &str) -> Result<f64, Failure> {
    let before = server.spent()?;
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                scope.spawn(move || -> Result<(), Failure> {
                    stay_on(core)?;
                    let mut asker = Asker::connect(server.address)?;
                    for _ in 0..REQUESTS / CONNECTIONS {
                        asker.ask(address)?;
                    }
                    Ok(())
                })
            })
            .collect();
        let fell = |_| Err(std::io::Error::other("one who asks fell").into());
        askers.into_iter().try_for_each(|asker| asker.join().unwrap_or_else(fell))
    })?;
    Ok(server.spent()?.saturating_sub(before).as_secs_f64() * 1e6 / number(REQUESTS))
}
