//! The address of a tile: what follows `/tiles/`, with its query.
//!
//! A tile has one address but for how its characters are written: what is served reads back as
//! the numbers and names that were asked, so that a cache keeps it once. And the shortcut of kept
//! tiles answers as the handler does.

use axum::body::Body;
use axum::http::{Request, StatusCode, Uri, header};
use wareng::place::TileId;

use crate::asked::{Said, ask};

pub(crate) fn check(data: &[u8]) {
    // hyper refuses what is no address.
    let Ok(uri) = Uri::try_from([b"/tiles/", data].concat()) else { return };
    let said = get(&uri, None);
    let again = get(&uri, None);
    assert!(said.is_as(&again), "{uri}: {said:?} and then {again:?}");
    if matches!(said.status, StatusCode::OK | StatusCode::NO_CONTENT) && is_of_a_tile(&uri) {
        assert_eq!(written(&uri), Some(read(&uri)), "{uri} is another address of a tile");
        let etag = said.header(header::ETAG);
        assert_eq!(get(&uri, Some(etag)).status, StatusCode::NOT_MODIFIED, "{uri}");
    }
}

fn get(uri: &Uri, etag: Option<&str>) -> Said {
    let mut request = Request::get(uri);
    if let Some(etag) = etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    ask(request.body(Body::empty()).expect("a request"))
}

fn is_of_a_tile(uri: &Uri) -> bool {
    uri.path().matches('/').count() == 5
}

/// The path with each `%xx` as the byte that it stands for.
fn read(uri: &Uri) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.path().as_bytes();
    while let [first, tail @ ..] = rest {
        let byte = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = byte.filter(|_| *first == b'%').and_then(|h| u8::from_str_radix(h, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).expect("what is served was text")
}

/// The address of the tile that was asked for.
fn written(uri: &Uri) -> Option<String> {
    let path = read(uri);
    let segments: Vec<&str> = path.split('/').collect();
    let ["", "tiles", names, z, x, y] = segments[..] else { return None };
    let id = TileId::new(z.parse().ok()?, x.parse().ok()?, y.parse().ok()?)?;
    Some(format!("/tiles/{names}/{}/{}/{}", id.z(), id.x(), id.y()))
}
