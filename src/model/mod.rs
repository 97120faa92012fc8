//! What a city consists of: layers as their manifests declare them, and what ingest makes of
//! their sources. Data only; no file is opened here but a prepared one,
//! and those that are written whole.

mod access;
mod admission;
mod basemap;
mod city;
mod columns;
mod defect;
mod golden;
mod layer;
pub(crate) mod little_endian;
mod prepared;
mod pyramid;
mod pyramid_form;
mod refused;
mod report;
mod roles;
mod shapes;
mod shapes_form;
mod source_note;
mod suggest;
mod whole_file;
mod words;

pub use access::{Access, Scope};
pub use admission::{Admission, AdmissionDate, AdmissionLevel, AdmissionRoute, AdmissionRules};
pub use basemap::{Basemap, TileAddress};
pub use city::{City, Level, LevelUnits, OpeningView, UnitNames};
pub use columns::{Column, Columns, Value, Values};
pub use defect::Defect;
pub use golden::Golden;
pub use layer::{
    AddressFields, ClassScheme, Field, FieldType, Format, HazardClass, Kind, Layer, LayerId,
    Mapped, Partition, Population, Provenance, Repair, Repairs, SmallCounts, Source, Weight, Zooms,
};
pub use prepared::{Drawn, Prepared, PreparedError, Stored, ToolVersions};
pub use pyramid::{InsideRun, LevelTile, Owner, Piece, PieceKind, Pyramid, TileLevel};
pub use refused::Refused;
pub use report::{Fit, Flaw, Flaws, Neighbour, Repaired, Report};
pub use roles::{FacilityFields, SchoolFields, ZoneExtent, ZoneFields};
pub use shapes::{Part, PartKind, Shape, Shapes};
pub use source_note::SourceNote;
pub use suggest::{epsg_code, hint, meant, suggest};
pub use whole_file::WholeFile;
pub use words::{Lang, Words};
