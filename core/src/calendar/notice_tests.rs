//! Notices in the words of the State Council, compared with the years as shipped.

use super::{Calendar, notice, year};
use jiff::civil::date;
use proptest::prelude::*;
use rstest::rstest;

const OF_2026: &str = "国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置。
国务院办公厅
2025年11月4日";

const OF_2025: &str = "国务院办公厅关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。";

const OF_2023: &str = "国务院办公厅关于2023年部分节假日安排的通知
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。";

#[rstest]
#[case(OF_2026, 2026)]
#[case(OF_2025, 2025)]
#[case(OF_2023, 2023)]
fn a_notices_text_gives_the_shipped_year(#[case] text: &str, #[case] of: i16) {
    let notice = notice::read(text, Some(of), None);
    assert_eq!(notice.faults, []);
    let read = notice.year.expect("no fault");
    let shipped = year::shipped().find(|year| year.year() == of).expect("shipped");
    assert_eq!(read.days(), shipped.days());
}

#[test]
fn every_line_says_what_was_taken_from_it() {
    let notice = notice::read(OF_2026, None, Some("https://www.gov.cn/"));
    let taken: Vec<usize> = notice.lines.iter().map(|line| line.days.len()).collect();
    assert_eq!(taken, [0, 0, 0, 0, 0, 4, 11, 3, 6, 3, 3, 9, 0, 0, 0]);
    assert!(notice.lines.iter().all(|line| line.days.is_empty() != line.remarks.is_empty()));
    assert_eq!(notice.year.expect("no fault").papers(), ["https://www.gov.cn/"]);
}

#[test]
fn advice_to_take_leave_is_no_holiday() {
    let text = "2024年\n一、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。";
    let notice = notice::read(text, Some(2024), None);
    let year = notice.year.expect("no fault");
    assert!(year.special(date(2024, 2, 9)).is_none());
    assert_eq!(year.days().len(), 10);
}

#[rstest]
#[case::number_of_days("一、元旦：1月1日至3日放假，共4天。")]
#[case::weekday("一、元旦：1月1日（周五）放假1天。")]
#[case::make_up_on_a_weekday("一、元旦：1月1日放假。1月5日上班。")]
#[case::no_such_day("一、元旦：2月30日放假。")]
#[case::other_year("一、元旦：2027年1月1日放假。")]
#[case::backwards("一、元旦：1月3日至1日放假。")]
#[case::endless("一、元旦：1月1日至6月1日放假。")]
#[case::rest_and_work("一、元旦：1月3日放假。1月3日上班。")]
#[case::nothing("各单位：照常上班。")]
#[case::lost_line_break("关于部分节假日安排的通知如下 一、元旦：1月1日放假。")]
#[case::empty("")]
fn a_notice_with_a_fault_is_not_taken_over(#[case] line: &str) {
    let notice = notice::read(&format!("2026年部分节假日\n{line}"), Some(2026), None);
    assert_eq!(notice.year, None);
    assert!(!notice.faults.is_empty() || notice.lines.iter().any(|line| !line.faults.is_empty()));
}

#[test]
fn a_notice_for_another_year_is_refused() {
    assert_eq!(notice::read(OF_2026, Some(2027), None).year, None);
    assert_eq!(notice::read("放假安排", None, None).year, None);
    assert_eq!(notice::read("{\"year\": 2026}", None, None).year, None);
}

#[test]
fn all_shipped_years_pass_as_files() {
    for year in year::shipped() {
        let text = serde_json::to_string(&year).expect("JSON");
        let notice = notice::read(&text, Some(year.year()), None);
        assert_eq!(notice.faults, []);
        assert_eq!(notice.year, Some(year));
    }
}

#[test]
fn an_imported_year_ends_the_provisional_time() {
    let text = "2027年部分节假日\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。";
    let year = notice::read(text, None, None).year.expect("no fault");
    let calendar = Calendar::shipped().with_year(year);
    assert!(calendar.is_known(2027));
    assert!(!calendar.is_working(date(2027, 1, 1)));
}

proptest! {
    #[test]
    fn no_text_makes_it_fall(text in "\\PC*", year in prop::option::of(any::<i16>())) {
        let notice = notice::read(&text, year, None);
        prop_assert!(notice.faults.iter().all(crate::phrase::Phrase::is_sound));
    }

    #[test]
    fn no_notice_makes_it_fall(text in "(2026年|[一二]、|：|元旦|[0-9]{1,6}|月|日|至|（周[一六]|）|放假|上班|共|天|。|、|\n|鼓励){0,40}") {
        let notice = notice::read(&text, None, None);
        let faults = notice.lines.iter().flat_map(|line| line.faults.iter().chain(&line.remarks));
        prop_assert!(faults.chain(&notice.faults).all(crate::phrase::Phrase::is_sound));
    }
}
