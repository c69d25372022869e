//! An earlier plan, read back: to begin a search with, or to mend a day that has begun. What has been visited by then,
//! and what a squad is on its way to, stays as it was.

use super::{
    bounded::AtMost,
    hours::Hours,
    plan::{Past, Stop},
    sites::Sites,
};
use bangdu_analysis::route::{
    MOST_SITES, MOST_SQUADS, Time,
    repair::{Begun, Rest},
};
use serde::Deserialize;
use std::collections::HashMap;

/// A plan that was written earlier, perhaps for other sites and squads.
#[derive(Deserialize)]
pub struct Earlier {
    routes: AtMost<Route, MOST_SQUADS>,
}

#[derive(Deserialize)]
struct Route {
    squad: String,
    leave: Hours,
    stops: AtMost<Stop, MOST_SITES>,
}

/// What is left to be planned of a day that has begun.
pub struct Left {
    /// The sites that are open, and each squad where it is.
    pub sites: Sites,
    /// The earlier plan for them.
    pub routes: Vec<Vec<usize>>,
    /// What is behind each squad.
    pub past: Vec<Option<Past>>,
}

impl Earlier {
    /// Who goes where, as far as squads and sites are still there.
    pub fn routes(&self, sites: &Sites) -> Vec<Vec<usize>> {
        let known = numbers(&sites.sites);
        let stops =
            |route: &Route| route.stops.0.iter().filter_map(|stop| known.get(&*stop.site).copied()).collect();
        self.by_squad(sites).into_iter().map(|route| route.map(stops).unwrap_or_default()).collect()
    }

    /// What is left at `now`.
    ///
    /// # Errors
    /// A site that has been visited is no longer among the sites, as a sentence.
    pub fn left(&self, sites: &Sites, now: Hours) -> Result<Left, String> {
        let known = numbers(&sites.sites);
        let (mut begun, mut past) = (Vec::new(), Vec::new());
        for route in self.by_squad(sites) {
            let (stops, so_far) = match route.filter(|route| route.leave <= now && !route.stops.0.is_empty())
            {
                Some(route) => {
                    let (begun, past) = route.begun(&known, now)?;
                    (Some(begun), Some(past))
                }
                None => (None, None),
            };
            begun.push(stops);
            past.push(so_far);
        }
        for (past, begun) in past.iter_mut().zip(&begun) {
            if let (Some(past), Some(begun)) = (past, begun) {
                past.load = begun.settled.iter().map(|site| sites.problem.sites()[*site].demand).sum();
            }
        }
        let rest =
            Rest::new(&sites.problem, &begun, now.0).map_err(|why| format!("the earlier plan: {why}"))?;
        let routes = rest.routes(&self.routes(sites));
        let names = rest.sites.iter().map(|site| sites.sites[*site].clone()).collect();
        Ok(Left {
            sites: Sites { problem: rest.problem, sites: names, squads: sites.squads.clone() },
            routes,
            past,
        })
    }

    /// The route of each squad; of two of a name the last.
    fn by_squad(&self, sites: &Sites) -> Vec<Option<&Route>> {
        let known = numbers(&sites.squads);
        let mut routes = vec![None; sites.squads.len()];
        for route in &self.routes.0 {
            if let Some(squad) = known.get(&*route.squad) {
                routes[*squad] = Some(route);
            }
        }
        routes
    }
}

impl Route {
    fn begun(&self, known: &HashMap<&str, usize>, now: Hours) -> Result<(Begun, Past), String> {
        let mut settled = Vec::new();
        let mut stops: Vec<Stop> = Vec::new();
        for stop in &self.stops.0 {
            if stop.arrive.0.saturating_sub(stop.travel) > now.0 {
                break;
            }
            match known.get(&*stop.site) {
                Some(site) => settled.push(*site),
                None if stop.arrive <= now => {
                    return Err(format!("“{}” has been visited: it must stay among the sites", stop.site));
                }
                None => break, // on the way there: it turns round where it came from
            }
            stops.push(stop.clone());
        }
        let free: Time = stops.last().map_or(now.0, |stop| stop.leave.0.max(now.0));
        let done = stops.len() == self.stops.0.len() && stops.last().is_some_and(|stop| stop.leave <= now);
        let free = if done { stops.last().map_or(free, |stop| stop.leave.0) } else { free };
        let past = Past { leave: self.leave, stops, load: 0 };
        Ok((Begun { settled, free, done }, past))
    }
}

fn numbers(names: &[String]) -> HashMap<&str, usize> {
    names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect()
}
