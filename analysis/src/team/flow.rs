//! The polynomial part: seats to people, each person's draws at rising cost, without what teams and weeks
//! ask for together. A minimum-cost flow, solved by successive shortest paths with potentials; draws cost
//! more the more there are, so the convex load is a bundle of arcs, of which the cheapest are used first.
//!
//! Its optimum is a bound, its potentials are prices of people, and its flow is a start. It also shows
//! seats that can't all be filled: more of them than the people eligible for them have draws left.

use super::{
    anneal::Shortlist,
    model::{Model, NOBODY},
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// What the flow came to.
pub struct Flow {
    /// The person of each seat; [`NOBODY`] where the graph had no path left.
    pub person_of: Vec<u32>,
    /// The price of a draw of each person, in points.
    pub price: Vec<i64>,
    /// What it costs: no roster of these arcs costs less, in points.
    pub cost: i64,
    /// Seats that together are too many for the people who are eligible for them; empty if all are filled.
    pub crowded: Vec<u32>,
}

/// Seats as sources, people as nodes with rising exit costs.
struct Network<'x, 'a> {
    model: &'x Model<'a>,
    arcs: &'x Shortlist,
    person_of: Vec<u32>,
    /// The seats of each person.
    seats_of: Vec<Vec<u32>>,
    price: Vec<i64>,
    /// Potentials of the seats: the least cost with prices.
    least: Vec<i64>,
    /// Scratch of one search: distance to each person and the seat it was reached from.
    distance: Vec<i64>,
    from: Vec<u32>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
}

/// Solves the flow over the arcs of a shortlist.
pub fn solve(model: &Model, arcs: &Shortlist) -> Flow {
    let people = model.instance.people.len();
    let mut network = Network {
        model,
        arcs,
        person_of: vec![NOBODY; model.seat_count()],
        seats_of: vec![Vec::new(); people],
        price: (0..people as u32).map(|person| model.draw_cost(person, 0)).collect(),
        least: vec![0; model.seat_count()],
        distance: vec![i64::MAX; people],
        from: vec![NOBODY; people],
        touched: Vec::new(),
        heap: BinaryHeap::new(),
    };
    let mut crowded = Vec::new();
    for seat in 0..model.seat_count() as u32 {
        let stuck = network.seat(seat);
        if crowded.is_empty() {
            crowded = stuck;
        }
    }
    Flow { cost: network.cost(), person_of: network.person_of, price: network.price, crowded }
}

impl Network<'_, '_> {
    fn cost(&self) -> i64 {
        let seated = (0..).zip(&self.person_of).filter(|(_, person)| **person != NOBODY);
        let seats: i64 = seated.map(|(seat, &person)| self.model.cost(person, seat)).sum();
        let draws = |(person, seats): (u32, &Vec<u32>)| -> i64 {
            (0..seats.len() as u32).map(|draw| self.model.draw_cost(person, draw)).sum()
        };
        seats + (0..).zip(&self.seats_of).map(draws).sum::<i64>()
    }

    /// Finds the cheapest way to seat one more. Returns the seats that block each other if there is none.
    fn seat(&mut self, seat: u32) -> Vec<u32> {
        let priced = |c: &super::model::Candidate| i64::from(c.cost) + self.price[c.person as usize];
        self.least[seat as usize] = self.arcs.of(seat).iter().map(priced).min().unwrap_or(0);
        let mut reached = vec![(seat, 0)];
        self.relax(seat, 0);
        let mut way_out = (i64::MAX, NOBODY);
        while let Some(Reverse((distance, person))) = self.heap.pop() {
            if distance > self.distance[person as usize] {
                continue;
            }
            if distance >= way_out.0 {
                break;
            }
            let draws = self.seats_of[person as usize].len() as u32;
            if draws < self.model.room[person as usize] {
                let exit = self.model.draw_cost(person, draws) - self.price[person as usize];
                way_out = way_out.min((distance + exit, person));
            }
            for other in self.seats_of[person as usize].clone() {
                reached.push((other, distance));
                self.relax(other, distance);
            }
        }
        self.heap.clear();
        let stuck = way_out.1 == NOBODY;
        if !stuck {
            self.raise(&reached, way_out.0);
            self.augment(way_out.1, seat);
        }
        for person in self.touched.drain(..) {
            self.distance[person as usize] = i64::MAX;
        }
        if stuck { reached.into_iter().map(|(seat, _)| seat).collect() } else { Vec::new() }
    }

    fn relax(&mut self, seat: u32, distance: i64) {
        let arcs = self.arcs;
        for c in arcs.of(seat) {
            let p = c.person as usize;
            let there = distance + i64::from(c.cost) + self.price[p] - self.least[seat as usize];
            if there < self.distance[p] {
                if self.distance[p] == i64::MAX {
                    self.touched.push(c.person);
                }
                self.distance[p] = there;
                self.from[p] = seat;
                self.heap.push(Reverse((there, c.person)));
            }
        }
    }

    /// Keeps the reduced costs of all arcs at or above zero, those in use at zero.
    fn raise(&mut self, reached: &[(u32, i64)], length: i64) {
        for &(seat, distance) in reached {
            self.least[seat as usize] += (length - distance).max(0);
        }
        for &person in &self.touched {
            self.price[person as usize] += (length - self.distance[person as usize]).max(0);
        }
    }

    fn augment(&mut self, mut person: u32, root: u32) {
        loop {
            let seat = self.from[person as usize];
            let before = std::mem::replace(&mut self.person_of[seat as usize], person);
            self.seats_of[person as usize].push(seat);
            if seat == root {
                return;
            }
            self.seats_of[before as usize].retain(|&other| other != seat);
            person = before;
        }
    }
}
