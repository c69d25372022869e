//! A first roster: the seat with the fewest people left goes first, and takes whoever is cheapest now.
//! Seats that stay empty are left to the annealing, which moves holes about.

use super::{
    anneal::Shortlist,
    model::{Model, NOBODY},
    roster::Roster,
};

/// Fills seats, the scarcest first. `first` says whom a seat should rather have (the flow's choice), or
/// [`NOBODY`]; a shortlist that has nobody free is widened to all candidates.
pub fn fill<'m, 'a>(model: &'m Model<'a>, shortlist: &Shortlist, first: Option<&[u32]>) -> Roster<'m, 'a> {
    let mut roster = Roster::new(model);
    for seat in by_scarcity(model) {
        let wanted = first.map_or(NOBODY, |first| first[seat as usize]);
        if wanted != NOBODY && roster.weigh(seat, wanted).is_some() {
            roster.place(seat, wanted);
            continue;
        }
        if let Some(person) = cheapest(&roster, seat, shortlist.of(seat).iter().map(|c| c.person))
            .or_else(|| cheapest(&roster, seat, model.candidates(seat).iter().map(|c| c.person)))
        {
            roster.place(seat, person);
        }
    }
    roster
}

/// Seats by the number of their candidates: few people suit the first.
fn by_scarcity(model: &Model) -> Vec<u32> {
    let mut seats: Vec<u32> = (0..model.seat_count() as u32).collect();
    seats.sort_by_key(|&seat| model.candidates(seat).len());
    seats
}

fn cheapest(roster: &Roster, seat: u32, people: impl Iterator<Item = u32>) -> Option<u32> {
    people.filter_map(|person| Some((roster.weigh(seat, person)?, person))).min().map(|(_, person)| person)
}
