//! Stories of the desk's versions, on either engine: what a clerk, a head, a liaison and a leader find, what is told
//! since they last looked, and what one press does.

use crate::{
    engines::each_engine,
    matter_city::{City, DAY, version_in},
    town::Town,
};
use axum::http::StatusCode;
use bangdu::campaigns;
use bangdu_core::{
    calendar::Deadline,
    matters::{Change, Command},
    people::{Actor, Grant, Role},
};
use jiff::civil::date;

fn until_in(page: &str) -> String {
    let (_, after) = page.split_once("name=\"until\" value=\"").expect("something new");
    after.split('"').next().unwrap_or_default().to_owned()
}

/// The part of a page from one id to the next section.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, after) = page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}"));
    after.split("<section class=\"panel\"").next().unwrap_or_default()
}

#[test]
fn what_was_done_in_one_go_is_told_together_as_far_as_it_says_the_same() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let (road, school) = (city.in_progress("断头路打通"), city.in_progress("实验小学扩建"));
        city.act(&p.liaison, road, "report", &[("text", "路基完成"), ("rate", "60")]);
        city.act(&p.liaison, school, "report", &[("text", "正在招标"), ("rate", "30")]);
        let (_, page) = city.get(&p.clerk, "/");
        let news = section(&page, "news");
        let line = news.split("反馈进展").nth(1).expect("the reports are told");
        assert!(line.contains("同批办理，共2项"), "{news}");
        assert!(!news.contains("路基完成") && !news.contains("正在招标"), "neither stands for both: {news}");
        for id in [road, school] {
            city.act(&p.liaison, id, "report", &[("text", "本期停工避汛"), ("rate", "60")]);
        }
        let (_, page) = city.get(&p.clerk, "/");
        assert!(section(&page, "news").contains("本期停工避汛"), "what is said of both is told: {page}");
    });
}

#[test]
fn what_others_did_is_told_until_the_reader_says_read() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("滨海大道管线迁改");
        let (_, page) = city.get(&p.clerk, "/");
        let news = section(&page, "news");
        assert!(
            news.contains("近七日变动") && !news.contains("自上次已阅"),
            "nobody said yet that they read"
        );
        assert!(news.contains("签收") && news.contains("吴联络") && news.contains("滨海大道管线迁改"));
        assert!(!news.contains("交办："), "their own acts are no news to them: {news}");
        let (_, again) = city.get(&p.clerk, "/");
        assert!(section(&again, "news").contains("吴联络"), "looking alone reads nothing");

        let until = until_in(&page);
        city.app.cx.clock.advance(60_000);
        city.act(&p.liaison, id, "report", &[("text", "完成六成"), ("rate", "60")]);
        let (status, _, to) = city.post(&p.clerk, "/desk/seen", &[("until", &until), ("back", "/")]);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
        let (_, page) = city.get(&p.clerk, "/");
        let news = section(&page, "news");
        assert!(news.contains("自上次已阅以来") && news.contains("标记已阅"), "{news}");
        assert!(news.contains("完成六成"), "what came between looking and pressing isn't lost: {news}");
        assert!(!news.contains("吴联络</span><p class=\"clip\">泉州市住房和城乡建设局签收"), "{news}");

        let later = until_in(&page);
        city.post(&p.clerk, "/desk/seen", &[("until", &later), ("back", "/")]);
        city.post(&p.clerk, "/desk/seen", &[("until", &until), ("back", "/")]);
        let (_, page) = city.get(&p.clerk, "/");
        assert!(page.contains("没有新的变动"), "an older page's word takes nothing back");
        let (status, ..) = city.post(&p.clerk, "/desk/seen", &[("until", "昨天")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        let (_, page) = city.get(&p.director, "/");
        assert!(section(&page, "news").contains("完成六成"), "each account reads for itself");
        let nobody = Actor { grants: vec![], ..p.stranger.clone() };
        assert!(!city.get(&nobody, "/").1.contains("滨海大道"));
        let hidden = city.draft("只在拟办的事项");
        let (_, page) = city.get(&p.stranger, "/");
        assert!(!page.contains("只在拟办的事项") && page.contains("完成六成"), "{hidden}");
    });
}

#[test]
fn one_press_on_the_desk_takes_a_step_and_leads_back_to_it() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.draft("两所学校施工许可");
        city.act(&p.drafter, id, "submit", &[]);
        let path = format!("/matters/{id}/approve");
        let (_, page) = city.get(&p.mayor, "/");
        let steps = section(&page, "decisions");
        assert!(
            steps.contains(&format!("action=\"{path}\"")) && steps.contains("同意立项：两所学校施工许可")
        );
        let old = version_in(steps);
        let fields = [("version", old.as_str()), ("back", "/")];
        assert_eq!(city.post(&p.drafter, &path, &fields).0, StatusCode::FORBIDDEN);
        let (status, _, to) = city.post(&p.mayor, &path, &fields);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
        assert!(city.page(&p.clerk, id).contains("已立项"));
        let (status, page, _) = city.post(&p.mayor, &path, &[("version", "1"), ("back", "//evil.example")]);
        assert_eq!(status, StatusCode::CONFLICT, "pressed on an old desk");
        assert!(page.contains("李市长") && page.contains("同意立项") && !page.contains("evil"), "{page}");

        city.act(&p.clerk, id, "assign", &[("lead", "市住建局")]);
        let (_, page) = city.get(&p.liaison, "/");
        let steps = section(&page, "steps");
        let (_, share) = steps.split_once("name=\"assignment\" value=\"").expect("the share");
        let (version, share) = (version_in(steps), share.split('"').next().unwrap_or_default());
        let path = format!("/matters/{id}/sign-for");
        let fields = [("version", version.as_str()), ("assignment", share), ("back", "/")];
        let (status, _, to) = city.post(&p.liaison, &path, &fields);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
        assert!(city.page(&p.clerk, id).contains("办理中"));
    });
}

#[test]
fn the_head_sees_what_is_stuck_and_prints_it_and_the_clerk_does_not() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let fields = [
            ("name", "为民办实事"),
            ("sign_for_days", "1"),
            ("object_days", "2"),
            ("yellow_days", "3"),
            ("yellow_percent", "20"),
            ("slipping_points", "10"),
            ("behind_points", "30"),
            ("return_days", "2"),
            ("round_day", "5"),
            ("look_back_months", ""),
        ];
        assert_eq!(city.post(&p.head, "/campaigns/new", &fields).0, StatusCode::SEE_OTHER);
        let campaign = city.app.cx.db.read_blocking(campaigns::store::all).unwrap()[0].id;
        let id = city.in_progress("长者食堂");
        let change =
            Command::Amend { changes: vec![Change::Campaign(Some(campaign))], reason: "归入专项".into() };
        city.command(&p.clerk, id, change);
        let (_, page) = city.get(&p.head, "/");
        assert!(section(&page, "silent").contains("没有连续两期"), "{page}");
        city.app.cx.clock.advance(30 * DAY);
        let (_, page) = city.get(&p.head, "/");
        assert!(section(&page, "silent").contains("没有连续两期"), "one round was missed");
        city.app.cx.clock.advance(7 * DAY);
        let (_, page) = city.get(&p.head, "/");
        assert!(section(&page, "silent").contains("长者食堂"), "{page}");
        let overdue = section(&page, "overdue");
        assert!(
            overdue.contains("市住建局") && overdue.contains("overdue=unfinished&#38;unit="),
            "{overdue}"
        );
        let (status, brief) = city.get(&p.head, "/desk/brief");
        assert_eq!(status, StatusCode::OK);
        for part in [
            "督查情况",
            "截至",
            "泉州市政府督查室",
            "统计范围：",
            "立项的督查事项",
            "近七日变化",
            "转红灯",
            "长者食堂",
            "连续两期无进展 <span class=\"soft\">共1项",
        ] {
            assert!(brief.contains(part), "{part} not in {brief}");
        }
        for other in [&p.clerk, &p.liaison, &p.mayor, &p.stranger] {
            assert_eq!(city.get(other, "/desk/brief").0, StatusCode::NOT_FOUND, "{}", other.name);
            assert!(!city.get(other, "/").1.contains("连续两期"), "{}", other.name);
        }
        city.act(&p.liaison, id, "report", &[("text", "主体完工"), ("rate", "80")]);
        let (_, page) = city.get(&p.head, "/");
        assert!(section(&page, "silent").contains("没有连续两期"));
    });
}

/// The head hands the page over as it is: the matters are named, with what is late, what is asked of whom, and who has
/// not reported. What others' offices have, and what is settled, isn't on it.
#[test]
fn the_heads_page_names_what_is_late_what_is_to_be_coordinated_and_who_is_silent() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let brief = |who: &Actor| city.get(who, "/desk/brief").1;
        let quiet = brief(&p.head);
        for part in ["逾期事项", "逾期未办结", "需要协调解决的问题", "逾期未反馈的单位", "请领导审定的事项"]
        {
            assert!(!quiet.contains(part), "nothing to tell takes no room: {quiet}");
        }
        let (late, helped) = (city.in_progress("崇武镇停车场建设"), city.in_progress("滨海大道管线迁改"));
        let ask =
            [("kind", "coordination"), ("text", "管线权属不明，请协调迁改费用"), ("helper", "市财政局")];
        city.act(&p.liaison, helped, "ask-help", &ask);
        let waiting = city.draft("待领导批准的事项");
        city.act(&p.drafter, waiting, "submit", &[]);
        let page = brief(&p.head);
        assert!(
            page.contains("新立项 <b>2</b>") && page.contains("崇武镇停车场建设；滨海大道管线迁改"),
            "{page}"
        );
        let (_, leaders) = page.split_once("请领导审定的事项").expect("what awaits the leaders");
        assert!(leaders.contains("待审批立项") && leaders.contains("待领导批准的事项"), "{leaders}");
        let (_, asked) = page.split_once("需要协调解决的问题").expect("what is to be coordinated");
        assert!(
            asked.contains("滨海大道管线迁改") && asked.contains("管线权属不明，请协调迁改费用"),
            "{asked}"
        );
        assert!(
            asked.contains("市财政局（待答复）") && !asked.contains("崇武镇停车场建设</span>"),
            "{asked}"
        );
        city.app.cx.clock.advance(45 * DAY);
        let page = brief(&p.head);
        assert!(page.contains("其中逾期未办结2项：市住建局2项"), "{page}");
        let (_, over) = page.split_once("逾期事项").expect("what is overdue");
        assert!(over.contains("崇武镇停车场建设") && over.contains("个工作日"), "{over}");
        assert!(page.contains("转红灯 <b>"), "{page}");
        // Once it is blocked in its own words, the leader reads them, though nobody asked for help.
        let blocked =
            [("text", "已停工"), ("problem", "用地未落实"), ("blocker", "approval"), ("needs", "请协调用地")];
        city.act(&p.liaison, late, "report", &blocked);
        let page = brief(&p.head);
        let (_, asked) = page.split_once("需要协调解决的问题").expect("what is to be coordinated");
        assert!(asked.contains("用地未落实") && asked.contains("请协调用地"), "{asked}");
    });
}

/// Where the desk counts what is due soon, it counts what somebody has to finish soon.
#[test]
fn what_is_claimed_done_is_not_due_soon() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("消防通道整治");
        let due =
            city.app.cx.db.read_blocking(move |tx| bangdu::matters::store::get(tx, id)).unwrap().unwrap();
        let due = due.moments.due.unwrap().at.0;
        city.app.cx.clock.advance(due - city.app.cx.now().0 - DAY);
        let (_, page) = city.get(&p.clerk, "/");
        let week = section(&page, "week");
        assert!(week.contains("消防通道整治") && week.contains("停止计时的不在其内"), "{week}");
        assert!(week.contains("due=week&#38;state=assigned"), "the number opens the list behind it: {week}");
        let scan = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
        let version = version_in(&city.get(&p.liaison, &format!("/matters/{id}/claim")).1);
        let fields = [("text", "已全部完成"), ("head", "郑局长"), ("version", version.as_str())];
        let path = format!("/matters/{id}/claim");
        let (status, page, _) = city.upload(&p.liaison, &path, &fields, ("scan", "签字件.pdf", scan));
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, page) = city.get(&p.clerk, "/");
        assert!(!section(&page, "week").contains("消防通道整治"));
    });
}

/// The list narrows itself, and never the desk.
#[test]
fn from_a_list_of_one_area_the_desk_shows_everything() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let way = |path: &str| {
            let (_, page) = city.get(&p.clerk, path);
            let nav = page.split("<nav class=\"ways\"").nth(1).unwrap().to_owned();
            nav.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        assert_eq!(way(&format!("/matters?area={}", uuid::Uuid::nil())), "/");
        assert_eq!(way("/matters/summary"), "/");
    });
}

#[test]
fn a_leader_finds_their_instructions_first_and_needs_no_menu() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        city.in_progress("消防通道整治");
        let waiting = city.draft("待批的事");
        city.act(&p.drafter, waiting, "submit", &[]);
        city.app.cx.clock.advance(60 * DAY);
        let (_, page) = city.get(&p.mayor, "/");
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} not in {page}"));
        assert!(at("我批示的事项") < at("需要我定的事") && at("需要我定的事") < at("分管范围红灯事项"));
        assert!(page.contains("class=\"house menuless") || page.contains("menuless"));
        assert!(section(&page, "red").contains("逾期未办结"));
        let (_, other) = city.get(&p.mayor, "/search");
        assert!(other.contains("menuless") && other.contains("leader-way"), "all of their pages are alike");
        let both = Actor {
            grants: vec![p.mayor.grants[0], p.head.grants[0], p.liaison.grants[0]],
            ..p.mayor.clone()
        };
        let (_, page) = city.get(&both, "/");
        for part in ["我批示的事项", "需要我定的事", "连续两期无进展", "本单位待办", "待反馈单位"]
        {
            assert!(page.contains(part), "{part} not in {page}");
        }
        assert!(!page.contains("本期应反馈"), "the unit's daily work is told in a line each: {page}");
        assert!(!page.contains("menuless"), "somebody with several roles keeps the menu");
    });
}

#[test]
fn a_form_on_an_old_page_tells_who_did_what_and_goes_through_with_one_more_press() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("需要审签的事项");
        let path = format!("/matters/{id}/claim");
        let version = version_in(&city.get(&p.liaison, &path).1);
        city.act(&p.director, id, "report", &[("text", "局长先报进展"), ("rate", "90")]);
        let scan = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
        let fields = [("text", "已全部完成"), ("head", "郑局长"), ("version", version.as_str())];
        let (status, page, _) = city.upload(&p.liaison, &path, &fields, ("scan", "签字件.pdf", scan));
        assert_eq!(status, StatusCode::CONFLICT);
        for part in ["已有变化", "郑局长", "局长先报进展", "已全部完成", "签字件.pdf", "按最新情况提交"]
        {
            assert!(page.contains(part), "{part} not in {page}");
        }
        let (_, kept) = page.split_once("name=\"kept-scan\" value=\"").expect("the file is kept");
        let kept = kept.split('"').next().unwrap_or_default();
        let now = version_in(&page);
        let fields =
            [("text", "已全部完成"), ("head", "郑局长"), ("version", now.as_str()), ("kept-scan", kept)];
        let (status, page, _) = city.upload_all(&p.liaison, &path, &fields, &[]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert!(city.page(&p.clerk, id).contains("签字件.pdf"));
    });
}

#[test]
fn an_open_page_can_ask_whether_the_matter_has_changed() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("打开着的事项");
        let path = format!("/matters/{id}");
        let before = city.version(&p.clerk, &path);
        assert_eq!(before, city.version(&p.clerk, &path));
        assert!(city.page(&p.clerk, id).contains(&format!("data-version=\"{}\"", before.clone().unwrap())));
        city.act(&p.liaison, id, "report", &[("text", "有新进展"), ("rate", "30")]);
        assert_ne!(city.version(&p.clerk, &path), before);
        let nobody = Actor { grants: vec![], ..p.stranger.clone() };
        assert_eq!(city.version(&nobody, &path), None);
    });
}

#[tokio::test]
async fn the_scope_narrows_what_is_looked_at_and_never_widens_it() {
    let town = Town::build();
    let second = town.another_county("晋江市人民政府").await;
    let due = Deadline::On(date(2026, 11, 30));
    let of_the_city = town.assigned("市里的事", town.housing, due).await;
    town.assigned("惠安的事", town.county_housing, due).await;
    town.app.cx.clock.advance(3 * 24 * 3_600_000);
    let staff = town.staff();
    let (_, page) = town.get(&staff, "/").await;
    assert!(page.contains("查看范围：全部") && page.contains("市里的事") && page.contains("惠安的事"));
    let area = format!("/?area={}", town.county);
    let (_, page) = town.get(&staff, &area).await;
    assert!(
        page.contains("查看范围：惠安县") && page.contains("惠安的事") && !page.contains("市里的事"),
        "{page}"
    );
    assert!(page.contains(&format!("&#38;area={}", town.county)), "the lists behind keep the scope: {page}");
    assert!(page.contains("仅显示惠安县") && page.contains("查看全部"), "a part is told as a part: {page}");
    let (_, whole) = town.get(&staff, "/").await;
    assert!(!whole.contains("仅显示"));
    let (_, list) = town.get(&staff, &format!("/matters?area={}", town.county)).await;
    assert!(
        !list.contains("class=\"scope\"") && list.contains("地区："),
        "in a list an area is a filter: {list}"
    );
    let (_, page) = town.get(&staff, &format!("/?area={second}")).await;
    assert!(!page.contains("惠安的事") && !page.contains("市里的事"));
    let (_, page) = town.get(&staff, &format!("/matters/summary?area={}", town.county)).await;
    assert!(page.contains("仅显示惠安县"), "{page}");
    assert!(page.contains("惠安县住建局") && !page.contains("市住建局<"), "{page}");
    // The city's own units are an area beside its counties.
    assert!(town.get(&staff, "/").await.1.contains("市直单位"));
    let own = format!("area={}", town.city);
    let (_, page) = town.get(&staff, &format!("/?{own}")).await;
    assert!(
        page.contains("查看范围：市直单位") && page.contains("市里的事") && !page.contains("惠安的事"),
        "{page}"
    );
    let (_, page) = town.get(&staff, &format!("/matters?{own}")).await;
    assert!(
        page.contains("市里的事") && !page.contains("惠安的事") && page.contains("地区：市直单位"),
        "{page}"
    );
    let (_, page) = town.get(&staff, &format!("/matters/summary?{own}")).await;
    assert!(page.contains("市住建局") && !page.contains("惠安县住建局"), "{page}");
    // Whoever sees a county has nothing to choose, and an address gives them no more.
    let county = town.county_staff();
    for path in ["/".to_owned(), format!("/?area={}", town.city), format!("/?area={}", town.housing)] {
        let (_, page) = town.get(&county, &path).await;
        assert!(!page.contains("查看范围") && !page.contains("市里的事"), "{path}");
        assert!(!page.contains(&of_the_city.to_string()));
    }
    // A leader in charge of several units may look at one of them.
    let mut leader = town.actor(Role::Leader, town.housing, town.city);
    leader.grants.push(Grant::of(Role::Leader, town.county));
    let (_, page) = town.get(&leader, &format!("/?area={}", town.housing)).await;
    assert!(page.contains("市里的事") && !page.contains("惠安的事"), "{page}");
}
