//! 催办 and 督办单, with words ready to be sent.

use super::{
    Act, First,
    parts::{all, choices, pair},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    people::naming::unmanned_said,
    web::{
        form::{Choice, Form},
        layout::Frame,
        markup::Markup,
    },
};
use bangdu_core::{
    matters::{Command, Slip, StandingWaiver, Waiver, addressees, usual_answer_by},
    phrase::{Arg, Phrase},
};

/// The waiver that is none of the standing cases.
const OTHER: &str = "other";

pub(super) const ACTS: &[Act] =
    &[Act::of("urge", text, urge).first(ready), Act::of("slip", slip_fields, slip).first(ready_slip)];

fn text(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let units: Vec<&str> =
        addressees(&case.matter).into_iter().map(|unit| case.directory.unit(unit)).collect();
    let whom = frame.t1("listing.reach", "units", units.join(frame.lang.comma()));
    let nobody = unmanned_said(frame.lang, &case.directory, &case.unmanned)
        .map_or_else(Markup::default, |nobody| {
            Markup::of("<p class=\"note warn\">").text(&nobody).html("</p>")
        });
    let opened =
        Markup::of("<input type=\"hidden\" name=\"opened\"").attr("value", &case.now.0.to_string()).html(">");
    all([
        opened,
        nobody,
        just_urged(case, form, frame),
        form.field("text", frame.t("matters.message")).need().hint(&whom).area(),
        form.field("answer_by", frame.t("rounds.answer_by_field"))
            .hint(frame.t("rounds.answer_by_hint"))
            .date(),
    ])
}

/// Whoever urges again within the hour says that it is meant.
fn just_urged(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let Some((at, by)) = case.lately else { return Markup::default() };
    let by = frame.say(&Phrase::new("{0}", "{0}", vec![Arg::from(by)]));
    let said = frame.tf("rounds.urged_just_now", &[("at", &frame.at(at)), ("who", &by)]);
    let note = Markup::of("<p class=\"note warn\">").text(&said).html("</p>");
    note.and(&form.field("again", frame.t("rounds.urge_anyway")).check())
}

fn urge(r: &mut Reader) -> Option<Command> {
    let (text, answer_by) = (r.text("text"), r.optional_date("answer_by"));
    Some(Command::Urge { text: text?, answer_by: answer_by? })
}

/// A notice says 你单位, as an office says it day by day.
fn ready(case: &Case, _: &Frame) -> First {
    words(case, "你单位")
}

/// A slip is a paper: it says 贵单位.
fn ready_slip(case: &Case, _: &Frame) -> First {
    words(case, "贵单位")
}

/// Official words, whatever language the office reads its pages in: they go to units.
fn words(case: &Case, unit: &str) -> First {
    let m = &case.matter;
    let number = m.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
    let due = m.moments.due.as_ref();
    let due = due.map(|d| format!("，办理时限为{}年{}月{}日", d.date.year(), d.date.month(), d.date.day()));
    let due = due.unwrap_or_default();
    let text = format!(
        "{unit}承办的督查事项“{}”{number}{due}。请抓紧办理，并及时反馈进展情况；需协调支持的，请一并提出。",
        m.title
    );
    let answer_by = usual_answer_by(&case.settings.calendar, case.now);
    let answer_by = answer_by.map(|on| pair("answer_by", on.to_string()));
    std::iter::once(pair("text", text)).chain(answer_by).collect()
}

fn slip_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let slips = choices(frame, Slip::ALL, Slip::code, Slip::word);
    let mut waivers = choices(frame, StandingWaiver::ALL, StandingWaiver::code, StandingWaiver::word);
    waivers.push(Choice::of(OTHER, frame.t("matters.other_waiver")));
    all([
        form.field("slip", frame.t("matters.slip")).need().radio(&slips),
        text(case, form, frame),
        form.field("waiver", frame.t("matters.waiver")).hint(frame.t("matters.waiver_hint")).select(&waivers),
        form.field("waiver_reason", frame.t("matters.waiver_reason")).text(),
    ])
}

fn slip(r: &mut Reader) -> Option<Command> {
    let (slip, text, waiver) = (r.word("slip", Slip::from_code), r.text("text"), waiver(r));
    let answer_by = r.optional_date("answer_by");
    Some(Command::IssueSlip { slip: slip?, text: text?, waiver: waiver?, answer_by: answer_by? })
}

fn waiver(r: &mut Reader) -> Option<Option<Waiver>> {
    if r.optional("waiver") == OTHER {
        return Some(Some(Waiver::Reason { text: r.text("waiver_reason")? }));
    }
    let case = r.optional_word("waiver", StandingWaiver::from_code)?;
    Some(case.map(|case| Waiver::Standing { case }))
}
