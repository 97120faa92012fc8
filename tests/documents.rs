//! Every example in the documents is run, and what it shows is what happens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/documents.rs"]
mod documents;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use documents::{Example, What, abbreviated, difference, examples, text_matches};

/// The address that the documents show.
const SHOWN: &str = "http://127.0.0.1:8080";

const DOCUMENTS: [&str; 2] = [".", "docs"];

#[test]
fn every_example_is_run_and_shows_what_happens() {
    let service = Service::start();
    let mut wrong = Vec::new();
    for path in texts() {
        // Each document has a folder of its own, in which its examples follow on one another.
        let folder = Folder::new();
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for example in examples(&text) {
            if let Err(difference) = run(&example, &folder, &service.address) {
                wrong.push(format!("{path}:{}: {difference}", example.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Each way to break the README's city that it tells the message of: a file, what stands in it
/// and what is written in its place.
const BROKEN: [(&str, &str, &str); 6] = [
    ("longsor.toml", "access =", "acces ="),
    ("longsor.toml", "values = [\"1\"]", "values = [1]"),
    ("longsor.toml", "from = \"DN\"", "from = \"Dn\""),
    ("longsor.toml", "values = [\"3\"]", "values = [\"4\"]"),
    ("data/posko.csv", "120", "seratus"),
    ("data/longsor.geojson", "\"crs\":", "\"was\":"),
];

#[test]
fn the_readme_quotes_what_is_said_of_a_broken_city() {
    let readme = examples(&std::fs::read_to_string(root().join("README.md")).unwrap());
    let folder = Folder::new();
    let written = readme.iter().filter_map(|e| match &e.what {
        What::Commands { script, .. } if script.contains("kota/") => Some(script),
        _ => None,
    });
    for script in written {
        folder.run("bash", &["-euo", "pipefail", "-c"], script, SHOWN).unwrap();
    }
    let mut said = String::new();
    for (file, from, to) in BROKEN {
        let path = folder.path().join("kota").join(file);
        let whole = std::fs::read_to_string(&path).unwrap();
        assert!(whole.contains(from), "{file} has no `{from}`");
        std::fs::write(&path, whole.replacen(from, to, 1)).unwrap();
        let check = folder.run("wareng", &["check", "--layers"], "kota", SHOWN);
        said += &check.expect_err("a broken city");
        std::fs::write(&path, whole).unwrap();
    }
    let quoted = readme.iter().find_map(|e| match &e.what {
        What::Quoted(text) if text.contains("unknown key") => Some(text),
        _ => None,
    });
    for line in quoted.expect("messages").lines() {
        assert!(said.contains(line), "`{line}` is not said:\n{said}");
    }
}

fn run(example: &Example, folder: &Folder, address: &str) -> Result<(), String> {
    match &example.what {
        What::Commands { script, shown } => {
            let lines = script.lines().filter(|l| !runs_elsewhere(l)).collect::<Vec<_>>();
            if lines.is_empty() {
                return Ok(());
            }
            let real =
                folder.run("bash", &["-euo", "pipefail", "-c"], &lines.join("\n"), address)?;
            match shown {
                Some(shown) if script.contains("-sD-") => lines_difference(shown, &real),
                Some(shown) => difference(shown, &real),
                None => None,
            }
            .map_or(Ok(()), Err)
        }
        What::Code { language, text } => match language.as_str() {
            "python" => folder.run("python3", &["-c"], text, address).map(drop),
            "js" => {
                std::fs::write(folder.path().join("example.mjs"), text).unwrap();
                folder.run("node", &["--check"], "example.mjs", address).map(drop)
            }
            "toml" => toml::from_str::<toml::Table>(text).map(drop).map_err(|e| e.to_string()),
            _ => Err(format!("nobody runs `{language}`: add it to tests/documents.rs")),
        },
        What::Quoted(text) if text.starts_with(['{', '[']) => {
            abbreviated(text).map(drop).ok_or_else(|| format!("is not JSON: {text}"))
        }
        What::Quoted(_) => Ok(()),
    }
}

/// What is not run here: the commands that run this test.
fn runs_elsewhere(line: &str) -> bool {
    line.split_whitespace().any(|word| ["make", "cargo"].contains(&word))
}

/// Of the headers of a reply some are shown, in any order.
fn lines_difference(shown: &str, real: &str) -> Option<String> {
    let missing = shown.lines().find(|s| !real.lines().any(|r| text_matches(s, r.trim_end())))?;
    Some(format!("`{missing}` is shown, but not in:\n{real}"))
}

/// The folder in which the examples of a document are run: it has the demo city and the program
/// where the documents say they are.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let release = folder.path().join("target/release");
        std::fs::create_dir_all(&release).unwrap();
        // The city that the README begins with; other documents go on with it.
        std::fs::create_dir_all(folder.path().join("kota")).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_wareng"), release.join("wareng")).unwrap();
        std::os::unix::fs::symlink(root().join("layers"), folder.path().join("layers")).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// What a program prints; an error where it fails.
    fn run(
        &self,
        program: &str,
        arguments: &[&str],
        text: &str,
        address: &str,
    ) -> Result<String, String> {
        if text.starts_with("wareng serve") {
            return self.serve(text);
        }
        let text = text.replace(SHOWN, address);
        let mut command = Command::new(program);
        command.current_dir(self.path()).args(arguments).arg(&text).env("PATH", self.search());
        if !text.contains("--layers") {
            command.env("WARENG_PREPARED", prepared());
        }
        let output = command.output().map_err(|e| format!("{program} does not start: {e}"))?;
        let [stdout, stderr] = [output.stdout, output.stderr].map(|b| lossy(&b));
        if !output.status.success() {
            return Err(format!("fails with {}:\n{stdout}{stderr}", output.status));
        }
        Ok(stdout.replace(address, SHOWN))
    }

    /// A service that an example starts: it has to be ready, and is ended then.
    fn serve(&self, text: &str) -> Result<String, String> {
        // A port that is free here, whichever the example takes.
        let (text, _) = text.split_once(" --listen ").unwrap_or((text, ""));
        let arguments = text.split_whitespace().skip(1).chain(["--listen", "127.0.0.1:0"]);
        let service = Service::spawn(
            Command::new(env!("CARGO_BIN_EXE_wareng")).current_dir(self.path()).args(arguments),
        );
        if service.address.is_empty() {
            Err("did not become ready".to_owned())
        } else {
            Ok(String::new())
        }
    }

    fn search(&self) -> String {
        let own = self.path().join("target/release");
        format!("{}:{}", own.display(), std::env::var("PATH").unwrap_or_default())
    }
}

/// A service; ended with the test.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start() -> Self {
        let service = Self::spawn(
            Command::new(env!("CARGO_BIN_EXE_wareng"))
                .current_dir(root())
                .args(["serve", "--listen", "127.0.0.1:0", "--prepared"])
                .arg(prepared()),
        );
        assert!(!service.address.is_empty(), "the demo city is not served: run `make demo`");
        service
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once(" at ").map_or("", |(_, a)| a.trim_end_matches('/'));
        Self { child, address: address.to_owned() }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn prepared() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepared-documents")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents: all Markdown in the root and in `docs`.
fn texts() -> Vec<String> {
    let mut texts = Vec::new();
    for folder in DOCUMENTS {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "md") {
                texts.push(path.strip_prefix(root()).unwrap().display().to_string());
            }
        }
    }
    texts.sort();
    assert!(texts.contains(&"README.md".to_owned()), "{texts:?}");
    texts
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_reader_of_this_test_reads() {
    let text = "a\n\n    $ curl 'x'\n    {\"a\":1}\n\n    $ curl 'y'\n\n```json\n[…]\n```\n\n```sh\nmkdir a\n```\n\n    a message\n\n```js\nb()\n```\n";
    let commands = |line, script: &str, shown: Option<&str>| {
        let (script, shown) = (script.to_owned(), shown.map(str::to_owned));
        Example { line, what: What::Commands { script, shown } }
    };
    let found = examples(text);
    assert_eq!(found[0], commands(3, "curl 'x'", Some("{\"a\":1}")));
    assert_eq!(found[1], commands(4, "curl 'y'", Some("[…]")));
    assert_eq!(found[2], commands(13, "mkdir a", None));
    assert_eq!(found[3].what, What::Quoted("a message".into()));
    assert!(matches!(&found[4].what, What::Code { language, .. } if language == "js"));
}

#[test]
fn the_comparison_of_this_test_compares() {
    let real = r#"{"a":{"b":1,"c":"x y"},"d":[1,2,3],"e":"Ä…"}"#;
    for shown in [
        real,
        r#"{ "a": { … }, "d": [ … ], "e": "Ä…" }"#,
        r#"{ "a": { "c": "x…", … }, … }"#,
        r#"{ …, "d": [1, …, 3] , … }"#,
        r#"{"a":{"b":1,…"#,
        r#"… "d":[1,2,…"#,
    ] {
        assert_eq!(difference(shown, real), None, "{shown}");
    }
    for shown in [
        r#"{"a":{"b":2,…"#,
        r#"{ "a": { … }, "d": [ … ] }"#,
        r#"{ "f": 1, … }"#,
        r#"{ "d": [1, 2], … }"#,
        r#"{ "d": [1, …, 4], … }"#,
        r#"{ "e": "B…", … }"#,
    ] {
        assert!(difference(shown, real).is_some(), "{shown}");
    }
    assert_eq!(difference("one …\n…three", "one two\nthree\n"), None);
    assert!(difference("one", "one two").is_some());
}
