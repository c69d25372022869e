//! Portfolio files: many good rosters with tickets, and what the lottery over them means for people.

use super::{instance::Given, instance::Unreadable, instance::text, solution::write_whole};
use anyhow::{Context, bail, ensure};
use bangdu_analysis::team::{
    Model, Options, Outcome, Progress, Seat, Team, bars, check,
    portfolio::{Chances, Place, Promised, Ticketed, Wanted, audit, build, first},
    solve,
};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How many tickets a portfolio hands out.
pub const TICKETS: u64 = 1_000_000;

/// A portfolio as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portfolio {
    /// The name of the instance that its rosters solve.
    pub instance: String,
    /// The rosters.
    pub rosters: Vec<TicketedFile>,
    /// What was asked for and what it came to.
    #[serde(flatten)]
    pub summary: Summary,
}

/// A roster with its tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketedFile {
    /// For each team the person on each seat.
    pub teams: Vec<Vec<u32>>,
    /// Its tickets.
    pub tickets: u64,
}

/// What was asked for, and what it came to. Probabilities are basis points, rounded up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The program that made it.
    pub program: String,
    /// The generator's seed, as it was given.
    pub seed: String,
    /// How far above the best a roster's objective may lie, in basis points of the best.
    pub epsilon_bp: u64,
    /// The cap that was asked for.
    pub cap_bp: u64,
    /// The objective that counts as the best.
    pub best: i64,
    /// Where the best comes from.
    pub best_is: String,
    /// The most that a roster's objective may be.
    pub objective_limit: i64,
    /// The largest objective there is.
    pub largest_objective: i64,
    /// All rosters have the same leaders, who are named and not drawn.
    pub leaders_named: bool,
    /// The sum of all tickets.
    pub ticket_total: u64,
    /// The largest chance of a person to be sent to a locality at all, with whichever team: the achieved cap.
    pub max_probability_bp: u64,
    /// The largest chance of a person to be sent with one team.
    pub max_visit_bp: u64,
    /// The share of drawn seats that the likeliest guess gets right.
    pub best_guess_bp: u64,
    /// Entropy of a drawn seat on average, in thousandths of a bit.
    pub millibits_per_seat: u64,
    /// How many seats are drawn.
    pub drawn_seats: u64,
}

/// What is asked of a portfolio.
#[derive(Clone, Debug)]
pub struct Asked {
    /// How many rosters.
    pub rosters: usize,
    /// How far above the best, in basis points.
    pub epsilon_bp: u64,
    /// The most that anybody's chance may be, in basis points.
    pub cap_bp: u64,
    /// The generator's seed: a whole number, or a draw's seed in hex.
    pub seed: String,
    /// A roster that counts as the best.
    pub start: Option<Vec<Vec<u32>>>,
    /// A roster whose leaders are those of all.
    pub leaders: Option<Vec<Vec<u32>>>,
}

impl Portfolio {
    /// Reads a portfolio file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let read = || -> Result<Self, Unreadable> {
            let form = |error: serde_json::Error| Unreadable::Form {
                path: "the portfolio".into(),
                problem: error.to_string(),
            };
            serde_json::from_slice(&text(path)?).map_err(form)
        };
        read().with_context(|| path.display().to_string())
    }

    /// Writes the file whole or not at all.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        write_whole(path, &serde_json::to_vec(self)?)
    }

    /// Its rosters, for counting.
    pub fn ticketed(&self) -> Vec<Ticketed> {
        let one = |file: &TicketedFile| Ticketed { teams: file.teams.clone(), tickets: file.tickets };
        self.rosters.iter().map(one).collect()
    }

    /// Judges every roster anew and counts all chances; what the file says of them must be right.
    ///
    /// # Errors
    /// A sentence with the first rule or promise that isn't kept.
    pub fn audit(&self, given: &Given) -> anyhow::Result<Chances> {
        let summary = &self.summary;
        ensure!(
            self.instance == given.name,
            "the portfolio is of instance {}, not of {}",
            self.instance,
            given.name
        );
        ensure!(!self.rosters.is_empty(), "the portfolio has no roster");
        ensure!(
            self.rosters.iter().all(|roster| roster.tickets > 0),
            "a roster of the portfolio has no ticket"
        );
        let sum: u128 = self.rosters.iter().map(|roster| u128::from(roster.tickets)).sum();
        let total = summary.ticket_total;
        ensure!(sum == u128::from(total), "the tickets of the portfolio sum to {sum}, not to {total}");
        let promised = Promised {
            cap_bp: summary.max_probability_bp.min(summary.cap_bp),
            objective_at_most: summary.objective_limit,
            leaders_named: summary.leaders_named,
            place: Place::Locality,
        };
        Ok(audit(&given.instance, &self.ticketed(), &promised)?)
    }
}

/// Builds a portfolio. `go_on` is asked between the steps of the search for the best and before each further roster;
/// when it says no, what is there makes the portfolio.
///
/// # Errors
/// A sentence: no first roster, or the cap can't be kept with what was asked or is there.
pub fn make(given: &Given, asked: &Asked, mut go_on: impl FnMut() -> bool) -> anyhow::Result<Portfolio> {
    let model = Model::new(&given.instance)?;
    let seed = seed(&asked.seed)?;
    let (start, best_is) = best(&model, asked, seed, &mut go_on)?;
    let best = check(&given.instance, &start).objective.total();
    let objective_limit = limit(best, asked.epsilon_bp)?;
    let wanted = Wanted {
        rosters: asked.rosters,
        limit: objective_limit,
        ticket_total: TICKETS,
        leaders_named: asked.leaders.is_some(),
        place: Place::Locality,
        seed,
    };
    let built = build(&model, &start, &wanted, go_on)?;
    let chances = Chances::of(&given.instance, &built.rosters, wanted.leaders_named);
    let (max_probability_bp, (locality, person)) = chances.most(Place::Locality);
    if max_probability_bp > asked.cap_bp {
        bail!(
            "the cap of {} basis points isn't kept by {} rosters: person {person} goes to locality {locality} with {}. More \
             rosters or a larger epsilon spread chances further; a seat that few people may take can't be helped (teams \
             explain)",
            asked.cap_bp,
            built.rosters.len(),
            max_probability_bp
        );
    }
    let objectives =
        built.rosters.iter().map(|roster| check(&given.instance, &roster.teams).objective.total());
    let summary = Summary {
        program: concat!("bangdu ", env!("CARGO_PKG_VERSION")).to_owned(),
        seed: asked.seed.clone(),
        epsilon_bp: asked.epsilon_bp,
        cap_bp: asked.cap_bp,
        best,
        best_is: best_is.to_owned(),
        objective_limit,
        largest_objective: objectives.max().unwrap_or(best),
        leaders_named: wanted.leaders_named,
        ticket_total: built.ticket_total,
        max_probability_bp,
        max_visit_bp: chances.visit_bp,
        best_guess_bp: chances.best_guess_bp,
        millibits_per_seat: chances.millibits_per_seat,
        drawn_seats: chances.drawn_seats,
    };
    let file = |roster: Ticketed| TicketedFile { teams: roster.teams, tickets: roster.tickets };
    let rosters = built.rosters.into_iter().map(file).collect();
    let portfolio = Portfolio { instance: given.name.clone(), rosters, summary };
    portfolio.audit(given).context("the portfolio that was built doesn't stand")?;
    Ok(portfolio)
}

/// The generator's number of a seed: itself, or the first eight bytes of a draw's seed.
///
/// # Errors
/// A sentence when it is neither.
pub fn seed(text: &str) -> anyhow::Result<u64> {
    if text.len() == 64 {
        let digest: bangdu_record::digest::Digest = text.parse().context("the seed")?;
        let [a, b, c, d, e, f, g, h, ..] = *digest.as_bytes();
        return Ok(u64::from_be_bytes([a, b, c, d, e, f, g, h]));
    }
    text.parse().ok().with_context(|| format!("the seed is a whole number or 64 hex digits, not {text}"))
}

fn best(
    model: &Model,
    asked: &Asked,
    seed: u64,
    go_on: &mut dyn FnMut() -> bool,
) -> anyhow::Result<(Vec<Vec<u32>>, &'static str)> {
    if let Some(start) = &asked.start {
        let verdict = check(model.instance(), start);
        if let Some(violation) = verdict.violations.first() {
            bail!("the roster to start from breaks a hard rule: {violation}");
        }
        let same = |leaders: &Vec<Vec<u32>>| leaders_of(model, start) == leaders_of(model, leaders);
        ensure!(asked.leaders.as_ref().is_none_or(same), "the roster to start from has other leaders");
        return Ok((start.clone(), "the given roster's objective"));
    }
    if let Some(leaders) = &asked.leaders {
        check_leaders(model, leaders)?;
        let found = first(model, Some(leaders), seed).context(NONE)?;
        return Ok((found, "the solver's best with these leaders, not proved"));
    }
    let mut patience = patience();
    let mut step = |progress: &Progress| patience(progress) && go_on();
    match solve(model, &Options { seed, ..Options::default() }, &mut step) {
        Outcome::Solved(solved) if solved.proved => Ok((solved.teams, "the optimum, proved")),
        Outcome::Solved(solved) => Ok((solved.teams, "the solver's best, not proved")),
        Outcome::Impossible(_) => bail!(NONE),
        Outcome::NotFound { .. } => {
            Ok((first(model, None, seed).context(NONE)?, "the solver's best, not proved"))
        }
    }
}

const NONE: &str = "no roster was found that fills every seat; bangdu teams solve says why";

/// Ends a search by its steps alone, so that the same seed gives the same portfolio: when it has long looked for a better
/// roster and found none.
fn patience() -> impl FnMut(&Progress) -> bool {
    const STEPS: u64 = 12;
    let (mut least, mut since) = (i64::MAX, 0);
    move |progress| {
        let objective = progress.objective.unwrap_or(i64::MAX);
        if objective < least || !progress.seeking {
            (least, since) = (objective, progress.steps);
        }
        progress.steps - since < STEPS
    }
}

/// A leader who may not lead is named: the search would only leave the seat empty.
fn check_leaders(model: &Model, teams: &[Vec<u32>]) -> anyhow::Result<()> {
    let (plans, people) = (&model.instance().teams, &model.instance().people);
    let fits = teams.len() == plans.len()
        && teams.iter().zip(plans).all(|(row, plan)| row.len() == plan.seats.len());
    ensure!(fits, "the roster with the leaders isn't one of this instance");
    for (team, (plan, row)) in plans.iter().zip(teams).enumerate() {
        for (seat, &person) in leaders_in(plan, row) {
            let who = people.get(person as usize).with_context(|| format!("there is no person {person}"))?;
            if let Some(bar) = bars(who, plan, *seat).first() {
                bail!("{}: person {person} can't lead team {team}: {}", bar.rule(), bar.words());
            }
        }
    }
    Ok(())
}

fn leaders_of(model: &Model, teams: &[Vec<u32>]) -> Vec<u32> {
    let plans = model.instance().teams.iter().zip(teams);
    plans.flat_map(|(plan, row)| leaders_in(plan, row)).map(|(_, &person)| person).collect()
}

fn leaders_in<'a>(plan: &'a Team, row: &'a [u32]) -> impl Iterator<Item = (&'a Seat, &'a u32)> {
    plan.seats.iter().zip(row).filter(|(seat, _)| matches!(seat, Seat::Leader { .. }))
}

fn limit(best: i64, epsilon_bp: u64) -> anyhow::Result<i64> {
    let slack = i128::from(best.abs()) * i128::from(epsilon_bp) / 10_000;
    i64::try_from(i128::from(best) + slack).context("the objective is too large")
}
