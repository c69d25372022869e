//! The inverse of a basis as a product of elementary matrices (etas): one for each column that isn't a unit
//! vector, and one for each exchange since. Made anew every so often, with the columns in an order that keeps
//! it sparse.

/// Less than this is nothing.
const TINY: f64 = 1e-11;
/// A pivot must be at least this share of the largest that its column offers.
const FAIR: f64 = 0.05;

/// One elementary matrix: the identity but for one column.
#[derive(Clone, Copy, Debug)]
struct Eta {
    row: u32,
    pivot: f64,
    /// Where its other entries end; they begin where the eta before ends.
    end: u32,
}

/// The factors.
#[derive(Clone, Debug, Default)]
pub(super) struct Basis {
    etas: Vec<Eta>,
    entries: Vec<(u32, f64)>,
    /// Exchanges since the factors were made.
    pub exchanges: u32,
}

impl Basis {
    /// `v := B⁻¹ v`.
    pub fn forward(&self, v: &mut [f64]) {
        let mut begin = 0;
        for eta in &self.etas {
            let there = v[eta.row as usize];
            if there != 0.0 {
                let here = there / eta.pivot;
                v[eta.row as usize] = here;
                for &(row, value) in &self.entries[begin..eta.end as usize] {
                    v[row as usize] -= value * here;
                }
            }
            begin = eta.end as usize;
        }
    }

    /// `v := vᵀ B⁻¹`.
    pub fn backward(&self, v: &mut [f64]) {
        for (i, eta) in self.etas.iter().enumerate().rev() {
            let begin = i.checked_sub(1).map_or(0, |before| self.etas[before].end as usize);
            let entries = &self.entries[begin..eta.end as usize];
            let rest: f64 = entries.iter().map(|&(row, value)| value * v[row as usize]).sum();
            v[eta.row as usize] = (v[eta.row as usize] - rest) / eta.pivot;
        }
    }

    /// The column whose image under the inverse is `image` takes the place of the one at `row`.
    pub fn exchange(&mut self, row: usize, image: &[f64]) {
        self.push(row, image);
        self.exchanges += 1;
    }

    fn push(&mut self, row: usize, image: &[f64]) {
        let others = (0..).zip(image).filter(|(i, value)| *i != row as u32 && value.abs() > TINY);
        self.entries.extend(others.map(|(i, &value)| (i, value)));
        self.etas.push(Eta { row: row as u32, pivot: image[row], end: self.entries.len() as u32 });
    }

    /// Makes the factors of columns anew: each a list of (row, value). `rows` is how many rows there are, and
    /// `taken` which of them a unit vector stands for already. Returns the row of each column; none for one that hangs on the
    /// others.
    pub fn factor(&mut self, columns: &[Vec<(u32, f64)>], taken: &mut [bool]) -> Vec<Option<u32>> {
        self.etas.clear();
        self.entries.clear();
        self.exchanges = 0;
        let mut counts = vec![0_u32; taken.len()];
        for &(row, _) in columns.iter().flatten() {
            counts[row as usize] += 1;
        }
        let mut rows = vec![None; columns.len()];
        let mut image = vec![0.0; taken.len()];
        for column in order(columns, taken, &counts) {
            image.fill(0.0);
            columns[column].iter().for_each(|&(row, value)| image[row as usize] += value);
            self.forward(&mut image);
            let open = || (0..image.len()).filter(|&row| !taken[row]);
            let most = open().map(|row| image[row].abs()).fold(0.0, f64::max);
            if most < 1e-7 {
                continue;
            }
            let fair = open().filter(|&row| image[row].abs() >= FAIR * most);
            let Some(row) = fair.min_by_key(|&row| (counts[row], row)) else { continue };
            taken[row] = true;
            rows[column] = Some(row as u32);
            self.push(row, &image);
        }
        rows
    }
}

/// First the columns that have a row to themselves among those left, again and again: they make no fill. Then
/// the others, the shortest first.
fn order(columns: &[Vec<(u32, f64)>], taken: &[bool], counts: &[u32]) -> Vec<usize> {
    let mut left = counts.to_vec();
    let mut of_row: Vec<Vec<u32>> = vec![Vec::new(); taken.len()];
    for (c, column) in (0..).zip(columns) {
        column.iter().for_each(|&(row, _)| of_row[row as usize].push(c));
    }
    let mut done = vec![false; columns.len()];
    let mut order = Vec::with_capacity(columns.len());
    let mut single: Vec<usize> = (0..taken.len()).filter(|&row| !taken[row] && left[row] == 1).collect();
    while let Some(row) = single.pop() {
        let Some(&column) = of_row[row].iter().find(|&&c| !done[c as usize]) else { continue };
        done[column as usize] = true;
        order.push(column as usize);
        for &(other, _) in &columns[column as usize] {
            let other = other as usize;
            left[other] -= 1;
            if left[other] == 1 && !taken[other] {
                single.push(other);
            }
        }
    }
    let mut rest: Vec<usize> = (0..columns.len()).filter(|&c| !done[c]).collect();
    let open = |c: usize| columns[c].iter().filter(|(row, _)| !taken[*row as usize]).count();
    rest.sort_by_key(|&c| (open(c), c));
    order.extend(rest);
    order
}

#[cfg(test)]
mod tests {
    use super::Basis;
    use crate::random::Random;

    #[test]
    fn the_inverse_undoes_the_columns() {
        const ROWS: usize = 30;
        let mut random = Random::new(3);
        let columns: Vec<Vec<(u32, f64)>> = (0..ROWS as u32 - 5)
            .map(|own| {
                let mut column = vec![(own, 1.0)];
                column
                    .extend((0..3).map(|_| (random.below(ROWS as u32), 1.0)).filter(|(row, _)| *row != own));
                column.sort_by_key(|(row, _)| *row);
                column.dedup_by_key(|(row, _)| *row);
                column
            })
            .collect();
        let mut taken = vec![false; ROWS];
        taken[ROWS - 5..].fill(true);
        let mut basis = Basis::default();
        let rows = basis.factor(&columns, &mut taken);
        for (column, row) in columns.iter().zip(&rows).filter_map(|(c, row)| Some((c, (*row)?))) {
            let mut v = vec![0.0; ROWS];
            column.iter().for_each(|&(row, value)| v[row as usize] = value);
            basis.forward(&mut v);
            let unit = |(i, x): (usize, &f64)| (x - f64::from(u8::from(i == row as usize))).abs() < 1e-9;
            assert!(v.iter().enumerate().all(unit), "{v:?}");
            let mut u = vec![0.0; ROWS];
            u[row as usize] = 1.0;
            basis.backward(&mut u);
            let product: f64 = column.iter().map(|&(row, value)| value * u[row as usize]).sum();
            assert!((product - 1.0).abs() < 1e-9);
        }
        assert!(rows.iter().filter(|row| row.is_some()).count() > ROWS / 2);
    }
}
