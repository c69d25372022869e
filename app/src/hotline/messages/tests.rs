use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::path::PathBuf;

fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

const TABLE: &str = "点赞数,留言编号,留言主题,留言详情,留言时间,留言用户\r\n\
    3,甲1,停水,\"昨晚停水,\"\"没人管\"\"\n今天还停\",2019/2/8 9:05,王\r\n\
    ,甲2,,停电,28 Feb,\r\n";

fn is_the_table(messages: &Messages) {
    assert_eq!(messages.len(), 2);
    assert_eq!(
        messages.get(0),
        Message {
            id: "甲1",
            user: "王",
            title: "停水",
            body: "昨晚停水,\"没人管\"\n今天还停",
            time: Some(date(2019, 2, 8).at(9, 5, 0, 0)),
            likes: 3,
            against: 0,
            label: "",
        }
    );
    assert_eq!((messages.get(1).id, messages.get(1).time, messages.get(1).likes), ("甲2", None, 0));
    assert_eq!(messages.times_not_understood, 1);
}

#[test]
fn a_table_reads_alike_in_utf8_gb18030_and_with_a_mark() {
    let gb = encoding_rs::GB18030.encode(TABLE).0.into_owned();
    let marked = [b"\xEF\xBB\xBF", TABLE.as_bytes()].concat();
    for bytes in [TABLE.as_bytes().to_vec(), gb, marked] {
        let (_dir, path) = written("m.csv", &bytes);
        is_the_table(&Messages::read(&path, &Wanted::default()).unwrap());
    }
}

#[test]
fn a_workbook_reads_like_the_table() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, head) in
        ["点赞数", "留言编号", "留言主题", "留言详情", "留言时间", "留言用户"].iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).unwrap(), *head).unwrap();
    }
    sheet.write(1, 0, 3).unwrap();
    for (column, text) in [(1, "甲1"), (2, "停水"), (3, "昨晚停水,\"没人管\"\n今天还停"), (5, "王")]
    {
        sheet.write(1, column, text).unwrap();
    }
    sheet.write_number_with_format(1, 4, 43504.0 + 9.0 / 24.0 + 5.0 / 1440.0, &day).unwrap();
    for (column, text) in [(1, "甲2"), (3, "停电"), (4, "28 Feb")] {
        sheet.write(2, column, text).unwrap();
    }
    let (_dir, path) = written("m.bin", &book.save_to_buffer().unwrap());
    is_the_table(&Messages::read(&path, &Wanted::default()).unwrap());
}

#[test]
fn what_is_missing_is_said_with_what_would_do() {
    let read = |text: &str, wanted: &Wanted<'_>| {
        let (_dir, path) = written("m.csv", text.as_bytes());
        Messages::read(&path, wanted).map(|m| m.len()).unwrap_or_else(|e| panic!("{e}"))
    };
    let refusal = |text: &str, wanted: &Wanted<'_>| {
        let (_dir, path) = written("m.csv", text.as_bytes());
        Messages::read(&path, wanted).unwrap_err().to_string()
    };
    let none = Wanted::default();
    assert!(
        refusal("姓名,标题\n甲,乙\n", &none)
            .contains("no column for the message's number. Its heads are: 姓名, 标题")
    );
    assert!(refusal("编号,姓名\n1,乙\n", &none).contains("what the message says"));
    assert!(refusal("编号,标题\n1,乙\n", &Wanted { label: true, ..none }).contains("the category"));
    assert!(refusal("", &none).contains("is empty"));
    assert!(refusal("\n\n", &none).contains("is empty"));
    assert_eq!(read("Message ID;Title\n1;乙\n;\n", &none), 1);
    let (_dir, path) = written("m.csv", b"\xFF\x00\xFF\xFF");
    assert!(Messages::read(&path, &none).unwrap_err().to_string().contains("neither"));
    assert!(
        Messages::read(Path::new("/nowhere/m.csv"), &none).unwrap_err().to_string().contains("can't be read")
    );
    let (_dir, path) = written("m.xlsx", b"PK\x03\x04 not a workbook");
    assert!(Messages::read(&path, &none).unwrap_err().to_string().contains(".xlsx"));
}

#[test]
fn further_columns_come_with_the_messages() {
    let (_dir, path) = written("m.csv", "编号,标题,退单次数\n1,甲,2\n2,乙\n".as_bytes());
    let messages =
        Messages::read(&path, &Wanted { extras: &["重办次数", "退单 退单次数"], ..Wanted::default() })
            .unwrap();
    assert_eq!((messages.extra(0, 0), messages.extra(0, 1), messages.extra(1, 1)), ("", "2", ""));
}

#[test]
fn times_are_read_as_systems_write_them() {
    let day = date(2019, 2, 28);
    for (text, at) in [
        ("2019-02-28 11:25:05", day.at(11, 25, 5, 0)),
        ("2019/2/28 11:25", day.at(11, 25, 0, 0)),
        ("2019年2月28日 下午3时5分", day.at(15, 5, 0, 0)),
        ("2019.2.28", day.at(0, 0, 0, 0)),
        ("20190228", day.at(0, 0, 0, 0)),
        ("20190228112505", day.at(11, 25, 5, 0)),
        ("2019-02-28T11:25:05+08:00", day.at(11, 25, 5, 0)),
        ("02/28/2019 12:11:26 AM", day.at(0, 11, 26, 0)),
        ("28/02/2019", day.at(0, 0, 0, 0)),
        ("43524.5", day.at(12, 0, 0, 0)),
    ] {
        assert_eq!(moment(text), Some(at), "{text}");
    }
    for text in ["", "昨天", "2019-02-30", "2019", "12345678901234567890", "99/99/9999", "2019-02-28 25:00"]
    {
        assert_eq!(moment(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn fuzz_no_bytes_make_the_reader_fall(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[编号标题,\"\\n\\t;a\\x00]{0,60}") {
        for bytes in [bytes, text.into_bytes(), [b"PK".as_slice(), b"\x03\x04"].concat()] {
            let (_dir, path) = written("m.csv", &bytes);
            let _ = Messages::read(&path, &Wanted::default());
        }
    }

    #[test]
    fn fuzz_no_text_makes_the_clock_fall(text in "[0-9/:.年月日 -]{0,30}|\\PC{0,30}") {
        let _ = moment(&text);
    }
}
