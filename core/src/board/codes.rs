//! The two codes that the public sees: the address of a page, and the receipt of a clue. Both are made of
//! randomness that arrives as a value, and tell nothing about what lies behind them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A public page's name in its address: sixteen letters and digits, no part of the matter's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicId(String);

/// What somebody who left a clue gets to quote later, and by which the clue is known once and for all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Receipt(String);

/// RFC 4648's alphabet in small letters: safe in addresses and file names.
const ADDRESS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Without letters that look like digits: a receipt is read out on the telephone.
const SPOKEN: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl PublicId {
    /// From eighty random bits.
    pub fn of(random: [u8; 10]) -> PublicId {
        PublicId(letters(&random, ADDRESS, 16))
    }

    /// The id that `text` is, if it is one.
    pub fn parse(text: &str) -> Option<PublicId> {
        let sound = text.len() == 16 && text.bytes().all(|byte| ADDRESS.contains(&byte));
        sound.then(|| PublicId(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Receipt {
    /// From sixty random bits, in groups of four.
    pub fn of(random: [u8; 8]) -> Receipt {
        let all = letters(&random, SPOKEN, 12);
        Receipt(format!("{}-{}-{}", &all[..4], &all[4..8], &all[8..]))
    }

    /// The receipt that `text` is, if it is one.
    pub fn parse(text: &str) -> Option<Receipt> {
        let mut parts = text.split('-');
        let group = |part: Option<&str>| {
            part.is_some_and(|part| part.len() == 4 && part.bytes().all(|byte| SPOKEN.contains(&byte)))
        };
        let sound = group(parts.next()) && group(parts.next()) && group(parts.next());
        (sound && parts.next().is_none()).then(|| Receipt(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Five bits a letter.
fn letters(random: &[u8], alphabet: &[u8; 32], count: usize) -> String {
    let mut bits = random.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    (0..count)
        .map(|_| {
            let place = bits.by_ref().take(5).fold(0, |number, bit| number << 1 | usize::from(bit));
            char::from(alphabet[place])
        })
        .collect()
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
