use super::text::Text;
use crate::model::Defect;

/// Collects what is wrong, so that all of it is told at once.
pub(super) struct Check<'a> {
    pub text: &'a Text<'a>,
    pub defects: Vec<Defect>,
}

impl Check<'_> {
    pub(super) fn wrong(&mut self, key: &str, reason: impl Into<String>, mend: impl Into<String>) {
        self.defects.push(self.text.defect(key, reason.into(), mend.into()));
    }

    pub(super) fn demand(&mut self, holds: bool, key: &str, reason: &str, mend: &str) {
        if !holds {
            self.wrong(key, reason, mend);
        }
    }
}
