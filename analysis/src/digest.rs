//! Short digests of words: the same on every machine and in every run.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// 32 bits: two of a million words meet by chance about a hundred times, which shifts a likeness by nothing that shows.
pub(crate) fn digest(text: &str) -> u32 {
    let wide = digest64(text);
    (wide ^ (wide >> 32)) as u32
}

/// 64 bits.
pub(crate) fn digest64(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.write_u8(0xFF);
    let mixed = hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}
