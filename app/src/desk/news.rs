//! What changed since the reader last said that they had read it (自上次查看以来): others' entries on matters in
//! their sight, as sentences. Who never said so is told of seven days, and told that it is seven days. Looking alone
//! moves nothing, so a page that was only glanced at between two calls loses nothing; `POST /desk/seen` does.
//! What one person did to many matters in one go is one line, where it says the same of each.

use super::{looked::Look, store};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::store::changes::{self, Change, Since},
    web::{
        error::Error,
        fields::Fields,
        lang::{t, tf},
        layout::{Frame, done},
        preferences::local,
        session::Visitor,
    },
};
use axum::{extract::State, response::Response};
use bangdu_core::instant::Instant;
use std::collections::BTreeSet;

/// So many lines are shown, and so many entries are looked at for them.
const SHOWN: usize = 5;
const ENTRIES: usize = 150;
/// So many matters are named behind one line.
const NAMED: usize = 20;
/// What follows within this time is done in one go.
const IN_ONE_GO_MS: i64 = 10 * 60_000;
/// What is older is in the matters' stories; nobody reads a month's changes on a desk.
const LONGEST_DAYS: i64 = 7;

/// What changed.
#[derive(Default)]
pub(super) struct News {
    /// The heading's key, and since when, in words.
    pub heading: &'static str,
    pub since: String,
    /// Where the page was made: what the reader says they have read.
    pub until: i64,
    pub lines: Vec<Line>,
    /// Whether there is more than is shown.
    pub more: bool,
}

/// One sentence.
pub(super) struct Line {
    pub when: String,
    pub who: String,
    pub sentence: String,
    /// The matters that it was done to, the last first: at most [`NAMED`].
    pub matters: Vec<(String, String)>,
    /// How many they are in all, in words; empty where it is one.
    pub count: String,
    /// Matters beside those that are named.
    pub others: usize,
}

impl Line {
    /// The one matter, where it is one.
    pub fn only(&self) -> Option<&(String, String)> {
        self.matters.first().filter(|_| self.count.is_empty())
    }
}

impl News {
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<News, ActError> {
        let now = look.now();
        let oldest = now.plus_days(-LONGEST_DAYS);
        let seen = store::seen(tx, look.actor.account)?;
        let after = seen.map_or(oldest, |seen| seen.max(oldest));
        let since = Since { sight: &look.sight, area: &look.units, after, but: look.actor.account };
        let found = changes::changes(tx, &since, ENTRIES)?;
        let told = |key, at| tf(look.lang, key, &[("at", &look.at(at))]);
        let (heading, since) = match seen {
            None => ("desk.news_week", t(look.lang, "desk.news_never_read").to_owned()),
            Some(seen) if seen < oldest => ("desk.news_week", told("desk.news_read_before", seen)),
            Some(seen) => ("desk.news", told("desk.news_since", seen)),
        };
        let full = found.len() == ENTRIES;
        let goes = in_goes(&found);
        let parts =
            goes.iter().take(2 * SHOWN).flat_map(|go| said_alike(go, |change| look.sentence(&change.event)));
        let mut goes: Vec<Go<'_>> =
            parts.chain(goes.iter().skip(2 * SHOWN).map(|go| Go::untold(go))).collect();
        goes.sort_by_key(|go| std::cmp::Reverse(go.changes.first().map(|change| change.at)));
        let more = full || goes.len() > SHOWN;
        goes.truncate(SHOWN);
        let lines = goes.into_iter().map(|go| Line::of(go, full, look)).collect();
        Ok(News { heading, since, until: now.0, lines, more })
    }
}

/// Entries that one person made in one go, of one kind, each on another matter; newest first.
fn in_goes(found: &[Change]) -> Vec<Vec<&Change>> {
    let mut goes: Vec<Vec<&Change>> = Vec::new();
    for change in found {
        let continues = |go: &&mut Vec<&Change>| {
            let alike = |other: &Change| {
                other.event.by == change.event.by && other.event.name() == change.event.name()
            };
            go.last().is_some_and(|last| alike(last) && last.at.0 - change.at.0 <= IN_ONE_GO_MS)
                && go.iter().all(|other| other.matter != change.matter)
        };
        match goes.iter_mut().find(continues) {
            Some(go) => go.push(change),
            None => goes.push(vec![change]),
        }
    }
    goes
}

/// What was done in one go, with its sentence.
struct Go<'c> {
    changes: Vec<&'c Change>,
    sentence: Option<String>,
}

impl<'c> Go<'c> {
    fn untold(changes: &[&'c Change]) -> Go<'c> {
        Go { changes: changes.to_vec(), sentence: None }
    }
}

/// Entries of one kind parted by what they say: those that say the same up to a particular (交办：…) are one line, which
/// tells the particular only where it is the same in all.
fn said_alike<'c>(changes: &[&'c Change], say: impl Fn(&Change) -> String) -> Vec<Go<'c>> {
    let mut goes: Vec<Go<'c>> = Vec::new();
    for change in changes {
        let said = say(change);
        let alike = |go: &&mut Go<'_>| go.sentence.as_deref().is_some_and(|known| gist(known) == gist(&said));
        match goes.iter_mut().find(alike) {
            Some(go) => {
                go.changes.push(change);
                if go.sentence.as_ref() != Some(&said) {
                    go.sentence = Some(gist(&said).to_owned());
                }
            }
            None => goes.push(Go { changes: vec![change], sentence: Some(said) }),
        }
    }
    goes
}

/// A sentence without its particulars.
fn gist(sentence: &str) -> &str {
    sentence.split(['：', '（', ':', '(']).next().unwrap_or(sentence).trim_end()
}

impl Line {
    /// `full`: whether there may be more entries than were looked at.
    fn of(go: Go<'_>, full: bool, look: &Look<'_>) -> Line {
        let (go, sentence) = (go.changes, go.sentence);
        let named = go.iter().take(NAMED).map(|c| (format!("/matters/{}", c.matter), c.title.clone()));
        let matters: BTreeSet<_> = go.iter().map(|change| change.matter).collect();
        let n = matters.len();
        let key = if full && n + 1 >= changes::MATTERS { "desk.news_at_least" } else { "desk.news_count" };
        let first = go.first();
        Line {
            when: first.map(|change| look.at(change.at)).unwrap_or_default(),
            who: first.map(|change| look.who(&change.event)).unwrap_or_default(),
            sentence: sentence
                .or_else(|| first.map(|change| look.sentence(&change.event)))
                .unwrap_or_default(),
            matters: named.collect(),
            count: if n > 1 { tf(look.lang, key, &[("n", &n.to_string())]) } else { String::new() },
            others: n.saturating_sub(NAMED),
        }
    }
}

/// `POST /desk/seen`: the reader has read what the page told, and nothing that came since.
pub(super) async fn seen(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let until = fields.get("until").parse().map(Instant).map_err(|_| Error::bad_form("form.unreadable"))?;
    let account = visitor.actor.account;
    let now = app.cx.now();
    let kept = app.cx.db.write(move |tx| store::see(tx, account, until.min(now))).await;
    kept.map_err(Error::fault)?;
    Ok(done(local(fields.get("back")), t(frame.lang, "desk.news_read")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_parted_from_its_particulars() {
        for (sentence, kept) in [
            ("交办：牵头单位市住建局", "交办"),
            ("回头看，成效保持：路面平整", "回头看，成效保持"),
            ("石狮市政府反馈进展（累计66%）：已开工", "石狮市政府反馈进展"),
            ("assigned: lead 市住建局", "assigned"),
            ("恢复办理", "恢复办理"),
        ] {
            assert_eq!(gist(sentence), kept);
        }
    }
}
