//! The order of a batch: by the strongest name (else word) that each letter shares with others.
//!
//! What is compared lies side by side then, in memory and in numbers, and the order is the same however letters arrived.

use super::{kinds::Marks, reading::Row, vectors::Vectors};

/// Letters of a batch on their way into their order, apart by the beginning of what orders them.
pub(super) struct Arriving {
    boxes: Vec<(Vectors, Vec<Arrived>)>,
    /// How many boxes, as a power of two.
    bits: u32,
    letters: u32,
}

struct Arrived {
    /// The feature beside whose other letters this one lies.
    near: u32,
    /// The place in the order of contents.
    content: u64,
    row: u32,
    marks: Marks,
}

/// Most boxes, as a power of two, and letters that one is worth: with many small ones more memory lies idle.
const BOXES: u32 = 8;
const BOX: usize = 4_096;

impl Arriving {
    /// For so many letters.
    pub(super) fn new(letters: usize) -> Self {
        let bits = (letters / BOX).max(1).ilog2().min(BOXES);
        let boxes =
            (0..1 << bits).map(|_| (Vectors::default(), Vec::with_capacity(letters >> bits))).collect();
        Self { boxes, bits, letters: 0 }
    }

    /// Takes in the letter of the next row.
    pub(super) fn push(
        &mut self,
        row: &Row,
        near: u32,
        features: &mut Vec<(u32, f32)>,
        named: bool,
        marks: Marks,
    ) {
        let (vectors, arrived) = &mut self.boxes[(u64::from(near) << self.bits >> 32) as usize];
        vectors.push(features, named, row.day);
        arrived.push(Arrived { near, content: row.order, row: self.letters, marks });
        self.letters += 1;
    }

    /// Puts all behind `vectors`, in their order. `each` is told of each letter its row, its place in an order that
    /// holds between batches, and its marks.
    pub(super) fn settle(self, vectors: &mut Vectors, mut each: impl FnMut(u32, u64, Marks)) {
        for (boxed, arrived) in self.boxes {
            let mut order: Vec<u32> = (0..arrived.len() as u32).collect();
            order.sort_unstable_by_key(|&at| {
                let arrived = &arrived[at as usize];
                (arrived.near, arrived.content, arrived.row)
            });
            for at in order {
                let arrived = &arrived[at as usize];
                vectors.take(&boxed, at);
                each(arrived.row, u64::from(arrived.near) << 32 | arrived.content >> 32, arrived.marks);
            }
        }
    }
}
