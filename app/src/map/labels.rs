//! Where each shape's name and figures stand: inside it where there is room, else on free ground beside the map with a
//! line to the shape. A name on a border belongs to nobody.

/// A shape's rings on the sheet.
pub(super) type Rings = Vec<Vec<(f64, f64)>>;

/// Edge of the cells by which room is found.
const CELL: f64 = 5.0;
const COLUMNS: usize = 200;
/// A sheet longer than this is no county map; names then stand in the middle of their shapes.
const MOST_ROWS: usize = 1_200;
/// Width of a character, height and edge of a name with its figures: in full size, and for small shapes.
const LARGE: (f64, f64, f64) = (28.0, 64.0, 8.0);
const SMALL: (f64, f64, f64) = (23.0, 54.0, 6.0);

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// Its middle.
    pub at: (f64, f64),
    /// Whether there is room for it in full size.
    pub wide: bool,
    /// Where in the shape the line to it begins, if it stands beside.
    pub lead: Option<(f64, f64)>,
}

/// A place for each shape with its name's length, on a sheet so high; none where it can't be found.
pub(super) fn places(shapes: &[(&Rings, usize)], height: f64) -> Vec<Option<Place>> {
    let rows = (height / CELL).ceil().max(0.0) as usize;
    if rows == 0 || rows > MOST_ROWS {
        return vec![None; shapes.len()];
    }
    let cells: Vec<Vec<bool>> = shapes.iter().map(|(rings, _)| inside(rings, rows)).collect();
    let mut taken = vec![false; rows * COLUMNS];
    for cells in &cells {
        taken.iter_mut().zip(cells).for_each(|(taken, inside)| *taken |= inside);
    }
    let shaped = || shapes.iter().zip(&cells);
    let mut places: Vec<Option<Place>> =
        shaped().map(|((_, length), cells)| within(cells, rows, *length)).collect();
    // Who is nearest to free ground goes first, so that no line crosses another's.
    let far = |(at, ((_, length), cells)): (usize, (&(&Rings, usize), &Vec<bool>))| {
        let place = beside(cells, &mut taken.clone(), rows, *length)?;
        let from = place.lead?;
        Some(((place.at.0 - from.0).powi(2) + (place.at.1 - from.1).powi(2), at))
    };
    let open = shaped().enumerate().filter(|(at, _)| places[*at].is_none());
    let mut order: Vec<(f64, usize)> = open.filter_map(far).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, at) in order {
        places[at] = beside(&cells[at], &mut taken, rows, shapes[at].1);
    }
    places
}

/// In the shape, as near as may be to its middle.
fn within(cells: &[bool], rows: usize, length: usize) -> Option<Place> {
    let middle = middle(cells)?;
    let sums = Sums::of(cells, rows);
    [(LARGE, true), (SMALL, false)].into_iter().find_map(|(size, wide)| {
        let (across, down) = cells_of(size, length);
        let at = sums.nearest(middle, across, down, across * down)?;
        Some(Place { at, wide, lead: None })
    })
}

/// On free ground, as near as may be to the widest part of the shape.
fn beside(cells: &[bool], taken: &mut [bool], rows: usize, length: usize) -> Option<Place> {
    let anchor = widest(cells, rows)?;
    let (across, down) = cells_of(SMALL, length);
    let at = Sums::of(taken, rows).nearest(anchor, across, down, 0)?;
    let (left, top) = ((at.0 / CELL) as usize - across / 2, (at.1 / CELL) as usize - down / 2);
    for row in top..(top + down).min(rows) {
        taken[row * COLUMNS + left..row * COLUMNS + (left + across).min(COLUMNS)].fill(true);
    }
    Some(Place { at, wide: false, lead: Some(anchor) })
}

fn cells_of((character, height, edge): (f64, f64, f64), length: usize) -> (usize, usize) {
    let whole = |n: f64| (n / CELL).ceil() as usize;
    (whole(character * length as f64 + edge), whole(height))
}

/// Which cells have their middle in the shape, by the even-odd rule.
fn inside(rings: &Rings, rows: usize) -> Vec<bool> {
    let mut cells = vec![false; rows * COLUMNS];
    for row in 0..rows {
        let y = (row as f64 + 0.5) * CELL;
        let edges = rings.iter().flat_map(|ring| ring.windows(2));
        let mut crossings: Vec<f64> = edges
            .filter(|edge| (edge[0].1 > y) != (edge[1].1 > y))
            .map(|edge| {
                let share = (y - edge[0].1) / (edge[1].1 - edge[0].1);
                edge[0].0 + share * (edge[1].0 - edge[0].0)
            })
            .collect();
        crossings.sort_by(f64::total_cmp);
        for pair in crossings.chunks_exact(2) {
            let column = |x: f64| ((x / CELL - 0.5).ceil().max(0.0) as usize).min(COLUMNS);
            cells[row * COLUMNS + column(pair[0])..row * COLUMNS + column(pair[1])].fill(true);
        }
    }
    cells
}

fn centre_of(at: usize) -> (f64, f64) {
    (((at % COLUMNS) as f64 + 0.5) * CELL, ((at / COLUMNS) as f64 + 0.5) * CELL)
}

/// The centre of gravity.
fn middle(cells: &[bool]) -> Option<(f64, f64)> {
    let inside = || cells.iter().enumerate().filter(|(_, inside)| **inside).map(|(at, _)| centre_of(at));
    let count = inside().count();
    let sum = inside().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    (count > 0).then(|| (sum.0 / count as f64, sum.1 / count as f64))
}

/// The middle of the largest square in the shape.
fn widest(cells: &[bool], rows: usize) -> Option<(f64, f64)> {
    let mut side = vec![0_usize; cells.len()];
    let mut best = (0, 0);
    for row in 0..rows {
        for column in 0..COLUMNS {
            let at = row * COLUMNS + column;
            if !cells[at] {
                continue;
            }
            let before = if row > 0 && column > 0 {
                side[at - 1].min(side[at - COLUMNS]).min(side[at - COLUMNS - 1])
            } else {
                0
            };
            side[at] = before + 1;
            best = best.max((side[at], at));
        }
    }
    let (side, at) = best;
    let (x, y) = centre_of(at);
    let half = (side.saturating_sub(1)) as f64 * CELL / 2.0;
    (side > 0).then_some((x - half, y - half))
}

/// Sums over rectangles of cells.
struct Sums {
    rows: usize,
    of: Vec<usize>,
}

impl Sums {
    fn of(cells: &[bool], rows: usize) -> Sums {
        let wide = COLUMNS + 1;
        let mut of = vec![0; (rows + 1) * wide];
        for row in 0..rows {
            for column in 0..COLUMNS {
                let above = of[row * wide + column + 1] + of[(row + 1) * wide + column];
                let cell = usize::from(cells[row * COLUMNS + column]);
                of[(row + 1) * wide + column + 1] = above + cell - of[row * wide + column];
            }
        }
        Sums { rows, of }
    }

    /// The middle of the rectangle of this size, nearest to `to`, over which exactly `wanted` cells are set.
    fn nearest(&self, to: (f64, f64), across: usize, down: usize, wanted: usize) -> Option<(f64, f64)> {
        if across > COLUMNS || down > self.rows {
            return None;
        }
        let (wide, mut best) = (COLUMNS + 1, None);
        for top in 0..=self.rows - down {
            for left in 0..=COLUMNS - across {
                let at = |row: usize, column: usize| self.of[row * wide + column];
                let sum = at(top + down, left + across) + at(top, left);
                if sum - at(top, left + across) - at(top + down, left) != wanted {
                    continue;
                }
                let half = (across as f64 / 2.0, down as f64 / 2.0);
                let middle = ((left as f64 + half.0) * CELL, (top as f64 + half.1) * CELL);
                let far = (middle.0 - to.0).powi(2) + (middle.1 - to.1).powi(2);
                if best.is_none_or(|(known, _)| far < known) {
                    best = Some((far, middle));
                }
            }
        }
        best.map(|(_, middle)| middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Rings {
        vec![vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]]
    }

    #[test]
    fn a_name_stands_in_its_shape_or_beside_the_map_with_a_line() {
        let (large, small) = (square(0.0, 0.0, 400.0), square(400.0, 0.0, 30.0));
        let [one, other] = places(&[(&large, 3), (&small, 3)], 500.0)[..] else { panic!("two places") };
        let one = one.unwrap();
        assert!(one.wide && one.lead.is_none() && (one.at.0 - 200.0).abs() < 6.0, "{one:?}");
        let other = other.unwrap();
        let (from, at) = (other.lead.unwrap(), other.at);
        assert!((400.0..430.0).contains(&from.0) && (0.0..30.0).contains(&from.1), "{from:?}");
        assert!(
            at.0 - 35.0 >= 400.0 && !(at.0 - 35.0 < 430.0 && at.1 - 25.0 < 30.0),
            "on free ground: {at:?}"
        );
    }

    #[test]
    fn names_beside_the_map_do_not_stand_on_each_other() {
        let shapes: Vec<Rings> = (0..4).map(|n| square(300.0 + f64::from(n) * 20.0, 300.0, 20.0)).collect();
        let asked: Vec<(&Rings, usize)> = shapes.iter().map(|shape| (shape, 3)).collect();
        let found: Vec<Place> = places(&asked, 600.0).into_iter().flatten().collect();
        assert_eq!(found.len(), 4);
        for (n, one) in found.iter().enumerate() {
            for other in &found[..n] {
                let apart = ((one.at.0 - other.at.0).abs(), (one.at.1 - other.at.1).abs());
                assert!(apart.0 >= 75.0 || apart.1 >= 54.0, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_bent_shape_has_its_name_inside_though_its_middle_is_outside() {
        let bent = vec![vec![
            (0.0, 0.0),
            (300.0, 0.0),
            (300.0, 80.0),
            (80.0, 80.0),
            (80.0, 300.0),
            (0.0, 300.0),
            (0.0, 0.0),
        ]];
        let place = places(&[(&bent, 3)], 400.0)[0].unwrap();
        assert!(place.lead.is_none() && (place.at.0 < 80.0 || place.at.1 < 80.0), "{place:?}");
        let nothing: Rings = vec![vec![(5.0, 5.0); 4]];
        assert_eq!(places(&[(&nothing, 1)], 100.0), [None]);
    }
}
