//! What a new user stumbled over, each as a story that could fail: the sheet on paper, one word for what is late,
//! one way of counting an area, a light that says why, and the way from one matter of a list to the next.

use crate::town::{Town, titles};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use bangdu::cx::new_id;
use bangdu_core::{
    calendar::Deadline,
    ids::{AssignmentId, BatchId, MatterId, UnitId},
    matters::{
        Command, Late, LedgerReport, LedgerRow, MatterKind, NewAssignment, Part, Source, TakeOver, Urgency,
        late,
    },
    people::{Actor, Role},
};
use jiff::civil::date;

const DAY: i64 = 86_400_000;

fn on(month: i8, day: i8) -> Deadline {
    Deadline::On(date(2026, month, day))
}

/// A matter that one unit leads and another assists in.
async fn shared(town: &Town, title: &str, lead: UnitId, helper: UnitId, deadline: Deadline) -> MatterId {
    town.shared(title, deadline, &[(lead, Part::Lead), (helper, Part::Assisting)]).await
}

async fn signed(town: &Town, id: MatterId) -> Actor {
    let lead = town.matter(id).await.unwrap().lead().unwrap().clone();
    let head = town.actor(Role::UnitHead, lead.unit, lead.unit);
    town.act(&head, id, Command::SignFor { assignment: lead.id }).await.unwrap();
    head
}

/// The number on a chip that leads to an address with `what`.
fn chip(page: &str, what: &str) -> Option<i64> {
    let chips = page.split("chips facets").nth(1)?.split("</ul>").next()?;
    let chip = chips.split("<li>").find(|chip| chip.contains(what))?;
    chip.split("class=\"count\">").nth(1)?.split('<').next()?.parse().ok()
}

fn unescaped(address: &str) -> String {
    address.replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_list_prints_as_an_annex_with_its_filters_as_title_and_all_its_rows() {
    let town = Town::build();
    for n in 0..55 {
        town.assigned(&format!("县里的事{n:02}"), town.county_housing, on(11, 4)).await;
    }
    town.assigned("市里的事", town.housing, on(11, 4)).await;
    town.app.cx.clock.advance(5 * DAY);
    let staff = town.staff();
    let query = format!("area={}&overdue=unfinished", town.county);
    let (_, list) = town.get(&staff, &format!("/matters?{query}&sort=-due")).await;
    assert!(list.contains("href=\"/matters/print?area=") && list.contains("下一页"), "{list}");
    let (status, sheet) = town.get(&staff, &format!("/matters/print?{query}&sort=-due&after=1_x")).await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "惠安县逾期未办结事项清单",
        "附件",
        "截至日期：2026年11月8日",
        "填报单位：市政府督查室",
        "共55项",
        "序号",
    ] {
        assert!(sheet.contains(part), "{part} not in {sheet}");
    }
    assert_eq!(titles(&sheet).len(), 55, "not only the list's page");
    assert!(sheet.contains("<td class=\"num\">55</td>") && !sheet.contains("市里的事"));
    let paper = sheet.split("<div class=\"annex").nth(1).unwrap().split("</main>").next().unwrap();
    for control in ["aria-sort", "sort=", "下一页", "type=\"checkbox\"", "class=\"chip"] {
        assert!(!paper.contains(control), "{control} has no place on paper");
    }
    let (_, own) = town.get(&town.county_staff(), "/matters/print").await;
    assert!(own.contains("未结督查事项清单") && own.contains("共55项") && !own.contains("市里的事"));
    let nobody = Actor { grants: vec![], ..town.staff() };
    assert!(!town.get(&nobody, "/matters/print").await.1.contains("县里的事"));
    // Those that are ticked, from the list that they were ticked in.
    let one = town.assigned("勾选的事", town.housing, on(12, 31)).await;
    let (_, sheet) =
        town.get(&staff, &format!("/matters/print?m={one}&back=%2Fmatters%3Fcolumns%3Ddue")).await;
    assert_eq!(titles(&sheet), ["勾选的事"]);
    let (status, to) = town.sent_on(&staff, "/matters/print?unit=%E6%9C%88%E4%BA%AE").await;
    assert!(status.is_redirection() && to.starts_with("/matters?unit="), "the list asks which unit is meant");
}

#[tokio::test]
async fn a_file_is_called_what_the_list_holds_and_two_of_them_are_told_apart() {
    let town = Town::build();
    let id = town.assigned("县里的事", town.county_housing, on(11, 4)).await;
    town.app.cx.clock.advance(5 * DAY);
    let staff = town.staff();
    let query = format!("area={}&overdue=any", town.county);
    let seen = town.file_name(&staff, &format!("/matters/export?{query}&form=seen")).await;
    assert_eq!(seen, "惠安县逾期事项清单（按列表）2026-11-08.xlsx");
    let full = town.file_name(&staff, &format!("/matters/export?{query}")).await;
    assert_eq!(full, "惠安县逾期事项清单（完整台账）2026-11-08.xlsx");
    let back = format!("/matters/export?form=seen&m={id}&back=%2Fmatters%3Foverdue%3Dany");
    assert_eq!(town.file_name(&staff, &back).await, "逾期事项清单（选中1项）（按列表）2026-11-08.xlsx");
    let odd = town.file_name(&staff, "/matters/export?q=a%2F..%5Cb&form=seen").await;
    assert!(!odd.contains(['/', '\\', '"']), "{odd}");
}

#[tokio::test]
async fn what_is_late_has_one_word_one_filter_and_one_number_everywhere() {
    for town in Town::on_each_engine() {
        let unsigned = town.assigned("没有签收的事", town.county_housing, on(12, 31)).await;
        let past = town.assigned("已签收但到期的事", town.housing, on(11, 4)).await;
        let claimed = town.assigned("按时申请办结的事", town.housing, on(11, 4)).await;
        town.assigned("没到期的事", town.housing, on(12, 31)).await;
        signed(&town, past).await;
        let head = signed(&town, claimed).await;
        let claim = Command::Claim { text: "已完成".into(), signature: None, files: vec![] };
        town.act(&head, claimed, claim).await.unwrap();
        town.app.cx.clock.advance(60 * DAY);
        let (staff, now) = (town.staff(), town.app.cx.now());
        let (_, list) = town.get(&staff, "/matters").await;
        let all = [unsigned, past, claimed];
        for kind in Late::ALL {
            let (_, page) = town.get(&staff, &format!("/matters?overdue={}", kind.code())).await;
            let mut wanted = 0;
            for id in all {
                let is = late(&town.matter(id).await.unwrap(), now).iter().any(|(late, _)| *late == kind);
                assert_eq!(page.contains(&format!("/matters/{id}")), is, "{kind:?}: core and list agree");
                wanted += i64::from(is);
            }
            let rows = i64::try_from(titles(&page).len()).unwrap();
            let shown = chip(&list, &format!("overdue={}", kind.code()));
            assert_eq!(shown.unwrap_or(0), rows, "{kind:?}: the chip says what its list holds");
            assert!(rows >= wanted && page.contains(&*kind.word().zh));
        }
        let (_, page) = town.get(&staff, "/matters?overdue=any").await;
        let any = titles(&page);
        assert!(any.contains(&"没有签收的事".to_owned()) && any.contains(&"已签收但到期的事".to_owned()));
        assert!(!any.contains(&"按时申请办结的事".to_owned()), "it waits for the office: {any:?}");
        let n = any.len();
        let (_, desk) = town.get(&staff, "/").await;
        assert!(
            desk.contains(&format!("href=\"/matters?overdue=any\"><b>{n}</b><span>逾期</span>")),
            "{desk}"
        );
        let (_, board) = town.get(&staff, "/matters?overdue=any&as=board").await;
        assert!(board.contains("没有签收的事") && !board.contains("按时申请办结的事"));
        let (_, sheet) = town.get(&staff, "/matters/print?overdue=any").await;
        assert_eq!(titles(&sheet).len(), n);
        let (_, old) = town.get(&staff, "/matters?due=past").await;
        let (_, new) = town.get(&staff, "/matters?overdue=unfinished").await;
        assert_eq!(titles(&old), titles(&new), "links and views from before still hold");
        assert!(old.contains("逾期未办结") && !old.contains("已到期未办结"));
        let (_, county) = town.get(&town.county_staff(), "/matters?overdue=any").await;
        assert_eq!(titles(&county), ["没有签收的事"], "no more than the reader sees");
    }
}

/// The number of a light in the first row of tiles.
fn tile(page: &str, light: &str) -> (String, i64) {
    let tile = page.split("<a class=\"stat ").find(|tile| tile.starts_with(light)).unwrap();
    let href = unescaped(tile.split("href=\"").nth(1).unwrap().split('"').next().unwrap());
    (href, tile.split("<b>").nth(1).unwrap().split('<').next().unwrap().parse().unwrap())
}

#[tokio::test]
async fn an_area_counts_what_it_leads_and_the_list_switches_to_any_part() {
    for town in Town::on_each_engine() {
        town.assigned("县里牵头的事", town.county_housing, on(12, 31)).await;
        shared(&town, "县里配合的事", town.housing, town.county_housing, on(12, 31)).await;
        bangdu::schedule::once(&town.app).unwrap();
        let (staff, area) = (town.staff(), town.county.to_string());
        let (_, map) = town.get(&staff, "/map").await;
        let line = map.split("<tr>").find(|row| row.contains(&format!("area={area}"))).unwrap();
        let link = line.split("href=\"").find(|link| link.contains("light=green")).unwrap();
        let (href, n) = (unescaped(link.split('"').next().unwrap()), link.split_once('>').unwrap().1);
        assert!(n.starts_with("1<"), "the map counts what the county leads: {line}");
        let (_, list) = town.get(&staff, &href).await;
        assert_eq!(titles(&list), ["县里牵头的事"], "and its list has just that");
        assert!(list.contains("牵头 <span class=\"count\">1</span>"), "{list}");
        assert!(list.contains("含责任、配合 <span class=\"count\">2</span>"), "{list}");
        let (_, any) = town.get(&staff, &format!("/matters?area={area}")).await;
        assert_eq!(titles(&any).len(), 2);
        assert!(any.contains("地区：惠安县人民政府（含责任、配合）"), "the filter says how it counts: {any}");
        // Tiles say what their lists hold, also for whoever sees a part only and where a scope is chosen.
        for (who, path) in [
            (town.county_staff(), "/matters/summary".to_owned()),
            (town.county_staff(), "/map".to_owned()),
            (town.staff(), "/matters/summary".to_owned()),
            (town.staff(), "/map".to_owned()),
            (town.actor(Role::Liaison, town.housing, town.housing), "/matters/summary".to_owned()),
        ] {
            let (_, page) = town.get(&who, &path).await;
            let (href, n) = tile(&page, "green");
            let (_, list) = town.get(&who, &href).await;
            assert_eq!(i64::try_from(titles(&list).len()).unwrap(), n, "{path} {href}");
        }
    }
}

#[tokio::test]
async fn who_is_left_out_of_an_urge_is_named_and_an_unticked_list_is_a_warning() {
    let town = Town::build();
    let first = town.assigned("实验小学教学楼", town.housing, on(11, 30)).await;
    let waiting = town.submitted(&town.drafter(), "待批的事").await;
    let staff = town.staff();
    let request = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    for path in ["/matters/urges?back=/matters", "/matters/assignments?back=/matters"] {
        let (warns, said) = town.said(&staff, request(path)).await;
        assert!(warns && said.starts_with("请先勾选"), "{said}");
    }
    let body = format!("m={first}&passed={waiting}&text=x&by=message&back=%2Fmatters");
    let urge = Request::post("/matters/urges")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    let (warns, said) = town.said(&staff, urge).await;
    assert!(warns && said.starts_with("已催办1项；1项未催办：“待批的事”（"), "{said}");
    assert!(said.contains("待审批"), "with the reason: {said}");
    let body = format!("m={first}&text=x&by=message&back=%2Fmatters");
    let urge = Request::post("/matters/urges")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    assert_eq!(town.said(&staff, urge).await, (false, "已催办1项".to_owned()));
}

#[tokio::test]
async fn a_light_says_why_in_the_list_as_on_the_desk_and_a_claim_stops_its_clock() {
    for town in Town::on_each_engine() {
        let id = town.assigned("按时申请办结的事", town.housing, on(11, 5)).await;
        let head = signed(&town, id).await;
        town.assigned("没有签收的事", town.housing, on(12, 31)).await;
        town.app.cx.clock.advance(DAY + DAY / 2);
        let claim = Command::Claim { text: "已完成".into(), signature: None, files: vec![] };
        town.act(&head, id, claim).await.unwrap();
        town.app.cx.clock.advance(30 * DAY);
        let (staff, now) = (town.staff(), town.app.cx.now());
        let light = bangdu_core::matters::light(&town.matter(id).await.unwrap(), now).unwrap();
        assert!(light.stopped);
        let (_, list) = town.get(&staff, "/matters?columns=number,title,state,light,left").await;
        let row = list.split("<tr ").find(|row| row.contains("按时申请办结的事")).unwrap();
        assert!(row.contains("已申请办结，停止计时") && row.contains("待核查"), "{row}");
        assert!(row.contains(&format!("class=\"light {}\"", light.light.code())), "core's light: {row}");
        assert!(!row.contains("逾期"), "nothing is late that waits for the office: {row}");
        let row = list.split("<tr ").find(|row| row.contains("没有签收的事")).unwrap();
        assert!(row.contains("class=\"light red\"") && row.contains("逾期未签收"), "{row}");
        let (_, desk) = town.get(&staff, "/").await;
        assert!(desk.contains("逾期未签收"), "the desk says the same");
    }
}

#[tokio::test]
async fn a_search_stays_among_the_unfinished_and_offers_all_where_it_finds_none() {
    let town = Town::build();
    town.assigned("实验小学教学楼", town.housing, on(11, 30)).await;
    let staff = town.staff();
    let open = |page: &str, tab: &str| page.contains(&format!(" aria-current=\"true\">{tab}</a>"));
    let (_, page) = town.get(&staff, "/matters").await;
    assert!(page.contains("<input type=\"hidden\" name=\"show\" value=\"unfinished\">"), "{page}");
    let (_, found) = town.get(&staff, "/matters?show=unfinished&q=%E5%AE%9E%E9%AA%8C&state=&light=").await;
    assert!(open(&found, "未结事项") && titles(&found) == ["实验小学教学楼"]);
    let (_, none) = town.get(&staff, "/matters?show=unfinished&q=%E6%B2%A1%E6%9C%89").await;
    assert!(none.contains("在全部事项中查找") && none.contains("show=all"), "{none}");
    for narrowed in ["light=green", "due=month", "overdue=any"] {
        let (_, page) = town.get(&staff, &format!("/matters?{narrowed}")).await;
        assert!(open(&page, "未结事项"), "{narrowed} leaves the tab where it was");
    }
    let (_, page) = town.get(&staff, "/matters").await;
    let chip = page
        .split("chips facets")
        .nth(1)
        .unwrap()
        .split("href=\"")
        .find(|href| href.contains("state=assigned"));
    let chip = unescaped(chip.unwrap().split('"').next().unwrap());
    assert!(open(&town.get(&staff, &chip).await.1, "未结事项"), "{chip}");
}

#[tokio::test]
async fn whoever_urges_nobody_is_told_so_and_not_that_nobody_owes() {
    let town = Town::build();
    town.assigned("实验小学教学楼", town.housing, on(11, 30)).await;
    let (_, desk) = town.get(&town.drafter(), "/").await;
    assert!(desk.contains("催办由督查室工作人员办理") && !desk.contains("没有待反馈的单位"), "{desk}");
    assert!(desk.contains("/matters?overdue=unreported"));
    let (_, desk) = town.get(&town.staff(), "/").await;
    assert!(!desk.contains("催办由督查室工作人员办理") && desk.contains("没有待反馈的单位"));
}

/// The address that a link of a matter's page leads to in the list.
fn step(page: &str, rel: &str) -> Option<String> {
    let link = page.split("<a class=\"button small\" rel=\"").find(|link| link.starts_with(rel))?;
    Some(unescaped(link.split("href=\"").nth(1)?.split('"').next()?))
}

#[tokio::test]
async fn from_a_matter_one_goes_on_to_the_next_in_its_list_and_back_to_that_list() {
    for town in Town::on_each_engine() {
        for n in 0..6_i8 {
            let lead = if n % 2 == 0 { town.housing } else { town.county_housing };
            town.assigned(&format!("事项{n}"), lead, on(12, 1 + n % 3)).await;
        }
        let staff = town.staff();
        let unit = format!("unit={}", town.housing);
        for query in ["sort=lead%2C-due", "", "light=green&sort=-changed", "due=month", unit.as_str()] {
            let (_, list) = town.get(&staff, &format!("/matters?{query}")).await;
            let wanted = titles(&list);
            assert!(wanted.len() >= 3, "{query}: {wanted:?}");
            let first = list.split("class=\"title\"><a href=\"").nth(1).unwrap();
            let mut at = unescaped(first.split('"').next().unwrap());
            let (mut seen, mut back) = (Vec::new(), Vec::new());
            loop {
                let (status, page) = town.get(&staff, &at).await;
                assert_eq!(status, StatusCode::OK, "{at}");
                seen.push(page.split("<h1>").nth(1).unwrap().split('<').next().unwrap().to_owned());
                back.push(step(&page, "prev").is_some());
                let list = page.split("class=\"list-way").nth(1).unwrap().split("href=\"").nth(1).unwrap();
                let list = unescaped(list.split('"').next().unwrap());
                assert_eq!(titles(&town.get(&staff, &list).await.1), wanted, "the way back: {list}");
                match step(&page, "next") {
                    Some(next) => at = next,
                    None => break,
                }
            }
            assert_eq!(seen, wanted, "{query}: each in the list's order");
            assert_eq!(
                back.iter().filter(|before| !**before).count(),
                1,
                "only the first has none before it"
            );
        }
        // What is done on the page leads back to it, with its list; and nobody is led to what they don't see.
        let (_, list) = town.get(&staff, "/matters?light=green").await;
        let first = list.split("class=\"title\"><a href=\"").nth(1).unwrap();
        let at = unescaped(first.split('"').next().unwrap());
        let (_, page) = town.get(&staff, &at).await;
        let urge = page.split("href=\"").find(|href| href.contains("/urge?")).unwrap();
        let urge = unescaped(urge.split('"').next().unwrap());
        let (_, form) = town.get(&staff, &urge).await;
        assert!(form.contains("name=\"back\""), "{form}");
        let (status, to, _) = town
            .post(&staff, urge.split('?').next().unwrap(), &[("text", "请抓紧办理"), ("back", &at)])
            .await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, at.as_str()));
        let county = town.county_staff();
        let (_, list) = town.get(&county, "/matters").await;
        let first = list.split("class=\"title\"><a href=\"").nth(1).unwrap();
        let (_, page) = town.get(&county, &unescaped(first.split('"').next().unwrap())).await;
        let next = step(&page, "next").unwrap();
        assert!(town.get(&county, &next).await.1.contains("惠安县住建局"), "{next}");
        let (_, bare) = town.get(&staff, at.split('?').next().unwrap()).await;
        assert!(!bare.contains("list-way"), "a matter from a message has no list");
    }
}

#[tokio::test]
async fn a_leaders_rows_tell_progress_and_not_that_a_ledger_was_taken_over() {
    let town = Town::build();
    let id = MatterId(new_id());
    let row = TakeOver {
        assigned_on: None,
        id,
        kind: MatterKind::Task,
        title: "台账里的事".into(),
        requirement: String::new(),
        source: Source::Decision,
        row: LedgerRow {
            file: "cd".repeat(32), name: "民生项目.xlsx".into(), sheet: "表".into(), row: 5
        },
        batch: BatchId(new_id()),
        key: "民生项目/3".into(),
        number: None,
        give_number: false,
        office: town.office,
        campaign: None,
        urgency: Urgency::General,
        deadline: on(11, 30),
        deadline_text: "11月底".into(),
        assignments: vec![NewAssignment {
            id: AssignmentId(new_id()),
            unit: town.housing,
            part: Part::Lead,
            task: String::new(),
            deadline: None,
        }],
        reports: vec![LedgerReport {
            on: None,
            text: "主体结构完成".into(),
            rate: None,
            problem: String::new(),
            needs: String::new(),
            next_step: String::new(),
        }],
        indicators: vec![],
        done: false,
        light: None,
        remark: String::new(),
        leader: String::new(),
        contacts: vec![],
        group: String::new(),
    };
    town.act(&town.staff(), id, Command::TakeOver(Box::new(row))).await.unwrap();
    town.app.cx.clock.advance(40 * DAY);
    let (_, desk) = town.get(&town.head(), "/").await;
    let red = desk.split("id=\"red\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(red.contains("台账里的事") && red.contains("主体结构完成"), "{red}");
    assert!(!red.contains("补录") && !red.contains("民生项目.xlsx"), "{red}");
    let foot = desk.split("class=\"leader-way").nth(1).unwrap();
    let foot = foot.split("</nav>").next().unwrap();
    assert!(foot.contains("href=\"/search\"") && foot.contains("author=") && !foot.contains("sign-out"));
    let (_, list) = town.get(&town.head(), "/matters").await;
    assert!(list.contains("class=\"leader-way") && list.contains("menuless"), "the same on every page");
    assert!(!town.get(&town.staff(), "/").await.1.contains("leader-way"), "who has the menu needs no other");
}
