//! The words of Indonesian addresses and schools that say what the next word is, and how people
//! shorten them.

/// What a word says of those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A street follows.
    Street,
    /// An alley follows.
    Alley,
    /// A house number follows.
    Number,
    /// The number of a neighbourhood's part follows.
    Rt,
    /// The number of a neighbourhood follows.
    Rw,
    /// The name of a unit of this level follows.
    Level(&'static str),
    /// It says nothing: in, the country.
    Nothing,
    /// What follows is near, and not it: near, in front of, behind.
    Beside,
}

/// The role of a word, if it has one. Levels are those of the Ministry of Home Affairs.
pub(super) fn role(word: &str) -> Option<Role> {
    Some(match word {
        "jl" | "jln" | "jalan" | "jlan" | "jalam" | "jaln" => Role::Street,
        "gg" | "gang" | "gag" | "gng" | "lorong" | "lr" => Role::Alley,
        "no" | "nomor" | "nmr" | "nomer" | "num" => Role::Number,
        "rt" => Role::Rt,
        "rw" => Role::Rw,
        "kel" | "kelurahan" | "ds" | "desa" => Role::Level("kelurahan"),
        "kec" | "kecamatan" => Role::Level("kecamatan"),
        word if NOTHING.contains(&word) => Role::Nothing,
        word if BESIDE.contains(&word) => Role::Beside,
        _ => return None,
    })
}

/// The words that say nothing.
const NOTHING: [&str; 12] = [
    "area",
    "daerah",
    "di",
    "indonesia",
    "kab",
    "kabupaten",
    "ke",
    "kodepos",
    "kota",
    "npsn",
    "propinsi",
    "provinsi",
];

/// The words that say that a place is beside what follows, not there.
const BESIDE: [&str; 13] = [
    "belakang", "blkg", "dekat", "deket", "depan", "dkt", "dpn", "samping", "sblh", "sebelah",
    "seberang", "sekitar", "sktr",
];

/// Words that are left out of what is asked, so that no name has to be written with them.
pub(super) fn free_words() -> impl Iterator<Item = &'static str> {
    NOTHING.into_iter().chain(BESIDE)
}

/// What a shortened word stands for.
pub(super) fn in_full(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "sdn" => &["sd", "negeri"],
        "smpn" => &["smp", "negeri"],
        "sman" => &["sma", "negeri"],
        "smkn" => &["smk", "negeri"],
        "slbn" => &["slb", "negeri"],
        "tkn" => &["tk", "negeri"],
        "min" => &["mi", "negeri"],
        "mtsn" => &["mts", "negeri"],
        "man" => &["ma", "negeri"],
        "perum" | "prum" => &["perumahan"],
        "kp" | "kmpg" | "kamp" => &["kampung"],
        "dk" | "dkh" => &["dukuh"],
        "pkm" => &["puskesmas"],
        "rs" => &["rumah", "sakit"],
        "polsek" => &["kantor", "polisi"],
        "damkar" => &["pemadam", "kebakaran"],
        "posko" => &["tempat"],
        "shelter" | "evakuasi" => &["pengungsian"],
        _ => return None,
    })
}

/// Whether it is a title: people write it before a name, or do not.
pub(super) fn is_title(word: &str) -> bool {
    matches!(
        word,
        "jend"
            | "jenderal"
            | "jendral"
            | "brigjen"
            | "brigjend"
            | "letjen"
            | "letjend"
            | "mayjen"
            | "mayjend"
            | "kol"
            | "kolonel"
            | "kapten"
            | "letkol"
            | "prof"
            | "profesor"
            | "dr"
            | "dokter"
            | "ir"
            | "kh"
            | "kyai"
            | "kiai"
            | "raden"
            | "pangeran"
            | "sultan"
    )
}

/// Whether it says that a regency follows: what is called as the city is then another place.
pub(super) fn is_regency(word: &str) -> bool {
    matches!(word, "kab" | "kabupaten")
}

/// The word that both of a pair are compared as: those in the index and those that are asked.
pub(super) fn same(word: &str) -> &str {
    match word {
        "kmp" => "kampung",
        "ayani" => "yani",
        "utr" => "utara",
        "slt" | "sltn" => "selatan",
        "brt" => "barat",
        "tmr" => "timur",
        "tgh" => "tengah",
        word => word,
    }
}
