//! A model as bytes: numbers behind one another, then the SHA-256 of all before. Read back, it is the same model or an
//! error, whatever the bytes; nothing in it is text from a message except the labels.

use super::{LANES, Model, calibrate::Calibration, vocabulary::Vocabulary};
use bangdu_record::digest::HashKind;

/// What a saved model begins with; another form gets another number.
const MARK: &[u8] = b"bangdu labels 1\n";

/// Why bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It doesn't begin as one.
    #[error("this is no saved model, or one from another version")]
    Foreign,
    /// Its digest is wrong, or what it says doesn't fit together.
    #[error("the saved model is damaged or cut short")]
    Damaged,
}

impl Model {
    /// The bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        number(&mut bytes, self.decisions);
        number(&mut bytes, self.labels.len() as u32);
        for (label, lift) in self.labels.iter().zip(&self.calibration.lifts) {
            number(&mut bytes, label.len() as u32);
            bytes.extend(label.as_bytes());
            bytes.extend(lift.to_le_bytes());
        }
        bytes.extend(self.calibration.slope.to_le_bytes());
        number(&mut bytes, self.calibration.worth.len() as u32);
        for (share, right) in &self.calibration.worth {
            bytes.extend(share.to_le_bytes());
            bytes.extend(right.to_le_bytes());
        }
        number(&mut bytes, self.vocabulary.len() as u32);
        for (key, rarity) in self.vocabulary.entries() {
            bytes.extend(key.to_le_bytes());
            bytes.extend(rarity.to_le_bytes());
        }
        let lanes = self.banks.iter().flatten().flatten();
        lanes.for_each(|weight| bytes.extend(weight.to_le_bytes()));
        let digest = HashKind::Sha256.hash(&bytes);
        bytes.extend(digest.as_bytes());
        bytes
    }

    /// The model that the bytes hold.
    ///
    /// # Errors
    /// [`Unreadable`] when they hold none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, Unreadable> {
        if !bytes.starts_with(MARK) {
            return Err(Unreadable::Foreign);
        }
        let (content, digest) = bytes.split_last_chunk::<32>().ok_or(Unreadable::Damaged)?;
        if HashKind::Sha256.hash(content).as_bytes() != digest {
            return Err(Unreadable::Damaged);
        }
        content.get(MARK.len()..).and_then(|rest| Reader(rest).model()).ok_or(Unreadable::Damaged)
    }
}

fn number(bytes: &mut Vec<u8>, n: u32) {
    bytes.extend(n.to_le_bytes());
}

/// What is still to be read.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn model(mut self) -> Option<Model> {
        let decisions = self.number()?;
        let count = self.number()? as usize;
        let (mut labels, mut lifts) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let length = self.number()? as usize;
            labels.push(String::from_utf8(self.take(length)?.to_vec()).ok()?);
            lifts.push(self.real()?);
        }
        let slope = self.real()?;
        let points = self.number()? as usize;
        let mut worth = Vec::new();
        for _ in 0..points {
            worth.push((self.real()?, self.real()?));
        }
        let calibration = Calibration { slope, lifts, worth };
        let columns = self.number()? as usize;
        let (mut keys, mut rarity) = (Vec::new(), Vec::new());
        for _ in 0..columns {
            keys.push(u64::from_le_bytes(self.take(8)?.try_into().ok()?));
            rarity.push(self.real()?);
        }
        let mut banks = Vec::new();
        for _ in 0..count.div_ceil(LANES) {
            let mut bank = Vec::new();
            for _ in 0..columns {
                let mut lanes = [0.0; LANES];
                for lane in &mut lanes {
                    *lane = self.real()?;
                }
                bank.push(lanes);
            }
            banks.push(bank);
        }
        let whole = self.0.is_empty() && count >= 2;
        whole.then(|| Model {
            labels,
            vocabulary: Vocabulary::new(keys, rarity),
            banks,
            calibration,
            decisions,
        })
    }

    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn real(&mut self) -> Option<f32> {
        let real = f32::from_le_bytes(self.take(4)?.try_into().ok()?);
        real.is_finite().then_some(real)
    }
}
