//! What lies on the disk: so much as the budget has room for, and nothing that is not whole.

use std::fs;

use axum::http::StatusCode;
use wareng::history::Budget;

use super::as_of;
use super::kept::{HERE, Kept, write};

#[tokio::test]
async fn the_oldest_go_first_and_what_did_not_change_is_there_once() {
    let mut city = Kept::new(Budget { versions: 2, mib: 100 });
    let first = city.snapshot().await;
    city.second_edition();
    let second = city.snapshot().await;
    let files = |city: &Kept, of: &str| {
        let name = |p: &std::path::PathBuf| p.file_name().unwrap().to_string_lossy().into_owned();
        city.on_disk("layers").iter().map(name).filter(|n| n.starts_with(of)).count()
    };
    assert_eq!([files(&city, "banjir-"), files(&city, "alamat-")], [2, 1]);
    write(&city.folder, ("1", 500, " Lagi"));
    city.publish();
    assert_eq!([files(&city, "banjir-"), files(&city, "alamat-")], [2, 1]);
    assert_eq!(city.on_disk("snapshots").len(), 2);
    assert_eq!(city.get(&as_of(HERE, &first)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(city.get(&as_of(HERE, &second)).await.status, StatusCode::OK);
    // Nothing new is nothing to keep, and a folder that is as it was before is the newest again.
    city.publish();
    assert_eq!(city.on_disk("snapshots").len(), 2);
    write(&city.folder, ("3", 450, " Baru"));
    city.publish();
    assert_eq!((city.snapshot().await, city.on_disk("snapshots").len()), (second, 2));
    // Where there is room for nothing, nothing is kept, and what is served is served.
    let none = city.restarted(Budget { versions: 2, mib: 0 });
    assert!(none.on_disk("snapshots").is_empty() && none.on_disk("layers").is_empty());
    assert_eq!(none.get(&as_of(HERE, &none.snapshot().await)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_half_file_is_read() {
    let mut city = Kept::new(Budget::default());
    let first = city.snapshot().await;
    city.second_edition();
    let records = city.on_disk("snapshots");
    let whole = fs::read(&records[0]).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 20) {
        let mut altered = whole.clone();
        altered[at] ^= 0x10;
        for bytes in [&whole[..at], &altered] {
            fs::write(&records[0], bytes).unwrap();
            let history =
                wareng::history::History::open(&city.folder.at(".prepared"), Budget::default());
            assert_eq!(history.unwrap().records().len(), 1, "at {at}");
        }
    }
    let city = city.restarted(Budget::default());
    assert_eq!(city.get(&as_of(HERE, &first)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(city.get(HERE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_snapshot_whose_layer_is_cut_is_passed_over() {
    let mut city = Kept::new(Budget::default());
    let first = city.snapshot().await;
    let flood = |city: &Kept| {
        let files = city.on_disk("layers");
        files.into_iter().find(|f| f.to_string_lossy().contains("/banjir-")).unwrap()
    };
    let file = flood(&city);
    city.second_edition();
    // A file of its own: the name of the whole one may be that of a prepared file.
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    for _ in 0..2 {
        assert_eq!(city.get(&as_of(HERE, &first)).await.status, StatusCode::NOT_FOUND);
    }
    let list = city.get("/v1/snapshots").await.json();
    assert_eq!(list["snapshots"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(city.get(HERE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn where_nothing_can_be_kept_the_newest_is_served() {
    let city = Kept::new(Budget::default());
    let first = city.snapshot().await;
    let layers = city.on_disk("layers")[0].parent().unwrap().to_owned();
    fs::rename(&layers, layers.with_file_name("elsewhere")).unwrap();
    fs::write(&layers, "").unwrap();
    write(&city.folder, ("3", 450, " Baru"));
    city.serve();
    assert!(city.try_to_keep().is_err());
    let now = city.get(HERE).await.json();
    assert_eq!(now["findings"][0]["class"], "tinggi", "{now}");
    // What was kept is there as soon as the disk is, and so is what could not be.
    fs::remove_file(&layers).unwrap();
    fs::rename(layers.with_file_name("elsewhere"), &layers).unwrap();
    city.try_to_keep().unwrap();
    assert_eq!(city.get(&as_of(HERE, &first)).await.status, StatusCode::OK);
    assert_eq!(city.on_disk("snapshots").len(), 2);
}
