//! Small made-up decisions, and properties that hold for any.

use super::*;
use crate::words::Words;
use proptest::prelude::*;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

const PLACES: [&str; 6] = ["东湖小区", "西岭村", "南门街", "北山路", "中心广场", "河畔花园"];

/// For each of three labels messages of three kinds in six places.
fn decisions() -> Vec<(String, String, &'static str)> {
    let said = [
        ("交通运输", ["公交车不停靠站台", "客运班车随意涨价", "公交线路绕行等车太久"]),
        ("教育文体", ["幼儿园老师打骂孩子", "学校违规收取补课费", "小学入学名额不公平"]),
        ("环境保护", ["工厂夜里排放废气", "养猪场污水流进河里", "工地扬尘没有洒水"]),
    ];
    let all = said.iter().flat_map(|(label, kinds)| {
        kinds.iter().flat_map(move |kind| {
            PLACES
                .iter()
                .map(move |place| (format!("{place}{kind}"), format!("{place}附近{kind}，请处理。"), *label))
        })
    });
    all.collect()
}

fn decided<'a>(all: &'a [(String, String, &'static str)]) -> Vec<Decided<'a>> {
    all.iter().map(|(title, body, label)| Decided { title, body, label }).collect()
}

fn learnt(decided: &[Decided<'_>]) -> Model {
    Model::learn(&WORDS, decided, Settings::default(), &mut || true).unwrap()
}

fn label(model: &Model, title: &str, body: &str) -> String {
    model.labels()[model.suggest(&WORDS, title, body).label()].clone()
}

#[test]
fn a_new_message_gets_the_label_of_its_kind_and_names_the_words_that_decided() {
    let all = decisions();
    let model = learnt(&decided(&all));
    assert_eq!(model.labels(), ["交通运输", "教育文体", "环境保护"]);
    assert_eq!(label(&model, "", "城关镇的公交车总是不停"), "交通运输");
    assert_eq!(label(&model, "小学老师收补课费", ""), "教育文体");
    let suggestion = model.suggest(&WORDS, "", "隔壁工厂半夜偷偷排放废气");
    assert_eq!(model.labels()[suggestion.label()], "环境保护");
    let words: Vec<&str> = suggestion.words.iter().map(|w| w.word.as_str()).collect();
    assert!(words[..3].iter().any(|w| ["废气", "排放", "工厂"].contains(w)), "{words:?}");
    assert!(suggestion.words.is_sorted_by(|a, b| a.weight >= b.weight));
}

#[test]
fn confidences_sum_to_one_and_fall_where_nothing_is_known() {
    let all = decisions();
    let model = learnt(&decided(&all));
    let known = model.suggest(&WORDS, "公交车不停靠站台", "公交车不停靠站台");
    let strange = model.suggest(&WORDS, "", "xyz");
    for suggestion in [&known, &strange] {
        let sum: f32 = suggestion.ranked.iter().map(|(_, confidence)| confidence).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
    assert!(known.confidence() > strange.confidence(), "{known:?} {strange:?}");
    assert!(strange.words.is_empty());
}

#[test]
fn the_order_of_the_rows_doesnt_matter() {
    let all = decisions();
    let forward = decided(&all);
    let mut backward = forward.clone();
    backward.reverse();
    assert_eq!(learnt(&forward), learnt(&backward));
}

#[test]
fn a_saved_model_is_read_back_the_same_and_damage_is_seen() {
    let model = learnt(&decided(&decisions()));
    let bytes = model.to_bytes();
    assert_eq!(Model::from_bytes(&bytes), Ok(model));
    for at in [20, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert_eq!(Model::from_bytes(&damaged), Err(saved::Unreadable::Damaged));
    }
    assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 40]), Err(saved::Unreadable::Damaged));
    assert_eq!(Model::from_bytes(b"id,label"), Err(saved::Unreadable::Foreign));
}

#[test]
fn more_than_eight_labels_are_told_apart() {
    let units = ["住建", "交通", "教育", "环保", "人社", "卫健", "城管", "公安", "民政", "水利", "税务"];
    let all: Vec<(String, String, &str)> = units
        .iter()
        .flat_map(|unit| {
            PLACES.iter().map(move |place| (String::new(), format!("{place}的{unit}业务办不了"), *unit))
        })
        .collect();
    let model = learnt(&decided(&all));
    assert!(units.iter().all(|unit| label(&model, "", &format!("新城区的{unit}业务")) == *unit));
}

#[test]
fn nothing_is_learnt_where_there_is_nothing_to_learn() {
    let learn = |decided: &[Decided<'_>]| Model::learn(&WORDS, decided, Settings::default(), &mut || true);
    let one = |title, label| Decided { title, body: "", label };
    assert_eq!(learn(&[]), Err(Unlearnable::NoLabel));
    assert_eq!(learn(&[one("停水", " ")]), Err(Unlearnable::NoLabel));
    assert_eq!(learn(&[one("停水", "水"), one("停电", "水")]), Err(Unlearnable::OneLabel));
    assert_eq!(learn(&[one("停水", "水"), one("扬尘", "尘")]), Err(Unlearnable::NothingShared));
    let all = decisions();
    let stopped = Model::learn(&WORDS, &decided(&all), Settings::default(), &mut || false);
    assert_eq!(stopped, Err(Unlearnable::Stopped));
}

#[test]
fn a_model_that_learnt_wrong_decisions_is_clearly_worse() {
    let all = decisions();
    let right = decided(&all);
    let wrong: Vec<Decided<'_>> = right
        .iter()
        .map(|d| Decided {
            label: if d.label == "教育文体" { "交通运输" } else { "教育文体" }, ..*d
        })
        .collect();
    let (good, bad) = (learnt(&right), learnt(&wrong));
    let comparison = compare::Comparison::of(&WORDS, &good, &bad, &right);
    assert!(comparison.clearly_worse && comparison.last.right > comparison.new.right, "{comparison:?}");
    assert!(!compare::Comparison::of(&WORDS, &bad, &good, &right).clearly_worse);
    assert!(!compare::Comparison::of(&WORDS, &good, &good, &right).clearly_worse);
}

#[test]
fn folds_go_round_within_each_label() {
    assert_eq!(evaluate::folds(&["a", "b", "a", "a", "b", "a"], 3), [0, 0, 1, 2, 1, 0]);
}

#[test]
fn marks_are_what_a_hand_reckons() {
    let (truth, guess) = (["a", "a", "b", "b"], ["a", "b", "b", "b"]);
    assert!((evaluate::macro_f1(&truth, &guess) - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-12);
    let claims = [(0.95, true), (0.95, false), (0.35, false)];
    let error = evaluate::calibration_error(&claims, 10);
    assert!((error - (0.9 + 0.35) / 3.0).abs() < 1e-6, "{error}");
    let scored = [(0.2, true), (0.9, true), (0.5, false), (0.5, true)];
    let precision = evaluate::average_precision(&scored);
    assert!((precision - (1.0 + 2.0 / 3.0 + 0.75) / 3.0).abs() < 1e-12, "{precision}");
    assert_eq!(evaluate::average_precision(&[(0.5, false)]), 0.0);
}

#[test]
fn a_letter_sent_twice_with_small_changes_is_a_twin() {
    let letter = "我们小区东门外的道路自去年三月开挖以来一直没有恢复，雨天积水很深，老人和孩子出行困难，请有关部门尽快修复路面并安装路灯。";
    let changed = letter.replace("去年三月", "去年五月");
    let other = "学校食堂的饭菜不新鲜，多名学生吃后肚子疼，家长反映后没有得到答复，希望教育局检查。";
    let texts = [other.to_owned(), letter.to_owned(), changed, String::new(), String::new()];
    let twins = evaluate::twins(&texts);
    assert_eq!((twins[0], twins[1], twins[2]), (0, 1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn fuzz_any_message_gets_a_label_and_any_bytes_an_answer(
        title in "\\PC{0,20}", body in "\\PC{0,80}|[公交车学校废气。！\u{0}-\u{1f}]{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        static MODEL: LazyLock<Model> = LazyLock::new(|| learnt(&decided(&decisions())));
        let suggestion = MODEL.suggest(&WORDS, &title, &body);
        prop_assert!((0.0..=1.0).contains(&suggestion.confidence()));
        let _ = Model::from_bytes(&bytes);
        let marked: Vec<u8> = b"bangdu labels 1\n".iter().copied().chain(bytes).collect();
        prop_assert_eq!(Model::from_bytes(&marked), Err(saved::Unreadable::Damaged));
    }
}
