//! Makes a type of the words in two languages: a field for a text, a method for a text with
//! gaps, a struct for a group. What one of the languages lacks does not compile.

use std::collections::HashSet;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value};

pub(crate) const INDONESIAN: &str = "web/words/id.json";
pub(crate) const ENGLISH: &str = "web/words/en.json";

/// Writes `words.rs`, which `src/pages/words.rs` includes.
pub(crate) fn generate() -> Result<(), Box<dyn Error>> {
    let (id, en) = (read(INDONESIAN)?, read(ENGLISH)?);
    let mut out = String::new();
    let group = Group { name: "Words".to_owned(), path: String::new(), id: &id, en: &en };
    group.declare(&mut out)?;
    for (constant, lang) in [("ID", "Id"), ("EN", "En")] {
        writeln!(out, "static {constant}: Words = {};", group.value(lang)?)?;
    }
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("words.rs"), out)?;
    Ok(())
}

fn read(path: &str) -> Result<Map<String, Value>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))?)
}

/// Words that belong together, in both languages.
struct Group<'w> {
    /// The name of their struct.
    name: String,
    /// Where they stand, for who has to mend them.
    path: String,
    id: &'w Map<String, Value>,
    en: &'w Map<String, Value>,
}

enum Entry<'w> {
    Group(Group<'w>),
    Text { id: &'w str, en: &'w str },
    Phrase { id: &'w str, en: &'w str, gaps: Vec<&'w str> },
}

impl<'w> Group<'w> {
    /// What is there under each key.
    fn entries(&self) -> Result<Vec<(String, Entry<'w>)>, Box<dyn Error>> {
        if let Some(key) = self.en.keys().find(|key| !self.id.contains_key(*key)) {
            return Err(format!("{INDONESIAN}: `{}{key}` is missing", self.path).into());
        }
        self.id.iter().map(|(key, id)| Ok((snake(key), self.entry(key, id)?))).collect()
    }

    fn entry(&self, key: &str, id: &'w Value) -> Result<Entry<'w>, Box<dyn Error>> {
        let path = format!("{}{key}", self.path);
        let en = self.en.get(key).ok_or(format!("{ENGLISH}: `{path}` is missing"))?;
        match (id, en) {
            (Value::Object(id), Value::Object(en)) => {
                let name = format!("{}{}", pascal(key), self.name);
                Ok(Entry::Group(Group { name, path: format!("{path}."), id, en }))
            }
            (Value::String(id), Value::String(en)) => {
                let gaps = gaps(id).map_err(|e| format!("{INDONESIAN}: `{path}`: {e}"))?;
                let theirs = self::gaps(en).map_err(|e| format!("{ENGLISH}: `{path}`: {e}"))?;
                if gaps.iter().collect::<HashSet<_>>() != theirs.iter().collect() {
                    return Err(format!("{ENGLISH}: `{path}` has gaps {theirs:?}, expected {gaps:?}, as in Indonesian").into());
                }
                Ok(if gaps.is_empty() {
                    Entry::Text { id, en }
                } else {
                    Entry::Phrase { id, en, gaps }
                })
            }
            _ => Err(format!("`{path}` has to be a text in both languages, or a group").into()),
        }
    }

    /// The struct, its methods, and those of the groups in it.
    fn declare(&self, out: &mut String) -> Result<(), Box<dyn Error>> {
        let name = &self.name;
        let (mut fields, mut methods) = (String::new(), String::new());
        for (key, entry) in self.entries()? {
            match entry {
                Entry::Group(group) => {
                    writeln!(fields, "pub(in crate::pages) {key}: {},", group.name)?;
                    group.declare(out)?;
                }
                Entry::Text { .. } => {
                    writeln!(fields, "pub(in crate::pages) {key}: &'static str,")?;
                }
                Entry::Phrase { id, en, gaps } => {
                    let given = gaps.iter().map(|gap| format!(", {}: impl Display", snake(gap)));
                    writeln!(
                        methods,
                        "pub(in crate::pages) fn {key}(&self{}) -> String {{ match self.spoken {{ \
                         Lang::Id => format!({:?}), Lang::En => format!({:?}) }} }}",
                        given.collect::<String>(),
                        snake_gaps(id, &gaps),
                        snake_gaps(en, &gaps),
                    )?;
                }
            }
        }
        writeln!(
            out,
            "#[derive(Debug)] pub(in crate::pages) struct {name} {{ spoken: Lang, {fields} }}"
        )?;
        writeln!(out, "impl {name} {{ {methods} }}")?;
        Ok(())
    }

    /// The struct filled in a language.
    fn value(&self, lang: &str) -> Result<String, Box<dyn Error>> {
        let mut fields = String::new();
        for (key, entry) in self.entries()? {
            match entry {
                Entry::Group(group) => writeln!(fields, "{key}: {},", group.value(lang)?)?,
                Entry::Text { id, en } => {
                    writeln!(fields, "{key}: {:?},", if lang == "Id" { id } else { en })?;
                }
                Entry::Phrase { .. } => {}
            }
        }
        Ok(format!("{} {{ spoken: Lang::{lang}, {fields} }}", self.name))
    }
}

/// The names in braces, each once, as they come.
fn gaps(text: &str) -> Result<Vec<&str>, String> {
    let mut gaps = Vec::new();
    for part in text.split('{').skip(1) {
        let (gap, _) = part.split_once('}').ok_or("a brace is not closed")?;
        let is_name = !gap.is_empty() && gap.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_name {
            return Err(format!("`{{{gap}}}` is not a name"));
        }
        if !gaps.contains(&gap) {
            gaps.push(gap);
        }
    }
    Ok(gaps)
}

fn snake_gaps(text: &str, gaps: &[&str]) -> String {
    gaps.iter().fold(text.to_owned(), |text, gap| {
        text.replace(&format!("{{{gap}}}"), &format!("{{{}}}", snake(gap)))
    })
}

/// `noneShort` as `none_short`.
fn snake(key: &str) -> String {
    let mut name = String::new();
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// `mapTitles` as `MapTitles`.
fn pascal(key: &str) -> String {
    let mut chars = key.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
