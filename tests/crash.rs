//! `kill -9` at random moments: what is there afterwards is what was there before or what was to
//! come, whole, and the next start serves it. `make crash` tries a hundred moments and prints the
//! seed; `CRASH_SEED` has them again.
#![allow(clippy::cast_precision_loss, reason = "random numbers below 2^53")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/random.rs"]
#[allow(dead_code, reason = "other tests take the rest")]
mod random;
#[path = "support/service.rs"]
mod service;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use folder::{Folder, collection, feature, hazard, square};
use random::Random;
use rustix::process::Signal;
use serde_json::{Value as Json, json};
use service::Service;
use wareng::archive::Archive;
use wareng::keys;
use wareng::load::bundle;
use wareng::model::Prepared;
use wareng::receipt::SigningKeys;

const HERE: &str = "/v1/at?lon=110.42&lat=-7.0";
const SNAPSHOT: &str = "kota.wareng";
// Not by an ending that manifests have.
const KEYS: &str = "keys";
const SECRETS: &str = "secrets.json";
const TILES: &str = "kota.pmtiles";

/// What is going on when the process is killed.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Publish,
    Snapshot,
    AddKey,
    RevokeKey,
    Rotate,
    Export,
}

use Deed::{AddKey, Export, Publish, RevokeKey, Rotate, Snapshot};

const DEEDS: [Deed; 6] = [Publish, Snapshot, AddKey, RevokeKey, Rotate, Export];

/// A city after some deeds that were done or were not.
struct City {
    folder: Folder,
    /// The edition of its layer that was published last.
    edition: u32,
}

impl City {
    fn new() -> Self {
        let folder = Folder::new();
        let layer = hazard("banjir.geojson", "[fields]\nkelas = {}");
        folder.layer("banjir", &layer.replace("[source]", "max_zoom = 13\n[source]"));
        let mut city = Self { folder, edition: 0 };
        city.edit();
        for deed in [Snapshot, AddKey, Rotate, Export] {
            assert!(city.command(deed).status().unwrap().success(), "{deed:?}");
        }
        // What is served is kept before.
        drop(Service::over(&city.folder, &["--watch-seconds", "0"]));
        city
    }

    /// Puts another edition into the place of the layer, whole, as publishers do.
    fn edit(&mut self) {
        self.edition += 1;
        let areas = (0..2_000).map(|n| {
            let class = json!({ "kelas": if self.edition.is_multiple_of(2) { "1" } else { "3" } });
            let side = if n == 0 { 0.02 + 0.0001 * f64::from(self.edition) } else { 0.000_01 };
            feature(class, square(110.41 - 0.000_02 * f64::from(n), -7.01, side))
        });
        self.folder.write("new", collection(&areas.collect::<Vec<Json>>()));
        fs::rename(self.folder.at("new"), self.folder.at("banjir.geojson")).unwrap();
    }

    /// The program that does it.
    fn command(&self, deed: Deed) -> Command {
        let revoked = keys::read(&self.folder.at(KEYS)).unwrap().pop().map(|key| key.id);
        let arguments: &[&str] = match deed {
            Publish => &["ingest"],
            Snapshot => &["snapshot", "build", SNAPSHOT],
            AddKey => &["keys", "add", "uji", "--scopes", "internal", "--keys", KEYS],
            RevokeKey => &["keys", "revoke", revoked.as_deref().unwrap(), "--keys", KEYS],
            Rotate => &["receipts", "rotate", SECRETS],
            Export => &["tiles", "export", TILES],
        };
        let mut command = self.folder.command(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Begins it, and kills it after a while; how long it took where it was done before.
    fn killed(&mut self, deed: Deed, after: Duration) {
        if matches!(deed, Publish) {
            return self.killed_publishing(after);
        }
        if matches!(deed, Snapshot | Export) {
            self.edit();
        }
        let mut child = self.command(deed).spawn().unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The same of a service that publishes.
    fn killed_publishing(&mut self, after: Duration) {
        let by_hand = ["--admin", "127.0.0.1:0", "--watch-seconds", "0"];
        let service = Service::over(&self.folder, &by_hand);
        service.admin();
        self.edit();
        service.signal(Signal::HUP);
        std::thread::sleep(after);
        service.signal(Signal::KILL);
        service.wait();
    }

    /// All of it is whole, and of before or after what was killed.
    fn is_whole(&self, before: &Files) {
        let now = Files::of(self);
        assert!(now.keys == before.keys || now.keys_after(before), "{:?}", now.keys);
        assert!(now.secrets == before.secrets || now.secrets.len() == before.secrets.len() + 1);
        assert!(now.secrets.ends_with(&before.secrets), "{:?}", now.secrets);
    }

    /// The next start serves what was published last, and where that cannot be read any more what
    /// was served before.
    fn starts(&self) {
        let whole = self.folder.at("whole");
        fs::rename(self.folder.at("banjir.geojson"), &whole).unwrap();
        self.folder.write("banjir.geojson", "{");
        let ready = Service::over(&self.folder, &[]).get("/readyz").json();
        assert_eq!(ready["outdated"], json!(["banjir"]), "{ready}");
        fs::rename(&whole, self.folder.at("banjir.geojson")).unwrap();
        let service = Service::over(&self.folder, &["--keys", KEYS, "--receipt-keys", SECRETS]);
        let answer = service.get(HERE).json();
        let class = if self.edition.is_multiple_of(2) { "rendah" } else { "tinggi" };
        assert_eq!(answer["findings"][0]["class"], class, "{answer}");
    }
}

/// What lies there, read whole.
struct Files {
    keys: Vec<(String, bool)>,
    secrets: Vec<String>,
}

impl Files {
    fn of(city: &City) -> Self {
        let at = |file| city.folder.at(file);
        let keys = keys::read(&at(KEYS)).unwrap();
        let secrets = SigningKeys::parse(&fs::read_to_string(at(SECRETS)).unwrap()).unwrap();
        Prepared::read(&at(".prepared/banjir.prepared")).unwrap();
        let archive = Archive::open(&at(TILES)).unwrap();
        assert!(archive.tiles() > 0);
        // A snapshot of an edition before is one.
        bundle::read(&city.folder.options(1), &at(SNAPSHOT)).unwrap();
        Self {
            keys: keys.iter().map(|key| (key.id.clone(), key.revoked.is_some())).collect(),
            secrets: secrets.public().ids().map(str::to_owned).collect(),
        }
    }

    /// One key more than before, or one revoked.
    fn keys_after(&self, before: &Self) -> bool {
        let other = self.keys.iter().filter(|key| !before.keys.contains(key)).count();
        other == 1 && self.keys.len() - before.keys.len() <= 1
    }
}

/// Kills as often as that, and starts after each.
#[allow(clippy::print_stdout, reason = "who wants the same moments again needs the seed")]
fn kill(moments: usize) {
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos();
    let given = std::env::var("CRASH_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed = given.unwrap_or_else(|| u64::try_from(now() % 1_000_000_000).unwrap());
    println!("CRASH_SEED={seed}");
    let random = &mut Random(seed);
    let mut city = City::new();
    let takes = DEEDS.map(|deed| taken(&mut city, deed));
    for moment in 0..moments {
        let at = moment % DEEDS.len();
        let after = takes[at].mul_f64(random.between(0.0, 1.1));
        let before = Files::of(&city);
        city.killed(DEEDS[at], after);
        println!("{moment}: {:?} killed after {} ms", DEEDS[at], after.as_millis());
        city.is_whole(&before);
        city.starts();
    }
    let left = fs::read_dir(city.folder.at(".prepared")).unwrap().count();
    println!("{left} files in the folder of prepared files");
}

/// How long it takes where nobody kills it.
fn taken(city: &mut City, deed: Deed) -> Duration {
    city.edit();
    let begin = Instant::now();
    assert!(city.command(deed).status().unwrap().success(), "{deed:?}");
    begin.elapsed()
}

#[test]
fn what_is_killed_at_any_moment_leaves_what_was_or_what_comes() {
    kill(DEEDS.len());
}

#[test]
#[ignore = "two minutes: make crash"]
fn a_hundred_moments() {
    kill(100);
}
