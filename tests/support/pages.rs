//! Pages as a strict reader takes them: HTML that is well-formed XML too, so that nothing that
//! was filled in can have broken out of its place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::http::header;
use roxmltree::{Document, Node, ParsingOptions};
use wareng::model::{Kind, LayerId};
use wareng::server::{AppState, router};
use wareng::snapshot::{About, Snapshot};

use super::reply::Reply;
use super::{city, styles};

/// The demo city, without some of its layers.
fn without(unavailable: BTreeMap<LayerId, Option<About>>) -> AppState {
    let view = city::demo();
    let served = view.layers().map(|l| &l.layer().id).filter(|id| !unavailable.contains_key(*id));
    let layers: Vec<_> = served.filter_map(|id| view.shared_layer(id)).cloned().collect();
    let snapshot = Snapshot::new(view.city().clone(), layers, unavailable);
    AppState::new(snapshot, styles::book(), 2, None)
}

/// Asks the demo city.
pub(crate) async fn ask(path: &str, with: &[(header::HeaderName, &str)]) -> Reply {
    static WHOLE: OnceLock<AppState> = OnceLock::new();
    ask_of(WHOLE.get_or_init(|| without(BTreeMap::new())), path, with).await
}

/// Asks it where one hazard is refused, and a manifest cannot be read.
pub(crate) async fn ask_damaged(path: &str) -> Reply {
    static DAMAGED: OnceLock<AppState> = OnceLock::new();
    let flood = About { kind: Kind::Hazard, title: [("id", "Banjir")].into() };
    let missing = [("banjir", Some(flood)), ("tsunami", None)];
    let missing = || missing.map(|(id, about)| (LayerId::new(id).unwrap(), about)).into();
    ask_of(DAMAGED.get_or_init(|| without(missing())), path, &[]).await
}

async fn ask_of(state: &AppState, path: &str, with: &[(header::HeaderName, &str)]) -> Reply {
    Reply::to(router(state.clone()), ("GET", path), with).await
}

/// A page that is there.
pub(crate) async fn page(path: &str) -> Page {
    let reply = ask(path, &[]).await;
    assert_eq!(reply.status, 200, "{path}: {}", String::from_utf8_lossy(&reply.body));
    Page::of(&reply)
}

/// A page, read.
pub(crate) struct Page {
    document: Document<'static>,
}

impl Page {
    /// Reads a page, which has to be well formed.
    pub(crate) fn of(reply: &Reply) -> Self {
        // Kept to the end of the test: a document borrows its text.
        let text: &'static str = String::from_utf8(reply.body.clone()).unwrap().leak();
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options);
        Self { document: document.unwrap_or_else(|e| panic!("{e}: {text}")) }
    }

    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_, 'static>> {
        self.document.descendants().filter(Node::is_element)
    }

    fn named<'p>(&'p self, name: &'p str) -> impl Iterator<Item = Node<'p, 'static>> {
        self.nodes().filter(move |n| n.has_tag_name(name))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    pub(crate) fn count(&self, name: &str) -> usize {
        self.named(name).count()
    }

    /// The text of the one element of a name.
    pub(crate) fn one(&self, name: &str) -> String {
        let found: Vec<_> = self.named(name).collect();
        assert_eq!(found.len(), 1, "<{name}>");
        text_of(found[0])
    }

    /// The one element whose attribute says this.
    pub(crate) fn only(&self, attribute: &str, value: &str) -> Node<'_, 'static> {
        let found: Vec<_> =
            self.nodes().filter(|n| n.attribute(attribute) == Some(value)).collect();
        assert_eq!(found.len(), 1, "{attribute}={value}");
        found[0]
    }

    /// What all elements with an attribute say in it.
    pub(crate) fn all<'p>(&'p self, attribute: &'p str) -> impl Iterator<Item = String> + 'p {
        self.nodes().filter_map(move |n| n.attribute(attribute).map(str::to_owned))
    }

    /// All that people read.
    pub(crate) fn text(&self) -> String {
        text_of(self.named("body").next().unwrap())
    }

    /// The items of all lists of a class.
    pub(crate) fn items(&self, class: &str) -> Vec<String> {
        let lists = self.nodes().filter(|n| n.attribute("class") == Some(class));
        lists.flat_map(|l| l.children().filter(|n| n.has_tag_name("li"))).map(text_of).collect()
    }

    pub(crate) fn links(&self) -> Vec<String> {
        let hrefs = self.named("a").filter_map(|a| a.attribute("href"));
        hrefs.map(str::to_owned).collect()
    }

    /// What the browser loads with it.
    pub(crate) fn loads(&self) -> Vec<String> {
        let is_loaded =
            |n: &Node<'_, '_>| matches!(n.attribute("rel"), Some("stylesheet" | "icon"));
        let links = self.named("link").filter(is_loaded);
        let files: Vec<String> =
            links.filter_map(|l| l.attribute("href").map(str::to_owned)).collect();
        assert_eq!(files.len(), 2, "{files:?}");
        files
    }

    /// Name and value of all fields of forms.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let text = |n: &Node<'_, '_>, name: &str| n.attribute(name).unwrap_or_default().to_owned();
        self.named("input").map(|n| (text(&n, "name"), text(&n, "value"))).collect()
    }

    /// What a `meta` says.
    pub(crate) fn meta(&self, name: &str) -> String {
        let is_it = |n: &Node<'_, '_>| {
            n.attribute("property").or_else(|| n.attribute("name")) == Some(name)
        };
        let found = self.named("meta").find(is_it).and_then(|n| n.attribute("content"));
        found.unwrap_or_else(|| panic!("no meta {name}")).to_owned()
    }
}

/// The text in an element, spaces as one.
pub(crate) fn text_of(node: Node<'_, '_>) -> String {
    let parts: Vec<&str> =
        node.descendants().filter_map(|n| n.text().filter(|_| n.is_text())).collect();
    parts.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
