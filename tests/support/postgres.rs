//! A private PostgreSQL with PostGIS for one test: nothing of the machine's own
//! cluster is used, and nothing is left behind, even when the test is killed.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// Run by `sh`: starts a server in a folder of its own, prints that folder when
/// the server is ready, and takes both away when its standard input closes, as
/// it does when the test's process ends in whatever way.
/// `$1`: folder of the server's programs.
const KEEPER: &str = r#"
set -eu
PATH="$1:$PATH"
dir=$(mktemp -d -t wareng-postgres.XXXXXX)
server=
end() {
  [ -z "$server" ] || { kill -QUIT "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' HUP INT PIPE TERM
fail() {
  cat "$dir/log" >&2
  exit 1
}
initdb --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 \
  --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1 || fail
cat >>"$dir/data/postgresql.conf" <<C
listen_addresses = ''
unix_socket_directories = '$dir'
port = 5432
max_connections = 10
shared_buffers = 256MB
work_mem = 64MB
max_wal_size = 4GB
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
C
postgres -D "$dir/data" </dev/null >"$dir/log" 2>&1 &
server=$!
until pg_isready --quiet --host="$dir" --port=5432; do
  kill -0 "$server" 2>/dev/null || fail
  sleep 0.05
done
echo "$dir"
read -r _ || true
"#;

/// A running server that listens on a socket in its own folder; dropping it ends it.
pub(crate) struct Postgres {
    keeper: Child,
    socket: String,
    psql: PathBuf,
}

impl Postgres {
    /// Starts a server and creates the extension `postgis` in its database.
    ///
    /// # Errors
    /// What is missing and how to install it, or the server's own log.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = programs()?;
        let mut keeper = unprivileged("sh")
            .args(["-c", KEEPER, "sh"])
            .arg(&programs)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot start the keeper of PostgreSQL: {e}"))?;
        let mut socket = String::new();
        if let Some(out) = keeper.stdout.take() {
            BufReader::new(out)
                .read_line(&mut socket)
                .map_err(|e| format!("PostgreSQL does not start: {e}"))?;
        }
        if socket.is_empty() {
            let mut log = String::new();
            if let Some(mut err) = keeper.stderr.take() {
                err.read_to_string(&mut log).map_err(|e| e.to_string())?;
            }
            keeper.wait().map_err(|e| e.to_string())?;
            return Err(format!("PostgreSQL does not start:\n{log}"));
        }
        let postgres =
            Self { keeper, socket: socket.trim_end().to_owned(), psql: programs.join("psql") };
        postgres.sql("CREATE EXTENSION postgis;").map_err(|e| {
            format!("no PostGIS; `scripts/bootstrap.sh test` installs it; the server says:\n{e}")
        })?;
        Ok(postgres)
    }

    /// The folder of its socket.
    #[allow(dead_code, reason = "tests ask through `sql`; a bench lets a peer connect")]
    pub(crate) fn socket(&self) -> &str {
        &self.socket
    }

    /// The process of the server, whose children answer.
    ///
    /// # Errors
    /// The server has ended.
    #[allow(dead_code, reason = "a bench counts its time")]
    pub(crate) fn server(&self) -> Result<u32, String> {
        let file = format!("{}/data/postmaster.pid", self.socket);
        let text = fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?;
        let first = text.lines().next().and_then(|pid| pid.parse().ok());
        first.ok_or_else(|| format!("{file} names no process"))
    }

    /// Runs a script through `psql`, rows of `COPY … FROM STDIN` in line with it,
    /// and returns the rows of all its queries as text. A value must hold no tab
    /// and no line break.
    ///
    /// # Errors
    /// What the server said of the first statement that failed; those after it are not run.
    pub(crate) fn sql(&self, script: &str) -> Result<Vec<Vec<String>>, String> {
        let mut psql = Command::new(&self.psql)
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--field-separator=\t"])
            .args(["--set=ON_ERROR_STOP=1", "--port=5432", "--username=postgres"])
            .args(["--host", &self.socket, "--dbname=postgres", "--file=-"])
            .env_remove("PGOPTIONS")
            .env_remove("PGSERVICE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot start psql: {e}"))?;
        let input = psql.stdin.take();
        // Written beside the reading, or both programs could wait for each other.
        let output = thread::scope(|scope| {
            scope.spawn(move || input.map(|mut to| to.write_all(script.as_bytes())));
            psql.wait_with_output()
        })
        .map_err(|e| format!("cannot run psql: {e}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim_end().to_owned());
        }
        let rows = String::from_utf8(output.stdout).map_err(|e| e.to_string())?;
        Ok(rows.lines().map(|row| row.split('\t').map(str::to_owned).collect()).collect())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing more can be done about a keeper that does not end.
        let _ = self.keeper.wait();
    }
}

/// The folder of the newest server's programs, of those with PostGIS if there is one:
/// Debian keeps them off the PATH.
fn programs() -> Result<PathBuf, String> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = debian.filter_map(|folder| {
        let number: u32 = folder.file_name().to_str()?.parse().ok()?;
        let postgis = format!("/usr/share/postgresql/{number}/extension/postgis.control");
        Some((Path::new(&postgis).exists(), number, folder.path().join("bin")))
    });
    let newest = versions.filter(|(_, _, bin)| has_server(bin)).max();
    let path = std::env::var_os("PATH").unwrap_or_default();
    newest
        .map(|(_, _, bin)| bin)
        .or_else(|| std::env::split_paths(&path).find(|bin| has_server(bin)))
        .ok_or_else(|| "no PostgreSQL server; `scripts/bootstrap.sh test` installs it".to_owned())
}

fn has_server(bin: &Path) -> bool {
    ["initdb", "postgres", "psql"].iter().all(|program| bin.join(program).is_file())
}

/// PostgreSQL refuses to run as root, so root steps down to Debian's user of that name.
fn unprivileged(program: &str) -> Command {
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", program]);
    command
}
