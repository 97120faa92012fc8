//! Settings, with every default: flags over environment over `wareng.toml`.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use serde::Deserialize;
use wareng::history::Budget;
use wareng::ingest;
use wareng::load::Options;
use wareng::server::{self, DEFAULT_TILE_CACHE_MIB, Proxies};

use super::arguments::Common;
use super::serve::{LimitFlags, ServeFlags};

const CONFIG: &str = "wareng.toml";

const DEFAULT_WATCH_SECONDS: u64 = 2;

/// `wareng.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    layers: Option<PathBuf>,
    prepared: Option<PathBuf>,
    ingest_memory_mib: Option<u64>,
    ingest_seconds: Option<u64>,
    listen: Option<String>,
    public_url: Option<String>,
    styles: Option<PathBuf>,
    snapshot: Option<PathBuf>,
    receipt_keys: Option<PathBuf>,
    history_versions: Option<usize>,
    history_mib: Option<u64>,
    watch_seconds: Option<u64>,
    admin: Option<String>,
    tile_cache_mib: Option<u32>,
    keys: Option<PathBuf>,
    log: Option<LogForm>,
    traces: Option<String>,
    rate_ms: Option<u64>,
    connections: Option<usize>,
    connections_per_client: Option<usize>,
    behind_proxy: Option<Vec<String>>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(super) enum LogForm {
    /// Lines for people
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

/// What the program runs with.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub layers: PathBuf,
    pub prepared: Option<PathBuf>,
    pub ingest_limits: ingest::Limits,
    pub listen: String,
    pub public_url: Option<String>,
    pub styles: Option<PathBuf>,
    /// What is started from, where it can be.
    pub snapshot: Option<PathBuf>,
    /// What receipts are signed with, where they are.
    pub receipt_keys: Option<PathBuf>,
    /// How much of what was served is kept.
    pub history: Budget,
    /// How often the layers folder is looked at, where it is.
    pub watch: Option<Duration>,
    pub admin: Option<String>,
    pub tile_cache_mib: u32,
    /// Where the keys are that are taken; none are where it is not said.
    pub keys: Option<PathBuf>,
    pub log: LogForm,
    /// Where traces are sent, where they are.
    pub traces: Option<String>,
    /// What strangers may take.
    pub limits: server::Limits,
}

impl Settings {
    /// Reads `wareng.toml` and puts the flags over it.
    pub(super) fn gather(flags: &Common) -> Result<Self, String> {
        let file = read_file(flags.config.as_ref())?;
        let default = ingest::Limits::default();
        let limits = limits(&file)?;
        Ok(Self {
            layers: flags.layers.clone().or(file.layers).unwrap_or_else(|| "layers".into()),
            prepared: flags.prepared.clone().or(file.prepared),
            ingest_limits: ingest::Limits {
                memory_mib: flags
                    .ingest_memory_mib
                    .or(file.ingest_memory_mib)
                    .unwrap_or(default.memory_mib),
                seconds: flags.ingest_seconds.or(file.ingest_seconds).unwrap_or(default.seconds),
            },
            listen: file.listen.unwrap_or_else(|| "127.0.0.1:8080".into()),
            public_url: file.public_url,
            styles: file.styles,
            snapshot: file.snapshot,
            receipt_keys: file.receipt_keys,
            history: budget(Budget::default(), file.history_versions, file.history_mib),
            watch: seconds(file.watch_seconds.unwrap_or(DEFAULT_WATCH_SECONDS)),
            admin: file.admin,
            tile_cache_mib: file.tile_cache_mib.unwrap_or(DEFAULT_TILE_CACHE_MIB),
            keys: file.keys,
            log: file.log.unwrap_or_default(),
            traces: file.traces,
            limits,
        })
    }

    /// The same with the flags of `serve`.
    pub(super) fn with_serve(self, flags: &ServeFlags) -> Result<Self, String> {
        let limits = with_flags(self.limits, &flags.limits)?;
        Ok(Self {
            listen: flags.listen.clone().unwrap_or(self.listen),
            public_url: flags.public_url.clone().or(self.public_url),
            styles: flags.styles.clone().or(self.styles),
            snapshot: flags.snapshot.clone().or(self.snapshot),
            receipt_keys: flags.receipt_keys.clone().or(self.receipt_keys),
            history: budget(self.history, flags.history_versions, flags.history_mib),
            watch: flags.watch_seconds.map_or(self.watch, seconds),
            admin: flags.admin.clone().or(self.admin),
            tile_cache_mib: flags.tile_cache_mib.unwrap_or(self.tile_cache_mib),
            keys: flags.keys.clone().or(self.keys),
            log: flags.log.unwrap_or(self.log),
            traces: flags.traces.clone().or(self.traces),
            limits,
            ..self
        })
    }

    /// What loading needs of them.
    pub(super) fn options(&self) -> Result<Options, String> {
        let program = std::env::current_exe().map_err(|e| format!("own program not found: {e}"))?;
        Ok(Options {
            folder: self.layers.clone(),
            prepared: self.prepared.clone(),
            program,
            limits: self.ingest_limits,
            workers: cores(),
        })
    }
}

/// What the file says of limits.
fn limits(file: &File) -> Result<server::Limits, String> {
    let default = server::Limits::default();
    Ok(server::Limits {
        rate: file.rate_ms.map_or(default.rate, Duration::from_millis),
        connections: file.connections.unwrap_or(default.connections),
        connections_per_client: file
            .connections_per_client
            .unwrap_or(default.connections_per_client),
        proxies: file.behind_proxy.as_deref().map(proxies).transpose()?.unwrap_or_default(),
        ..default
    })
}

/// The same with the flags over it.
fn with_flags(limits: server::Limits, flags: &LimitFlags) -> Result<server::Limits, String> {
    let proxies = flags.behind_proxy.as_deref().map(proxies).transpose()?;
    Ok(server::Limits {
        rate: flags.rate_ms.map_or(limits.rate, Duration::from_millis),
        connections: flags.connections.unwrap_or(limits.connections),
        connections_per_client: flags
            .connections_per_client
            .unwrap_or(limits.connections_per_client),
        proxies: proxies.unwrap_or(limits.proxies),
        ..limits
    })
}

fn proxies(list: &[String]) -> Result<Proxies, String> {
    Proxies::parse(list).map_err(|e| format!("behind_proxy: {e}"))
}

/// A budget with what is said of it over it.
fn budget(usual: Budget, versions: Option<usize>, mib: Option<u64>) -> Budget {
    Budget { versions: versions.unwrap_or(usual.versions), mib: mib.unwrap_or(usual.mib) }
}

/// A time between two looks; none for 0.
fn seconds(count: u64) -> Option<Duration> {
    (count > 0).then(|| Duration::from_secs(count))
}

/// How much runs at once.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn read_file(named: Option<&PathBuf>) -> Result<File, String> {
    let path = named.cloned().unwrap_or_else(|| CONFIG.into());
    if named.is_none() && !path.exists() {
        return Ok(File::default());
    }
    let text = std::fs::read_to_string(&path)
        .map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}
