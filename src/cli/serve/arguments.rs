//! What `wareng serve` takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::settings::LogForm;

#[derive(Debug, Args)]
pub(in crate::cli) struct ServeFlags {
    /// Where to listen; port 0 takes any that is free [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT", env = "WARENG_LISTEN")]
    pub listen: Option<String>,
    /// The address that readers use, where it is not that of their requests
    #[arg(long, value_name = "URL", env = "WARENG_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// A folder with groups.json, themes.json or flavors.json in the place of the built-in ones
    #[arg(long, value_name = "DIR", env = "WARENG_STYLES")]
    pub styles: Option<PathBuf>,
    /// A file of `wareng snapshot build` to start from; the layers folder is read once it is served
    #[arg(long, value_name = "FILE", env = "WARENG_SNAPSHOT")]
    pub snapshot: Option<PathBuf>,
    /// The last versions of each layer that are kept, to answer as of then and to go back to
    /// [default: 10]
    #[arg(long, value_name = "N", env = "WARENG_HISTORY_VERSIONS")]
    pub history_versions: Option<usize>,
    /// The disk that they may take, below the prepared files, in MiB; 0 keeps none [default: 2048]
    #[arg(long, value_name = "MIB", env = "WARENG_HISTORY_MIB")]
    pub history_mib: Option<u64>,
    /// The file of keys that sign receipts, of `wareng receipts rotate` [default: no receipts]
    #[arg(long, value_name = "FILE", env = "WARENG_RECEIPT_KEYS")]
    pub receipt_keys: Option<PathBuf>,
    /// Seconds between looks at the layers folder, whose changes are published; 0 for none
    /// [default: 2]
    #[arg(long, value_name = "S", env = "WARENG_WATCH_SECONDS")]
    pub watch_seconds: Option<u64>,
    /// Where to listen for `GET /metrics` and `POST /admin/reload`, such as 127.0.0.1:9090; only
    /// on this machine
    #[arg(long, value_name = "ADDR:PORT", env = "WARENG_ADMIN")]
    pub admin: Option<String>,
    /// The file of keys that open layers which not everybody may see
    #[arg(long, value_name = "FILE", env = "WARENG_KEYS")]
    pub keys: Option<PathBuf>,
    /// Memory that finished tiles are kept in, in MiB; 0 keeps none [default: 256]
    #[arg(long, value_name = "MIB", env = "WARENG_TILE_CACHE_MIB")]
    pub tile_cache_mib: Option<u32>,
    /// How the log is written [default: text]. WARENG_LOG says of what: debug, info, warn
    #[arg(long, value_name = "FORM", env = "WARENG_LOG_FORM")]
    pub log: Option<LogForm>,
    /// A collector to send traces of requests to, in OTLP over HTTP, such as
    /// http://127.0.0.1:4318 [default: none]
    #[arg(long, value_name = "URL", env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub traces: Option<String>,
    #[command(flatten)]
    pub limits: LimitFlags,
}

/// What strangers may take.
#[derive(Debug, Args)]
#[command(next_help_heading = "What strangers may take")]
pub(in crate::cli) struct LimitFlags {
    /// Addresses and networks of our own proxies, such as 127.0.0.1,10.0.0.0/8: who asks is then
    /// what they say in X-Forwarded-For, which is not believed of others [default: none]
    #[arg(long, value_name = "CIDR,…", value_delimiter = ',', env = "WARENG_BEHIND_PROXY")]
    pub behind_proxy: Option<Vec<String>>,
    /// Processor time that one client may take of each second, by the price of what it asks for,
    /// in milliseconds; 0 for any [default: 200]
    #[arg(long, value_name = "MS", env = "WARENG_RATE_MS")]
    pub rate_ms: Option<u64>,
    /// Connections at once [default: 8192]
    #[arg(long, value_name = "N", env = "WARENG_CONNECTIONS")]
    pub connections: Option<usize>,
    /// Connections at once of one client that is no proxy of ours [default: 1024]
    #[arg(long, value_name = "N", env = "WARENG_CONNECTIONS_PER_CLIENT")]
    pub connections_per_client: Option<usize>,
}
