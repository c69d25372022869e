//! Small made-up letters: each ground, and what must not ring.

use super::*;
use crate::words::Words;
use proptest::prelude::*;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

fn judged(title: &str, body: &str) -> Judgement {
    static RULE: LazyLock<Rule> = LazyLock::new(Rule::new);
    RULE.judge(&WORDS, title, body, Some(2019))
}

fn called(title: &str, body: &str) -> &'static str {
    judged(title, body).called.code()
}

#[test]
fn each_ground_of_urgency_is_heard() {
    for (ground, letter) in [
        (Ground::Supply, "我们小区已经停水三天了，物业不管。"),
        (Ground::Wages, "我们十几名农民工被拖欠工资半年，没钱回家过年。"),
        (Ground::Life, "楼下化工厂排放刺鼻气味，孩子咳嗽呕吐，老人头晕。"),
        (Ground::Gas, "楼道里燃气泄漏，味道很大。"),
        (Ground::Lift, "昨天电梯突然下坠，三位邻居被困半小时。"),
        (Ground::Extremes, "再不解决，我只有从楼上跳楼了，活不下去了。"),
        (Ground::Collapse, "开发商把承重墙敲了，楼上楼下都裂开了。"),
        (Ground::Flood, "一下暴雨家里就被淹，粪水倒灌进一楼住户屋里。"),
        (Ground::Weak, "母亲瘫痪，家里没有经济来源，低保又被取消了。"),
    ] {
        let judgement = judged("", letter);
        assert!(
            judgement.urgent.iter().any(|s| s.ground == ground && s.weight >= 1.0),
            "{letter}: {judgement:?}"
        );
        assert!(judgement.reason().contains(ground.name()), "{letter}: {}", judgement.reason());
    }
}

#[test]
fn each_ground_of_hardness_is_heard() {
    for (ground, letter) in [
        (Ground::Repeated, "多次向城管和12345投诉，至今没有解决。"),
        (Ground::PassedOn, "社区说归街道管，街道说归城管管，互相推诿。"),
        (Ground::Long, "这条路反映了五年，一直得不到解决。"),
        (Ground::LeftOver, "这是历史遗留问题，房子一直办不了证。"),
        (Ground::Stuck, "楼盘烂尾了，开发商跑路。"),
        (Ground::Promised, "去年答复说年底整改，至今没有任何动静，承诺没有兑现。"),
    ] {
        let judgement = judged("", letter);
        assert!(
            judgement.hard.iter().any(|s| s.ground == ground && s.weight >= 0.8),
            "{letter}: {judgement:?}"
        );
    }
}

#[test]
fn grades_follow_the_rule() {
    assert_eq!(called("小区停水三天无人管", "我们小区已经停水三天。"), "urgent");
    assert_eq!(called("多次投诉夜市扰民无果", "多次向城管、12345投诉，至今没有解决。"), "hard");
    let both = "农民工工资拖欠一年，多次找劳动局和12345反映，至今没有结果。";
    assert_eq!(called("拖欠农民工工资", both), "both");
    assert_eq!(called("建议增加公交车", "建议在早高峰增加一趟公交车，谢谢。"), "none");
    assert_eq!(called("咨询公积金贷款", "请问二套房利率是多少？"), "none");
}

#[test]
fn what_is_denied_supposed_or_told_of_elsewhere_counts_less() {
    let urgency = |letter: &str| judged("", letter).urgency;
    let nothing = urgency("今天天气很好。");
    let told = urgency("昨天楼道起火。") - nothing;
    assert!(told > 0.02, "{told}");
    for denied in
        ["没有人受伤。", "路口从未发生车祸，没有停水。", "房价高得像跳楼价甩卖。", "楼下从来没有起火。"]
    {
        assert!(urgency(denied) <= nothing, "{denied}: {:?}", judged("", denied));
    }
    assert!(urgency("一旦起火后果严重。") - nothing < told / 2.0);
    assert!(urgency("据报道某地发生爆炸。") < urgency("楼下发生爆炸。"));
    let hardness = |letter: &str| judged("", letter).hardness;
    assert!(hardness("希望有关部门不要推诿。") <= hardness("今天天气很好。"));
    assert!(hardness("无数次向社区反映没有结果。") > 0.3, "无数 is no denial");
}

#[test]
fn a_word_counts_only_where_the_text_has_it_as_a_word() {
    let nothing = judged("", "今天天气很好。");
    for letter in ["给投资者造成了严重伤害。", "本小区不在该校招生计划之内。", "长此以往我们一定会崩溃。"]
    {
        assert_eq!(judged("", letter).urgency, nothing.urgency, "{letter}: {:?}", judged("", letter).urgent);
    }
}

#[test]
fn what_a_letter_is_about_counts_more_than_what_it_says_by_the_way() {
    let urgency = |letter: &str| judged("", letter).urgency;
    let other = "绿化很少，路面不平，".repeat(10);
    let (head, below) = (format!("楼道里燃气泄漏，{other}"), format!("{other}楼道里燃气泄漏。"));
    assert!(urgency(&head) > urgency(&below));
    assert!(urgency("楼道里燃气泄漏，又是燃气泄漏。") > urgency("楼道里燃气泄漏。"));
}

#[test]
fn life_comes_before_what_is_only_hard() {
    let urgent = judged("小区停水三天", "我们小区已经停水三天，老人没水喝。");
    let hard = judged("多次投诉夜市扰民无果", "多次向城管、12345投诉，互相推诿，三年没有解决。");
    assert!(urgent.called == Called::Urgent && hard.called == Called::Hard);
    assert!(hard.hardness > 0.9 && urgent.score > hard.score, "{} {}", urgent.score, hard.score);
}

#[test]
fn every_sign_is_written_so_that_it_can_be_found() {
    use super::cues::{Cue, ENTERPRISE, HARD, HAZARDS, SENSITIVE, URGENT, What, Where, part};
    let all = [URGENT, HAZARDS, HARD, SENSITIVE, ENTERPRISE];
    let broken = |cue: &&Cue| {
        let empty = |written: &&'static str| matches!(part(written).1, What::Words(words) if words.split('|').any(str::is_empty));
        let titled = cue.parts.iter().skip(1).any(|written| part(written).0 == Where::Title);
        let against = cue.points < 0 && !matches!(cue.ground, Ground::Asked | Ground::Repeated);
        cue.parts.is_empty() || cue.points == 0 || cue.parts.iter().any(empty) || titled || against
    };
    let broken: Vec<&Cue> = all.into_iter().flatten().filter(broken).collect();
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(part("~§年3"), (Where::Near, What::Years(3)));
    assert_eq!(part("^停水|断水"), (Where::Title, What::Words("停水|断水")));
}

#[test]
fn a_threat_to_life_rings_and_a_figure_of_speech_does_not() {
    for (letter, number) in [
        ("再不给钱我就跳楼自杀。", "110"),
        ("邻居持刀追砍我们一家。", "110"),
        ("楼下着火了，请快来。", "119"),
        ("厨房煤气泄漏，全楼都闻到了。", "119"),
        ("老人已经生命垂危。", "120"),
        ("多名学生食物中毒。", "120"),
    ] {
        assert_eq!(judged("", letter).danger.map(|danger| danger.alarm.number()), Some(number), "{letter}");
    }
    for letter in
        ["商场跳楼价甩卖扰民。", "没有人中毒，孩子们都好。", "万一煤气泄漏怎么办？", "气死我了，热死人了。"]
    {
        assert_eq!(judged("", letter).danger, None, "{letter}");
    }
}

#[test]
fn durations_are_read_as_letters_say_them() {
    use super::durations::{calendar, months, years};
    for (long, count) in [
        ("已经三年了", 3),
        ("拖了10多年", 10),
        ("好几年没人管", 3),
        ("2015年至今", 4),
        ("数年来", 3),
        ("一年多了", 1),
        ("15年来", 15),
        ("十几年没修", 13),
        ("一年拖两年", 2),
    ] {
        assert_eq!(years(long, Some(2019)), count, "{long}");
    }
    for short in [
        "今年",
        "每年",
        "2019年",
        "2018年底",
        "第三年",
        "去年",
        "18年12月",
        "17年下半年",
        "青年",
        "大三年级",
        "半年",
        "二〇一九年",
        "2015年3月2日签订合同",
    ] {
        assert_eq!(years(short, Some(2019)), 0, "{short}");
    }
    assert_eq!(years("2015年至今", None), 0, "without the letter's date a calendar year says nothing");
    assert_eq!((months("7个月"), months("大半年了"), months("五个多月")), (7, 6, 5));
    assert_eq!((months("两个月"), months("上半年"), months("几个月")), (0, 0, 3));
    assert_eq!((calendar("2018年3月投诉过", Some(2019)), calendar("2019年投诉过", Some(2019))), (1, 0));
}

#[test]
fn a_firm_and_what_is_left_over_are_told() {
    assert!(judged("", "我公司办理施工许可证三个月没有结果。").enterprise);
    assert!(!judged("", "公司拖欠我工资。").enterprise);
    assert!(judged("", "1998年企业改制后老职工的养老一直没有落实。").left_over());
    assert!(judged("", "我们准备到省里集体上访，并找媒体曝光。").sensitive);
    assert!(!judged("", "请问怎么办居住证。").sensitive);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn fuzz_any_letter_gets_grades_within_bounds(
        title in "\\PC{0,20}", body in "\\PC{0,60}|[停水三天没有人受伤年多次投诉，。？！<>&;0-9]{0,80}", year in prop::option::of(any::<i16>()),
    ) {
        static RULE: LazyLock<Rule> = LazyLock::new(Rule::new);
        let judgement = RULE.judge(&WORDS, &title, &body, year);
        prop_assert!((0.0..=1.0).contains(&judgement.urgency) && (0.0..=1.0).contains(&judgement.hardness));
        prop_assert!((0.0..=1.0).contains(&judgement.score));
        prop_assert!(judgement.urgent.iter().all(|sign| sign.words.chars().count() <= 24));
    }
    #[test]
    fn fuzz_a_danger_more_never_makes_a_letter_less_urgent(body in "\\PC{0,40}|[停水三天没有人受伤年多次投诉，。？！]{0,60}") {
        let with = judged("", &format!("{body}。楼道里燃气泄漏。"));
        prop_assert!(with.urgency >= judged("", &body).urgency);
        prop_assert!(with.urgent.iter().any(|sign| sign.ground == Ground::Gas));
    }
}
