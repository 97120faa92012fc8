//! `snapshot=`: an address that asks as of then, and the same without that.

use std::borrow::Cow;

use axum::http::Uri;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, OpenApi, Required, Type};

use super::problem::Problem;

/// The parameter.
const ASKED: &str = "snapshot";

/// The list of snapshots.
pub(super) const SNAPSHOTS: &str = "/v1/snapshots";

/// What is of now, and of two moments that it names itself.
const NOT_ASKED: [&str; 2] = [SNAPSHOTS, "/v1/changes"];

/// The snapshot that an address names, and the address without it: those of the API alone do, and
/// not those that are about snapshots.
pub(super) fn taken(uri: &Uri) -> Result<Option<(String, Uri)>, Problem> {
    let Some(query) = uri.query().filter(|query| query.contains(ASKED)) else { return Ok(None) };
    if !takes(uri.path()) {
        return Ok(None);
    }
    let (own, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| is_asked(pair));
    let id = match own.as_slice() {
        [] => return Ok(None),
        [one] => value(one).into_owned(),
        _ => return Err(Problem::parameter(ASKED, "diberikan dua kali", "is given twice")),
    };
    let rest = rest.join("&");
    let address =
        if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{rest}", uri.path()) };
    let rest = address.parse().map_err(|_e| Problem::fault())?;
    Ok(Some((id, rest)))
}

/// Whether an address answers as of then where it is asked to.
pub(super) fn takes(path: &str) -> bool {
    path.starts_with("/v1/") && !NOT_ASKED.contains(&path)
}

/// A query with the snapshot that was taken from it.
pub(super) fn put_back<'q>(query: &'q str, as_of: Option<&str>) -> Cow<'q, str> {
    let Some(id) = as_of else { return query.into() };
    let own = form_urlencoded::Serializer::new(String::new()).append_pair(ASKED, id).finish();
    if query.is_empty() { own.into() } else { format!("{query}&{own}").into() }
}

fn is_asked(pair: &str) -> bool {
    form_urlencoded::parse(pair.as_bytes()).any(|(name, _)| name == ASKED)
}

fn value(pair: &str) -> Cow<'_, str> {
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value).unwrap_or_default()
}

/// Adds the parameter to the description of all that takes it.
pub(super) fn describe(api: &mut OpenApi) {
    let parameter = ParameterBuilder::new()
        .name(ASKED)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(
            "As of then: a name that `/v1/snapshots` has; what is served now where absent",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    // As others say it of a parameter, and of a name that nothing has.
    let said = |path: &str, status: &'static str| {
        let get = api.paths.paths.get(path)?.get.as_ref()?;
        Some((status, get.responses.responses.get(status)?.clone()))
    };
    let refusals = [said("/v1/at", "400"), said("/v1/layers/{id}", "404")];
    for (_, item) in api.paths.paths.iter_mut().filter(|(path, _)| takes(path)) {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            operation.parameters.get_or_insert_default().push(parameter.clone().into());
            for (status, refusal) in refusals.iter().flatten() {
                let all = &mut operation.responses.responses;
                all.entry((*status).to_owned()).or_insert_with(|| refusal.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(address: &str) -> Option<(String, String)> {
        let found = taken(&address.parse().unwrap()).ok()??;
        Some((found.0, found.1.to_string()))
    }

    #[test]
    fn a_snapshot_is_taken_from_an_address_and_put_back() {
        let at = |id: &str, rest: &str| Some((id.to_owned(), rest.to_owned()));
        assert_eq!(split("/v1/at?lon=1&lat=2"), None);
        assert_eq!(split("/v1/at?lon=1&snapshot=b3%3A0a&lat=2"), at("b3:0a", "/v1/at?lon=1&lat=2"));
        assert_eq!(split("/v1/layers?snapshot=b3:0a"), at("b3:0a", "/v1/layers"));
        assert_eq!(split("/v1/search?q=snapshot"), None);
        assert_eq!(split("/tiles/banjir/0/0/0?snapshot=b3:0a"), None);
        assert!(taken(&"/v1/at?snapshot=a&snapshot=b".parse().unwrap()).is_err());
        assert_eq!(put_back("lon=1", Some("b3:0a")), "lon=1&snapshot=b3%3A0a");
        assert_eq!(put_back("lon=1", None), "lon=1");
    }
}
