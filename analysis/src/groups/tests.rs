use super::*;
use crate::words::Words;
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::LazyLock};

static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

/// A letter of its own text: id, user, title, body.
type Made = [String; 4];

/// Made-up events: `places` estates, each with one of five concerns, each told by four people in words of their own.
fn events(places: usize) -> Vec<(Made, usize)> {
    let first =
        ["锦绣", "金桂", "碧水", "云栖", "枫林", "玉兰", "长岭", "星河", "望江", "翠微", "南山", "东篱"];
    let second = ["苑", "家园", "花园", "府", "新城", "山庄", "豪庭", "公馆"];
    let concerns = [
        [
            "夜间施工噪音扰民",
            "工地通宵打桩，居民无法入睡，挖掘机轰鸣",
            "半夜还在施工，噪音太大，孩子睡不好",
            "渣土车夜里进出工地，施工噪音超标",
        ],
        [
            "二次供水水质发黄",
            "自来水浑浊发黄，水箱从不清洗",
            "家里的自来水有异味，水质浑浊",
            "二次供水设施老化，自来水发黄不能饮用",
        ],
        [
            "电梯频繁故障困人",
            "电梯坏了无人维修，老人爬楼",
            "电梯困人三次，维保单位推诿",
            "电梯年检过期，经常故障停运",
        ],
        [
            "楼下餐馆油烟直排",
            "餐馆没有专用烟道，油烟飘进住户家里",
            "烧烤店油烟直排，满屋油烟味",
            "底商餐饮油烟扰民，环保检测不合格",
        ],
        [
            "逾期交房不退款",
            "开发商逾期一年没有交房，购房款不退",
            "合同约定交房日期已过，楼盘停工",
            "楼盘烂尾停工，开发商拖着不交房",
        ],
    ];
    let mut made = Vec::new();
    for event in 0..places {
        let place = format!("{}{}", first[event % 12], second[(event / 12 + event) % 8]);
        let told = concerns[event % 5];
        for person in 0..4 {
            let id = format!("{}", 1_000 + event * 10 + person);
            let title = format!("{place}{}", told[person]);
            let body = format!(
                "尊敬的领导您好！我是{place}的业主。{}。{}。恳请有关部门尽快解决，谢谢！",
                told[person],
                told[(person + 1) % 4]
            );
            made.push(([id, format!("u{event}-{person}"), title, body], event));
        }
    }
    made
}

fn letter(made: &Made) -> Letter<'_> {
    Letter { id: &made[0], user: &made[1], title: &made[2], body: &made[3], day: None }
}

fn read<'m>(made: impl IntoIterator<Item = &'m Made>) -> Readings {
    let mut readings = Readings::default();
    made.into_iter().for_each(|m| readings.read(&WORDS, &letter(m), &Settings::default()));
    readings
}

/// Groups by ids.
fn grouped(batches: &[Vec<Made>]) -> Vec<Vec<String>> {
    let mut groups = Groups::new(Settings::default());
    let mut ids: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut numbers = Vec::new();
    for batch in batches {
        let added = groups.add(read(batch), &mut |_| true).unwrap();
        numbers.extend(added.into_iter().zip(batch.iter().map(|m| m[0].clone())));
    }
    for (number, id) in numbers {
        ids.entry(groups.first(number)).or_default().push(id);
    }
    let mut groups: Vec<Vec<String>> = ids.into_values().collect();
    groups.iter_mut().for_each(|g| g.sort());
    groups.sort();
    groups
}

fn pair_f1(a: &[Vec<String>], b: &[Vec<String>]) -> f64 {
    let pairs = |groups: &[Vec<String>]| -> std::collections::BTreeSet<(String, String)> {
        groups
            .iter()
            .flat_map(|g| {
                g.iter().enumerate().flat_map(|(i, x)| g[i + 1..].iter().map(|y| (x.clone(), y.clone())))
            })
            .collect()
    };
    let (a, b) = (pairs(a), pairs(b));
    let both = a.intersection(&b).count() as f64;
    2.0 * both / (a.len() + b.len()).max(1) as f64
}

#[test]
fn letters_about_one_place_and_concern_are_one_event_and_others_are_not() {
    let made = events(30);
    let letters: Vec<Made> = made.iter().map(|m| m.0.clone()).collect();
    let mut truth: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (m, event) in &made {
        truth.entry(*event).or_default().push(m[0].clone());
    }
    let (found, truth) = (grouped(&[letters]), truth.into_values().collect::<Vec<_>>());
    let f1 = pair_f1(&found, &truth);
    assert!(f1 > 0.9, "{f1}: {} groups for {}, {:?}", found.len(), truth.len(), &found[..8]);
}

#[test]
fn neither_the_order_of_rows_nor_the_number_of_readers_changes_the_groups() {
    let letters: Vec<Made> = events(40).into_iter().map(|m| m.0).collect();
    let forth = grouped(std::slice::from_ref(&letters));
    let mut back = letters.clone();
    back.reverse();
    assert_eq!(grouped(&[back]), forth);
    let mut parts = read(&letters[..33]);
    parts.append(read(&letters[33..40]));
    parts.append(read(&letters[40..]));
    let mut groups = Groups::new(Settings::default());
    let numbers = groups.add(parts, &mut |_| true).unwrap();
    let mut whole = Groups::new(Settings::default());
    whole.add(read(&letters), &mut |_| true).unwrap();
    assert!(numbers.iter().all(|&n| groups.first(n) == whole.first(n)));
}

#[test]
fn a_later_batch_agrees_with_grouping_all_at_once() {
    let letters: Vec<Made> = events(36).into_iter().map(|m| m.0).collect();
    let (late, early): (Vec<_>, Vec<_>) = letters.iter().cloned().enumerate().partition(|(i, _)| i % 9 == 4);
    let strip = |v: Vec<(usize, Made)>| v.into_iter().map(|x| x.1).collect::<Vec<_>>();
    let f1 = pair_f1(&grouped(&[strip(early), strip(late)]), &grouped(&[letters]));
    assert!(f1 >= 0.95, "{f1}");
}

#[test]
fn what_a_clerk_corrects_stays_and_is_learnt_from() {
    let letters: Vec<Made> = events(20).into_iter().map(|m| m.0).collect();
    let (early, late) = letters.split_at(76);
    let mut groups = Groups::new(Settings::default());
    let n = groups.add(read(early), &mut |_| true).unwrap();
    let same = |groups: &Groups, a: usize, b: usize| groups.first(n[a]) == groups.first(n[b]);
    assert!(same(&groups, 0, 1) && !same(&groups, 0, 4));
    groups.correct(&Correction::Merge(n[..8].to_vec())).unwrap();
    assert!(same(&groups, 0, 4));
    groups.correct(&Correction::Split(vec![n[0], n[1]], vec![n[2], n[3]])).unwrap();
    let firsts: Vec<u32> = (0..8).map(|at| groups.first(n[at])).collect();
    assert!(same(&groups, 0, 1) && !same(&groups, 0, 2) && !same(&groups, 1, 3), "{firsts:?}");
    groups.correct(&Correction::NotEvent(n[8..12].to_vec())).unwrap();
    assert!(!same(&groups, 8, 9));
    // One more letter like the dissolved ones, and one like the split ones.
    let mut again = [early[8].clone(), early[0].clone()];
    (again[0][0], again[1][0]) = ("9001".into(), "9002".into());
    let m = groups.add(read(&again), &mut |_| true).unwrap();
    assert_eq!(groups.first(m[0]), m[0], "no event");
    assert!(same(&groups, 0, 1) && !same(&groups, 0, 2));
    assert_eq!(groups.first(m[1]), groups.first(n[0]), "joins the nearer side");
    groups.add(read(late), &mut |_| true).unwrap();
    assert!(same(&groups, 2, 4) && !same(&groups, 0, 2) && !same(&groups, 8, 9));
    groups.correct(&Correction::Merge(vec![n[8], n[9]])).unwrap();
    assert!(same(&groups, 8, 9));
}

#[test]
fn who_left_a_small_group_comes_back_when_a_later_letter_makes_it_large() {
    let letters: Vec<Made> = events(20).into_iter().map(|m| m.0).collect();
    let early = [&letters[..3], &letters[4..]].concat();
    let mut groups = Groups::new(Settings { small_group: 3, small_surety: 100.0, ..Settings::default() });
    let n = groups.add(read(&early), &mut |_| true).unwrap();
    assert!((0..3).all(|at| groups.first(n[at]) == n[at] && groups.members(n[at]).eq([n[at]])));
    assert!((0..3).all(|at| groups.kinds()[n[at] as usize].0 != Kind::Event));
    assert_eq!(groups.linked(groups.first[n[0] as usize]).count(), 3, "they were linked, and that is kept");
    let m = groups.add(read(&letters[3..4]), &mut |_| true).unwrap();
    assert!((0..3).all(|at| groups.first(n[at]) == groups.first(m[0])));
    assert!(groups.members(groups.first(m[0])).count() >= 4);
}

#[test]
fn what_title_and_body_repeat_is_a_name_although_it_has_no_names_form() {
    let told = ["本金利息逾期", "报案以后没有音讯", "老人的积蓄", "承诺兑付却反悔", "客服电话打不通"];
    let letters: Vec<Made> = (0..5)
        .map(|n| {
            let body = format!("去年把积蓄借给鑫蚁,{}", told[n]);
            [n.to_string(), format!("u{n}"), format!("鑫蚁{}", told[n]), body]
        })
        .collect();
    let named = |subject_weight| {
        let mut groups = Groups::new(Settings { subject_weight, ..Settings::default() });
        let numbers = groups.add(read(&letters), &mut |_| true).unwrap();
        let name = |at: &&u32| groups.vectors.item(**at).features().any(|f| f.0 >> 30 == 2);
        numbers.iter().filter(name).count()
    };
    assert_eq!((named(0.0), named(Settings::default().subject_weight)), (0, 5));
}

#[test]
fn a_series_and_a_topic_are_told_from_events() {
    let mut letters: Vec<Made> = Vec::new();
    let subjects = ["图书馆", "高铁站", "博物馆", "体育馆", "动物园", "音乐厅"];
    for (at, subject) in subjects.iter().enumerate() {
        let title = format!("请加快推进步伐{subject}");
        let body = format!(
            "请加快推进步伐。{}",
            ["阅览座位", "候车大厅", "青铜展品", "游泳比赛", "老虎饲料", "钢琴演出"][at].repeat(9)
        );
        letters.push([format!("{}", 100 + at), "甲".into(), title, body]);
    }
    for (at, place) in ["白石", "青山", "黑水", "红岩", "紫溪", "蓝田", "黄坡", "灰汤"].iter().enumerate()
    {
        let body =
            ["老人摔倒", "孩子怕黑", "晚上回家", "电线外露", "治安不好", "没有月光", "行人绊倒", "车辆剐蹭"]
                [at]
                .repeat(9);
        letters.push([
            format!("{}", 200 + at),
            format!("乙{at}"),
            format!("{place}村路灯损坏无人维修"),
            body,
        ]);
    }
    let mut groups = Groups::new(Settings::default());
    let numbers = groups.add(read(&letters), &mut |_| true).unwrap();
    let kinds = groups.kinds();
    let of = |at: usize| kinds[numbers[at] as usize].0;
    assert_eq!((0..6).filter(|&at| of(at) == Kind::Style).count(), 6);
    let kinds: Vec<Kind> = (6..14).map(of).collect();
    assert!(kinds.iter().filter(|&&kind| kind == Kind::Topic).count() >= 5, "{kinds:?}");
}

#[test]
fn a_group_is_explained_by_its_words_place_and_middle() {
    let letters: Vec<Made> = events(20).into_iter().map(|m| m.0).collect();
    let mut groups = Groups::new(Settings::default());
    let numbers = groups.add(read(&letters), &mut |_| true).unwrap();
    let members: Vec<u32> = groups.members(groups.first(numbers[0])).collect();
    let at = |number: u32| numbers.iter().position(|&n| n == number).unwrap();
    let why = groups.explain(&WORDS, &members, |number| letter(&letters[at(number)]));
    assert_eq!(why.place, "锦绣苑");
    assert!(why.words.iter().any(|w| w.contains("施工") || w.contains("噪音")), "{:?}", why.words);
    assert_eq!(why.examples.len(), 3);
    assert!(why.examples.iter().all(|e| members.contains(e)));
}

#[test]
fn odd_letters_stand_alone_and_cost_little() {
    let odd: Vec<Made> =
        ["", "😀😀😀", "<p></p>", "\u{0}\u{1}", "？！", &"长".repeat(100_000), &"停水".repeat(50_000)]
            .iter()
            .enumerate()
            .map(|(at, body)| [at.to_string(), String::new(), String::new(), (*body).to_owned()])
            .collect();
    let mut groups = Groups::new(Settings::default());
    let numbers = groups.add(read(&odd), &mut |_| true).unwrap();
    assert!(numbers.iter().all(|&n| groups.first(n) == n));
    assert!(groups.add(Readings::default(), &mut |_| true).unwrap().is_empty());
    assert!(groups.kinds().iter().all(|k| k.0 == Kind::None));
}

#[test]
fn an_interruption_is_an_answer() {
    let letters: Vec<Made> = events(5).into_iter().map(|m| m.0).collect();
    assert_eq!(Groups::new(Settings::default()).add(read(&letters), &mut |_| false), Err(Interrupted));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn fuzz_any_letters_are_grouped_in_any_batches(
        texts in proptest::collection::vec(("\\PC{0,12}", "[停水电A7县小区路<b>&;0-9\\n ]{0,40}|\\PC{0,40}"), 0..14),
        cut in 0usize..14,
    ) {
        let made: Vec<Made> = texts.iter().enumerate().map(|(i, (t, b))| [i.to_string(), (i % 3).to_string(), t.clone(), b.clone()]).collect();
        let (a, b) = made.split_at(cut.min(made.len()));
        let groups = grouped(&[a.to_vec(), b.to_vec()]);
        prop_assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), made.len());
        let mut back = made.clone();
        back.reverse();
        prop_assert_eq!(grouped(&[back]), grouped(&[made]));
    }
}
