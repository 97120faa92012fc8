//! `wareng exposure`.

use std::io::Read;
use std::path::Path;

use wareng::exposure::{Of, Prepared, Question, exposure, to_csv, to_text};
use wareng::load;
use wareng::model::Lang;
use wareng::place::AskedPolygon;
use wareng::snapshot::Grant;

use super::arguments::ExposureFlags;
use super::{Failure, Settings, say, tell, warn};

pub(super) fn run(settings: &Settings, flags: &ExposureFlags) -> Result<(), Failure> {
    let lang = Lang::from_tag(&flags.lang)
        .ok_or_else(|| Failure::Other(format!("--lang {}: use id or en", flags.lang)))?;
    let question = Question {
        of: of(flags, lang)?,
        hazards: flags.hazards.clone(),
        with: flags.with.clone().unwrap_or_default(),
        rank_by: flags.rank_by.clone(),
        lang,
    };
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = load::load(&options, &|_, _| {})?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    let view = loaded.published.view(&Grant::everything());
    let prepared = Prepared::of(&view).map_err(|e| Failure::Other(e.to_string()))?;
    let answer = exposure(&view, &prepared, &question).map_err(|refusal| {
        let flag = match refusal.parameter {
            "layers" => "hazards",
            "rank_by" => "rank-by",
            other => other,
        };
        Failure::Other(format!("--{flag}: {}", refusal.text(lang)))
    })?;
    if flags.csv {
        // What the table has no place for is told beside it.
        answer.notice.into_iter().for_each(warn);
        warn(&answer.spread.note);
        say(&to_csv(&answer));
    } else if flags.json {
        let text =
            serde_json::to_string_pretty(&answer).map_err(|e| Failure::Other(e.to_string()))?;
        say(&format!("{text}\n"));
    } else {
        say(&to_text(&answer, lang));
    }
    Ok(())
}

fn of(flags: &ExposureFlags, lang: Lang) -> Result<Of, Failure> {
    match (&flags.by, &flags.unit, &flags.polygon) {
        (Some(level), _, _) => Ok(Of::Level(level.clone())),
        (_, Some(code), _) => Ok(Of::Unit(code.clone())),
        (_, _, Some(file)) => {
            let text = read(file)
                .map_err(|e| Failure::Other(format!("{} cannot be read: {e}", file.display())))?;
            let asked = AskedPolygon::from_geojson(&text).map_err(|fault| {
                let [id, en] = fault.words();
                Failure::Other(format!("{}: {}", file.display(), lang.pick(&id, &en)))
            })?;
            Ok(Of::Polygon(asked))
        }
        (None, None, None) => Err(Failure::Other("give --by, --unit or --polygon".into())),
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut text = Vec::new();
    std::io::stdin().lock().read_to_end(&mut text)?;
    Ok(text)
}
