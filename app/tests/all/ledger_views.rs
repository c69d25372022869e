//! Stories of the ledger on the screen: chosen columns, orders by several keys, saved views, files that show
//! what the screen does, and matters assigned together.

use crate::town::{Town, next_page, titles};
use axum::http::StatusCode;
use bangdu::{
    db::Tx,
    matters::list::{self, Filter, Order},
    people::act::{
        By,
        persons::{self, PersonForm},
    },
};
use bangdu_core::{
    calendar::Deadline,
    ids::{AssignmentId, MatterId, PersonId},
    matters::{Command, NewReport, Part, Rate, State},
    people::{Role, Sight},
};
use jiff::civil::date;

fn on(month: i8, day: i8) -> Deadline {
    Deadline::On(date(2026, month, day))
}

/// What stands in a table's head, in order.
fn heads(page: &str) -> Vec<String> {
    let codes = page.split("data-column=\"").skip(1);
    codes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn registered(town: &Town, title: &str) -> MatterId {
    let id = town.submitted(&town.drafter(), title).await;
    town.act(&town.head(), id, Command::Approve).await.unwrap();
    id
}

#[tokio::test]
async fn a_deadline_without_a_day_is_told_in_words_on_every_look() {
    for town in Town::on_each_engine() {
        town.assigned("河长制常态化巡查", town.housing, Deadline::Standing).await;
        let staff = town.staff();
        for look in ["/matters", "/matters?columns=title,due,holder", "/matters?as=board", "/matters/print"] {
            let (_, page) = town.get(&staff, look).await;
            assert!(page.contains(">长期<"), "{look}: {page}");
        }
    }
}

#[tokio::test]
async fn columns_are_chosen_ordered_widened_and_remembered_for_each_account() {
    for town in Town::on_each_engine() {
        town.assigned("实验小学教学楼", town.housing, on(11, 30)).await;
        let staff = town.staff();
        let (_, page) = town.get(&staff, "/matters").await;
        assert_eq!(heads(&page), ["number", "title", "state", "light", "lead", "due", "rate", "changed"]);
        let chosen = [
            ("order", "number"),
            ("order", "title"),
            ("order", "left"),
            ("order", "holder"),
            ("order", "due"),
            ("column", "due"),
            ("column", "holder"),
            ("column", "left"),
            ("back", "/matters?columns=title,rate&light=green"),
        ];
        // A press on an arrow moves one and keeps nothing yet.
        let moved: Vec<_> = chosen.iter().copied().chain([("up", "due")]).collect();
        let (status, _, page) = town.post(&staff, "/matters/columns", &moved).await;
        assert_eq!(status, StatusCode::OK);
        let (due, holder) = (page.find("value=\"due\"").unwrap(), page.find("value=\"holder\"").unwrap());
        assert!(due < holder, "it moved");
        assert_eq!(heads(&town.get(&staff, "/matters").await.1).len(), 8, "nothing is kept");
        let (status, to, _) = town.post(&staff, "/matters/columns", &chosen).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/matters?light=green"));
        let (status, ..) =
            town.post(&staff, "/matters/columns/widths", &[("widths", "title:30 left:99 moon:1")]).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let (_, page) = town.get(&staff, "/matters").await;
        assert_eq!(heads(&page), ["title", "left", "holder", "due"]);
        assert!(
            page.contains("class=\"ledger wide n0 t30\"") && page.contains("class=\"w48 num\""),
            "{page}"
        );
        assert!(page.contains("市住建局") && page.contains("27天"), "{page}");
        assert_eq!(
            heads(&town.get(&town.head(), "/matters").await.1).len(),
            8,
            "another account has its own"
        );
        let (_, page) = town.get(&staff, "/matters?columns=number%2Cprogress").await;
        assert_eq!(heads(&page), ["number", "title", "progress"], "an address names its own columns");
        town.post(&staff, "/matters/columns", &[("usual", "yes"), ("back", "/matters")]).await;
        assert_eq!(heads(&town.get(&staff, "/matters").await.1).len(), 8);
    }
}

/// Matters alike in some keys and unlike in others.
async fn many(town: &Town) -> usize {
    for n in 0..60_u32 {
        let lead = if n % 3 == 0 { town.county_housing } else { town.housing };
        let id = town.assigned(&format!("事项{n:02}"), lead, on(12, 1 + (n % 5) as i8)).await;
        if n % 4 == 0 {
            continue;
        }
        let liaison = town.actor(Role::Liaison, lead, lead);
        let assignment = town.matter(id).await.unwrap().lead().unwrap().id;
        town.act(&liaison, id, Command::SignFor { assignment }).await.unwrap();
        town.act(&liaison, id, Command::Report(Box::new(report(assignment, n % 7 * 1_000)))).await.unwrap();
    }
    60
}

fn report(assignment: AssignmentId, rate: u32) -> NewReport {
    NewReport {
        assignment,
        text: "推进中".into(),
        rate: Some(Rate(rate)),
        problem: String::new(),
        blocker: None,
        cause: String::new(),
        needs: String::new(),
        next_step: String::new(),
        indicators: Vec::new(),
        reached: Vec::new(),
        files: Vec::new(),
        corrects: false,
    }
}

/// Whatever a list is sorted by, its pages of any size hold each matter once, in the order in which a plain sort
/// of all of them puts them.
#[tokio::test]
async fn pages_of_a_list_sorted_by_several_keys_follow_a_plain_sort() {
    for town in Town::on_each_engine() {
        let all = many(&town).await;
        let now = town.app.cx.now();
        let codes = [
            "due",
            "-due",
            "changed",
            "-changed",
            "due,-rate",
            "-rate,due",
            "lead,-due",
            "light,lead,-rate",
            "state,-number",
            "-number",
            "number",
            "rate,-lead,due",
            "kind,source,-changed",
            "campaign,-rate,-due",
            "-lead,-rate",
        ];
        for code in codes {
            let order = Order::from_code(code);
            for limit in [1, 7, 25] {
                let pages = town
                    .app
                    .cx
                    .db
                    .read_blocking(move |tx| {
                        let filter = Filter::default();
                        let asked = list::Asked { sight: &Sight::Everything, filter: &filter, now };
                        let whole = list::page(tx, &asked, order, None, 1_000)?.lines;
                        let (mut paged, mut after) = (Vec::new(), None);
                        loop {
                            // The place goes through the address, as it does for a browser.
                            let page = list::page(tx, &asked, order, after.as_ref(), limit)?;
                            paged.extend(page.lines);
                            after = page.next.map(|next| list::After::from_text(&next.to_text()).unwrap());
                            if after.is_none() {
                                break Ok::<_, bangdu::db::DbError>((whole, paged));
                            }
                        }
                    })
                    .unwrap();
                let (whole, paged) = pages;
                assert_eq!(whole.len(), all);
                let ids = |lines: &[list::Line]| lines.iter().map(|line| line.id).collect::<Vec<_>>();
                assert_eq!(ids(&paged), ids(&whole), "{code}, {limit} at a time");
                assert!(is_sorted(code, &whole), "{code}");
            }
        }
    }
}

/// Checks the first key, in Rust.
fn is_sorted(code: &str, lines: &[list::Line]) -> bool {
    let first = code.split(',').next().unwrap();
    let key = |line: &list::Line| match first.trim_start_matches('-') {
        "due" => line.due_at.map(|at| at.0),
        "changed" => Some(-line.changed_at.0),
        "rate" => Some(line.rate.unwrap_or(-1)),
        "light" => line.light().map(|light| i64::from(light != bangdu_core::matters::Light::Red)),
        "number" => line.number.as_ref().map(|number| {
            let serial: String =
                number.split('〕').nth(1).unwrap().chars().filter(char::is_ascii_digit).collect();
            serial.parse().unwrap()
        }),
        _ => None,
    };
    let keys: Vec<_> = lines.iter().map(key).collect();
    if first.starts_with('-') { keys.is_sorted_by(|a, b| a >= b) } else { keys.is_sorted() }
}

#[tokio::test]
async fn a_head_sorts_and_a_second_one_keeps_the_first_and_the_next_page_goes_on() {
    let town = Town::build();
    many(&town).await;
    let staff = town.staff();
    let (_, page) = town.get(&staff, "/matters?sort=-rate%2Cdue").await;
    assert!(page.contains("aria-sort=\"descending\"") && page.contains("完成率↓、时限↑"), "{page}");
    let mut seen = titles(&page);
    let (_, page) = town.get(&staff, &next_page(&page).unwrap()).await;
    seen.extend(titles(&page));
    assert_eq!((seen.len(), next_page(&page)), (60, None));
    let (status, page) = town.get(&staff, "/matters?sort=lead&after=1_x").await;
    assert_eq!((status, titles(&page).len()), (StatusCode::OK, 50), "a place of another order is none");
}

#[tokio::test]
async fn a_view_keeps_filters_columns_and_order_and_a_shared_one_widens_nobodys_sight() {
    for town in Town::on_each_engine() {
        let city = town.assigned("市里的事", town.housing, on(11, 30)).await;
        town.assigned("县里的事", town.county_housing, on(12, 31)).await;
        let staff = town.staff();
        let back = "/matters?light=green&sort=-due&after=1_x&pick=all";
        let (status, _, page) = town.post(&staff, "/matters/views", &[("name", ""), ("back", back)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("light=green"), "what was asked for is kept");
        let named = [("name", "绿灯"), ("back", back), ("shared", "yes")];
        let (status, to, _) = town.post(&staff, "/matters/views", &named).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(to.starts_with("/matters?light=green&sort=-due&columns=number%2Ctitle"), "{to}");
        let (_, page) = town.get(&staff, &to).await;
        assert_eq!(titles(&page), ["县里的事", "市里的事"]);
        assert!(page.contains("aria-current=\"true\">绿灯</a>"), "{page}");
        // A colleague finds it; a stranger's unit doesn't, and its address shows each only what they may see.
        assert!(town.get(&town.staff(), "/matters").await.1.contains(">绿灯</a>"));
        let county = town.county_staff();
        assert!(!town.get(&county, "/matters").await.1.contains(">绿灯</a>"));
        assert_eq!(titles(&town.get(&county, &to).await.1), ["县里的事"]);
        assert!(!town.get(&county, &to).await.1.contains(&city.to_string()));
        let (_, page) = town.get(&town.staff(), "/matters/views").await;
        assert!(page.contains("本单位共享") && !page.contains("/removal"), "only its owner removes it");
        let (_, page) = town.get(&staff, "/matters/views").await;
        let removal = page.split("action=\"").find(|rest| rest.contains("/removal\"")).unwrap();
        let removal = removal.split('"').next().unwrap().to_owned();
        assert_eq!(town.post(&town.staff(), &removal, &[]).await.0, StatusCode::NOT_FOUND);
        assert_eq!(town.post(&staff, &removal, &[]).await.0, StatusCode::SEE_OTHER);
        assert!(!town.get(&staff, "/matters").await.1.contains(">绿灯</a>"));
    }
}

#[tokio::test]
async fn a_view_of_the_same_name_is_replaced_and_an_unshared_one_is_nobody_elses() {
    let town = Town::build();
    let staff = town.staff();
    for back in ["/matters?light=red", "/matters?light=yellow", "https://evil.example/"] {
        town.post(&staff, "/matters/views", &[("name", "我的"), ("back", back)]).await;
    }
    let (_, page) = town.get(&staff, "/matters").await;
    assert_eq!(page.matches(">我的</a>").count(), 1);
    assert!(!page.contains("evil"), "a view is a list of ours");
    assert!(!town.get(&town.staff(), "/matters").await.1.contains(">我的</a>"));
}

#[tokio::test]
async fn chips_tell_how_many_and_no_more_than_the_reader_sees() {
    for town in Town::on_each_engine() {
        town.assigned("市里的事", town.housing, on(11, 30)).await;
        town.assigned("县里的事", town.county_housing, on(12, 31)).await;
        registered(&town, "待交办的事").await;
        let chip = |page: &str, what: &str| {
            let chips = page.split("chips facets").nth(1).unwrap().split("</ul>").next().unwrap().to_owned();
            let chip = chips.split("<li>").find(|chip| chip.contains(what)).map(str::to_owned);
            chip.map(|chip| {
                chip.split("class=\"count\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
            })
        };
        let (_, page) = town.get(&town.staff(), "/matters").await;
        assert_eq!(chip(&page, "state=assigned").as_deref(), Some("2"));
        assert_eq!(chip(&page, "state=registered").as_deref(), Some("1"));
        assert_eq!(chip(&page, "light=green").as_deref(), Some("3"));
        assert_eq!(chip(&page, "light=red"), None, "what nothing has is no chip");
        let (_, page) = town.get(&town.staff(), "/matters?state=registered").await;
        assert_eq!(chip(&page, "aria-current").as_deref(), Some("1"));
        assert_eq!(chip(&page, "state=assigned").as_deref(), Some("2"), "its own filter is left aside");
        let (_, page) = town.get(&town.county_staff(), "/matters").await;
        assert_eq!(chip(&page, "state=assigned").as_deref(), Some("1"));
        assert_eq!(chip(&page, "state=registered"), None);
    }
}

#[tokio::test]
async fn the_board_and_the_timeline_show_the_same_matters_and_lead_back_to_the_list() {
    let town = Town::build();
    let late = town.assigned("逾期的事", town.housing, on(11, 4)).await;
    let soon = town.assigned("下周的事", town.county_housing, on(11, 19)).await;
    town.app.cx.clock.advance(7 * 24 * 3_600_000);
    let staff = town.staff();
    for look in ["board", "timeline"] {
        let (_, page) = town.get(&staff, &format!("/matters?as={look}")).await;
        assert!(page.contains(&late.to_string()) && page.contains(&soon.to_string()), "{look}");
        let (_, page) = town.get(&town.county_staff(), &format!("/matters?as={look}")).await;
        assert!(!page.contains(&late.to_string()) && page.contains(&soon.to_string()), "{look}");
    }
    let (_, page) = town.get(&staff, "/matters?as=board").await;
    assert!(page.contains("href=\"/matters?state=assigned\""), "a lane leads to its list");
    let (_, page) = town.get(&staff, "/matters?as=timeline").await;
    let span = page.split("href=\"").find(|rest| rest.contains("from=2026-11-16")).unwrap();
    let span = span.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    assert_eq!(titles(&town.get(&staff, &span).await.1), ["下周的事"]);
    assert_eq!(titles(&town.get(&staff, "/matters?due=past").await.1), ["逾期的事"]);
}

#[tokio::test]
async fn ticked_matters_are_assigned_together_and_what_cannot_be_is_told_before() {
    let town = Town::build();
    let (one, two) = (registered(&town, "实验小学教学楼").await, registered(&town, "长者食堂").await);
    let given = town.assigned("已交办的事", town.housing, on(11, 30)).await;
    let staff = town.staff();
    assert!(town.get(&staff, "/matters").await.1.contains("交办选中事项"));
    let (a, b, c) = (one.to_string(), two.to_string(), given.to_string());
    let (_, page) = town.get(&staff, &format!("/matters/assignments?m={a}&m={b}&m={c}&back=/matters")).await;
    assert!(page.contains("该事项目前处于“待签收”"), "{page}");
    assert!(page.contains(&format!("value=\"{a}\"")) && !page.contains(&format!("value=\"{c}\"")));
    let wrong = [("m", a.as_str()), ("m", b.as_str()), ("lead", "月亮局"), ("assisting", "住建局")];
    let (status, _, page) = town.post(&staff, "/matters/assignments", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("月亮局") && page.contains("value=\"住建局\""), "what was typed is kept");
    assert!(matches!(town.matter(one).await.unwrap().state, State::Registered));
    let right = [
        ("m", a.as_str()),
        ("m", b.as_str()),
        ("m", c.as_str()),
        ("lead", "市住建局"),
        ("assisting", "惠安县住建局"),
        ("back", "/matters?state=registered"),
    ];
    let (status, _, page) = town.post(&staff, "/matters/assignments", &right).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("已交办2项，另有1项未能交办"), "{page}");
    for id in [one, two] {
        let m = town.matter(id).await.unwrap();
        assert_eq!((m.state.code(), m.lead().unwrap().unit), ("assigned", town.housing));
        assert_eq!(m.units(Part::Assisting).collect::<Vec<_>>(), [town.county_housing]);
    }
    assert_eq!(
        town.matter(given).await.unwrap().assignments.len(),
        1,
        "the one that had its units keeps them"
    );
}

#[tokio::test]
async fn whoever_may_not_assign_is_offered_nothing_and_changes_nothing() {
    let town = Town::build();
    let id = registered(&town, "实验小学教学楼").await;
    let fields = [("m", &*id.to_string()), ("lead", "惠安县住建局")];
    for stranger in [town.county_staff(), town.actor(Role::Liaison, town.housing, town.housing), town.head()]
    {
        let (status, _) = town.get(&stranger, &format!("/matters/assignments?m={id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(
            town.post(&stranger, "/matters/assignments", &fields).await.0.is_client_error()
                || town.matter(id).await.unwrap().assignments.is_empty()
        );
    }
    assert!(matches!(town.matter(id).await.unwrap().state, State::Registered));
}

/// Whom to call: for those who may see it on the matter's page, and in nothing that is made of the list for others.
#[tokio::test]
async fn phones_of_the_lead_stand_in_a_column_for_those_alone_who_may_see_them() {
    const PHONE: &str = "13805951234";
    for town in Town::on_each_engine() {
        let parts = [(town.housing, Part::Lead), (town.county_housing, Part::Responsible)];
        town.shared("实验小学教学楼", on(11, 30), &parts).await;
        let (by, directories, unit) =
            (By::operator(&town.app.cx), town.app.directories.clone(), town.housing);
        let form =
            PersonForm { name: "林晓明".into(), phone: Some(PHONE.into()), ..PersonForm::default() };
        let person = PersonId(bangdu::cx::new_id());
        let enter = move |tx: &mut Tx<'_>| persons::enter(tx, &directories, &by, person, unit, form.clone());
        town.app.cx.db.write(enter).await.unwrap();
        let staff = town.staff();
        let (_, form) = town.get(&staff, "/matters/columns").await;
        assert!(form.contains("联系电话"), "{form}");
        let (columns, file) = ("columns=number,title,phones", "/matters/export?form=seen&");
        for path in ["/matters?", "/matters/print?"] {
            let (_, page) = town.get(&staff, &format!("{path}{columns}")).await;
            assert!(page.contains(&format!("林晓明 {PHONE}")), "{path}: {page}");
        }
        let (_, made) = town.file(&staff, &format!("{file}{columns}")).await;
        assert!(texts(&made).iter().any(|text| text.contains(PHONE)));
        // A unit that shares in it sees the matter, not how to reach the lead.
        let shares = town.actor(Role::Liaison, town.county_housing, town.county_housing);
        // A leader's secretary reaches nobody's phones: the column isn't even offered.
        let leads = town.actor(Role::Secretary, town.housing, town.housing);
        for who in [&shares, &leads] {
            for path in ["/matters?", "/matters/print?"] {
                let (_, page) = town.get(who, &format!("{path}{columns}")).await;
                assert!(page.contains("实验小学教学楼") && !page.contains(PHONE), "{path}: {page}");
            }
            let (status, made) = town.file(who, &format!("{file}{columns}")).await;
            assert!(status != StatusCode::OK || !texts(&made).iter().any(|text| text.contains(PHONE)));
        }
        let (_, form) = town.get(&leads, "/matters/columns").await;
        assert!(!form.contains("联系电话"), "{form}");
        let kept = [("order", "phones"), ("column", "phones"), ("back", "/matters")];
        town.post(&leads, "/matters/columns", &kept).await;
        assert!(!heads(&town.get(&leads, "/matters").await.1).contains(&"phones".to_owned()));
    }
}

fn texts(file: &[u8]) -> Vec<String> {
    let book = bangdu::ledgers::read::read("x.xlsx", file, &Default::default()).unwrap();
    let cells = book.sheets[0].rows.iter().flat_map(|row| &row.cells);
    cells.map(|cell| cell.text.to_string()).collect()
}
