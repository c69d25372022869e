//! Reasons as sentences: what keeps a site out of a squad's day, and by how much.

use super::{hours::Hours, sites::Sites};
use bangdu_analysis::route::{
    reason::{Reason, Rule},
    timetable::Breach,
};

/// A rule's name in files.
pub fn code(rule: Rule) -> &'static str {
    match rule {
        Rule::NoSquad => "no-squad",
        Rule::Reach => "reach",
        Rule::Capacity => "capacity",
        Rule::Day => "day",
        Rule::Window => "window",
        Rule::Room => "room",
    }
}

/// Why a squad doesn't visit a site.
pub fn sentence(sites: &Sites, routes: &[Vec<usize>], site: usize, reason: &Reason) -> String {
    let squad = &sites.squads[reason.squad];
    match (reason.rule, reason.nearest) {
        (Rule::NoSquad, _) => "there is no squad".to_owned(),
        (Rule::Reach, _) => format!("{squad}: there is no way there and back within the day's length"),
        (Rule::Capacity, _) => format!("{squad}: it takes more than the squad's capacity"),
        (Rule::Day, _) => format!("{squad}: way and visit take longer than the day"),
        (Rule::Window, _) => format!("{squad}: no window can be reached, with the squad back in time"),
        (Rule::Room, None) => format!("{squad}: it would fit; the search was ended before it was placed"),
        (Rule::Room, Some((place, lacking))) => {
            let mut stops = routes[reason.squad].clone();
            stops.insert(place.min(stops.len()), site);
            let between = match place {
                0 => "as the first stop".to_owned(),
                _ => format!("after {}", sites.sites[stops[place - 1]]),
            };
            format!("{squad}: no room; {between}, {}", broken(sites, &stops, lacking))
        }
    }
}

/// What is wrong with a squad's route.
pub fn breach(sites: &Sites, squad: usize, stops: Option<&Vec<usize>>, breach: Breach) -> String {
    let squad = sites.squads.get(squad).map_or("?", |name| name);
    format!("{squad}: {}", broken(sites, stops.map_or(&[], |stops| stops), breach))
}

fn broken(sites: &Sites, stops: &[usize], breach: Breach) -> String {
    let name = |stop: usize| stops.get(stop).map_or("home", |site| &sites.sites[*site]);
    match breach {
        Breach::Unknown => breach.to_string(),
        Breach::Twice { site } => format!("{} would be visited twice", sites.sites[site]),
        Breach::NoWay { stop } => format!("there would be no way to {}", name(stop)),
        Breach::Load { by } => format!("the load would be {by} above the capacity"),
        Breach::Window { stop, by } => format!("{} would be reached {} too late", name(stop), Hours(by)),
        Breach::Home { by } => format!("the squad would be back {} too late", Hours(by)),
    }
}
