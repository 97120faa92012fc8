//! `wareng receipts` and `wareng verify`: the keys that sign, and what a receipt says.

use std::fs;
use std::io::{self, ErrorKind, Read, stdin};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat};
use clap::{Args, Subcommand};
use serde::Serialize;
use wareng::keys;
use wareng::receipt::{PublicKeys, SigningKeys, Statement};

use super::{Failure, say};

/// More is no receipt, and no set of keys. Units: bytes.
const MOST_BYTES: u64 = 64 << 20;

#[derive(Debug, Subcommand)]
pub(super) enum ReceiptsCommand {
    /// Make a new key that signs from now on; those before are published on, so that what they
    /// signed can be checked
    Rotate(RotateFlags),
}

#[derive(Debug, Args)]
pub(super) struct RotateFlags {
    /// The file of keys, for nobody's eyes; made where there is none
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct VerifyFlags {
    /// The receipt; - for standard input
    #[arg(value_name = "FILE")]
    pub receipt: PathBuf,
    /// The city's keys, as /.well-known/jwks.json gave them
    #[arg(long, value_name = "FILE")]
    pub keys: PathBuf,
    /// Print the statement as JSON
    #[arg(long)]
    pub json: bool,
}

/// The keys in a file.
pub(super) fn signing_keys(file: &Path) -> Result<SigningKeys, Failure> {
    SigningKeys::parse(&text(file)?).map_err(|e| Failure::Other(format!("{} {e}", file.display())))
}

pub(super) fn run(command: &ReceiptsCommand) -> Result<(), Failure> {
    let ReceiptsCommand::Rotate(RotateFlags { file }) = command;
    let kid = keys::replace(file, rotated).map_err(|failed| match failed {
        Unrotated::Io(e) => Failure::Other(format!("{} cannot be written: {e}", file.display())),
        Unrotated::Made(failure) => failure,
    })?;
    say(&format!("{kid} signs from the next start of the service on\n"));
    Ok(())
}

/// Why there is no new key.
enum Unrotated {
    Io(io::Error),
    Made(Failure),
}

impl From<io::Error> for Unrotated {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The keys of a file with a new one before them, and its name.
fn rotated(file: &Path) -> Result<(String, String), Unrotated> {
    let before = match fs::metadata(file) {
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        _ => Some(signing_keys(file).map_err(Unrotated::Made)?),
    };
    let mut secret = [0; 32];
    let random = getrandom::fill(&mut secret);
    random.map_err(|e| Unrotated::Made(Failure::Other(format!("no random numbers: {e}"))))?;
    let keys = SigningKeys::rotated(&secret, before.as_ref());
    let kid = keys.public().ids().next().unwrap_or_default().to_owned();
    Ok((keys.to_secret_json(), kid))
}

pub(super) fn verify(flags: &VerifyFlags) -> Result<(), Failure> {
    let keys = PublicKeys::parse(&text(&flags.keys)?)
        .map_err(|e| Failure::Other(format!("{} {e}", flags.keys.display())))?;
    let receipt = text(&flags.receipt)?;
    let (statement, kid) = Statement::verified(&receipt, &keys)
        .map_err(|e| Failure::Other(format!("{} {e}", flags.receipt.display())))?;
    if flags.json {
        say(&pretty(&statement)?);
        return Ok(());
    }
    let when = DateTime::from_timestamp(statement.iat, 0).map_or_else(
        || statement.iat.to_string(),
        |t| t.to_rfc3339_opts(SecondsFormat::Secs, true),
    );
    let answer: serde_json::Value = serde_json::from_str(statement.answer.get())
        .map_err(|e| Failure::Other(format!("the answer is no JSON: {e}")))?;
    say(&format!(
        "valid: signed with {kid}\nby      {}\nwhen    {when}\nasked   {}\nanswer\n{}",
        statement.iss,
        statement.request,
        pretty(&answer)?
    ));
    Ok(())
}

fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value);
    Ok(text.map_err(|e| Failure::Other(e.to_string()))? + "\n")
}

fn text(file: &Path) -> Result<String, Failure> {
    let read = || {
        let mut text = String::new();
        let source: Box<dyn Read> = if file == Path::new("-") {
            Box::new(stdin())
        } else {
            Box::new(fs::File::open(file)?)
        };
        source.take(MOST_BYTES).read_to_string(&mut text)?;
        Ok(text)
    };
    read().map_err(|e: std::io::Error| {
        Failure::Other(format!("{} cannot be read: {e}", file.display()))
    })
}
