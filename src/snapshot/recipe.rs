use super::LayerVersion;

/// What the tiles of some layers are made of: the versions of the layers in their order, and the
/// renderer. The same recipe and address give the same bytes, in every process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Recipe(u128);

impl Recipe {
    /// The recipe of these layers. Cost: a hash over some tens of bytes a layer.
    pub fn of<'a>(layers: impl IntoIterator<Item = &'a LayerVersion>, renderer: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(renderer.as_bytes());
        for layer in layers {
            // A version begins with `b3:`, so that where one begins is never in doubt.
            hasher.update(layer.version().as_bytes());
        }
        let first = hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default();
        Self(u128::from_be_bytes(first))
    }

    /// Its name in addresses: 16 hexadecimal digits.
    pub fn tag(self) -> String {
        format!("{:016x}", self.0 >> 64)
    }

    /// Whether a name is its own; cheaper than to write that.
    pub fn has_tag(self, tag: &str) -> bool {
        let digits = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        tag.len() == 16
            && tag.bytes().all(digits)
            && u64::from_str_radix(tag, 16).is_ok_and(|tag| u128::from(tag) == self.0 >> 64)
    }

    /// Its name in validators: 32 hexadecimal digits.
    pub fn digits(self) -> String {
        format!("{:032x}", self.0)
    }
}
