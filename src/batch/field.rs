//! What can be asked of a layer or a level, by the words of `/v1/at`.

/// What a level of units says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitWord {
    Code,
    Name,
    Status,
    Also,
    BorderM,
    NearestCode,
    NearestName,
    NearestM,
}

impl UnitWord {
    pub(super) const ALL: [(&str, Self); 8] = [
        ("code", Self::Code),
        ("name", Self::Name),
        ("status", Self::Status),
        ("also", Self::Also),
        ("border_m", Self::BorderM),
        ("nearest.code", Self::NearestCode),
        ("nearest.name", Self::NearestName),
        ("nearest.distance_m", Self::NearestM),
    ];
    /// What is answered where nothing else is said.
    pub(super) const USUAL: [&str; 3] = ["code", "name", "status"];
}

/// What a hazard says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HazardWord {
    Status,
    Class,
    Label,
    Meaning,
    Advice,
    Color,
    Also,
    BorderM,
    WorseClass,
    WorseLabel,
    WorseM,
    Edge,
}

impl HazardWord {
    pub(super) const ALL: [(&str, Self); 12] = [
        ("status", Self::Status),
        ("class", Self::Class),
        ("label", Self::Label),
        ("meaning", Self::Meaning),
        ("advice", Self::Advice),
        ("color", Self::Color),
        ("also", Self::Also),
        ("border_m", Self::BorderM),
        ("worse.class", Self::WorseClass),
        ("worse.label", Self::WorseLabel),
        ("worse.distance_m", Self::WorseM),
        ("edge", Self::Edge),
    ];
    /// What is answered where nothing else is said; `edge` too where the data says how good it is.
    pub(super) const USUAL: [&str; 2] = ["status", "class"];
}

/// The word of a name.
pub(super) fn word<W: Copy>(all: &[(&str, W)], name: &str) -> Option<W> {
    all.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
}
