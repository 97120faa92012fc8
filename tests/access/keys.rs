//! Keys of a file, by the program as people run it.

use std::os::unix::fs::PermissionsExt;

use super::cities::with_hidden;
use super::folder::Folder;
use super::service::{Service, ask, until};

const FILE: &str = "kunci/keys.toml";

/// `wareng keys`: what it prints.
fn keys(folder: &Folder, arguments: &[&str]) -> String {
    let mut command = folder.command(&["keys"]);
    let output = command.args(arguments).args(["--keys", FILE]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_key_is_made_taken_listed_and_revoked_while_it_is_served() {
    let folder = with_hidden();
    folder.write("kunci/.keep", "");
    let path = folder.at(FILE);
    let service = Service::over(&folder, &["--keys", path.to_str().unwrap()]);
    let status = |key: &str| {
        let header = format!("Authorization: Bearer {}\r\n", key.trim());
        ask(&service.address, "GET", "/tiles/rahasia-banjir", &header).unwrap().status
    };
    let key = keys(&folder, &["add", "posko", "--scopes", "staf", "--rate", "60"]);
    let other = keys(&folder, &["add", "lain", "--scopes", "staf,lain", "--days", "7"]);
    until("the keys", || (status(&key) == 200 && status(&other) == 200).then_some(()));
    let kept = std::fs::read_to_string(&path).unwrap();
    for key in [&key, &other] {
        let secret = key.trim().rsplit('_').next().unwrap();
        assert!(secret.len() == 64 && !kept.contains(secret), "{kept}");
    }
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let id = key.split('_').nth(1).unwrap();
    let listed = keys(&folder, &["list"]);
    assert!(listed.contains(&format!("{id}  until ")), "{listed}");
    assert!(listed.contains("staf  posko, 60 requests a minute"), "{listed}");

    keys(&folder, &["revoke", id]);
    until("the revocation", || (status(&key) == 401).then_some(()));
    assert_eq!(status(&other), 200);
    assert!(keys(&folder, &["list"]).contains(&format!("{id}  revoked ")));

    // What is damaged by hand changes nothing; a file that is gone takes its keys with it.
    folder.write(FILE, "key = 1");
    until("the complaint", || service.log().contains("the keys stay").then_some(()));
    assert_eq!((status(&key), status(&other)), (401, 200));
    std::fs::remove_file(&path).unwrap();
    until("no key", || (status(&other) == 401).then_some(()));
    assert_eq!(service.get("/tiles/rahasia-banjir").status, 404);
    assert_eq!(service.get("/tiles/banjir").status, 200);
}

#[test]
fn keys_that_are_made_at_once_are_all_kept() {
    let folder = Folder::new();
    folder.write("kunci/.keep", "");
    std::thread::scope(|scope| {
        for i in 0..8 {
            let (folder, name) = (&folder, format!("petugas-{i}"));
            scope.spawn(move || keys(folder, &["add", &name, "--scopes", "staf"]));
        }
    });
    assert_eq!(keys(&folder, &["list"]).lines().count(), 8);
}

#[test]
fn what_cannot_be_done_with_keys_is_said() {
    let folder = Folder::new();
    folder.write("rusak.toml", "kunci = 1");
    for (arguments, said) in [
        (&["add", "posko", "--scopes", "Staf"][..], "a scope is written with a-z"),
        (&["add", "posko", "--scopes", "public"], "`public` is none"),
        (&["add", "posko", "--scopes", "staf"], "--keys FILE"),
        (&["revoke", "00000000", "--keys", "keys.toml"], "has no key `00000000`"),
        (&["list", "--keys", "rusak.toml"], "rusak.toml is no file of keys"),
    ] {
        let output = folder.command(&["keys"]).args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && stderr.contains(said), "{arguments:?}: {stderr}");
    }
}
