//! What pages say besides what the layers say: `web/words`, of which build.rs makes types.

pub(super) use made::{Words, words};

#[allow(dead_code, reason = "some words are those of the page with the map only")]
mod made {
    use std::fmt::Display;

    use crate::model::Lang;

    include!(concat!(env!("OUT_DIR"), "/words.rs"));

    pub(in crate::pages) fn words(lang: Lang) -> &'static Words {
        match lang {
            Lang::Id => &ID,
            Lang::En => &EN,
        }
    }

    impl Words {
        /// The language that these are of.
        pub(in crate::pages) fn lang(&self) -> Lang {
            self.spoken
        }
    }
}
