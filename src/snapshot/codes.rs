use super::role::role;
use crate::model::Prepared;

/// The features of a layer by their codes.
#[derive(Debug)]
pub(super) struct Codes(Vec<(Box<str>, u32)>);

impl Codes {
    /// In ascending order, of features with the same code the first first.
    pub(super) fn of(prepared: &Prepared) -> Self {
        let field = prepared.layer.code_field.as_deref();
        let features = (0_u32..).take(field.map_or(0, |_| prepared.ids.len()));
        let code = |f: u32| Some((Box::from(role(prepared, field, f)?), f));
        let mut codes: Vec<(Box<str>, u32)> = features.filter_map(code).collect();
        codes.sort_unstable();
        Self(codes)
    }

    /// The feature of the first code that is not before `from`, where it is as wanted.
    pub(super) fn first_with(&self, from: &str, wanted: impl Fn(&str) -> bool) -> Option<u32> {
        let at = self.0.partition_point(|(code, _)| &**code < from);
        self.0.get(at).filter(|(code, _)| wanted(code)).map(|(_, feature)| *feature)
    }
}
