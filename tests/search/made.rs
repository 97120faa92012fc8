//! Queries made of addresses: shortened, misspelt, turned around, with other numerals.

use super::random::Random;
use super::tally::Expected;
use wareng::model::LayerId;
use wareng::search::Precision;
use wareng::snapshot::{LayerVersion, View};

pub(crate) fn queries(view: &View, count: usize, seed: u64) -> Vec<(String, Expected)> {
    let layer = view.layer(&LayerId::new("alamat").unwrap()).unwrap();
    let mut random = Random(seed);
    (0..count)
        .map(|_| {
            let feature = u32::try_from(random.below(layer.len())).unwrap();
            let id = layer.id(feature).to_owned();
            let expected = Expected { precision: Some(Precision::House), ids: vec![id], at: None };
            (written(layer, feature, &mut random), expected)
        })
        .collect()
}

/// An address as somebody may write it. The village is always in it: streets have the same names
/// in many.
fn written(layer: &LayerVersion, feature: u32, random: &mut Random) -> String {
    let text = |field: &str| layer.value(field, feature).to_text();
    let alley = Some(text("gang")).filter(|gang| !gang.is_empty());
    let is_alley = alley.is_some();
    let street = alley.unwrap_or_else(|| text("jalan"));
    let (_, stem) = street.split_once(' ').unwrap();
    let sort = if is_alley {
        random.of(&["gg", "gang", "Gg.", "gg."])
    } else {
        random.of(&["jl", "Jl.", "jln", "jalan", "JL", "Jalan"])
    };
    let sort = if random.below(12) == 0 { "" } else { sort };
    let name = misspelt(&numerals(stem, random), random, 3);
    let number =
        random.of(&["no ", "no. ", "No.", "nomor ", "#", "no"]).to_owned() + &text("nomor");
    let village = misspelt(&text("kelurahan"), random, 5);
    let village = format!("{}{village}", random.of(&["", "", "kel ", "kel. ", "kelurahan "]));
    let mut parts = vec![format!("{sort} {name} {number}").trim().to_owned(), village];
    if random.below(3) == 0 {
        parts.insert(1, part(&text("rt"), &text("rw"), random));
    }
    if random.coin() {
        parts.push(format!("{}{}", random.of(&["", "kec ", "Kec. "]), text("kecamatan")));
    }
    if random.below(6) == 0 {
        // The village first, as in a list.
        parts.swap(0, 1);
    }
    let tail = random.of(&["", "", "semarang", "kota semarang", "semarang jawa tengah 50199"]);
    parts.extend(Some(tail.to_owned()).filter(|tail| !tail.is_empty()));
    let written = parts.join(random.of(&[" ", ", ", " , "]));
    if random.coin() { written.to_lowercase() } else { written }
}

fn part(rt: &str, rw: &str, random: &mut Random) -> String {
    let plain = |text: &str| text.trim_start_matches('0').to_owned();
    match random.below(4) {
        0 => format!("rt {rt} rw {rw}"),
        1 => format!("RT {}/RW {}", plain(rt), plain(rw)),
        2 => format!("rt{rt}/rw{rw}"),
        _ => format!("0{rt}/0{rw}"),
    }
}

/// The other sort of numerals, now and then.
fn numerals(stem: &str, random: &mut Random) -> String {
    const ROMAN: [&str; 14] =
        ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII"];
    let Some((name, last)) = stem.rsplit_once(' ') else { return stem.to_owned() };
    let roman = ROMAN.iter().position(|r| *r == last).map(|n| n.to_string());
    let arabic = last.parse().ok().and_then(|n: usize| ROMAN.get(n)).map(|r| (*r).to_owned());
    match roman.or(arabic) {
        Some(other) if random.below(3) == 0 => format!("{name} {other}"),
        _ => stem.to_owned(),
    }
}

/// A slip in one of its words, one time in some: a letter left out, doubled, or two swapped.
fn misspelt(name: &str, random: &mut Random, one_in: usize) -> String {
    if random.below(one_in) > 0 {
        return name.to_owned();
    }
    let mut words: Vec<Vec<char>> = name.split(' ').map(|word| word.chars().collect()).collect();
    // Of a short word each letter counts, for people too.
    let long: Vec<usize> = (0..words.len()).filter(|at| words[*at].len() >= 5).collect();
    if !long.is_empty() {
        let word = &mut words[long[random.below(long.len())]];
        let at = 1 + random.below(word.len() - 2);
        match random.below(4) {
            0 => _ = word.remove(at),
            1 => word.insert(at, word[at]),
            2 => word.swap(at, at + 1),
            _ => word[at] = random.of(&['a', 'e', 'i', 'o', 'n', 'r', 's', 't']),
        }
    }
    words.into_iter().map(String::from_iter).collect::<Vec<_>>().join(" ")
}
