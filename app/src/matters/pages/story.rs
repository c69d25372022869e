//! The story in sentences: one for each entry, newest first, with what else was said and handed in.

use super::seen::{Seen, Told};
use crate::{
    board::pages::beside::TakenIn,
    matters::listing::WITHIN,
    web::{fields::Fields, layout::Frame, list::Filters, markup::Markup},
};
use bangdu_core::{
    instant::Instant,
    matters::{Event, LookedBack, Reported, What, sentence},
    phrase::{Arg, Phrase},
    who::Who,
};

/// How many entries a page shows.
const SHOWN: usize = 50;

/// One entry as it is shown.
pub(super) struct Line {
    pub when: String,
    pub who: String,
    pub sentence: String,
    /// What else was said, with labels.
    pub more: Vec<(String, String)>,
    pub files: Vec<Paper>,
    pub important: bool,
}

/// A file with its address.
pub(super) struct Paper {
    pub name: String,
    pub href: String,
}

/// The part of the story that is asked for.
pub(super) struct Story {
    pub lines: Vec<Line>,
    /// The link to what came before.
    pub earlier: Option<Markup>,
}

/// Kinds that the story can be narrowed to, with the keys of their names.
pub(super) const KINDS: [(&str, &str); 5] = [
    ("", "matters.story_all"),
    ("reports", "matters.story_reports"),
    ("help", "matters.story_help"),
    ("urges", "matters.story_urges"),
    ("files", "matters.story_files"),
];

/// The kinds to choose from. Each keeps the place on the page; where scripts run, only the story is swapped.
pub(super) fn chips(frame: &Frame, filters: &Filters) -> Vec<Markup> {
    let here = match filters.get(WITHIN) {
        Some(list) => Filters::of(filters.bare(), &Fields::from([(WITHIN, list)]).to_query()),
        None => Filters::of(filters.bare(), ""),
    };
    let open = filters.get("story").unwrap_or("");
    let chip = |(kind, key): &(&str, &str)| {
        let to = if kind.is_empty() { here.here() } else { here.with("story", kind) };
        let mut chip = swapped(Markup::of("<li><a class=\"chip\""), &to);
        if *kind == open {
            chip = chip.attr("aria-current", "true");
        }
        chip.html(">").text(frame.t(key)).html("</a></li>")
    };
    KINDS.iter().map(chip).collect()
}

/// A link's attributes: to the story at this address.
pub(super) fn swapped(link: Markup, to: &str) -> Markup {
    link.attr("href", &format!("{to}#story"))
        .attr("hx-get", to)
        .html(" hx-target=\"#story\" hx-select=\"#story\" hx-swap=\"outerHTML\" hx-push-url=\"true\"")
}

/// The entries of this kind, newest first.
pub(super) fn story(frame: &Frame, seen: &Seen, filters: &Filters) -> Story {
    let kind = filters.get("story").unwrap_or("");
    let after = filters.start().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
    let told = seen.story.iter().rev().filter(|told| told.version < after && is(kind, &told.event));
    let told: Vec<&Told> = told.take(SHOWN + 1).collect();
    let last = told.get(SHOWN).and(told.get(SHOWN - 1));
    let mut lines: Vec<(Instant, Line)> =
        told.iter().take(SHOWN).map(|told| (told.at, line(frame, seen, told))).collect();
    if kind.is_empty() {
        // What the public wrote has a record of its own; on the page it stands between the entries of its time.
        let from = last.map_or(Instant(i64::MIN), |told| told.at);
        let until =
            seen.story.iter().find(|told| told.version >= after).map_or(Instant(i64::MAX), |told| told.at);
        let clues = seen.board.taken_in().iter().filter(|taken| from <= taken.at && taken.at < until);
        lines.extend(clues.map(|taken| (taken.at, clue(frame, taken))));
        lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    }
    Story {
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        earlier: last.map(|told| {
            let link = Markup::of("<a class=\"button\"");
            let link = swapped(link, &filters.after(&told.version.to_string())).html(">");
            link.text(frame.t("matters.earlier")).html("</a>")
        }),
    }
}

/// A clue that was taken in, with its words.
fn clue(frame: &Frame, taken: &TakenIn) -> Line {
    let text = taken.text.as_deref().unwrap_or_else(|| frame.t("board.clue_erased"));
    let said = [("receipt", taken.receipt.as_str()), ("note", &taken.note)];
    Line {
        when: frame.at(taken.at),
        who: person(frame, taken.by),
        sentence: frame.tf("board.clue_taken_in", &said),
        more: vec![(frame.t("board.clue_text").to_owned(), text.to_owned())],
        files: vec![],
        important: false,
    }
}

fn person(frame: &Frame, who: Who) -> String {
    frame.say(&Phrase::new("{0}", "{0}", vec![Arg::from(who)]))
}

fn is(kind: &str, event: &Event) -> bool {
    match kind {
        "reports" => matches!(
            event.what,
            What::Reported(_) | What::TakenOver(_) | What::Claimed { .. } | What::LookedBack(_)
        ),
        "help" => matches!(
            event.what,
            What::HelpAsked { .. }
                | What::HelpOffered { .. }
                | What::HelpAccepted { .. }
                | What::HelpDeclined { .. }
                | What::HelpEnded { .. }
        ),
        "urges" => matches!(event.what, What::Urged { .. } | What::SlipIssued { .. }),
        "files" => event.what.files().next().is_some(),
        _ => !matches!(event.what, What::Recomputed { .. }),
    }
}

fn line(frame: &Frame, seen: &Seen, told: &Told) -> Line {
    let id = seen.matter.id;
    Line {
        when: frame.at(told.at),
        who: person(frame, told.event.by),
        sentence: frame.say(&sentence(&told.event)),
        more: match &told.event.what {
            What::Reported(report) => rest_of(frame, report),
            What::ExtensionAsked { progress, .. } => {
                said(frame, [("matters.progress_so_far", progress.as_str())])
            }
            _ => vec![],
        },
        files: told
            .event
            .what
            .files()
            .map(|file| Paper { name: file.name.clone(), href: format!("/matters/{id}/files/{}", file.id) })
            .collect(),
        important: matters(&told.event.what),
    }
}

fn rest_of(frame: &Frame, r: &Reported) -> Vec<(String, String)> {
    let blocker = r.report.blocker.map(|b| frame.word(&b.word())).unwrap_or_default();
    said(
        frame,
        [
            ("matters.blocker", blocker.as_str()),
            ("matters.cause", &r.cause),
            ("matters.needs", &r.report.needs),
            ("matters.next_step", &r.report.next_step),
        ],
    )
}

fn said<const N: usize>(frame: &Frame, pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    let given = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    given.map(|(key, text)| (frame.t(key).to_owned(), text.to_owned())).collect()
}

/// Turns of the loop stand out among what happens between them.
fn matters(what: &What) -> bool {
    matches!(
        what,
        What::Registered { .. }
            | What::RegisteredOnSite { .. }
            | What::TakenOver(_)
            | What::Assigned { .. }
            | What::Reassigned { .. }
            | What::SlipIssued { .. }
            | What::HelpEnded { .. }
            | What::Claimed { .. }
            | What::VerificationPassed { .. }
            | What::ClaimReturned { .. }
            | What::Closed { .. }
            | What::LookedBack(LookedBack { holds: false, .. })
            | What::ClosureRefused { .. }
            | What::Reopened { .. }
            | What::Withdrawn { .. }
    )
}
