//! A county's ledger below a city: whose bureau a name without a place means, where units are founded, what its own day of
//! assignment is worth, and that bringing the same file in again changes nothing.

use super::county::County;
use crate::engines::each_engine;
use axum::http::StatusCode;
use bangdu::ledgers::read::read;
use bangdu_core::{
    calendar::Deadline,
    matters::{Light, Source, light},
    people::{Level, UnitKind},
};
use jiff::civil::date;

const LEDGER: &str = "惠安县2026年第四季度重点督查事项台账\n\
    填报单位：惠安县督查室\n\
    序号\t类别\t督查事项\t牵头单位\t配合单位\t交办日期\t完成时限\t办理状态\n\
    1\t县长批示\t断头路打通\t县住建局\t螺阳镇\t2026.9.1\t12月底前\t\n\
    2\t常务会议\t古城停车难整治\t文旅局\t\t2026.9.5\t2026.11.5\t\n\
    3\t12345热线\t加装电梯补助\t住建局\t\t十月十五日\t2026.12.15\t已受理\n\
    4\t12345热线\t噪声扰民\t县资规局\t国网惠安供电公司\t2026.10.12\t10月31日\t已完成\n";

fn lead(county: &County, title: &str) -> String {
    let id = county.matter(title).lead().unwrap().unit;
    let app = county.app.clone();
    let directory = county.app.cx.db.read_blocking(move |tx| app.directories.read(tx)).unwrap();
    directory.tree.name(id).to_owned()
}

/// Hands the ledger in; what is undecided becomes a new unit.
fn bring_in(county: &County, content: &str) -> String {
    let staff = county.staff();
    let handed = county.hand_in(&staff, "file", "惠安台账.csv", content.as_bytes());
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text());
    let form = [("unclassified", "yes"), ("unit:文旅局", "new")];
    let confirmed = county.post(&staff, &format!("{}/confirm", handed.to), &form);
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text());
    county.get(&staff, &confirmed.to).text()
}

#[test]
fn a_bureau_without_a_place_is_the_countys_and_the_citys_is_never_taken_silently() {
    each_engine(|store| {
        let county = County::below_city(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "台账.csv", LEDGER.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("识别为惠安县住房和城乡建设局"), "住建局 is listed: {preview}");
        assert!(!preview.contains("name=\"unit:县住建局\""), "it is known: {preview}");
        assert!(preview.contains("惠安县尚无此单位；泉州市文化广电和旅游局不属惠安县"), "{preview}");
        let asked = county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert!(asked.text().contains("“文旅局”与已有单位名称相近"), "{}", asked.text());
        assert!(county.matters().is_empty());
        assert!(preview.contains("尚无联络员，催办无人签收"), "nobody has an account: {preview}");

        bring_in(&county, LEDGER);
        for title in ["断头路打通", "加装电梯补助"] {
            assert_eq!(lead(&county, title), "惠安县住房和城乡建设局", "{title}");
        }
        assert_eq!(lead(&county, "古城停车难整治"), "惠安县文旅局");
        county.verifies();
    });
}

#[test]
fn what_a_countys_ledger_founds_stands_beneath_the_county() {
    each_engine(|store| {
        let county = County::below_city(store);
        bring_in(&county, LEDGER);
        let found = [
            ("惠安县资规局", Level::County, UnitKind::Department),
            ("螺阳镇", Level::Town, UnitKind::Department),
            ("国网惠安供电公司", Level::Enterprise, UnitKind::Enterprise),
        ];
        for (name, level, kind) in found {
            let (unit, above) = county.unit(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((unit.level, unit.kind, above.as_str()), (level, kind, "惠安县人民政府"), "{name}");
        }
    });
}

#[test]
fn the_ledgers_own_day_of_assignment_is_kept_shown_and_exported() {
    each_engine(|store| {
        let county = County::below_city(store);
        bring_in(&county, LEDGER);
        let m = county.matter("古城停车难整治");
        assert_eq!(m.taken_over.as_ref().unwrap().assigned_on, Some(date(2026, 9, 5)));
        // 3 November: due on the fifth, within the last working days of a limit of two months.
        assert_eq!(light(&m, county.app.cx.now()).unwrap().light, Light::Yellow);
        assert_eq!(county.matter("噪声扰民").origin.source, Source::Hotline);
        assert_eq!(county.matter("断头路打通").origin.source, Source::Instruction);
        let file = county.get(&county.staff(), "/matters/export?show=all").body;
        let book = read("台账.xlsx", &file, &Default::default()).unwrap();
        let rows = &book.sheets[0].rows;
        let head = rows.iter().find(|row| row.cells.iter().any(|cell| &*cell.text == "交办时间")).unwrap();
        let at = head.cells.iter().position(|cell| &*cell.text == "交办时间").unwrap();
        let row = rows.iter().find(|row| row.cells.iter().any(|cell| &*cell.text == "噪声扰民")).unwrap();
        let written = &row.cells[at];
        assert!(
            matches!(written.value, bangdu::ledgers::read::Value::Date(at) if at.date() == date(2026, 10, 12)),
            "{written:?}"
        );
    });
}

#[test]
fn a_limit_in_days_runs_from_the_day_of_acceptance_and_done_is_understood() {
    each_engine(|store| {
        let county = County::below_city(store);
        let staff = county.staff();
        let ledger = "企业诉求办理台账\n编号\t企业名称\t诉求内容\t承办单位\t受理时间\t办结时限\n\
            QY-01\t某石雕厂\t用电增容报装\t县住建局\t11月2日\t15个工作日\n\
            QY-02\t某鞋服公司\t招工难\t县住建局\t2026.10.9\t已办结\n\
            QY-03\t某石化公司\t道路破损\t县住建局\t\t15个工作日\n";
        let handed = county.hand_in(&staff, "file", "企业诉求.csv", ledger.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("时限以天数计，但未写明自哪一天起算"), "{preview}");
        assert!(preview.contains("读作已办结") && preview.contains("1行标注已完成"), "{preview}");
        county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert_eq!(county.matter("用电增容报装").deadline, Deadline::On(date(2026, 11, 23)));
        assert_eq!(county.matter("招工难").deadline, Deadline::Open);
        assert_eq!(county.matters().len(), 2);
    });
}

#[test]
fn the_same_file_again_changes_nothing_and_a_changed_unit_is_asked_about() {
    each_engine(|store| {
        let county = County::below_city(store);
        let staff = county.staff();
        let ledger = LEDGER.replace("2026.12.15", "2026年11月31日");
        let handed = county.hand_in(&staff, "file", "惠安台账.csv", ledger.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("id=\"fix-0-6-6\""), "{preview}");
        let cells = format!("{}/cells", handed.to);
        county.post(&staff, &cells, &[("place", "0-6-6"), ("text", "2026年11月30日")]);
        county.post(&staff, &cells, &[("place", "0-6-3"), ("text", "县教育局")]);
        let form = [("unclassified", "yes"), ("unit:文旅局", "new")];
        let confirmed = county.post(&staff, &format!("{}/confirm", handed.to), &form);
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text());
        assert_eq!(lead(&county, "加装电梯补助"), "惠安县教育局");
        assert_eq!(county.matters().len(), 4);

        // Unmended as it came: what was mended is taken up again, and nothing is new.
        let handed = county.hand_in(&staff, "file", "惠安台账.csv", ledger.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("已改正的单元格（2处）") && preview.contains("已自动沿用"), "{preview}");
        assert!(preview.contains("<b>4</b><span>无变化</span>"), "{preview}");

        // Another file of the series in which its unit was never mended: the matter is known, its unit asked about.
        let other = LEDGER.replace("2026.12.15", "2026.11.30");
        let handed = county.hand_in(&staff, "file", "台账二.csv", other.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("现承办单位：惠安县教育局"), "{preview}");
        county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert_eq!(county.matters().len(), 4, "no second matter");
        assert_eq!(lead(&county, "加装电梯补助"), "惠安县教育局", "not ticked, not changed");
        county.verifies();
    });
}

#[test]
fn rows_that_share_a_name_are_told_apart_by_their_units() {
    each_engine(|store| {
        let county = County::below_city(store);
        let ledger =
            "惠安县督查事项台账\n序号\t督查事项\t牵头单位\n1\t安全检查\t县教育局\n2\t安全检查\t县民政局\n";
        bring_in(&county, ledger);
        assert_eq!(county.matters().len(), 2);
        let result = bring_in(&county, ledger);
        assert!(result.contains("<b>2</b><span>无变化</span>"), "{result}");
        assert_eq!(county.matters().len(), 2);
    });
}
