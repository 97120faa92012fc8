//! `wareng keys`: makes keys, lists them, takes them back.

use std::path::{Path, PathBuf};

use chrono::Utc;
use clap::{Args, Subcommand};
use wareng::keys::{self, Key, KeysError, Wish};
use wareng::model::Scope;

use super::{Failure, Settings, say, warn};

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make a key and show it, this once
    Add(AddFlags),
    /// Show the keys: id, until when, scopes, name
    List(KeysFile),
    /// Take a key no longer; a service that runs follows within seconds
    Revoke {
        /// The key, by its id
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        file: KeysFile,
    },
}

#[derive(Debug, Args)]
pub(super) struct KeysFile {
    /// The file of keys, the same as for `serve`; made where there is none
    #[arg(long, value_name = "FILE", env = "WARENG_KEYS")]
    pub keys: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct AddFlags {
    /// Whom it is for, such as "posko BPBD"
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What it opens: what layers write as their `access`, such as internal,posko
    #[arg(long = "scopes", value_name = "SCOPES", value_delimiter = ',', required = true, value_parser = scope)]
    pub scopes: Vec<Scope>,
    /// How many days it is taken
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..))]
    pub days: u32,
    /// How many requests a minute its holder may make [default: what everybody may]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Answer its holder while others are turned away: for responders
    #[arg(long)]
    pub priority: bool,
    #[command(flatten)]
    pub file: KeysFile,
}

fn scope(word: &str) -> Result<Scope, String> {
    let form = "a scope is written with a-z, 0-9, - and _, and `public` is none";
    Scope::new(word).ok_or_else(|| form.to_owned())
}

pub(super) fn run(settings: &Settings, command: &KeysCommand) -> Result<(), Failure> {
    let (KeysCommand::Add(AddFlags { file, .. })
    | KeysCommand::List(file)
    | KeysCommand::Revoke { file, .. }) = command;
    let path = file.keys.as_ref().or(settings.keys.as_ref());
    let path = path.ok_or_else(|| {
        Failure::Other("name the file of keys with --keys FILE, or `keys` in wareng.toml".into())
    })?;
    let failed = |e: KeysError| Failure::Other(format!("{} {e}", path.display()));
    match command {
        KeysCommand::Add(flags) => add(path, flags).map_err(failed),
        KeysCommand::List(_) => list(path).map_err(failed),
        KeysCommand::Revoke { id, .. } => revoke(path, id).map_err(failed),
    }
}

fn add(path: &Path, flags: &AddFlags) -> Result<(), KeysError> {
    let wish = Wish {
        name: flags.name.clone(),
        scopes: flags.scopes.iter().cloned().collect(),
        days: flags.days,
        per_minute: flags.rate,
        priority: flags.priority,
    };
    let (key, opens) = Key::new(wish, Utc::now())?;
    let id = key.id.clone();
    keys::change(path, |keys| {
        keys.push(key);
        Ok(())
    })?;
    warn(&format!("key {id}, shown this once: nothing that is kept tells it again"));
    say(&format!("{opens}\n"));
    Ok(())
}

fn list(path: &Path) -> Result<(), KeysError> {
    let now = Utc::now();
    for key in keys::read(path)? {
        let scopes: Vec<&str> = key.scopes.iter().map(Scope::as_str).collect();
        let state = match key.revoked {
            Some(revoked) => format!("revoked {}", revoked.date_naive()),
            None if key.is_taken(now) => format!("until {}", key.expires.date_naive()),
            None => format!("expired {}", key.expires.date_naive()),
        };
        let rate = key.per_minute.map(|n| format!(", {n} requests a minute")).unwrap_or_default();
        let (id, name) = (&key.id, &key.name);
        let lane = if key.priority { ", before others" } else { "" };
        say(&format!("{id}  {state}  {}  {name}{rate}{lane}\n", scopes.join(",")));
    }
    Ok(())
}

fn revoke(path: &Path, id: &str) -> Result<(), KeysError> {
    keys::change(path, |keys| {
        let key = keys.iter_mut().find(|key| key.id == id);
        key.ok_or_else(|| KeysError::Unknown(id.to_owned()))?.revoke(Utc::now());
        Ok(())
    })
}
