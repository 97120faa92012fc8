//! The files that pages load: each under a name that changes with its content, to be kept for
//! good.

use std::sync::LazyLock;

/// A file that pages load.
#[derive(Debug)]
pub struct PageFile {
    /// Its address on this server.
    pub path: String,
    /// Its type.
    pub media_type: &'static str,
    /// What is in it.
    pub content: &'static str,
}

/// How all pages look.
pub static STYLESHEET: LazyLock<PageFile> = LazyLock::new(|| {
    PageFile::new("teks", "css", "text/css; charset=utf-8", include_str!("pages.css"))
});

/// Their sign, that of the page with the map.
pub static ICON: LazyLock<PageFile> = LazyLock::new(|| {
    PageFile::new("ikon", "svg", "image/svg+xml", include_str!("../../web/src/icon.svg"))
});

impl PageFile {
    fn new(name: &str, ending: &str, media_type: &'static str, content: &'static str) -> Self {
        let hash = blake3::hash(content.as_bytes()).to_hex();
        Self { path: format!("/{name}-{}.{ending}", &hash[..10]), media_type, content }
    }
}
