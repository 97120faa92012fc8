//! What the city said, signed: asked for, kept, and checked without a network.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/service.rs"]
mod service;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use folder::{Folder, assert_says, collection, feature, hazard, square};
use serde_json::{Value, json};
use service::Service;

const KEYS: &str = "keys.json";
const ASKED: &str = "/v1/at?lon=110.42&lat=-7.0&lang=en";

fn city() -> Folder {
    let folder = Folder::new();
    let flood = feature(json!({ "kelas": "3" }), square(110.41, -7.01, 0.02));
    folder.write("banjir.geojson", collection(&[flood]));
    folder.layer("banjir", &hazard("banjir.geojson", "[fields]\nkelas = {}"));
    folder
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    folder.command(arguments).output().unwrap()
}

fn said(folder: &Folder, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Folder, arguments: &[&str], parts: &[&str]) {
    let output = run(folder, arguments);
    assert!(!output.status.success());
    assert_says("refused", &String::from_utf8_lossy(&output.stderr), parts);
}

fn signing(folder: &Folder) -> Service {
    let own = ["--public-url", "https://peta.example", "--receipt-keys", KEYS];
    Service::over(folder, &[&own[..], &["--watch-seconds", "0"]].concat())
}

/// Keeps the keys that the service publishes, and a receipt.
fn keep(folder: &Folder, service: &Service, receipt: &str) {
    let keys = service.get("/.well-known/jwks.json");
    assert_eq!(keys.status, 200);
    folder.write("jwks.json", keys.body);
    let reply = service.get(&format!("{ASKED}&receipt=true"));
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    folder.write(receipt, reply.body);
}

#[test]
fn a_receipt_is_checked_offline_and_says_what_was_said() {
    let folder = city();
    said(&folder, &["receipts", "rotate", KEYS]);
    assert_eq!(fs::metadata(folder.at(KEYS)).unwrap().permissions().mode() & 0o777, 0o600);
    let service = signing(&folder);
    keep(&folder, &service, "one.jws");
    let answer: Value = serde_json::from_slice(&service.get(ASKED).body).unwrap();
    drop(service);

    let check = ["verify", "one.jws", "--keys", "jwks.json"];
    let statement = said(&folder, &[&check[..], &["--json"]].concat());
    let statement: Value = serde_json::from_str(&statement).unwrap();
    assert_eq!((&statement["answer"], &statement["request"]), (&answer, &json!(ASKED)));
    assert_eq!(statement["lang"], "en");
    assert!(statement["iat"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(statement["iss"], "https://peta.example");
    assert_says("text", &said(&folder, &check), &["valid: signed with", ASKED, "tinggi"]);

    // Another implementation comes to the same.
    let node = "const [, f, k] = process.argv; const { readFileSync } = require('fs'); \
        const crypto = require('crypto'); const [h, p, s] = readFileSync(f, 'utf8').split('.'); \
        const { kid, alg } = JSON.parse(Buffer.from(h, 'base64url')); \
        const jwk = JSON.parse(readFileSync(k)).keys.find((one) => one.kid === kid); \
        const key = crypto.createPublicKey({ key: jwk, format: 'jwk' }); \
        const ok = crypto.verify(null, Buffer.from(`${h}.${p}`), key, Buffer.from(s, 'base64url')); \
        console.log(alg, ok);";
    let other = Command::new("node")
        .args(["-e", node])
        .args([folder.at("one.jws"), folder.at("jwks.json")])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&other.stdout).trim(), "EdDSA true", "{other:?}");
}

#[test]
fn what_was_altered_or_signed_by_others_is_refused() {
    let folder = city();
    said(&folder, &["receipts", "rotate", KEYS]);
    keep(&folder, &signing(&folder), "one.jws");
    let receipt = fs::read_to_string(folder.at("one.jws")).unwrap();
    let parts: Vec<&str> = receipt.split('.').collect();
    let check = |name: &str, text: &str, said: &str| {
        folder.write(name, text);
        refused(&folder, &["verify", name, "--keys", "jwks.json"], &[name, said]);
    };
    let flipped = |part: &str| {
        let middle = part.len() / 2;
        let other = if &part[middle..=middle] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &part[..middle], &part[middle + 1..])
    };
    check("answer.jws", &format!("{}.{}.{}", parts[0], flipped(parts[1]), parts[2]), "altered");
    check("signature.jws", &format!("{}.{}.{}", parts[0], parts[1], flipped(parts[2])), "altered");
    check("short.jws", &format!("{}.{}", parts[0], parts[1]), "no receipt");
    check("none.jws", "", "no receipt");
    // {"alg":"none","kid":"…","typ":"wareng-receipt+jws"}
    let header = "eyJhbGciOiJub25lIiwia2lkIjoiYSIsInR5cCI6IndhcmVuZy1yZWNlaXB0K2p3cyJ9";
    check("unsigned.jws", &format!("{header}.{}.", parts[1]), "something else");
    said(&folder, &["receipts", "rotate", "others.json"]);
    refused(&folder, &["verify", "one.jws", "--keys", "others.json"], &["not among those"]);
}

#[test]
fn a_key_that_was_rotated_away_still_checks_what_it_signed() {
    let folder = city();
    said(&folder, &["receipts", "rotate", KEYS]);
    keep(&folder, &signing(&folder), "old.jws");
    said(&folder, &["receipts", "rotate", KEYS]);
    keep(&folder, &signing(&folder), "new.jws");
    for receipt in ["old.jws", "new.jws"] {
        assert_says(
            receipt,
            &said(&folder, &["verify", receipt, "--keys", "jwks.json"]),
            &["valid"],
        );
    }
    // One secret is there: that which signs.
    assert_eq!(fs::read_to_string(folder.at(KEYS)).unwrap().matches("\"d\"").count(), 1);
    assert!(!fs::read_to_string(folder.at("jwks.json")).unwrap().contains("\"d\""));
}

#[test]
fn what_cannot_be_signed_says_why() {
    let folder = city();
    said(&folder, &["receipts", "rotate", KEYS]);
    let service = signing(&folder);
    let wrong = service.get("/v1/at?lon=110.42&receipt=true");
    assert_eq!(wrong.status, 400, "what is wrong is told as ever");
    let table = service.get("/v1/layers/banjir/features?format=csv&receipt=true");
    assert_says("table", &String::from_utf8_lossy(&table.body), &["JSON"]);
    assert_eq!(table.status, 400);
    drop(service);
    let without = Service::over(&folder, &["--watch-seconds", "0"]);
    assert_eq!(without.get(&format!("{ASKED}&receipt=true")).status, 400);
    assert_eq!(without.get("/.well-known/jwks.json").status, 404);
    drop(without);
    folder.write("damaged.json", r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}"#);
    refused(&folder, &["receipts", "rotate", "damaged.json"], &["damaged.json", "signs first"]);
}
