//! The published table of a population layer: what of it may be told to everybody, found once for
//! all answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::LayerVersion;
use crate::model::{City, Layer, LayerId, LevelUnits, Population, Scope, Value};

/// The layers of a snapshot.
type Layers = BTreeMap<LayerId, Arc<LayerVersion>>;

/// A unit's row: its code and what is counted of it.
struct Row {
    code: String,
    counts: Vec<f64>,
}

/// The scope that opens the exact counts of a layer, and the layer without those that are too
/// small; `None` for one that hides none.
pub(super) fn published(
    city: &City,
    layer: &LayerVersion,
    layers: &Layers,
) -> Option<(Scope, LayerVersion)> {
    let population = layer.layer().population.as_ref()?;
    let small = population.small_counts.as_ref()?;
    let rows = rows(layer, population);
    let groups = groups(city, population, layers, &rows);
    let hidden = hidden(&rows, &groups, f64::from(small.under));
    Some((small.exact.clone(), layer.without_values(&hidden, &named(layer.layer()))))
}

fn rows(layer: &LayerVersion, population: &Population) -> Vec<Row> {
    let fields: BTreeSet<&str> = std::iter::once(&population.people)
        .chain(&layer.layer().sums)
        .map(String::as_str)
        .collect();
    let features = 0..u32::try_from(layer.len()).unwrap_or(u32::MAX);
    let row = |feature| Row {
        code: layer.code(feature).unwrap_or_default().into_owned(),
        counts: fields.iter().map(|field| count(&layer.value(field, feature))).collect(),
    };
    features.map(row).collect()
}

/// A count; of what the source does not say there is none.
#[expect(clippy::cast_precision_loss, reason = "counts of people")]
fn count(value: &Value) -> f64 {
    match value {
        Value::Integer(count) => *count as f64,
        Value::Number(count) => *count,
        Value::Null | Value::Boolean(_) | Value::Text(_) => 0.0,
    }
}

/// What names a unit, and stays.
fn named(layer: &Layer) -> BTreeSet<&str> {
    let fields = [&layer.id_field, &layer.code_field, &layer.name_field];
    fields.into_iter().flatten().map(String::as_str).collect()
}

/// Units whose totals may be known from elsewhere: those that a level above makes one, and all
/// of them. The smallest groups come first.
///
/// A level that is a layer of its own makes those one whose codes begin with that of its unit, as
/// the codes of villages begin with that of their district.
fn groups(city: &City, population: &Population, layers: &Layers, rows: &[Row]) -> Vec<Vec<usize>> {
    let own = city.levels.iter().position(|level| level.id == population.level);
    let above = city.levels.iter().skip(own.map_or(0, |own| own + 1));
    let of_level = |level: &LevelUnits| match level {
        LevelUnits::Prefix { prefix, .. } => {
            let prefix = *prefix;
            grouped(rows, |code| Some(code.chars().take(prefix).collect()))
        }
        LevelUnits::Layer { layer, .. } => {
            let codes = layers.get(layer).map(|layer| codes(layer)).unwrap_or_default();
            grouped(rows, |code| longest_start(&codes, code))
        }
    };
    let mut groups: Vec<Vec<usize>> = above.flat_map(|level| of_level(&level.units)).collect();
    groups.extend(grouped(rows, |_| Some(String::new())));
    groups.sort_by_key(Vec::len);
    groups
}

/// The rows by what their codes lead to; those that lead nowhere are in no group.
fn grouped(rows: &[Row], leads_to: impl Fn(&str) -> Option<String>) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        if let Some(group) = leads_to(&row.code) {
            groups.entry(group).or_default().push(i);
        }
    }
    groups.into_values().collect()
}

fn codes(layer: &LayerVersion) -> BTreeSet<String> {
    let features = 0..u32::try_from(layer.len()).unwrap_or(u32::MAX);
    features.filter_map(|feature| layer.code(feature)).map(|code| code.into_owned()).collect()
}

/// The longest of some codes that a code begins with.
fn longest_start(codes: &BTreeSet<String>, code: &str) -> Option<String> {
    let ends = code.char_indices().map(|(at, _)| at).rev();
    let starts = std::iter::once(code.len()).chain(ends).map(|end| &code[..end]);
    starts.filter(|start| !start.is_empty()).find(|start| codes.contains(*start)).map(str::to_owned)
}

/// The units that are hidden: those with a count that is too small, and of each group as many of
/// the next smallest as it takes for no count of a group to tell one of a few.
fn hidden(rows: &[Row], groups: &[Vec<usize>], under: f64) -> BTreeSet<usize> {
    let is_small = |count: &f64| *count > 0.0 && *count < under;
    let small = rows.iter().enumerate().filter(|(_, row)| row.counts.iter().any(is_small));
    let mut hidden: BTreeSet<usize> = small.map(|(i, _)| i).collect();
    let all = |row: &Row| row.counts.iter().sum::<f64>();
    loop {
        let before = hidden.len();
        for group in groups {
            let mut left = group.clone();
            left.retain(|i| !hidden.contains(i) && all(&rows[*i]) > 0.0);
            left.sort_by(|i, j| all(&rows[*j]).total_cmp(&all(&rows[*i])));
            while tells_a_few(rows, group, &hidden, &is_small) {
                let Some(next) = left.pop() else { break };
                hidden.insert(next);
            }
        }
        if hidden.len() == before {
            return hidden;
        }
    }
}

/// Whether the totals of a group tell what of it is hidden, or that it is few.
fn tells_a_few(
    rows: &[Row],
    group: &[usize],
    hidden: &BTreeSet<usize>,
    is_small: &impl Fn(&f64) -> bool,
) -> bool {
    let of_group: Vec<&Row> =
        group.iter().filter(|i| hidden.contains(i)).map(|i| &rows[*i]).collect();
    let columns = rows.first().map_or(0, |row| row.counts.len());
    let sum = |column: usize| of_group.iter().map(|row| row.counts[column]).sum::<f64>();
    of_group.len() == 1 || (0..columns).any(|column| is_small(&sum(column)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(counts: &[&[f64]]) -> Vec<Row> {
        counts.iter().map(|counts| Row { code: String::new(), counts: counts.to_vec() }).collect()
    }

    #[test]
    fn no_unit_is_hidden_alone_nor_with_too_few() {
        let three = rows(&[&[100.0], &[4.0], &[50.0], &[0.0]]);
        assert_eq!(hidden(&three, &[vec![0, 1, 2, 3]], 10.0), [1, 2].into());
        let few = rows(&[&[100.0], &[2.0], &[3.0], &[40.0]]);
        assert_eq!(hidden(&few, &[vec![0, 1, 2, 3]], 10.0), [1, 2, 3].into());
        let two = rows(&[&[100.0], &[4.0], &[50.0], &[60.0]]);
        assert_eq!(hidden(&two, &[vec![0, 1], vec![2, 3], vec![0, 1, 2, 3]], 10.0), [0, 1].into());
        let alone = rows(&[&[4.0], &[50.0], &[60.0]]);
        assert_eq!(
            hidden(&alone, &[vec![0], vec![1, 2], vec![0, 1, 2]], 10.0),
            [0, 1, 2].into(),
            "the group of one goes with another, and that one not alone in its own"
        );
        let by_sex = rows(&[&[30.0, 3.0], &[30.0, 30.0], &[0.0, 40.0]]);
        assert_eq!(hidden(&by_sex, &[vec![0, 1, 2]], 10.0), [0, 2].into());
        assert!(hidden(&rows(&[&[0.0], &[12.0]]), &[vec![0, 1]], 10.0).is_empty());
    }

    #[test]
    fn a_code_belongs_to_the_longest_it_begins_with() {
        let codes = ["33.74", "33.74.01", "33.74.02"].map(str::to_owned).into();
        let of = |code| longest_start(&codes, code);
        assert_eq!(of("33.74.01.1009").as_deref(), Some("33.74.01"));
        assert_eq!(of("33.74.09.1001").as_deref(), Some("33.74"));
        assert_eq!(of("33.7"), None);
        assert_eq!(of(""), None);
    }

    proptest! {
        #[test]
        fn known_totals_of_groups_tell_no_few(
            counts in prop::collection::vec(prop::collection::vec(0_u8..40, 2), 1..30),
            size in 1_usize..8,
        ) {
            let rows: Vec<Row> = counts
                .iter()
                .map(|c| Row { code: String::new(), counts: c.iter().map(|c| f64::from(*c)).collect() })
                .collect();
            let all: Vec<usize> = (0..rows.len()).collect();
            let groups: Vec<Vec<usize>> =
                all.chunks(size).map(<[usize]>::to_vec).chain([all.clone()]).collect();
            let is_small = |count: &f64| *count > 0.0 && *count < 10.0;
            let hidden = hidden(&rows, &groups, 10.0);
            for (i, row) in rows.iter().enumerate() {
                prop_assert!(hidden.contains(&i) || !row.counts.iter().any(is_small));
            }
            for group in &groups {
                let is_spent = group.iter().all(|i| {
                    hidden.contains(i) || rows[*i].counts.iter().sum::<f64>() == 0.0
                });
                prop_assert!(is_spent || !tells_a_few(&rows, group, &hidden, &is_small));
            }
        }
    }
}
