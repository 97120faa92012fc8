//! Whether a clock tells a layer that is not for everybody from one that there is not.
//!
//! `make bench BENCH=secrecy`; benches/README.md says what is measured and how.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

#[path = "support/allocator.rs"]
mod allocator;
#[path = "support/demo.rs"]
mod demo;
#[path = "secrecy/folder.rs"]
mod folder;
#[path = "secrecy/line.rs"]
mod line;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "each bench takes what it needs of it")]
mod random;
#[path = "support/serving.rs"]
#[allow(dead_code, reason = "what other benches take of it")]
mod serving;
#[path = "support/table.rs"]
mod table;
#[path = "secrecy/welch.rs"]
mod welch;

use line::Line;
use random::Random;
use serving::Serving;
use table::Table;
use welch::Welch;

/// Why there are no figures.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Questions at each address.
const QUESTIONS: usize = 60_000;
/// A test statistic below which a clock has told nothing.
///
/// Source: Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (DATE 2017).
const MOST: f64 = 4.5;

/// A layer that asks for a scope, and names as like it as can be of layers that there are not.
const HIDDEN: &str = "rahasia";
const ABSENT: [&str; 4] = ["rahasea", "rehasia", "rahosia", "rahasiu"];

/// Addresses that take the name of a layer.
const ADDRESSES: [&str; 8] = [
    "/v1/layers/{}",
    "/v1/layers/{}/features",
    "/v1/at/{}/1",
    "/v1/at?lon=110.42&lat=-7.0&layers={}",
    "/v1/nearest?lon=110.42&lat=-7.0&layer={}",
    "/v1/within?layers={}&lon=110.42&lat=-7.0&radius_m=500",
    "/tiles/{}",
    "/tiles/{}/12/3304/2127",
];

fn main() -> Outcome<()> {
    println!("\n{}\n", machine::described());
    let folder = folder::made(HIDDEN)?;
    let serving = Serving::start(&folder, &[])?;
    let mut line = Line::to(serving.address)?;
    let mut table = Table::new(&["address", "hidden µs", "not there µs", "t"]);
    let (mut random, mut greatest) = (Random::new(4_040), 0.0_f64);
    for address in ADDRESSES {
        let (hidden, absent) = asked(&mut line, address, &mut random)?;
        let t = hidden.t(&absent);
        greatest = greatest.max(t.abs());
        let micros = |welch: &Welch| format!("{:.2}", welch.mean());
        table.push(vec![address.to_owned(), micros(&hidden), micros(&absent), format!("{t:+.1}")]);
    }
    println!("{table}");
    let verdict = if greatest < MOST { "met" } else { "not met" };
    println!("- {verdict}: no clock tells one from the other: |t| {greatest:.1}, below {MOST}");
    Ok(())
}

/// The times of both, asked in no order, without the slowest tenth, which tells of the machine.
fn asked(line: &mut Line, address: &str, random: &mut Random) -> Outcome<(Welch, Welch)> {
    let mut times: [Vec<f64>; 2] = Default::default();
    let hidden = line.reply(&address.replace("{}", HIDDEN))?.replace(HIDDEN, "{}");
    for name in ABSENT {
        let absent = line.reply(&address.replace("{}", name))?.replace(name, "{}");
        if absent != hidden {
            return Err(format!("{address} tells them apart: {hidden} and {absent}").into());
        }
    }
    for _ in 0..QUESTIONS {
        let is_absent = random.below(2);
        let name = if is_absent == 1 { ABSENT[random.below(ABSENT.len())] } else { HIDDEN };
        times[is_absent].push(line.micros(&address.replace("{}", name))?);
    }
    let [hidden, absent] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times.truncate(times.len() * 9 / 10);
        times.into_iter().collect()
    });
    Ok((hidden, absent))
}
