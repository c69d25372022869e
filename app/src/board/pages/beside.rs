//! What a matter's page says of its publication and its clues, to those of its office; and of the clues that were taken
//! into it, to everybody who sees it.

use crate::{
    act::ActError,
    board::store,
    db::Tx,
    journal::{self, private::get_private},
    matters::act::Around,
    web::{layout::Frame, markup::Markup},
};
use bangdu_core::{
    board::{
        Receipt,
        clue::{Clue, ClueEvent, ClueOutcome},
        without_personal_numbers,
    },
    instant::Instant,
    matters::Matter,
    people::{Action, allows},
    who::Who,
};

/// Clues that are named; the others are in their list.
const CLUES: i64 = 5;

/// Read with the matter; nothing for whoever has no part in it.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    publishes: bool,
    shown: bool,
    down: bool,
    waiting: usize,
    known: bool,
    /// Whether the reader screens its clues: they are linked then, and those that wait are told too.
    screens: bool,
    clues: Vec<Clue>,
    taken_in: Vec<TakenIn>,
}

/// A clue that was taken into the matter (并入事项): it is of the matter's business from then on. Never with how its author
/// can be reached.
#[derive(Clone, Debug)]
pub struct TakenIn {
    /// By which it is known.
    pub receipt: Receipt,
    /// What the public wrote; none where it was erased.
    pub text: Option<String>,
    /// What the office noted about it.
    pub note: String,
    /// When it was taken in.
    pub at: Instant,
    /// By whom.
    pub by: Who,
}

impl Beside {
    /// As this reader may see it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>, m: &Matter) -> Result<Beside, ActError> {
        let Some(actor) = around.asker.actor else { return Ok(Beside::default()) };
        let (ground, today) = (m.ground(), around.asker.today(&around.settings.calendar));
        let may = |action| allows(actor, action, &ground, &around.directory.tree, today);
        let mut beside = Beside::default();
        if may(Action::ProposePublication) || may(Action::ApprovePublication) {
            let publication = store::get(tx, m.id)?;
            beside.publishes = publication.is_some() || !(m.is_draft() || m.is_final());
            if let Some(p) = publication {
                beside.known = true;
                (beside.shown, beside.down, beside.waiting) =
                    (p.is_public(), p.down.is_some(), p.waiting.len());
            }
        }
        beside.screens = may(Action::ScreenClues);
        beside.clues = store::clues::of_matter(tx, m.id, CLUES)?;
        for clue in &beside.clues {
            beside.taken_in.extend(taken_in(tx, clue, m, beside.screens)?);
        }
        beside.clues.retain(|_| beside.screens);
        Ok(beside)
    }

    /// With a clue that was taken in, for samples.
    pub fn sample(receipt: Receipt, at: Instant, screens: bool) -> Beside {
        let taken = TakenIn {
            receipt,
            text: Some("夜间十点后仍在施工，噪声很大，附近住户无法休息。".to_owned()),
            note: "与本事项一并核查。".to_owned(),
            at,
            by: Who::System,
        };
        Beside { screens, taken_in: vec![taken], ..Beside::default() }
    }

    /// The clues that were taken into it, for its story.
    pub fn taken_in(&self) -> &[TakenIn] {
        &self.taken_in
    }

    /// As panels of the page; nothing where there is nothing to say.
    pub fn markup(&self, frame: &Frame, m: &Matter) -> Markup {
        self.publication(frame, m).and(&self.listed(frame))
    }

    fn publication(&self, frame: &Frame, m: &Matter) -> Markup {
        if !self.publishes {
            return Markup::default();
        }
        let at = format!("/matters/{}", m.id);
        let stand = match (self.shown, self.down) {
            (true, _) => "board.stand_public",
            (false, true) => "board.stand_down",
            (false, false) => "board.stand_none",
        };
        let mut panel =
            Markup::of("<section class=\"panel\"><h2>").text(frame.t("board.panel")).html("</h2><p>");
        let badge = if self.shown { "badge ok" } else { "badge" };
        panel = panel.html("<span").attr("class", badge).html(">").text(frame.t(stand)).html("</span>");
        if self.waiting > 0 {
            let waiting = frame.t1("board.stand_waiting", "n", self.waiting);
            panel = panel.html(" <span class=\"badge sea\">").text(&waiting).html("</span>");
        }
        let open = if self.known { "board.panel_see" } else { "board.panel_open" };
        panel = panel.html("</p><p class=\"actions\"><a class=\"button small\"");
        panel = panel.attr("href", &format!("{at}/publication")).html(">").text(frame.t(open)).html("</a>");
        if self.shown {
            panel = panel.html(" <a class=\"button small\"").attr("href", &format!("{at}/board"));
            panel = panel.html(">").text(frame.t("board.sheet")).html("</a>");
        }
        panel.html("</p></section>")
    }

    fn listed(&self, frame: &Frame) -> Markup {
        if self.clues.is_empty() && self.taken_in.is_empty() {
            return Markup::default();
        }
        let mut panel = Markup::of("<section class=\"panel\" id=\"clues\"><h2>").text(frame.t("board.clues"));
        panel = panel.html("</h2><ul class=\"plain\">");
        for clue in &self.clues {
            panel = panel.html("<li><a").attr("href", &format!("/clues/{}", clue.receipt)).html(">");
            panel = panel.text(clue.receipt.as_str()).html("</a> <span class=\"badge\">");
            panel = panel.text(&frame.word(&Clue::word_of(clue.code()))).html("</span>");
            let taken = self.taken_in.iter().find(|taken| taken.receipt == clue.receipt);
            panel = panel.and(&taken.map(|taken| words(frame, taken)).unwrap_or_default()).html("</li>");
        }
        for taken in self.taken_in.iter().filter(|_| !self.screens) {
            panel = panel.html("<li>").text(taken.receipt.as_str()).and(&words(frame, taken)).html("</li>");
        }
        panel.html("</ul></section>")
    }
}

/// What it says, and what was noted about it.
fn words(frame: &Frame, taken: &TakenIn) -> Markup {
    let text = taken.text.as_deref().unwrap_or_else(|| frame.t("board.clue_erased"));
    let noted = frame.t1("board.clue_noted", "note", &taken.note);
    Markup::of("<p class=\"quote\">")
        .text(text)
        .html("</p><p class=\"soft small\">")
        .text(&noted)
        .html("</p>")
}

/// The clue as it was taken into this matter; nothing where something else became of it. Whoever doesn't screen clues
/// reads it without the numbers that its author may have written into it.
fn taken_in(tx: &mut Tx<'_>, clue: &Clue, m: &Matter, screens: bool) -> Result<Option<TakenIn>, ActError> {
    let Some(ClueOutcome::Merged { note }) = clue.outcome.as_ref().filter(|_| clue.matter == m.id) else {
        return Ok(None);
    };
    let entries = journal::entries(tx, &journal::stream_of::<Clue>(&clue.receipt))?;
    let screened = entries.iter().find_map(|entry| match serde_json::from_str(&entry.payload).ok()? {
        ClueEvent::Screened { by, .. } => Some((entry.at, by)),
        _ => None,
    });
    let (at, by) = screened.unwrap_or((clue.received_at, Who::System));
    let text = get_private::<String>(tx, &clue.text.id.to_string())?;
    let text = text.map(|text| if screens { text } else { without_personal_numbers(&text) });
    Ok(Some(TakenIn { receipt: clue.receipt.clone(), text, note: note.clone(), at, by }))
}
