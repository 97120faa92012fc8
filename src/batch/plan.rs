//! What is asked, bound to what a view holds and to the names of the input.

use std::collections::{HashMap, HashSet};

use super::answers::{Answers, Column};
use super::catalogue::Catalogue;
use super::csv;
use super::form::Form;
use super::geojson;
use super::ndjson;
use super::refused::unknown;
use super::rows::{Chunk, Head, Part};
use super::subject::{Subject, subjects, usual, words};
use super::tally::Tally;
use super::wanted::{Columns, Wanted};
use crate::model::Refused;
use crate::snapshot::View;

/// About as much is written at once, however much is added to each row. Units: bytes.
const PIECE: usize = 1 << 20;

/// More columns than this are refused.
const MAX_COLUMNS: usize = 256;

/// How to answer every row: what is asked of which layer, and where it is written.
#[derive(Debug)]
pub struct Plan {
    answers: Answers,
    names: Vec<String>,
    carrier: Bound,
}

/// A carrier with what is known of the input.
#[derive(Debug)]
enum Bound {
    Csv(csv::Table),
    Ndjson(ndjson::Members),
    GeoJson(geojson::Properties),
}

impl Plan {
    /// Binds what is wanted to a view and to the head of the input.
    ///
    /// # Errors
    /// Where a name is not known, or two columns would have the same.
    pub fn new(view: &View, wanted: &Wanted, head: &Head) -> Result<Self, Refused> {
        let form = match head {
            Head::Csv(header) => Form::Csv { delimiter: header.delimiter },
            Head::Ndjson | Head::GeoJson(_) => Form::Json,
        };
        let (answers, names) = answers(view, wanted, form)?;
        each_once(&names)?;
        let carrier = match head {
            Head::Csv(header) => {
                not_taken(&names, header)?;
                Bound::Csv(csv::Table::new(header, wanted)?)
            }
            Head::Ndjson => Bound::Ndjson(ndjson::Members::new(wanted, &names)),
            Head::GeoJson(_) => Bound::GeoJson(geojson::Properties::new(&names)),
        };
        Ok(Self { answers, names, carrier })
    }

    /// What is written before all rows.
    pub fn head(&self, head: &Head) -> Vec<u8> {
        match (&self.carrier, head) {
            (Bound::Csv(table), Head::Csv(header)) => {
                table.head(header, self.names.iter().map(String::as_str))
            }
            (_, Head::GeoJson(before)) => before.clone(),
            _ => Vec::new(),
        }
    }

    /// Writes the rows of a chunk with their answers: all that are not answered yet, or as many
    /// as fill a piece of some size. There are more while the chunk is not done.
    pub fn answer(&self, chunk: &mut Chunk, out: &mut Vec<u8>) -> Tally {
        let answers = &self.answers;
        let full = out.len() + PIECE;
        match (&self.carrier, &mut chunk.0) {
            (Bound::Csv(table), Part::Lines(lines)) => table.answer(answers, lines, full, out),
            (Bound::Ndjson(all), Part::Lines(lines)) => all.answer(answers, lines, full, out),
            (Bound::GeoJson(all), Part::Elements(elements)) => {
                all.answer(answers, elements, full, out)
            }
            (carrier, part) => {
                let part = std::mem::replace(part, Part::Done);
                match (carrier, part) {
                    (Bound::Csv(table), Part::TooLong) => table.too_long(answers, out),
                    (Bound::Ndjson(_), Part::TooLong) => ndjson::too_long(answers, out),
                    (_, Part::Around(text)) => {
                        out.extend_from_slice(&text);
                        Tally::default()
                    }
                    (_, Part::Unclosed) => {
                        out.extend_from_slice(b"}\n");
                        Tally { unclosed: true, ..Tally::default() }
                    }
                    _ => Tally::default(),
                }
            }
        }
    }
}

/// The columns that are asked for, and their names with that of the errors.
fn answers(view: &View, wanted: &Wanted, form: Form) -> Result<(Answers, Vec<String>), Refused> {
    let mut catalogue = Catalogue { view, form, lang: wanted.lang, lookups: Vec::new() };
    let subjects = subjects(view);
    let asked = asked(&wanted.columns, &subjects)?;
    if asked.len() > MAX_COLUMNS {
        return Err(Refused::new(
            "fields",
            format!("paling banyak {MAX_COLUMNS} kolom"),
            format!("at most {MAX_COLUMNS} columns"),
        ));
    }
    let mut known: HashMap<(&str, &str), Column> = HashMap::new();
    let mut written = HashSet::new();
    let mut names = Vec::new();
    let mut columns = Vec::new();
    for Asked { subject, of, word, name } in asked {
        let column = match known.get(&(of, word)) {
            Some(column) => Column::clone(column),
            None => catalogue.column(subject, word).ok_or_else(|| no_column(subject, of, word))?,
        };
        // Asked under several names, it is made once.
        known.insert((of, word), column.clone());
        let name = name.map_or_else(|| format!("{of}.{word}"), str::to_owned);
        let name = format!("{}{name}", wanted.prefix);
        // A column that is asked twice is written once.
        if !written.insert((of, word, name.clone())) {
            continue;
        }
        columns.push((form.lead(&name), column));
        names.push(name);
    }
    let error = format!("{}{}", wanted.prefix, wanted.error);
    if error.is_empty() {
        let [id, en] = ["kolom ini perlu nama, misalnya error", "it needs a name, such as error"];
        return Err(Refused::new("error", id, en));
    }
    let answers = Answers {
        form,
        lang: wanted.lang,
        radius_m: wanted.radius_m,
        lookups: catalogue.lookups,
        columns,
        error: form.lead(&error),
    };
    names.push(error);
    Ok((answers, names))
}

fn no_column(subject: Subject, of: &str, word: &str) -> Refused {
    let known: Vec<String> = words(subject).iter().map(|word| format!("{of}.{word}")).collect();
    unknown("fields", &format!("{of}.{word}"), &known)
}

/// A column that is asked for.
struct Asked<'a> {
    subject: Subject<'a>,
    of: &'a str,
    word: &'a str,
    /// What the reader calls it.
    name: Option<&'a str>,
}

fn asked<'a>(
    columns: &'a Columns,
    subjects: &[(&'a str, Subject<'a>)],
) -> Result<Vec<Asked<'a>>, Refused> {
    let find = |parameter, name: &str| {
        let found = subjects.iter().find(|(known, _)| *known == name);
        found.copied().ok_or_else(|| {
            let known: Vec<String> = subjects.iter().map(|(known, _)| (*known).into()).collect();
            unknown(parameter, name, &known)
        })
    };
    let all_of = |(of, subject): (&'a str, Subject<'a>)| {
        usual(subject).into_iter().map(move |word| Asked { subject, of, word, name: None })
    };
    let mut asked = Vec::new();
    if columns == &Columns::default() {
        let of_the_place = subjects.iter().filter(|(_, s)| !matches!(s, Subject::Population(..)));
        asked.extend(of_the_place.copied().flat_map(all_of));
    }
    for name in columns.layers.iter().flatten() {
        asked.extend(all_of(find("layers", name)?));
    }
    for field in columns.fields.iter().flatten() {
        let (path, name) = match field.split_once('=') {
            Some((path, name)) => (path, Some(name)),
            None => (field.as_str(), None),
        };
        match (path.split_once('.'), name) {
            (None, Some(_)) | (_, Some("")) => return Err(not_one_column(field)),
            (Some((of, word)), name) => {
                let (of, subject) = find("fields", of)?;
                asked.push(Asked { subject, of, word, name });
            }
            (None, None) => asked.extend(all_of(find("fields", path)?)),
        }
    }
    Ok(asked)
}

fn not_one_column(field: &str) -> Refused {
    Refused::new(
        "fields",
        format!("`{field}`: tulis satu kolom dan namanya, misalnya banjir.class=kelas"),
        format!("`{field}`: write one column and its name, as in banjir.class=kelas"),
    )
}

fn each_once(names: &[String]) -> Result<(), Refused> {
    let mut known = HashSet::new();
    match names.iter().find(|name| !known.insert(name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Refused::new(
            "fields",
            format!("dua kolom akan bernama `{name}`: beri nama lain, misalnya banjir.class=kelas"),
            format!("two columns would be called `{name}`: rename one, as in banjir.class=kelas"),
        )),
    }
}

fn not_taken(names: &[String], header: &csv::Header) -> Result<(), Refused> {
    match names.iter().find(|name| header.names.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Refused::new(
            "prefix",
            format!(
                "masukan sudah memuat kolom `{name}`: pilih nama lain dengan `prefix`, `error` \
                 atau `fields`"
            ),
            format!(
                "the input has a column `{name}` already: choose other names with `prefix`, \
                 `error` or `fields`"
            ),
        )),
    }
}
