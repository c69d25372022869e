//! The matter's page: what [`Seen`] holds, in the reader's words and ready to be placed.

use super::{
    acts,
    beside::Beside,
    plan,
    reader::unfixed,
    seen::Seen,
    shares::{self, ShareRow},
    story::{self, Paper, Story},
    timing::{self, DeadlineView},
};
use crate::{
    matters::{
        instructing,
        listing::{WITHIN, within_list},
    },
    web::{layout::Frame, list::Filters, markup::Markup},
};
use askama::Template;
use bangdu_core::{
    matters::{Basis, Help, HelpStand, Holder, Instruction, Matter, Offer, State, TakenOver, holder, light},
    phrase::Word,
    shares::{percent, share},
    who::Who,
};

#[derive(Template)]
#[template(path = "matters/pages/show.html")]
pub(super) struct ShowPage {
    frame: Frame,
    version: u64,
    number: String,
    state: String,
    helped: bool,
    badges: Vec<String>,
    light: Option<LightView>,
    /// How far it lags behind its plan, where that is why it isn't green.
    lag: String,
    deadline: Option<DeadlineView>,
    deadline_words: String,
    holder: String,
    spans: Vec<timing::SpanRow>,
    forward: Vec<Button>,
    more: Vec<Button>,
    beside: Vec<(String, String)>,
    requirement: String,
    basis: Vec<(String, String)>,
    words: String,
    /// What kind of words those are.
    words_label: &'static str,
    scan: Option<Paper>,
    shares: Vec<ShareRow>,
    steps: Vec<plan::Step>,
    planned: Option<(String, String)>,
    chart: Markup,
    /// Where its own 作战图 is.
    sheet: String,
    counts: Vec<Count>,
    layers: Markup,
    remarks: Vec<(String, String)>,
    chips: Vec<Markup>,
    story: Story,
    /// The matter that the instruction refers to: where, and what it is called.
    about: Option<(String, String)>,
    /// Later instructions about it: where, what, and where they stand.
    further: Vec<(String, String, String)>,
    /// What the public is told of it.
    board: Markup,
    /// The way back to the list that it was opened from, and on in it.
    list: Markup,
    /// What forms carry of that list.
    back: Markup,
}

/// A light with its reasons.
pub(super) struct LightView {
    pub shown: Markup,
    pub why: String,
    pub since: String,
}

/// An act as a button: done at once, or by way of its form.
struct Button {
    href: String,
    label: String,
    at_once: bool,
}

/// Something counted.
struct Count {
    name: String,
    done: String,
    goal: String,
    percent: String,
    value: i64,
}

impl ShowPage {
    pub(super) fn of(frame: Frame, seen: &Seen, filters: &Filters) -> ShowPage {
        let m = &seen.matter;
        let crumb = frame.t("nav.matters").to_owned();
        let from = seen.list.as_ref().map_or("/matters", |list| list.list.as_str());
        let frame = frame.called(m.title.clone()).under(crumb, from);
        let (forward, more) = buttons(&frame, seen);
        let words = match &m.origin.basis {
            Basis::Instruction(instruction) => instruction.text.clone(),
            Basis::Proposal { reason } => reason.clone(),
            _ => String::new(),
        };
        ShowPage {
            version: seen.version,
            sheet: format!("/matters/{}/war-map", m.id),
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            state: frame.word(&m.standing()),
            helped: m.is_helped(),
            badges: badges(&frame, seen),
            light: lit(&frame, seen, light(m, seen.now)),
            lag: plan::lag(&frame, seen).unwrap_or_default(),
            deadline: timing::deadline(&frame, seen),
            deadline_words: frame.say(&m.deadline.phrase()),
            holder: held(&frame, seen, holder(m)),
            spans: timing::spans(&frame, seen),
            forward,
            more,
            beside: beside(&frame, seen),
            requirement: m.requirement.clone(),
            basis: basis(&frame, seen),
            words,
            words_label: match &m.origin.basis {
                Basis::Instruction(_) => "desk.instruction_text",
                _ => "matters.reason",
            },
            scan: m.origin.basis.scan().map(|file| Paper {
                name: file.name.clone(),
                href: format!("/matters/{}/files/{}", m.id, file.id),
            }),
            shares: shares::rows(&frame, seen),
            steps: plan::steps(&frame, seen),
            planned: plan::today(seen).map(|(planned, actual)| (planned.percent(), actual.percent())),
            chart: plan::chart(&frame, seen),
            counts: counts(m),
            layers: layers(&frame, seen),
            remarks: m
                .taken_over
                .as_ref()
                .map(|t| remarks(&frame, t, &seen.ledger_phones))
                .unwrap_or_default(),
            about: seen.about.as_ref().map(linked),
            further: seen
                .further
                .iter()
                .map(|m| {
                    let (href, title) = linked(m);
                    (href, title, frame.word(&m.standing()))
                })
                .collect(),
            board: seen.board.markup(&frame, m),
            list: seen.list.as_ref().map(|list| way(&frame, list)).unwrap_or_default(),
            back: seen.list.as_ref().map(|list| back(m, list)).unwrap_or_default(),
            chips: story::chips(&frame, filters),
            story: story::story(&frame, seen, filters),
            frame,
        }
    }
}

fn linked(m: &Matter) -> (String, String) {
    (format!("/matters/{}", m.id), m.title.clone())
}

/// Back to the list, and to the matters before and behind.
fn way(frame: &Frame, list: &Beside) -> Markup {
    let nav = Markup::of("<nav class=\"list-way no-print\"").attr("aria-label", frame.t("matters.list_way"));
    let nav = nav.html("><a").attr("href", &list.list).html(">← ").text(&list.title).html("</a><span>");
    let step = |nav: Markup, to: &Option<(String, String)>, rel: &'static str, key: &str| match to {
        Some((href, title)) => {
            let link = nav.html("<a class=\"button small\"").attr("rel", rel).attr("href", href);
            link.attr("title", title).html(">").text(frame.t(key)).html("</a>")
        }
        None => nav
            .html("<span class=\"button small\" aria-disabled=\"true\">")
            .text(frame.t(key))
            .html("</span>"),
    };
    let nav = step(nav, &list.before, "prev", "matters.list_before");
    step(nav, &list.behind, "next", "matters.list_behind").html("</span></nav>")
}

/// The field by which a form done at once leads back to the matter with its list.
fn back(m: &Matter, list: &Beside) -> Markup {
    Markup::of("<input type=\"hidden\" name=\"back\"")
        .attr("value", &within_list(m.id, &list.query))
        .html(">")
}

/// What a light shows; nothing where there is none.
pub(super) fn lit(
    frame: &Frame,
    seen: &Seen,
    shown: Option<bangdu_core::matters::Shown>,
) -> Option<LightView> {
    let shown = shown?;
    let told = shown.told(&seen.settings.calendar, seen.now);
    let why: Vec<String> = told.iter().map(|word| frame.word(word)).collect();
    Some(LightView {
        shown: frame.light(shown.light.code()),
        why: why.join(frame.lang.comma()),
        since: shown.since.map(|at| frame.at(at)).unwrap_or_default(),
    })
}

/// Who has the ball, by name.
pub(super) fn held(frame: &Frame, seen: &Seen, holder: Holder) -> String {
    match holder {
        Holder::Unit(unit) | Holder::Office(unit) => seen.directory.unit(unit).to_owned(),
        Holder::Nobody => frame.t("matters.nobody").to_owned(),
    }
}

fn badges(frame: &Frame, seen: &Seen) -> Vec<String> {
    let m = &seen.matter;
    let relapsed = m.relapsed.then(|| frame.t("matters.relapsed").to_owned());
    let words = [m.kind.word(), m.origin.source.word(), m.urgency.word()];
    words.iter().map(|word: &Word| frame.word(word)).chain(seen.campaign.clone()).chain(relapsed).collect()
}

/// The steps that the loop waits for first, everything else behind 更多.
fn buttons(frame: &Frame, seen: &Seen) -> (Vec<Button>, Vec<Button>) {
    let (forward, more): (Vec<&Offer>, Vec<&Offer>) = seen.offers.iter().partition(|offer| offer.forward);
    let button = |offer: &&Offer| {
        let (at_once, href) =
            (acts::is_one_step(offer.code), format!("/matters/{}/{}", seen.matter.id, offer.code));
        let within = seen.list.as_ref().filter(|_| !at_once);
        Button {
            href: within.map_or(href.clone(), |list| Filters::of(&href, "").with(WITHIN, &list.query)),
            label: frame.word(&offer.word),
            at_once,
        }
    };
    let mut forward: Vec<Button> = forward.iter().map(button).collect();
    let mut more: Vec<Button> = more.iter().map(button).collect();
    if seen.instructs {
        let href = instructing::address(Some(seen.matter.id));
        let label = frame.t("instructing.title").to_owned();
        let among = if forward.is_empty() { &mut forward } else { &mut more };
        among.insert(0, Button { href, label, at_once: false });
    }
    (forward, more)
}

/// What stands open beside the state: help, a request, a proposal, the look-back.
fn beside(frame: &Frame, seen: &Seen) -> Vec<(String, String)> {
    let m = &seen.matter;
    let mut open: Vec<(String, String)> =
        m.helps.iter().filter(|h| h.is_open()).map(|h| help(frame, seen, h)).collect();
    let mut say = |key: &str, text: String| open.push((frame.t(key).to_owned(), text));
    if let Some(e) = &m.extension {
        let until = frame.t1("matters.asked_until", "until", frame.date(e.until));
        say("matters.extension_open", format!("{until}{}{}", frame.lang.colon(), e.reason));
    }
    if let Some(w) = &m.withdrawal {
        say("matters.withdrawal_asked", w.reason.clone());
    }
    for a in &m.assignments {
        if let Some(o) = &a.objection {
            let args = [("unit", seen.directory.unit(a.unit)), ("other", seen.directory.unit(o.proposed))];
            let who = frame.tf("matters.objects", &args);
            say("matters.objection_open", format!("{who}{}{}", frame.lang.colon(), o.reason));
        }
    }
    if let Some(returned) = m.to_complete() {
        let key = if returned.kind.is_some() { "matters.sent_back" } else { "matters.closure_refused" };
        say(key, returned.opinion.clone());
    }
    if m.relapsed {
        say("matters.relapsed", frame.t("matters.relapse_waits").to_owned());
    }
    match &m.state {
        State::Suspended { until, .. } => say("matters.suspended", frame.date(*until)),
        State::AwaitingClosure { proposal: Some(p), .. } => {
            say("matters.closure_proposed", frame.word(&p.outcome.word()));
        }
        State::Closed { closure } | State::Archived { closure } => {
            say("matters.outcome", frame.word(&closure.proposal.outcome.word()));
        }
        _ => {}
    }
    if let Some(due) = &m.look_back {
        say("matters.look_back_on", frame.date(due.on));
    }
    open
}

fn help(frame: &Frame, seen: &Seen, h: &Help) -> (String, String) {
    let key = match h.stand {
        HelpStand::Accepted { .. } => "matters.help_under_way",
        _ => "matters.help_asked",
    };
    let (kind, unit) = (frame.word(&h.kind.word()), seen.directory.unit(h.helper));
    let args = [("kind", kind.as_str()), ("unit", unit), ("text", &h.text)];
    (frame.t(key).to_owned(), frame.tf("matters.help_of", &args))
}

/// What it rests on (立项依据), with its source.
fn basis(frame: &Frame, seen: &Seen) -> Vec<(String, String)> {
    let m = &seen.matter;
    let mut said = vec![("matters.office", seen.directory.unit(m.office).to_owned())];
    match &m.origin.basis {
        Basis::Decision { document, .. } | Basis::Document { document, .. } => {
            said.push(("matters.document", document.clone()));
        }
        Basis::Instruction(i) => {
            said.push(("matters.author", i.author.clone()));
            said.push(("matters.instruction_kind", frame.word(&i.kind.word())));
            said.push(("matters.instructed_on", frame.date(i.on)));
            said.extend(written_here(seen, i));
        }
        Basis::Ledger(row) => {
            said.push(("matters.ledger", row.name.clone()));
            let args = [("sheet", row.sheet.as_str()), ("row", &row.row.to_string())];
            said.push(("matters.ledger_row", frame.tf("matters.sheet_and_row", &args)));
        }
        Basis::Proposal { .. } => {}
    }
    if let Some(remark) = m.remark.as_ref().filter(|remark| !remark.is_empty()) {
        said.push(("matters.remark", remark.clone()));
    }
    if let Some(name) = &seen.campaign {
        said.push(("matters.campaign", name.clone()));
    }
    let urges = m.urges.messages + m.urges.slips;
    if urges > 0 {
        let args = [("messages", m.urges.messages.to_string()), ("slips", m.urges.slips.to_string())];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        said.push(("matters.urges", frame.tf("matters.urged_times", &args)));
    }
    if m.extensions > 0 {
        said.push(("matters.extensions", m.extensions.to_string()));
    }
    said.into_iter().map(|(key, text)| (frame.t(key).to_owned(), text)).collect()
}

/// What an instruction that was written here says besides: who entered it for the author, and who should lead.
fn written_here(seen: &Seen, i: &Instruction) -> Vec<(&'static str, String)> {
    let Some(written) = &seen.matter.handwritten else { return Vec::new() };
    let by = match written.by {
        Who::Person(person) if i.author_id != Some(person) => Some(seen.directory.person(person).to_owned()),
        _ => None,
    };
    let lead = written.lead.map(|unit| seen.directory.unit(unit).to_owned());
    let told = [("instructing.entered_by", by), ("instructing.proposed_lead", lead)];
    told.into_iter().filter_map(|(key, text)| Some((key, text?))).collect()
}

fn counts(m: &Matter) -> Vec<Count> {
    let count = |i: &bangdu_core::matters::Indicator| {
        // Goals are at most 10^15 thousandths, so basis points fit.
        let points = share(i.done, i.goal).unwrap_or(0);
        Count {
            name: i.name.clone(),
            done: unfixed(i.told(i.done), 3),
            goal: format!("{} {}", unfixed(i.goal, 3), i.measure),
            percent: percent(points),
            value: (points / 10).clamp(0, 1_000),
        }
    };
    m.indicators.iter().map(count).collect()
}

/// The tree of layers as nested lists, each with its light.
fn layers(frame: &Frame, seen: &Seen) -> Markup {
    let mut tree = Markup::default();
    let mut open = 0;
    for layer in &seen.layers {
        let depth = layer.depth + 1;
        if depth > open {
            while open < depth {
                tree = tree.html(if open == 0 { "<ul class=\"layers\"><li>" } else { "<ul><li>" });
                open += 1;
            }
        } else {
            while open > depth {
                tree = tree.html("</li></ul>");
                open -= 1;
            }
            tree = tree.html("</li><li>");
        }
        tree = one_layer(frame, seen, layer, tree);
    }
    (0..open).fold(tree, |tree, _| tree.html("</li></ul>"))
}

fn one_layer(frame: &Frame, seen: &Seen, layer: &super::seen::Layered, tree: Markup) -> Markup {
    let tree = if layer.id == seen.matter.id {
        tree.html("<span class=\"strong\" aria-current=\"true\">").text(&layer.title).html("</span>")
    } else {
        let href = format!("/matters/{}", layer.id);
        tree.html("<a").attr("href", &href).html(">").text(&layer.title).html("</a>")
    };
    let tree = tree.html(" <span class=\"layer-stand\">");
    let tree = layer.light.map_or(tree.clone(), |code| tree.and(&frame.light(code)));
    let tree = tree.html("<span class=\"badge\">").text(&frame.word(&layer.state.word())).html("</span>");
    let tree = if layer.agreed {
        tree.html("<span class=\"badge sea\">").text(frame.t("matters.agreed_short")).html("</span>")
    } else {
        tree
    };
    tree.html("</span>")
}

/// What the ledger brought along as a remark, never computed with.
fn remarks(frame: &Frame, t: &TakenOver, phones: &[String]) -> Vec<(String, String)> {
    let named = |liaison: bool| {
        let of = t.contacts.iter().zip(phones).filter(|(contact, _)| contact.liaison == liaison);
        let told = of.map(|(contact, phone)| format!("{} {phone}", contact.name).trim().to_owned());
        told.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、")
    };
    let said = [
        ("matters.ledger_light", t.light.map(|light| frame.word(&light.word())).unwrap_or_default()),
        ("matters.ledger_assigned", t.assigned_on.map(|day| frame.date(day)).unwrap_or_default()),
        ("matters.ledger_deadline", t.deadline_text.clone()),
        ("matters.ledger_leader", t.leader.clone()),
        ("matters.ledger_contacts", named(false)),
        ("matters.ledger_liaisons", named(true)),
        ("matters.ledger_group", t.group.clone()),
        ("matters.ledger_remark", t.remark.clone()),
        ("matters.taken_over_at", frame.at(t.at)),
    ];
    let given = said.into_iter().filter(|(_, text)| !text.is_empty());
    given.map(|(key, text)| (frame.t(key).to_owned(), text)).collect()
}
