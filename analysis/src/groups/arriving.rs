//! The order of a batch: by the strongest name (else word) that each letter shares with others.
//!
//! What is compared lies side by side then, in memory and in numbers, and the order is the same however letters arrived.

use super::{kinds::Marks, reading::Row, vectors::Vectors};

/// Letters of a batch on their way into their order, apart by the beginning of what orders them.
#[derive(Default)]
pub(super) struct Arriving {
    boxes: Vec<(Vectors, Vec<Arrived>)>,
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

const BOXES: u32 = 8;

impl Arriving {
    /// Takes in the letter of the next row.
    pub(super) fn push(
        &mut self,
        row: &Row,
        near: u32,
        features: &mut Vec<(u32, f32)>,
        named: bool,
        marks: Marks,
    ) {
        self.boxes.resize_with(1 << BOXES, Default::default);
        let (vectors, arrived) = &mut self.boxes[(near >> (32 - BOXES)) as usize];
        vectors.push(features, named, row.day);
        arrived.push(Arrived { near, content: row.order, row: self.letters, marks });
        self.letters += 1;
    }

    /// Puts all behind `vectors`, in their order. `each` is told of each letter its row, its place in an order that
    /// holds between batches, and its marks.
    pub(super) fn settle(self, vectors: &mut Vectors, mut each: impl FnMut(u32, u64, Marks)) {
        let features = self.boxes.iter().map(|(vectors, _)| vectors.features()).sum();
        vectors.reserve(self.letters as usize, features);
        for (boxed, arrived) in self.boxes {
            let mut order: Vec<u32> = (0..arrived.len() as u32).collect();
            order.sort_unstable_by_key(|&at| {
                let arrived = &arrived[at as usize];
                (arrived.near, arrived.content, arrived.row)
            });
            for at in order {
                let arrived = &arrived[at as usize];
                vectors.take(&boxed, at as usize);
                each(arrived.row, u64::from(arrived.near) << 32 | arrived.content >> 32, arrived.marks);
            }
        }
    }
}
