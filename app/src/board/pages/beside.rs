//! What a matter's page says of its publication and its clues, to those of its office.

use crate::{
    act::ActError,
    board::store,
    db::Tx,
    matters::act::Around,
    web::{layout::Frame, markup::Markup},
};
use bangdu_core::{
    board::clue::Clue,
    matters::Matter,
    people::{Action, allows},
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
    clues: Vec<Clue>,
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
        if may(Action::ScreenClues) {
            beside.clues = store::clues::of_matter(tx, m.id, CLUES)?;
        }
        Ok(beside)
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
        if self.clues.is_empty() {
            return Markup::default();
        }
        let mut panel = Markup::of("<section class=\"panel\"><h2>").text(frame.t("board.clues"));
        panel = panel.html("</h2><ul class=\"plain\">");
        for clue in &self.clues {
            panel = panel.html("<li><a").attr("href", &format!("/clues/{}", clue.receipt)).html(">");
            panel = panel.text(clue.receipt.as_str()).html("</a> <span class=\"badge\">");
            panel = panel.text(&frame.word(&Clue::word_of(clue.code()))).html("</span></li>");
        }
        panel.html("</ul></section>")
    }
}
