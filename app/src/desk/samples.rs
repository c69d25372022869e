//! The desk in its versions: a clerk's, a head's, a liaison's, a leader's, one of several roles, one with nothing on
//! it, and an administrator's; the page to print.

use super::{
    brief::Brief,
    briefed::{Change, Row, Told},
    clues::{Clue, Clues},
    news::{Line as NewsLine, News},
    owing::Owes,
    pages::{Content, Desk},
    publications::{self, Publications},
    rows::{Matters, Shown},
    search,
    steps::{AtOnce, Step, Steps},
    urged::{Reply, Urge, Urges},
    waiting,
    watch::{Line, Silent, Watch},
};
use crate::matters::rounds::told::was_urged;
use crate::web::{
    lang::{self, Lang, tf},
    layout::{Frame, SignedIn},
    sample::{Sample, reader},
    scope::Scope,
};
use bangdu_core::{
    desk::Versions,
    instant::Instant,
    matters::{Answer, AnswerBy, State, Timely, TodoKind},
    people::Role,
};

const AT: Instant = Instant(1_782_811_800_000);
const AT_DAY: jiff::civil::Date = jiff::civil::date(2026, 6, 30);

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let made = Made { lang };
    let frame = || Frame::sample(lang, Some(reader()));
    let mut narrowed = frame();
    narrowed.scope = Some(Scope::sample(&[("市直", false), ("惠安县", true)]));
    let only = |versions| Content {
        versions,
        business: true,
        due_all: "/matters?due=week".into(),
        late: "0".into(),
        late_all: "/matters?overdue=any".into(),
        may_urge: true,
        ..Content::default()
    };
    let [leads, heads, clerk, liaison] = [
        Versions { leader: true, ..Versions::default() },
        Versions { head: true, ..Versions::default() },
        Versions { clerk: true, ..Versions::default() },
        Versions { liaison: true, ..Versions::default() },
    ];
    let all = Versions { leader: true, head: true, clerk: true, liaison: true };
    let desk = |name, frame, content| Sample::of(name, Desk::of(frame, content));
    let mut samples = vec![
        desk("desk.clerk", narrowed, made.full(clerk)),
        desk("desk.head", frame(), made.full(heads)),
        desk("desk.liaison", frame(), made.full(liaison)),
        desk("desk.leader", leading(lang), made.full(leads)),
        desk("desk.several", frame(), made.full(all)),
        desk(
            "desk.drafter",
            frame(),
            Content {
                may_urge: false,
                unreported: Some((13, "/matters?overdue=unreported".into())),
                ..only(clerk)
            },
        ),
        desk("desk.quiet.clerk", frame(), only(clerk)),
        desk("desk.quiet.head", frame(), only(heads)),
        desk("desk.quiet.liaison", frame(), only(liaison)),
        desk("desk.quiet.leader", leading(lang), only(leads)),
        desk("desk.administrator", frame(), Content::default()),
        desk("desk.awaited", frame(), Content { awaited: vec![Role::TeamLeader], ..Content::default() }),
        Sample::of("desk.brief", Brief::of(frame(), made.told())),
        Sample::of("desk.brief.quiet", Brief::of(frame(), made.nothing())),
    ];
    samples.extend(search::samples(lang));
    samples.extend(waiting::samples(frame, || made.steps(TodoKind::Verify)));
    samples
}

/// Somebody who only leads.
fn leading(lang: Lang) -> Frame {
    Frame::sample(lang, Some(SignedIn { leads: Some("1".into()), ..reader() }))
}

fn clues() -> Clues {
    let clue = |text: &str| Clue {
        href: "/clues/ABCD-EFGH-JKLM".into(),
        text: text.into(),
        matter: "实验小学教学楼".into(),
        received: "2026-11-03 09:00".into(),
    };
    let rows = vec![clue("夜间十点后仍在施工，噪声扰民"), clue("围挡占道，影响学生通行")];
    Clues { rows, count: "7".into(), more: true }
}

fn publications() -> Publications {
    let row = publications::Row {
        matter: "/matters/1".into(),
        href: "/matters/1/publication".into(),
        title: "实验小学教学楼".into(),
        fields: 10,
    };
    Publications { rows: vec![row], count: "7".into(), more: true }
}

struct Made {
    lang: Lang,
}

impl Made {
    fn full(&self, versions: Versions) -> Content {
        let office = versions.clerk || versions.head;
        Content {
            versions,
            business: true,
            awaited: vec![],
            mine: self.matters("green", ""),
            decisions: vec![self.steps(TodoKind::ApproveRegistration)],
            steps: vec![self.steps(TodoKind::SignFor), self.steps(TodoKind::Verify)],
            publications: if versions.head { publications() } else { Publications::default() },
            clues: if office { clues() } else { Clues::default() },
            round: versions.liaison.then(|| self.steps(TodoKind::Report)),
            urges: if versions.liaison { self.urges() } else { Urges::default() },
            replies: if office { self.replies() } else { vec![] },
            watch: self.watch(),
            owing: if office { vec![self.owes(""), self.owes(&self.urged())] } else { vec![] },
            owing_more: office,
            may_urge: true,
            unreported: None,
            late: "13".into(),
            late_all: "/matters?overdue=any".into(),
            unfinished: Some((5, "/matters?overdue=unfinished".into())),
            instructions: self.matters("green", ""),
            week: self.matters("yellow", "临近时限"),
            red: self.matters("red", "逾期未办结"),
            yellow: self.matters("yellow", "进度偏慢"),
            due: 2,
            due_all: "/matters?due=week".into(),
            export: "/matters/export".into(),
            counted: tf(self.lang, "frame.counted", &[("whose", lang::t(self.lang, "frame.counted_all"))]),
            opened: AT.0,
            instructs: versions.leader,
            news: self.news(),
        }
    }

    fn at(&self) -> String {
        lang::at(self.lang, AT, &lang::beijing())
    }

    fn steps(&self, kind: TodoKind) -> Steps {
        let step = |title: &str, past| Step {
            matter: "/matters/1".into(),
            href: "/matters/1/verify".into(),
            act: lang::word(self.lang, &kind.word()),
            title: title.into(),
            number: "督查立项〔2026〕12号".into(),
            unit: "惠安县住建局".into(),
            by: self.at(),
            past,
            note: if past {
                "核查意见：缺竣工验收表，请补齐后重新申请。".into()
            } else {
                String::new()
            },
            at_once: (kind != TodoKind::Verify).then(|| AtOnce {
                label: lang::word(self.lang, &kind.word()),
                version: 3,
                assignment: if kind == TodoKind::SignFor { "1".into() } else { String::new() },
            }),
        };
        Steps {
            kind,
            name: lang::word(self.lang, &kind.word()),
            count: "12".into(),
            rows: vec![step("实验小学教学楼施工许可", true), step("长者食堂八十八所", false)],
            all: format!("/desk/steps?kind={}", kind.code()),
            together: kind == TodoKind::ApproveRegistration,
        }
    }

    fn matters(&self, light: &'static str, why: &str) -> Matters {
        let row = Shown {
            href: "/matters/1".into(),
            title: "聚城畅通工程滨海大道拓宽段管线迁改".into(),
            number: "督查立项〔2026〕12号".into(),
            unit: "市城管局".into(),
            state: lang::word(self.lang, &State::word_of("in_progress")),
            light: Some(light),
            helped: light == "red",
            why: if self.lang == Lang::En { String::new() } else { why.into() },
            due: lang::date(self.lang, jiff::civil::date(2026, 12, 31)),
            last: "市城管局反馈进展：管线迁改完成六成。".into(),
            last_at: self.at(),
            instruction: "请市城管局牵头，会同属地抓紧迁改，十二月底前完成。".into(),
        };
        Matters { count: 1, all: "/matters".into(), rows: vec![row] }
    }

    fn overdue(&self) -> String {
        lang::word(self.lang, &Timely::Overdue.word())
    }

    fn urged(&self) -> String {
        tf(self.lang, "rounds.urged_at", &[("at", &self.at()), ("who", "林晓梅")])
    }

    fn owes(&self, urged: &str) -> Owes {
        Owes {
            unit: if urged.is_empty() { "惠安县住建局" } else { "晋江市住建局" }.into(),
            id: if urged.is_empty() { "1" } else { "2" }.into(),
            overdue: "/matters?overdue=unreported&unit=1".into(),
            urged: urged.to_owned(),
            unanswered: if urged.is_empty() { String::new() } else { self.overdue() },
            answer_by: "2026-11-30".into(),
            count: 2,
            past: 1,
            liaisons: vec![("陈志强".into(), "13900000001".into())],
            rows: vec![(
                "/matters/1".into(),
                "督查立项〔2026〕12号 实验小学教学楼施工许可".into(),
                self.at(),
            )],
            words: tf(self.lang, "rounds.urge_words", &[("unit", "惠安县住建局"), ("list", "")]),
            text: "请抓紧填报，于11月28日前反馈进展。".into(),
        }
    }

    fn urges(&self) -> Urges {
        let urge = Urge {
            href: "/matters/1".into(),
            title: "实验小学教学楼施工许可".into(),
            unit: "惠安县住建局".into(),
            told: was_urged(self.lang, "林晓梅", &self.at(), Some(AnswerBy { on: AT_DAY, at: AT })),
            overdue: self.overdue(),
            text: "本期进展应于9月28日前反馈，至今未反馈。请抓紧填报，于11月28日前反馈进展。".into(),
        };
        Urges { count: 7, rows: vec![urge] }
    }

    fn replies(&self) -> Vec<Reply> {
        let word = lang::word(self.lang, &Answer::Reported.word());
        let told = |answered| tf(self.lang, "rounds.reply", &[("urged", "38"), ("answered", answered)]);
        let waits = lang::word(self.lang, &Timely::Awaited.word());
        let open = || vec![("/matters/1".to_owned(), "崇武镇停车场建设".to_owned(), false, waits.clone())];
        let reply = |unit: &str, answered, rows| Reply {
            open: open(),
            unit: unit.into(),
            when: self.at(),
            told: told(answered),
            overdue: if answered == "0" { 2 } else { 0 },
            rows,
        };
        let row = ("/matters/1".to_owned(), "实验小学教学楼施工许可".to_owned(), word);
        vec![reply("惠安县政府", "1", vec![row]), reply("晋江市政府", "0", vec![])]
    }

    fn watch(&self) -> Watch {
        let cell = |n| (n, "/matters?overdue=unfinished".to_owned());
        Watch {
            silent: vec![Silent {
                href: "/matters/1".into(),
                title: "农村公路提级改造".into(),
                number: "督查立项〔2026〕20号".into(),
                units: "安溪县政府、惠安县政府".into(),
                brief_units: "安溪县政府、惠安县政府".into(),
                since: self.at(),
            }],
            silent_count: 12,
            silent_more: true,
            overdue: vec![Line {
                unit: "市交通局".into(),
                cells: vec![cell(2), cell(0), cell(1)],
                total: 3,
                all: "/matters?overdue=unfinished".into(),
            }],
            total: 12,
            rest: Some((4, 9)),
        }
    }

    fn news(&self) -> News {
        let matter = |title: &str| ("/matters/1".to_owned(), title.to_owned());
        let line = |sentence: &str, matters, count: &str, others| NewsLine {
            when: self.at(),
            who: "陈志强".into(),
            sentence: sentence.into(),
            matters,
            count: count.into(),
            others,
        };
        let lines = vec![
            line("惠安县住建局签收", vec![matter("实验小学教学楼施工许可")], "", 0),
            line(
                "催办惠安县政府：本期进展应于9月28日前反馈，至今未反馈。",
                vec![matter("实验小学教学楼施工许可"), matter("长者食堂八十八所")],
                &tf(self.lang, "desk.news_count", &[("n", "38")]),
                36,
            ),
        ];
        let since = lang::t(self.lang, "desk.news_never_read").to_owned();
        News { heading: "desk.news_week", since, until: AT.0, lines, more: true }
    }

    fn nothing(&self) -> Told {
        Told {
            unit: "泉州市人民政府督查室".into(),
            at: AT,
            counted: tf(self.lang, "desk.brief_ours", &[("office", "市政府督查室")]),
            beside: false,
            lights: vec![],
            changes: vec![],
            overdue: 0,
            overdue_units: String::new(),
            late: vec![],
            late_count: String::new(),
            stuck: vec![],
            stuck_count: 0,
            owing: String::new(),
            watch: Watch::default(),
            week: Matters::default(),
            leaders: vec![],
            leaders_count: 0,
            decisions: vec![],
            publications: String::new(),
        }
    }

    fn told(&self) -> Told {
        let row = |title: &str, what: &str, who: &str| Row {
            title: title.into(),
            number: "督查立项〔2026〕12号".into(),
            unit: "惠安县住建局".into(),
            due: lang::date(self.lang, jiff::civil::date(2026, 6, 15)),
            what: what.into(),
            who: who.into(),
        };
        let change = |key, n, named: &[&str]| Change {
            word: lang::t(self.lang, key),
            n,
            named: named.iter().map(|name| (*name).to_owned()).collect(),
        };
        let days = tf(self.lang, "matters.days_over", &[("n", "11")]);
        let units = tf(self.lang, "desk.unit_with", &[("unit", "市交通局"), ("n", "2")]);
        Told {
            beside: true,
            changes: vec![
                change("desk.newly_registered", 3, &["长者食堂八十八所", "农村公路提级改造"]),
                change("desk.newly_red", 1, &["实验小学教学楼施工许可"]),
            ],
            lights: vec![
                ("red", 9, "12.9%".into()),
                ("yellow", 8, "11.4%".into()),
                ("green", 40, "57.1%".into()),
                ("grey", 1, "1.4%".into()),
                ("done", 12, "17.1%".into()),
            ],
            overdue: 2,
            overdue_units: units.clone(),
            late: vec![row("崇武镇停车场建设", &days, "")],
            late_count: "7".into(),
            stuck: vec![row("滨海大道管线迁改", "管线权属不明，两家单位未商定迁改费用。", "市城管局")],
            stuck_count: 7,
            owing: units,
            watch: self.watch(),
            week: self.matters("yellow", "临近时限"),
            leaders: vec![row(
                "老旧小区加装电梯",
                &lang::word(self.lang, &TodoKind::ApproveRegistration.word()),
                "",
            )],
            leaders_count: 1,
            decisions: vec![self.steps(TodoKind::ApproveClosure)],
            publications: "2".into(),
            ..self.nothing()
        }
    }
}
