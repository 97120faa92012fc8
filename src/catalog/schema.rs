//! The JSON Schemas (draft 2020-12) of what a layers folder is described with.
//!
//! They are the same for every manifest, and compiling one takes longer than holding a manifest
//! against it: each is made once.

use std::sync::LazyLock;

use jsonschema::Validator;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::raw::{RawCity, RawLayer};
use crate::model::AdmissionRules;

/// A schema, ready to hold texts against it.
pub(super) struct Schema {
    pub json: Json,
    pub validator: Result<Validator, String>,
}

impl Schema {
    fn of<T: JsonSchema>() -> Self {
        let json = schemars::schema_for!(T).to_value();
        let validator = jsonschema::validator_for(&json).map_err(|error| error.to_string());
        Self { json, validator }
    }
}

/// What a text is read as.
pub(super) trait Described: DeserializeOwned {
    fn schema() -> &'static Schema;
}

impl Described for RawLayer {
    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::of::<RawLayer>);
        &SCHEMA
    }
}

impl Described for RawCity {
    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::of::<RawCity>);
        &SCHEMA
    }
}

impl Described for AdmissionRules {
    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::of::<AdmissionRules>);
        &SCHEMA
    }
}
