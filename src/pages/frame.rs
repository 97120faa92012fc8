//! What surrounds every page: who reads it, where it is, whom to call.

use super::link::{self, Link, Seeks};
use super::stylesheet::{ICON, STYLESHEET};
use super::words::{Words, words};
use crate::model::Lang;
use crate::snapshot::View;

/// Who reads a page.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The language of the page.
    pub lang: Lang,
    /// Whether the address named it: then the links of the page do, too.
    pub has_chosen: bool,
    /// Where the reader's addresses begin, without a slash at the end.
    pub base: String,
}

impl Reader {
    /// The words of the reader's language.
    pub(super) fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// The language that the reader did not ask for.
    fn other(&self) -> Lang {
        match self.lang {
            Lang::Id => Lang::En,
            Lang::En => Lang::Id,
        }
    }

    /// An address on this server, in the language that the reader has chosen.
    pub(super) fn path(&self, link: Link<'_>) -> String {
        link.path(self.has_chosen.then_some(self.lang))
    }

    /// The address of a page in full, to be passed on.
    pub(super) fn url(&self, link: Link<'_>, lang: Lang) -> String {
        self.base.clone() + &link.path(Some(lang))
    }
}

/// What a page is, for who has not opened it yet.
pub(super) struct About<'a> {
    pub(super) title: String,
    pub(super) description: String,
    /// Its address; a fault has none.
    pub(super) link: Option<Link<'a>>,
}

/// What stands around every page.
pub(super) struct Frame<'v> {
    pub(super) w: &'static Words,
    pub(super) lang: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) city: &'v str,
    pub(super) notice: Option<Notice<'v>>,
    pub(super) emergency: Call<'v>,
    pub(super) contact: Option<&'v str>,
    pub(super) stylesheet: &'static str,
    pub(super) icon: &'static str,
    pub(super) home: String,
    /// The form of schools, and the map.
    pub(super) schools: String,
    pub(super) map: String,
    /// The other language, and where a page without an address leads to it.
    pub(super) other_lang: &'static str,
    pub(super) other_home: String,
    pub(super) form: Form,
    pub(super) addresses: Option<Addresses>,
}

/// The addresses of a page.
pub(super) struct Addresses {
    /// In full.
    pub(super) own: String,
    /// The same page in the other language.
    pub(super) other: String,
    pub(super) other_lang: &'static str,
    /// The other language in full.
    pub(super) other_in_full: String,
    /// Where somebody is, or what they look for, is not for the lists of search engines.
    pub(super) is_private: bool,
}

/// The form that asks for a place.
pub(super) struct Form {
    pub(super) text: String,
    pub(super) seeks: Option<&'static str>,
    pub(super) lang: Option<&'static str>,
}

impl Form {
    fn of(link: Option<Link<'_>>, reader: &Reader) -> Self {
        let (text, seeks) = match link {
            Some(Link::Search { text, seeks }) => (text.unwrap_or_default(), seeks),
            Some(Link::Schools { .. }) => ("", Seeks::Schools),
            _ => ("", Seeks::Hazards),
        };
        let lang = reader.has_chosen.then(|| reader.lang.tag());
        Self { text: text.to_owned(), seeks: seeks.word(), lang }
    }
}

/// A number to call.
pub(super) struct Call<'v> {
    pub(super) number: &'v str,
    pub(super) dial: String,
}

/// What a city says with everything: a few words, and all of it.
pub(super) struct Notice<'v> {
    pub(super) brief: &'v str,
    pub(super) whole: &'v str,
}

impl<'v> Frame<'v> {
    pub(super) fn of(view: &'v View, reader: &Reader, about: About<'_>) -> Self {
        let (city, w) = (view.city(), reader.words());
        Self {
            w,
            lang: reader.lang.tag(),
            title: about.title,
            description: about.description,
            city: city.name.get(reader.lang),
            notice: city.notice.as_ref().map(|n| Notice::of(n.get(reader.lang), w)),
            emergency: Call { number: &city.emergency, dial: link::dial(&city.emergency) },
            contact: link::safe(&city.contact),
            stylesheet: &STYLESHEET.path,
            icon: &ICON.path,
            home: reader.path(Link::Search { text: None, seeks: Seeks::Hazards }),
            schools: reader.path(Link::Schools { place: None, level: None }),
            map: format!("/#lang={}", reader.lang.tag()),
            other_lang: reader.other().tag(),
            other_home: Link::Search { text: None, seeks: Seeks::Hazards }
                .path(Some(reader.other())),
            form: Form::of(about.link, reader),
            addresses: about.link.map(|link| Addresses::of(link, reader)),
        }
    }
}

impl Addresses {
    fn of(link: Link<'_>, reader: &Reader) -> Self {
        let other = reader.other();
        Self {
            own: reader.url(link, reader.lang),
            other: link.path(Some(other)),
            other_lang: other.tag(),
            other_in_full: reader.url(link, other),
            is_private: match link {
                Link::Place(_) => true,
                Link::Search { text, .. } => text.is_some(),
                Link::Schools { place, .. } => place.is_some(),
                Link::Area { .. } => false,
            },
        }
    }
}

/// A longer beginning is no summary.
const MOST_BRIEF: usize = 40;

impl<'v> Notice<'v> {
    /// What stands before the first colon says what it is about.
    pub(super) fn of(whole: &'v str, w: &'static Words) -> Self {
        let brief = whole.split_once(": ").map(|(brief, _)| brief);
        let brief = brief.filter(|brief| brief.chars().count() <= MOST_BRIEF).unwrap_or(w.notice);
        Self { brief, whole }
    }
}
