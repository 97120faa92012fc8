//! Pages without a script: they say what the API says, hold what strangers write, and are small.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where a step of it does")]
#![allow(clippy::print_stdout, reason = "how large the largest answer is")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/pages.rs"]
mod pages;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/styles.rs"]
mod styles;

use axum::http::header;
use pages::{Page, ask, ask_damaged, encoded, page};
use serde_json::Value;

/// A page with its stylesheet and sign, as a browser takes them.
const MOST_BYTES: usize = 15_000;

/// Places of every sort, by what they are.
const PLACES: [(&str, f64, f64); 8] = [
    ("in a class, near a border", 110.42, -6.97),
    ("in a gap between two units", 110.4203185, -7.065805),
    ("in the middle", 110.39, -7.02),
    ("in the north", 110.44, -6.955),
    ("in the west", 110.32, -7.05),
    ("in the south", 110.41, -7.09),
    ("outside, near", 110.25, -7.15),
    ("outside, far", 106.82, -6.17),
];

fn place_path(lon: f64, lat: f64, lang: &str) -> String {
    format!("/lokasi?lon={lon}&lat={lat}&lang={lang}")
}

async fn json(path: &str) -> Value {
    let reply = ask(path, &[]).await;
    assert_eq!(reply.status, 200, "{path}");
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test]
async fn a_page_of_a_place_says_what_the_api_says() {
    let (mut statuses, mut units) = (Vec::new(), Vec::new());
    for (name, lon, lat) in PLACES {
        for lang in ["id", "en"] {
            let page = page(&place_path(lon, lat, lang)).await;
            let answer = json(&format!("/v1/at?lon={lon}&lat={lat}&lang={lang}")).await;
            let is_outside = answer["units"][0]["status"] == "outside";
            let not_safe = ["itu bukan berarti aman", "does not mean that it is safe"]
                .map(|w| page.text().contains(w));
            assert_eq!(not_safe.contains(&true), is_outside, "{name}");
            for finding in answer["findings"].as_array().unwrap() {
                if is_outside && finding["status"] == "unmapped" {
                    // Of what is not this city's it is not told that nobody knows.
                    assert_eq!(
                        page.all("data-layer").find(|l| finding["layer"] == l.as_str()),
                        None
                    );
                    continue;
                }
                let told = page.only("data-layer", finding["layer"].as_str().unwrap());
                assert_eq!(told.attribute("data-status"), finding["status"].as_str(), "{name}");
                assert_eq!(told.attribute("data-class"), finding["class"].as_str(), "{name}");
                let text = pages::text_of(told);
                for key in ["title", "label", "meaning", "advice"] {
                    let said = finding[key].as_str().unwrap_or_default();
                    assert!(text.contains(said), "{name}: {said:?} in {text:?}");
                }
                if let Some(worse) = finding.get("worse") {
                    let metres = metres(worse["distance_m"].as_f64().unwrap(), lang);
                    let label = worse["label"].as_str().unwrap();
                    assert!(text.contains(&format!("{label}, {metres}")), "{name}: {text}");
                }
                statuses.push(finding["status"].as_str().unwrap().to_owned());
            }
            let unit = &answer["units"][0];
            let unit_name = unit["name"].as_str().or(unit["nearest"]["name"].as_str());
            assert!(page.text().contains(unit_name.unwrap_or_default()), "{name}: {unit}");
            units.push(unit["status"].as_str().unwrap().to_owned());
            assert!(page.text().contains(answer["snapshot"].as_str().unwrap()), "{name}");
        }
    }
    for status in ["mapped", "none", "unmapped"] {
        assert!(statuses.iter().any(|s| s == status), "no place is {status}: choose others");
    }
    for status in ["inside", "gap", "outside"] {
        assert!(units.iter().any(|s| s == status), "no place is {status}: choose others");
    }
}

/// Whole metres below a kilometre, a decimal below ten.
fn metres(metres: f64, lang: &str) -> String {
    match metres {
        m if m < 1.0 => if lang == "id" { "kurang dari 1 m" } else { "less than 1 m" }.to_owned(),
        m if m < 999.5 => format!("{:.0} m", m + 1e-9),
        m => {
            let text = format!("{:.1}", (m / 100.0).round() / 10.0);
            let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
            format!("{} km", if lang == "id" { text.replace('.', ",") } else { text })
        }
    }
}

#[tokio::test]
async fn the_most_serious_comes_first_and_unmapped_before_none() {
    for (name, lon, lat) in PLACES {
        let page = page(&place_path(lon, lat, "id")).await;
        let weight =
            |status: &str| ["mapped", "unmapped", "none"].iter().position(|s| *s == status);
        let told: Vec<_> = page.all("data-status").map(|s| weight(&s).unwrap()).collect();
        assert!(told.is_sorted(), "{name}: {told:?}");
    }
}

#[tokio::test]
async fn unmapped_says_that_it_is_not_safe() {
    let (_, lon, lat) = PLACES[0];
    for (lang, not_safe) in [("id", "bukan berarti aman"), ("en", "does not mean safe")] {
        let page = page(&place_path(lon, lat, lang)).await;
        let unmapped = page.nodes().find(|n| n.attribute("data-status") == Some("unmapped"));
        assert!(pages::text_of(unmapped.unwrap()).contains(not_safe));
        let none = page.nodes().find(|n| n.attribute("data-status") == Some("none"));
        assert!(!pages::text_of(none.unwrap()).contains(not_safe));
    }
}

#[tokio::test]
async fn what_is_not_served_says_so_and_is_not_safe() {
    let damaged = ask_damaged("/lokasi?lon=110.42&lat=-6.97").await;
    assert_eq!(damaged.status, 200);
    let page = Page::of(&damaged);
    let flood = page.only("data-layer", "banjir");
    assert_eq!(flood.attribute("data-status"), Some("unavailable"));
    assert!(pages::text_of(flood).contains("bukan berarti aman"));
    assert!(page.text().contains("tsunami"), "a layer whose manifest cannot be read");
}

#[tokio::test]
async fn what_is_nearest_is_that_of_around_and_numbers_dial() {
    for (name, lon, lat) in PLACES {
        let page = page(&place_path(lon, lat, "id")).await;
        let around = json(&format!("/v1/around?lon={lon}&lat={lat}&lang=id")).await;
        let items = page.items("near");
        let all = around["nearest"].as_array().unwrap().iter();
        // Nobody is sent to another city.
        let nearest: Vec<_> =
            all.filter(|found| found["distance_m"].as_f64() <= Some(50_000.0)).collect();
        assert_eq!(items.len(), nearest.len(), "{name}");
        for (item, facility) in items.iter().zip(nearest) {
            for key in ["name", "phone"] {
                let said = facility[key].as_str().unwrap_or_default();
                assert!(item.contains(said), "{name}: {said:?} in {item:?}");
            }
            let distance = metres(facility["distance_m"].as_f64().unwrap(), "id");
            assert!(item.contains(&distance) || distance.ends_with("km"), "{name}: {item:?}");
        }
        let emergency = around["emergency"].as_str().unwrap();
        let dialled = page.links();
        assert!(dialled.contains(&format!("tel:{emergency}")), "{name}");
        for link in dialled.iter().filter(|l| l.starts_with("tel:")) {
            assert!(link[4..].chars().all(|c| c.is_ascii_digit() || c == '+'), "{link}");
        }
    }
}

#[tokio::test]
async fn who_says_so_is_named_with_a_way_to_report_an_error() {
    let (_, lon, lat) = PLACES[0];
    let page = page(&place_path(lon, lat, "en")).await;
    let answer = json(&format!("/v1/at?lon={lon}&lat={lat}&lang=en")).await;
    for (layer, source) in answer["sources"].as_object().unwrap() {
        let about = json(&format!("/v1/layers/{layer}")).await;
        if ["zoning", "population"].iter().any(|kind| about["kind"] == *kind) {
            continue;
        }
        let title = about["title"]["en"].clone();
        for said in [&title, &source["publisher"], &source["licence"]] {
            assert!(page.text().contains(said.as_str().unwrap()), "{layer}: {said}");
        }
        let contact = source["contact"].as_str().unwrap();
        assert!(page.links().iter().any(|l| l.starts_with(contact)), "{contact}");
    }
    assert!(page.text().contains("1 January 2025"), "the date of the data");
    let notice = answer["notice"].as_str().unwrap();
    assert!(page.text().contains(notice), "the city's notice");
}

#[tokio::test]
async fn search_leads_to_places_areas_and_nowhere_kindly() {
    let hits = json("/v1/search?q=gg+manggis+24+no+6&limit=10").await;
    let first = &hits["features"][0];
    let [lon, lat] = [0, 1].map(|i| first["geometry"]["coordinates"][i].as_f64().unwrap());
    let found = page("/cari?q=gg+manggis+24+no+6").await;
    let items = found.items("hits");
    assert_eq!(items.len(), hits["features"].as_array().unwrap().len());
    assert!(items[0].contains(first["properties"]["name"].as_str().unwrap()), "{items:?}");
    let link = found.links().into_iter().find(|l| l.starts_with("/lokasi?")).unwrap();
    let place = page(&link).await;
    assert_eq!(place.one("h1"), page(&place_path(lon, lat, "id")).await.one("h1"));
    assert!(place.text().contains("Mugasari"), "{}", place.text());

    let area = page("/cari?q=Bangunharjo").await;
    assert!(
        area.links().iter().any(|l| l.starts_with("/wilayah/kelurahan/")),
        "{:?}",
        area.links()
    );

    let nothing = page("/cari?q=qqqxyzzy").await;
    assert!(nothing.text().contains("Tidak ada yang cocok"));
    assert!(nothing.items("hits").is_empty());
    assert!(page("/cari").await.has("form") && page("/cari?q=+").await.has("form"));
}

#[tokio::test]
async fn nobody_is_sent_to_a_shelter_in_another_city() {
    let far = page("/lokasi?lon=106.82&lat=-6.17").await;
    assert!(!far.text().contains("ke arah"), "{}", far.text());
    let here = page("/lokasi?lon=110.42&lat=-6.97").await;
    assert!(here.text().contains("ke arah"), "{}", here.text());
}

#[tokio::test]
async fn a_street_is_not_given_a_made_up_point() {
    let hits = json("/v1/search?q=gang+manggis&limit=10").await;
    let streets = hits["features"].as_array().unwrap().iter();
    let streets = streets.filter(|f| f["properties"]["precision"] == "street").count();
    assert!(streets > 0, "no street is found: ask for another");
    let found = page("/cari?q=gang+manggis").await;
    let with_place = found.links().iter().filter(|l| l.starts_with("/lokasi?")).count();
    assert_eq!(with_place, hits["features"].as_array().unwrap().len() - streets);
    assert!(found.text().contains("Dengan nomor rumah yang ada di data"));
}

#[tokio::test]
async fn who_seeks_a_school_comes_back_to_schools() {
    let home = page("/sekolah").await;
    assert!(home.fields().contains(&("untuk".to_owned(), "sekolah".to_owned())));
    let found = page("/cari?q=gg+manggis+24+no+6&untuk=sekolah&lang=en").await;
    let link = found.links().into_iter().find(|l| l.starts_with("/sekolah?lon=")).unwrap();
    assert!(link.ends_with("&lang=en"), "{link}");
    let levels = page(&link).await;
    let level = levels.links().into_iter().find(|l| l.contains("jenjang=SMP&")).unwrap();
    assert!(!page(&level).await.items("schools").is_empty());
}

#[tokio::test]
async fn a_page_of_schools_says_what_the_api_says() {
    for (name, lon, lat) in &PLACES[..6] {
        for (level, lang) in [("SD", "id"), ("SMP", "en")] {
            let query = format!("lon={lon}&lat={lat}&jenjang={level}&lang={lang}");
            let answer = json(&format!("/v1/schools?{query}")).await;
            let page = page(&format!("/sekolah?{query}")).await;
            let items = page.items("schools");
            let placed = answer["schools"].as_array().unwrap();
            let unplaced = answer["without_place"].as_array().unwrap();
            assert_eq!(items.len(), placed.len() + unplaced.len(), "{name}");
            for (item, school) in items.iter().zip(placed.iter().chain(unplaced)) {
                for key in ["name", "npsn", "address", "status"] {
                    let said = school[key].as_str().unwrap_or_default();
                    let said = match (lang, said) {
                        ("en", "Negeri") => "Public",
                        ("en", "Swasta") => "Private",
                        _ => said,
                    };
                    assert!(item.contains(said), "{name}: {said:?} in {item:?}");
                }
                for key in ["seats", "rombel", "teachers"] {
                    let said = school[key].as_i64().map(|n| n.to_string()).unwrap_or_default();
                    assert!(item.contains(&said), "{name}: {key} {said:?} in {item:?}");
                }
            }
            for zone in answer["zones"].as_array().unwrap() {
                assert!(page.text().contains(zone["school"].as_str().unwrap_or_default()));
            }
            for said in [&answer["about"], &answer["admission"]["title"]] {
                assert!(page.text().contains(said.as_str().unwrap()), "{name}: {said}");
            }
            for route in answer["admission"]["routes"].as_array().unwrap() {
                assert!(page.text().contains(route["label"].as_str().unwrap()), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_of_an_area_says_what_the_api_says() {
    for lang in ["id", "en"] {
        let answer = json(&format!("/v1/at/kelurahan/33.74.01.1009?lang={lang}")).await;
        let page = page(&format!("/wilayah/kelurahan/33.74.01.1009?lang={lang}")).await;
        assert!(page.one("h1").contains(answer["feature"]["name"].as_str().unwrap()));
        for (hazard, rows) in answer["whole"]["hazards"].as_object().unwrap() {
            let table = pages::text_of(page.only("data-layer", hazard));
            for row in rows.as_array().unwrap() {
                let label = row["label"].as_str().unwrap_or_default();
                let share = row["share"].as_f64().unwrap();
                assert!(share == 0.0 || table.contains(label), "{hazard}: {label} in {table}");
                if (0.001..0.999).contains(&share) {
                    let percent = format!("{:.1}", (share * 1_000.0).round() / 10.0);
                    let percent = percent.strip_suffix(".0").unwrap_or(&percent);
                    let percent =
                        if lang == "id" { percent.replace('.', ",") } else { percent.into() };
                    assert!(
                        table.contains(&format!("{percent} %")),
                        "{hazard}: {percent} in {table}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn what_strangers_write_stays_text() {
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; --",
        "{{ 7*7 }} {% raw %}",
        "a&lt;b&amp;c",
        "\u{202e}olleh \u{0}",
        "&#x3c;/title>",
    ] {
        let found = page(&format!("/cari?q={}", encoded(hostile))).await;
        let kept = found.fields().into_iter().find(|(name, _)| name == "q").unwrap().1;
        let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
        assert_eq!(plain(&kept), plain(hostile.trim()));
        assert!(!found.has("script") && !found.has("img"), "{hostile}");
    }
    for path in [
        "/sekolah?lon=110.42&lat=-6.97&jenjang=%3Cscript%3E",
        "/wilayah/%3Cscript%3E/%22onload%3D",
        "/lokasi?lon=%3Cscript%3E&lat=1",
        "/lokasi?lon=110.42&lat=-6.97&lang=%3Cscript%3E&%3Cscript%3E=1",
    ] {
        assert!(!Page::of(&ask(path, &[]).await).has("script"), "{path}");
    }
    let long = ask(&format!("/cari?q={}", "a".repeat(201)), &[]).await;
    assert_eq!(long.status, 400);
}

#[tokio::test]
async fn what_goes_wrong_is_a_page_in_the_readers_language_with_a_way_on() {
    for (path, status, says) in [
        ("/lokasi", 400, "required"),
        ("/lokasi?lon=110.42&lat=abc", 400, "decimal number"),
        ("/lokasi?lon=-6.97&lat=110.42", 400, "swapped"),
        ("/sekolah?lon=110.42&lat=-6.97&jenjang=XX", 400, "no school of level"),
        ("/wilayah/kelurahan/nothing", 404, "no such page"),
        ("/wilayah/nothing/1", 404, "no such page"),
        ("/wilayah/sekolah/X3374214", 404, "no such page"),
    ] {
        let english = ask(path, &[(header::ACCEPT_LANGUAGE, "en")]).await;
        assert_eq!(english.status, status, "{path}");
        assert_eq!(english.header(header::CONTENT_LANGUAGE), "en", "{path}");
        let page = Page::of(&english);
        assert!(page.text().contains(says), "{path}: {}", page.text());
        assert!(page.has("form"), "{path}");
        let indonesian = Page::of(&ask(path, &[]).await);
        assert_ne!(indonesian.one("h1"), page.one("h1"), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_address_is_a_page_for_people_and_a_problem_for_programs() {
    for path in ["/no/such/address", "/nothing"] {
        let people = ask(path, &[(header::ACCEPT, "text/html,*/*;q=0.8")]).await;
        assert_eq!((people.status.as_u16(), Page::of(&people).has("form")), (404, true), "{path}");
        let programs = ask(path, &[(header::ACCEPT, "*/*")]).await;
        assert_eq!(programs.header(header::CONTENT_TYPE), "application/problem+json", "{path}");
    }
    let api = ask("/v1/layers/nothing", &[(header::ACCEPT, "text/html")]).await;
    assert_eq!(api.header(header::CONTENT_TYPE), "application/problem+json");
}

#[tokio::test]
async fn what_is_added_to_a_link_on_its_way_does_no_harm() {
    let (plain, tracked) = (
        page("/lokasi?lon=110.42&lat=-6.97").await,
        page("/lokasi?lon=110.42&lat=-6.97&fbclid=abc&utm_source=wa").await,
    );
    assert_eq!(plain.text(), tracked.text());
}

#[tokio::test]
async fn a_page_keeps_the_language_that_was_chosen_and_only_that() {
    let chosen = page("/lokasi?lon=110.42&lat=-6.97&lang=en").await;
    let ours = |link: &&String| link.starts_with('/') && !link.starts_with("/#");
    let own: Vec<String> = chosen.links().iter().filter(ours).cloned().collect();
    assert!(own.iter().all(|link| link.contains("lang=")), "{own:?}");
    assert!(own.iter().any(|link| link.contains("lang=id")), "the other language: {own:?}");
    let usual = page("/lokasi?lon=110.42&lat=-6.97").await;
    let named = usual.links().iter().filter(ours).filter(|l| l.contains("lang=")).count();
    assert_eq!(named, 1, "only the other language");
    let asked = ask("/lokasi?lon=110.42&lat=-6.97", &[(header::ACCEPT_LANGUAGE, "en-GB,en")]).await;
    assert_eq!(asked.header(header::CONTENT_LANGUAGE), "en");
}

#[tokio::test]
async fn pages_load_nothing_but_their_own_two_files_and_are_kept_by_nobody() {
    for path in [
        "/lokasi?lon=110.42&lat=-6.97",
        "/cari",
        "/cari?q=manggis",
        "/sekolah?lon=110.42&lat=-6.97&jenjang=SD",
        "/wilayah/kelurahan/33.74.01.1009",
        "/lokasi",
    ] {
        let reply = ask(path, &[]).await;
        assert_eq!(reply.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(reply.header(header::CACHE_CONTROL), "private, no-store", "{path}");
        assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{path}");
        assert_eq!(reply.headers.get(header::SET_COOKIE), None, "{path}");
        let policy = reply.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{path}: {policy}");
        let page = Page::of(&reply);
        for inline in ["style", "script"] {
            assert!(!page.has(inline), "{path} has <{inline}>");
        }
        assert_eq!(page.all("style").count(), 0, "{path}");
        assert_eq!(page.count("h1"), 1, "{path}");
        for file in page.loads() {
            let file = ask(&file, &[]).await;
            assert_eq!(file.status, 200, "{path}");
            assert!(file.header(header::CACHE_CONTROL).contains("immutable"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_preview_of_a_link_says_where_and_what() {
    let page = page("/lokasi?lon=110.42&lat=-6.97&lang=en").await;
    let meta = |name: &str| page.meta(name);
    assert_eq!(meta("og:url"), "http://city.test/lokasi?lon=110.42&lat=-6.97&lang=en");
    assert!(meta("og:title").contains("Bangunharjo"), "{}", meta("og:title"));
    assert!(meta("og:description").contains("Flood: Low (level 1 of 3)"));
    assert_eq!(meta("robots"), "noindex", "where somebody asked about is not for lists");
}

#[tokio::test]
async fn every_answer_is_small() {
    let mut most = (0, String::new());
    for path in answers() {
        let bytes = transferred(&path).await;
        if bytes > most.0 {
            most = (bytes, path.clone());
        }
        assert!(bytes <= MOST_BYTES, "{path} takes {bytes} bytes");
    }
    println!("the largest answer: {} bytes, {}", most.0, most.1);
}

/// Bytes over the wire to who has nothing yet, as the oldest coding has them.
async fn transferred(path: &str) -> usize {
    let coded = |path: String| async move {
        ask(&path, &[(header::ACCEPT_ENCODING, "gzip")]).await.body.len()
    };
    let mut bytes = coded(path.to_owned()).await;
    for file in page(path).await.loads() {
        bytes += coded(file).await;
    }
    bytes
}

/// Answers over the whole city and around it.
fn answers() -> Vec<String> {
    let mut paths = Vec::new();
    for i in 0..7 {
        for j in 0..7 {
            let (lon, lat) = (110.26 + 0.04 * f64::from(i), -7.12 + 0.03 * f64::from(j));
            paths.push(place_path(lon, lat, if i % 2 == 0 { "id" } else { "en" }));
            if (i + j) % 3 == 0 {
                for level in ["SD", "SMP", "SMA"] {
                    paths.push(format!("/sekolah?lon={lon}&lat={lat}&jenjang={level}&lang=id"));
                }
            }
        }
    }
    for text in ["jalan", "gang manggis", "SD Negeri", "Bangunharjo", "-7.05, 110.45", "qqq"] {
        paths.push(format!("/cari?q={}", encoded(text)));
    }
    paths.extend(["/cari", "/sekolah", "/wilayah/kelurahan/33.74.01.1009"].map(str::to_owned));
    paths
}
