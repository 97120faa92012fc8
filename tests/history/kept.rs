//! A city whose history is kept, in this process.
#![allow(dead_code, reason = "each test takes what it needs of it")]

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{HeaderName, header};
use serde_json::json;
use wareng::history::{Budget, History, HistoryError, Sources};
use wareng::load;
use wareng::server::{AppState, router};

use super::folder::{CITY, Folder, PEOPLE, VILLAGES, collection, feature, hazard, point, square};
use super::reply::Reply;
use super::styles;

pub(crate) const HERE: &str = "/v1/at?lon=110.42&lat=-7.0";

pub(crate) struct Kept {
    pub(crate) folder: Folder,
    pub(crate) state: AppState,
}

/// A layer of points with a name, of some kind.
fn named(kind: &str, file: &str, more: &str) -> String {
    format!(
        "kind = \"{kind}\"\ntitle = {{ id = \"{kind}\" }}\naccess = \"public\"\nid = \"kode\"\n\
         name = \"nama\"\n[source]\nfile = \"{file}\"\n[fields]\nkode = {{}}\n\
         nama = {{ search = true }}\n{more}"
    )
}

/// The first edition of a city in which every question has an answer.
pub(crate) fn city() -> Folder {
    let levels = "[[levels]]\nid = \"desa\"\nlabel = { id = \"Desa\" }\nlayer = \"desa\"\n";
    let folder = Folder::of_city(&format!("{CITY}{levels}"));
    let village = feature(json!({ "kode": "A" }), square(110.4, -7.02, 0.04));
    let house = feature(json!({ "jalan": "Jalan Manggis", "nomor": "6" }), point(110.42, -7.0));
    folder
        .write("desa.geojson", collection(&[village]))
        .write("alamat.geojson", collection(&[house]))
        .layer("desa", VILLAGES)
        .layer("penduduk", PEOPLE)
        .layer("banjir", &labelled(&hazard("banjir.geojson", "[fields]\nkelas = {}")))
        .layer("posko", &named("facility", "posko.geojson", "jenis = {}\n[facility]\nkind = \"jenis\"\n"))
        .layer("sekolah", &named("school", "sekolah.geojson", "jenjang = {}\n[school]\nlevel = \"jenjang\"\n"))
        .layer("tempat", &named("place", "tempat.geojson", ""))
        .layer(
            "alamat",
            "kind = \"address\"\ntitle = { id = \"Alamat\" }\naccess = \"public\"\nname = \"nomor\"\n\
             [source]\nfile = \"alamat.geojson\"\n[fields]\njalan = { search = true }\n\
             nomor = { search = true }\n[address]\nstreet = \"jalan\"\nnumber = \"nomor\"\n",
        )
        // Refused in both editions: what was said of that is kept, too.
        .write("tsunami.geojson", "{")
        .layer("tsunami", &hazard("tsunami.geojson", "[fields]\nkelas = {}"));
    write(&folder, ("1", 400, ""));
    folder
}

/// The data of an edition: the class of the flood, the people, and what is added to names.
pub(crate) fn write(folder: &Folder, (class, people, more): (&str, u32, &str)) {
    let one = |kode: &str, nama: &str, x: f64| {
        let properties = json!({ "kode": kode, "nama": format!("{nama}{more}"), "jenjang": "SD", "jenis": "posko" });
        feature(properties, point(x, -7.001))
    };
    let flood = feature(json!({ "kelas": class }), square(110.41, -7.01, 0.02));
    folder
        .write("banjir.geojson", collection(&[flood]))
        .write("penduduk.csv", format!("kode,jiwa\nA,{people}\n"))
        .write(
            "posko.geojson",
            collection(&[one("1", "Posko A", 110.421), one("2", "Posko B", 110.43)]),
        )
        .write("sekolah.geojson", collection(&[one("S1", "SD Satu", 110.422)]))
        .write("tempat.geojson", collection(&[one("T1", "Bubakan", 110.423)]));
}

fn labelled(manifest: &str) -> String {
    let low =
        manifest.replacen("label = { id = \"L\" }", "label = { id = \"Rendah\", en = \"Low\" }", 1);
    low.replacen("label = { id = \"L\" }", "label = { id = \"Tinggi\", en = \"High\" }", 1)
}

impl Kept {
    /// The first edition, served and kept.
    pub(crate) fn new(budget: Budget) -> Self {
        Self::over(city(), budget)
    }

    pub(crate) fn over(folder: Folder, budget: Budget) -> Self {
        let published = folder.load(2).0.published;
        let history = History::open(&folder.at(".prepared"), budget).unwrap();
        let state = AppState::new(published, styles::book(), 2, None);
        let kept = Self { folder, state: state.with_history(Arc::new(history)) };
        kept.keep();
        kept
    }

    /// The same folder served by another process.
    pub(crate) fn restarted(self, budget: Budget) -> Self {
        Self::over(self.folder, budget)
    }

    /// Publishes what the folder holds.
    pub(crate) fn publish(&self) {
        self.serve();
        self.keep();
    }

    /// Serves what the folder holds.
    pub(crate) fn serve(&self) {
        let before = self.state.published();
        let loaded = load::reload(&self.folder.options(2), &before, &|_| None, &|_, _| {}).unwrap();
        self.state.publish(loaded.published);
    }

    fn keep(&self) {
        self.try_to_keep().unwrap();
    }

    pub(crate) fn try_to_keep(&self) -> Result<(), HistoryError> {
        let (layers, prepared) = (self.folder.path(), self.folder.at(".prepared"));
        self.state
            .keep(&self.state.published(), &Sources { layers, prepared: &prepared, bundle: None })
    }

    /// Publishes the second edition: a graver flood, more people, other names, and a zone.
    pub(crate) fn second_edition(&mut self) {
        write(&self.folder, ("3", 450, " Baru"));
        let zone = json!({ "kode": "Z1", "nama": "Zona Satu" });
        let zone = feature(zone, square(110.41, -7.01, 0.02));
        self.folder.write("zonasi.geojson", collection(&[zone]));
        let zoning = named("zoning", "zonasi.geojson", "");
        self.folder.layer("zonasi", &zoning.replace("id = \"zoning\"", "id = \"zonasi\""));
        self.publish();
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with_key(&self, path: &str, key: &str) -> Reply {
        self.get_with(path, &[(header::AUTHORIZATION, &format!("Bearer {key}"))]).await
    }

    async fn get_with(&self, path: &str, with: &[(HeaderName, &str)]) -> Reply {
        Reply::to(router(self.state.clone()), ("GET", path), with).await
    }

    /// The name of what everybody is served.
    pub(crate) async fn snapshot(&self) -> String {
        self.get("/v1/layers").await.json()["snapshot"].as_str().unwrap().to_owned()
    }

    /// What is on the disk below a folder of the history, in order.
    pub(crate) fn on_disk(&self, folder: &str) -> Vec<PathBuf> {
        let history = self.folder.at(".prepared/history");
        let format = std::fs::read_dir(history).unwrap().next().unwrap().unwrap().path();
        let files = std::fs::read_dir(format.join(folder)).unwrap();
        let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}
