//! The examples of a Markdown text, and how what they show is compared with what happens.
//! In what is shown, `…` stands for whatever was left out.

use std::path::Path;

use serde_json::Value;

/// An example.
#[derive(Debug, PartialEq)]
pub(crate) struct Example {
    /// Where it begins, from 1.
    pub(crate) line: usize,
    pub(crate) what: What,
}

/// What an example is.
#[derive(Debug, PartialEq)]
pub(crate) enum What {
    /// Commands of a shell, and what they print where the text shows it.
    Commands { script: String, shown: Option<String> },
    /// A file or program in a language.
    Code { language: String, text: String },
    /// An answer or a message without the command that brings it.
    Quoted(String),
}

/// The examples of a text: fenced and indented blocks, in order.
pub(crate) fn examples(markdown: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for (line, language, text) in blocks(markdown) {
        let what = match language.as_str() {
            "sh" => What::Commands { script: text, shown: None },
            "json" => match examples.last_mut().map(|e| &mut e.what) {
                // The answer to the command before it.
                Some(What::Commands { shown: shown @ None, .. }) => {
                    *shown = Some(text);
                    continue;
                }
                _ => What::Quoted(text),
            },
            "" if text.starts_with("$ ") => {
                examples.extend(session(line, &text));
                continue;
            }
            "" if text.lines().all(is_command) => What::Commands { script: text, shown: None },
            "" => What::Quoted(text),
            _ => What::Code { language, text },
        };
        examples.push(Example { line, what });
    }
    examples
}

/// Commands after `$`, each with the lines that follow it.
fn session(line: usize, text: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    for (i, part) in format!("\n{text}").split("\n$ ").skip(1).enumerate() {
        let (script, shown) = part.split_once('\n').unwrap_or((part, ""));
        let shown = Some(shown.trim_end().to_owned()).filter(|s| !s.is_empty());
        let what = What::Commands { script: script.to_owned(), shown };
        examples.push(Example { line: line + i, what });
    }
    examples
}

fn is_command(line: &str) -> bool {
    let word = line.split_whitespace().find(|w| !w.contains('=')).unwrap_or_default();
    let program = Path::new(word).file_name().and_then(|n| n.to_str()).unwrap_or_default();
    ["cargo", "curl", "export", "make", "mkdir", "wareng"].contains(&program)
}

/// Each block with its first line and its language; the latter is empty where none is named.
fn blocks(markdown: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut lines = markdown.lines().enumerate().peekable();
    let mut before = "";
    while let Some((i, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside = std::iter::from_fn(|| lines.next_if(|(_, l)| *l != "```"));
            let text: Vec<&str> = inside.map(|(_, l)| l).collect();
            lines.next();
            found.push((i + 2, language.to_owned(), text.join("\n")));
        } else if line.starts_with("    ") && before.is_empty() {
            let more = |(_, l): &(usize, &str)| l.starts_with("    ") || l.is_empty();
            let rest = std::iter::from_fn(|| lines.next_if(more)).map(|(_, l)| l);
            let text: Vec<&str> =
                std::iter::once(line).chain(rest).map(|l| l.get(4..).unwrap_or("")).collect();
            found.push((i + 1, String::new(), text.join("\n").trim_end().to_owned()));
            continue;
        }
        before = line;
    }
    found
}

/// What of the real text is not as shown; nothing where it is.
pub(crate) fn difference(shown: &str, real: &str) -> Option<String> {
    match abbreviated(shown) {
        Some(shown) => match serde_json::from_str(real) {
            Ok(real) => json_difference("", &shown, &real),
            Err(error) => Some(format!("is not JSON ({error}): {real}")),
        },
        None if text_matches(shown, real.trim_end()) => None,
        None => Some(format!("shown:\n{shown}\nreal:\n{real}")),
    }
}

/// Whether a text is as shown.
pub(crate) fn text_matches(shown: &str, real: &str) -> bool {
    let pieces: Vec<&str> = shown.split('…').collect();
    let [first, middle @ .., last] = pieces.as_slice() else { return shown == real };
    let Some(mut rest) = real.strip_prefix(first) else { return false };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// JSON in which `…` stands for elements, members, values or the rest, with a text `…` in its
/// place; `None` for what is not JSON.
pub(crate) fn abbreviated(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = if text.starts_with('…') { format!("{{{text}") } else { text.to_owned() };
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let (mut out, mut open, mut in_text, mut escaped) = (String::new(), Vec::new(), false, false);
    for c in text.chars() {
        match c {
            _ if in_text => {
                in_text = c != '"' || escaped;
                escaped = c == '\\' && !escaped;
                out.push(c);
            }
            '…' => {
                let a_key = open.last() == Some(&'}') && out.trim_end().ends_with(['{', ',']);
                out.push_str(if a_key { "\"…\":\"…\"" } else { "\"…\"" });
            }
            // A cut between two members leaves no comma: `… "units": [ ]`.
            '"' if out.trim_end().ends_with('…') || out.trim_end().ends_with("\"…\"") => {
                in_text = true;
                out.push_str(",\"");
            }
            _ => {
                in_text = c == '"';
                match c {
                    '{' => open.push('}'),
                    '[' => open.push(']'),
                    '}' | ']' => drop(open.pop()),
                    _ => {}
                }
                out.push(c);
            }
        }
    }
    // What is cut off has left out the rest of all that is open.
    for end in open.into_iter().rev() {
        let first = out.trim_end().ends_with(['{', '[']);
        let rest = if end == '}' { "\"…\":\"…\"" } else { "\"…\"" };
        if !out.trim_end().ends_with("\"…\"") {
            out.push_str(if first { "" } else { "," });
            out.push_str(rest);
        }
        out.push(end);
    }
    serde_json::from_str(&out).ok()
}

fn json_difference(at: &str, shown: &Value, real: &Value) -> Option<String> {
    match (shown, real) {
        (Value::String(s), _) if s == "…" => None,
        (Value::String(s), Value::String(r)) if text_matches(s, r) => None,
        (Value::Object(s), Value::Object(r)) => {
            let left_out = s.contains_key("…");
            let member = |(key, value): (&String, &Value)| match r.get(key) {
                _ if key == "…" => None,
                Some(real) => json_difference(&format!("{at}/{key}"), value, real),
                None => Some(format!("{at}/{key} is shown, but is not there")),
            };
            let unshown = r.keys().find(|key| !left_out && !s.contains_key(*key));
            let unshown = unshown.map(|key| format!("{at}/{key} is there, but not shown"));
            s.iter().find_map(member).or(unshown)
        }
        (Value::Number(s), Value::Number(r)) if s.as_f64() == r.as_f64() => None,
        (Value::Array(s), Value::Array(r)) => array_difference(at, s, r),
        _ if shown == real => None,
        _ => Some(format!("{at}: shown {shown}, real {real}")),
    }
}

/// The shown elements in their order; where `…` stands, any number of others.
fn array_difference(at: &str, shown: &[Value], real: &[Value]) -> Option<String> {
    let (mut next, mut skipping) = (0, false);
    for element in shown {
        if element == "…" {
            skipping = true;
            continue;
        }
        let differs = |i: usize| json_difference(&format!("{at}/{i}"), element, &real[i]);
        let end = if skipping { real.len() } else { real.len().min(next + 1) };
        let Some(found) = (next..end).find(|i| differs(*i).is_none()) else {
            let nearest = (next..end).next().and_then(differs);
            return Some(nearest.unwrap_or_else(|| format!("{at} has no element {element}")));
        };
        (next, skipping) = (found + 1, false);
    }
    (!skipping && next < real.len())
        .then(|| format!("{at} has {} elements, more than shown", real.len()))
}
