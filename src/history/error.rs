use thiserror::Error;

/// Why something cannot be kept, or read again.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// The file system refused.
    #[error("the history cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// A layer is served whose file is nowhere.
    #[error("layer {0} cannot be kept: no prepared file has the version that is served")]
    Gone(String),
    /// A file was cut short or altered.
    #[error("{0} in the history is damaged")]
    Damaged(String),
}
