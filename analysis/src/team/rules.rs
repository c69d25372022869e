//! Who may sit where, said plainly: the rules that concern one person and one seat (H1–H5, and H7 for
//! someone who has no draw left), each kept as a reason, and what the seat then costs.

use super::instance::{Instance, Person, Seat, Team};

/// Why a person can't take a seat, whoever else is on the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bar {
    /// H1: may not lead, or ranks too low.
    Leader,
    /// H2: not from the supervision office or a government-office section.
    Office,
    /// H3: doesn't know the field, or not well enough.
    Field,
    /// H4: the team inspects the locality where the person works or comes from.
    HomeLocality,
    /// H4: the person's own unit is inspected.
    OwnUnit,
    /// H4: a unit where kin work is inspected.
    KinUnit,
    /// H4: a unit of a recent posting is inspected.
    PastUnit,
    /// H4: a unit that the person already inspected in this period.
    MetUnit,
    /// H5: not free in all the team's weeks.
    Unavailable,
    /// H7: has had all draws of the period.
    CapReached,
}

impl Bar {
    /// Every reason there is, in the order of the rules.
    pub const ALL: [Self; 10] = [
        Self::Leader,
        Self::Office,
        Self::Field,
        Self::HomeLocality,
        Self::OwnUnit,
        Self::KinUnit,
        Self::PastUnit,
        Self::MetUnit,
        Self::Unavailable,
        Self::CapReached,
    ];

    /// The rule's number.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Leader => "H1",
            Self::Office => "H2",
            Self::Field => "H3",
            Self::HomeLocality | Self::OwnUnit | Self::KinUnit | Self::PastUnit | Self::MetUnit => "H4",
            Self::Unavailable => "H5",
            Self::CapReached => "H7",
        }
    }

    /// The reason in words, as the rest of a sentence that begins with the person.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Leader => "may not lead, or ranks below the seat",
            Self::Office => "isn't from the supervision office or a government-office section",
            Self::Field => "doesn't know the field well enough",
            Self::HomeLocality => "works in or comes from the locality that is inspected",
            Self::OwnUnit => "works in a unit that is inspected",
            Self::KinUnit => "has kin in a unit that is inspected",
            Self::PastUnit => "lately served in a unit that is inspected",
            Self::MetUnit => "already inspected one of the units in this period",
            Self::Unavailable => "isn't free in all the team's weeks",
            Self::CapReached => "has had all draws of the period",
        }
    }
}

/// Every reason why a person can't take a seat of a team; none: eligible.
pub fn bars(person: &Person, team: &Team, seat: Seat) -> Vec<Bar> {
    let among = |units: &[u32]| units.iter().any(|unit| team.targets.contains(unit));
    Bar::ALL
        .into_iter()
        .filter(|bar| match bar {
            Bar::Leader => {
                matches!(seat, Seat::Leader { min_rank } if !person.leader_ok || person.rank < min_rank)
            }
            Bar::Office => seat == Seat::Office && !person.office_ok,
            Bar::Field => {
                matches!(seat, Seat::Expert { field, min_prof }
                    if person.proficiency(field).is_none_or(|proficiency| proficiency < min_prof))
            }
            Bar::HomeLocality => person.recuse_localities.contains(&team.locality),
            Bar::OwnUnit => team.targets.contains(&person.unit),
            Bar::KinUnit => among(&person.kin_units),
            Bar::PastUnit => among(&person.past_units),
            Bar::MetUnit => among(&person.met_units),
            Bar::Unavailable => !team.weeks.iter().all(|week| person.avail.contains(week)),
            Bar::CapReached => person.prior_draws >= person.cap,
        })
        .collect()
}

/// What a person costs on a seat: travel, and fit or rank, in points. The person must be eligible.
pub fn seat_cost(instance: &Instance, person: &Person, team: &Team, seat: Seat) -> i64 {
    instance.travel(person.base, team.locality) + role_cost(instance, person, seat)
}

/// The part of a seat's cost that doesn't depend on where the team goes.
pub(super) fn role_cost(instance: &Instance, person: &Person, seat: Seat) -> i64 {
    match seat {
        Seat::Leader { min_rank } => instance.weights.lead_over * (person.rank - min_rank).max(0),
        Seat::Office => 0,
        Seat::Expert { field, .. } => {
            instance.weights.fit * (3 - person.proficiency(field).unwrap_or_default())
        }
    }
}
