//! The form of rules: every number that an office may set, with what it means. Used for a campaign's rules
//! and for those of the installation.

use crate::web::{fields::Fields, form::Form, layout::Frame, markup::Markup};
use bangdu_core::campaigns::{MonthlyRound, Rules};

/// A number in the form: its name, the keys of its label and its explanation.
struct Number {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    get: fn(&Rules) -> u32,
    set: fn(&mut Rules, u32),
}

macro_rules! numbers {
    ($($name:ident $label:literal $hint:literal;)+) => {
        &[$(Number {
            name: stringify!($name),
            label: $label,
            hint: $hint,
            get: |rules| rules.$name,
            set: |rules, value| rules.$name = value,
        }),+]
    };
}

const NUMBERS: &[Number] = numbers! {
    sign_for_days "campaigns.sign_for_days" "campaigns.sign_for_days_hint";
    object_days "campaigns.object_days" "campaigns.object_days_hint";
    yellow_days "campaigns.yellow_days" "campaigns.yellow_days_hint";
    yellow_percent "campaigns.yellow_percent" "campaigns.yellow_percent_hint";
    slipping_points "campaigns.slipping_points" "campaigns.slipping_points_hint";
    behind_points "campaigns.behind_points" "campaigns.behind_points_hint";
    return_days "campaigns.return_days" "campaigns.return_days_hint";
};

/// The rules as the form shows them.
pub fn fields(rules: &Rules) -> Fields {
    let mut pairs: Vec<(&str, String)> =
        NUMBERS.iter().map(|number| (number.name, (number.get)(rules).to_string())).collect();
    pairs.push(("round_day", rules.round.map(|round| round.day.to_string()).unwrap_or_default()));
    let months: Vec<String> = rules.look_back_months.iter().map(u32::to_string).collect();
    pairs.push(("look_back_months", months.join("、")));
    if rules.on_site_verification {
        pairs.push(("on_site_verification", "yes".to_owned()));
    }
    Fields::from(pairs)
}

/// The rules that were typed; what is no number is said at its field.
pub fn read(form: &mut Form, frame: &Frame) -> Option<Rules> {
    let mut rules = Rules::default();
    for number in NUMBERS {
        match form.values().get(number.name).parse() {
            Ok(value) => (number.set)(&mut rules, value),
            Err(_) => form.wrong(number.name, frame.t("campaigns.no_number")),
        }
    }
    rules.round = match form.values().given("round_day").map(str::parse::<i8>) {
        None => None,
        Some(Ok(day)) => Some(MonthlyRound { day }),
        Some(Err(_)) => {
            form.wrong("round_day", frame.t("campaigns.no_number"));
            None
        }
    };
    let months: Vec<_> = form.values().get("look_back_months").split(['、', ',', '，', ' ', '/']).collect();
    let months = months.into_iter().filter(|month| !month.is_empty()).map(str::parse);
    match months.collect::<Result<Vec<u32>, _>>() {
        Ok(months) => rules.look_back_months = months,
        Err(_) => form.wrong("look_back_months", frame.t("campaigns.no_number")),
    }
    rules.on_site_verification = form.values().ticked("on_site_verification");
    form.is_right().then_some(rules)
}

/// All fields, as a page shows them.
pub fn markup(form: &Form, frame: &Frame) -> Markup {
    let mut all = Markup::default();
    for number in NUMBERS {
        all =
            all.and(&form.field(number.name, frame.t(number.label)).need().hint(frame.t(number.hint)).text());
    }
    let round =
        form.field("round_day", frame.t("campaigns.round_day")).hint(frame.t("campaigns.round_day_hint"));
    let months = form.field("look_back_months", frame.t("campaigns.look_back_months"));
    let site = form.field("on_site_verification", frame.t("campaigns.on_site_verification"));
    all.and(&round.text())
        .and(&months.hint(frame.t("campaigns.look_back_months_hint")).text())
        .and(&site.check())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::lang::Lang;

    #[test]
    fn rules_read_back_as_they_were() {
        let frame = Frame::sample(Lang::Hans, None);
        let rules = Rules {
            yellow_days: 5,
            round: Some(MonthlyRound { day: 25 }),
            look_back_months: vec![3, 6],
            on_site_verification: true,
            ..Rules::default()
        };
        let mut form = Form::typed(&frame, fields(&rules));
        assert_eq!(read(&mut form, &frame), Some(rules));
    }

    #[test]
    fn what_is_no_number_is_said_at_its_field() {
        let frame = Frame::sample(Lang::Hans, None);
        let mut typed = fields(&Rules::default());
        typed.0.retain(|(name, _)| name != "yellow_days");
        typed.0.push(("yellow_days".into(), "三天".into()));
        let mut form = Form::typed(&frame, typed);
        assert_eq!(read(&mut form, &frame), None);
        assert!(form.head().to_string().contains("href=\"#yellow_days\""));
    }
}
