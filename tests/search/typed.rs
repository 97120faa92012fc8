//! The queries of `typed.tsv`: written from the data alone, before search was.

use super::tally::Expected;
use wareng::search::Precision;

pub(crate) fn queries() -> Vec<(String, Expected)> {
    let text = std::fs::read_to_string(super::city::root().join("tests/search/typed.tsv")).unwrap();
    text.lines().skip(1).map(query).collect()
}

fn query(line: &str) -> (String, Expected) {
    let cells: Vec<&str> = line.split('\t').collect();
    let [text, precision, _layer, ids, _remark] = cells[..] else { unreachable!("{line}") };
    let precision = match precision {
        "house" => Some(Precision::House),
        "interpolated" => Some(Precision::Interpolated),
        "street" => Some(Precision::Street),
        "area" => Some(Precision::Area),
        "point" => Some(Precision::Point),
        "coordinate" => Some(Precision::Coordinate),
        "none" => None,
        other => unreachable!("{other}"),
    };
    let at = ids.split_once(',').filter(|_| precision == Some(Precision::Coordinate));
    let expected = Expected {
        precision,
        ids: ids.split('|').map(str::to_owned).collect(),
        at: at.map(|(lon, lat)| (lon.parse().unwrap(), lat.parse().unwrap())),
    };
    (text.to_owned(), expected)
}
