//! `where=field:value`: features by the values of their fields.

use super::extract::{Parameters, excerpt};
use super::problem::Problem;
use crate::model::hint;
use crate::query::{Filter, UnknownField};

/// More conditions than this in one request are refused.
const MAX_FILTERS: usize = 16;

impl Parameters<'_> {
    /// The fields and values of `where=field:value`.
    pub(super) fn filter(&self) -> Result<Filter, Problem> {
        let pairs: Vec<(&str, &str)> =
            self.all("where").map(field_and_value).collect::<Result<_, _>>()?;
        if pairs.len() > MAX_FILTERS {
            return Err(Problem::parameter(
                "where",
                &format!("paling banyak {MAX_FILTERS} kali"),
                &format!("at most {MAX_FILTERS} of them"),
            ));
        }
        Ok(Filter::of(pairs))
    }
}

/// `jenis:puskesmas` as its two sides.
fn field_and_value(text: &str) -> Result<(&str, &str), Problem> {
    text.split_once(':').ok_or_else(|| {
        let text = excerpt(text);
        Problem::parameter(
            "where",
            &format!("tulis kolom dan nilainya seperti `jenis:puskesmas`, bukan `{text}`"),
            &format!("write a field and its value such as `jenis:puskesmas`, not `{text}`"),
        )
    })
}

/// A field that no layer asked has.
pub(super) fn unknown_field(parameter: &str, unknown: &UnknownField) -> Problem {
    let (field, [id, en]) = (excerpt(&unknown.field), hint(&unknown.field, &unknown.known));
    Problem::parameter(
        parameter,
        &format!("tidak ada kolom `{field}` ({id})"),
        &format!("there is no field `{field}` ({en})"),
    )
}
