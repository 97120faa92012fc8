//! Keys that are known, but stand in another table than their own: in TOML a key belongs to the
//! `[table]` above it, so one forgotten or early header displaces what follows.

use serde_json::Value as Json;

/// Where a key should stand.
pub(super) struct Elsewhere {
    pub reason: String,
    pub mend: String,
    /// The key or table that is missing for no other reason.
    pub wanted: String,
}

/// Where a key that is unknown in its table was probably meant to stand; nowhere that has it
/// already.
pub(super) fn elsewhere(schema: &Json, manifest: &Json, at: &str, key: &str) -> Option<Elsewhere> {
    let is_key = |of: &Json| of.get("properties").is_some_and(|p| p.get(key).is_some());
    if !at.is_empty() && is_key(schema) && manifest.get(key).is_none() {
        return Some(Elsewhere {
            reason: format!("it stands under {}", header(at)),
            mend: "move it above, before the first [table]".into(),
            wanted: format!("/{key}"),
        });
    }
    let known: Vec<Table<'_>> =
        tables(schema).into_iter().filter(|t| is_key(t.schema) && t.header != header(at)).collect();
    let there = |t: &&Table<'_>| manifest.pointer(&t.pointer).is_some_and(|v| v.get(key).is_none());
    let absent = |t: &&Table<'_>| manifest.pointer(&t.pointer).is_none();
    let needed = known.iter().find(|t| t.required && absent(t));
    let only = (known.len() == 1).then(|| &known[0]).filter(|t| !t.inner && absent(t));
    if let Some(table) = needed.or(only) {
        return Some(Elsewhere {
            reason: format!("it belongs under {}", table.header),
            mend: format!("write {} above it", table.header),
            wanted: table.pointer.clone(),
        });
    }
    let headers: Vec<&str> = known.iter().filter(there).map(|t| t.header.as_str()).collect();
    let missing = known.iter().filter(|t| !t.inner && absent(t)).map(|t| t.header.as_str());
    let (headers, mend) = match headers.is_empty() {
        false => (headers, "move it there"),
        true => (missing.collect(), "write that above it"),
    };
    (!headers.is_empty()).then(|| Elsewhere {
        reason: format!("it belongs under {}", headers.join(" or ")),
        mend: mend.into(),
        wanted: String::new(),
    })
}

/// A table that the schema knows by name.
struct Table<'a> {
    schema: &'a Json,
    /// As it is written above its keys.
    header: String,
    /// Where it stands; of several the first.
    pointer: String,
    required: bool,
    /// Whether it stands in another table.
    inner: bool,
}

fn tables(schema: &Json) -> Vec<Table<'_>> {
    let mut found = Vec::new();
    collect(schema, schema, "", &mut found);
    found
}

fn collect<'a>(root: &'a Json, of: &'a Json, at: &str, found: &mut Vec<Table<'a>>) {
    /// No manifest is deeper, and a schema could run in a circle.
    const DEEPEST: usize = 4;
    let properties = of.get("properties").and_then(Json::as_object).into_iter().flatten();
    for (name, property) in properties {
        let property = resolved(root, property);
        let (table, pointer) = match property.get("items") {
            Some(items) => (resolved(root, items), format!("{at}/{name}/0")),
            None => (property, format!("{at}/{name}")),
        };
        if table.get("properties").is_none() || pointer.matches('/').count() > DEEPEST {
            continue;
        }
        let required = of.get("required").and_then(Json::as_array);
        found.push(Table {
            schema: table,
            header: header(&pointer),
            required: at.is_empty()
                && required.is_some_and(|r| r.contains(&Json::from(name.as_str()))),
            inner: !at.is_empty(),
            pointer: pointer.clone(),
        });
        collect(root, table, &pointer, found);
    }
}

/// What a schema refers to; of a choice with "nothing at all" the other.
fn resolved<'a>(root: &'a Json, schema: &'a Json) -> &'a Json {
    let choice = schema.get("anyOf").and_then(|any| any.get(0)).unwrap_or(schema);
    let to = choice.get("$ref").and_then(Json::as_str);
    to.and_then(|to| root.pointer(to.trim_start_matches('#'))).unwrap_or(choice)
}

/// The header that a table has in TOML: `/classes/scheme/0` is `[[classes.scheme]]`.
fn header(pointer: &str) -> String {
    let is_index = |s: &str| s.parse::<usize>().is_ok();
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let names: Vec<&str> = steps.iter().copied().filter(|s| !is_index(s)).collect();
    let name = names.join(".");
    if steps.last().is_some_and(|s| is_index(s)) {
        format!("[[{name}]]")
    } else {
        format!("[{name}]")
    }
}
