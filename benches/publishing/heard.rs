//! Whether replies are of one moment each: what is named alike is alike.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::pool::Reply;

/// What was heard so far.
#[derive(Default)]
pub(crate) struct Heard(Mutex<All>);

#[derive(Default)]
struct All {
    /// What each name stood for when it was heard first.
    known: HashMap<String, blake3::Hash>,
    wrong: Vec<String>,
}

impl Heard {
    /// Whether it is an answer, and does not contradict what was heard before.
    pub(crate) fn is_right(&self, path: &str, reply: &Reply) -> bool {
        let right = matches!(reply.status, 200 | 204) && self.agrees(path, reply);
        if !right {
            self.note(format!("{} to {path}", reply.status));
        }
        right
    }

    /// That no answer came; never right.
    pub(crate) fn nothing(&self, path: &str, why: &str) -> bool {
        self.note(format!("{why}, to {path}"));
        false
    }

    fn note(&self, what: String) {
        let wrong = &mut self.lock().wrong;
        if wrong.len() < 10 {
            wrong.push(what);
        }
    }

    /// The first that were wrong.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.lock().wrong.clone()
    }

    /// How many versions, answers and tiles were told apart.
    pub(crate) fn names(&self) -> usize {
        self.lock().known.len()
    }

    fn agrees(&self, path: &str, reply: &Reply) -> bool {
        if let Some(etag) = &reply.etag {
            return self.is_same(format!("{path} {etag}"), &reply.body);
        }
        let Ok(answer) = serde_json::from_slice::<Value>(&reply.body) else { return false };
        let Some(snapshot) = answer.get("snapshot").and_then(Value::as_str) else {
            return path.starts_with("/v1/search");
        };
        // A snapshot has the same version of a layer in every answer, and answers are whole.
        let sources = answer["sources"].as_object().into_iter().flatten();
        let mut notes = sources.map(|(layer, note)| (layer, note.to_string()));
        notes.all(|(layer, note)| self.is_same(format!("{snapshot} {layer}"), note.as_bytes()))
            && self.is_same(format!("{path} {snapshot}"), &reply.body)
    }

    fn is_same(&self, name: String, of: &[u8]) -> bool {
        let now = blake3::hash(of);
        *self.lock().known.entry(name).or_insert(now) == now
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
