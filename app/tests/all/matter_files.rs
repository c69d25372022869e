//! Stories of files: a scan comes with a draft, several files with one report, and what was handed in once
//! needn't be chosen again when the form comes back.

use crate::{
    engines::each_engine,
    matter_city::{City, version_in},
};
use axum::http::StatusCode;

const SCAN: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// The ids of the files that a form that came back keeps.
fn held(page: &str, field: &str) -> Vec<String> {
    let mark = format!("checked name=\"kept-{field}\" value=\"");
    page.split(&mark).skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_owned())).collect()
}

fn draft(deadline: &str) -> Vec<(&str, &str)> {
    vec![
        ("title", "滨海大道积水点整治"),
        ("kind", "problem"),
        ("source", "instruction"),
        ("basis", "instruction"),
        ("instruction_kind", "act"),
        ("author", "张副市长"),
        ("instruction_text", "请住建局牵头解决"),
        ("instruction_on", "2026-11-02"),
        ("urgency", "general"),
        ("deadline", deadline),
        ("not_classified", "yes"),
    ]
}

#[test]
fn a_scan_comes_with_the_draft_and_is_kept_when_the_form_comes_back() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let scan = ("scan", "批示件.pdf", SCAN);
        let (status, page, _) = city.upload(&p.drafter, "/matters/new", &draft("过几天"), scan);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("已上传：批示件.pdf"), "{page}");
        let kept = held(&page, "scan");
        assert_eq!(kept.len(), 1);

        let mut again = draft("20个工作日");
        again.push(("kept-scan", &kept[0]));
        let (status, page, to) = city.upload_all(&p.drafter, "/matters/new", &again, &[]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, page) = city.get(&p.drafter, &to);
        let link = format!("{to}/files/{}", kept[0]);
        assert!(page.contains(&link), "{page}");
        let (status, body) = city.get(&p.drafter, &link);
        assert_eq!((status, body.as_bytes()), (StatusCode::OK, SCAN));
        assert_eq!(city.get(&p.liaison, &link).0, StatusCode::NOT_FOUND, "a draft is its office's");

        let (_, form) = city.get(&p.drafter, &format!("{to}/edit"));
        assert!(form.contains("已附：") && form.contains("批示件.pdf"), "{form}");
        let version = version_in(&form);
        let mut change = draft("30个工作日");
        change.push(("version", &version));
        let (status, page, _) = city.upload_all(&p.drafter, &format!("{to}/edit"), &change, &[]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert!(city.get(&p.drafter, &to).1.contains(&link), "a change without a scan keeps the one there");
    });
}

#[test]
fn several_files_come_with_one_report_and_only_ones_own_are_taken_up_again() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("多份佐证材料");
        let path = format!("/matters/{id}/report");
        let files = [("files", "现场一.pdf", SCAN), ("files", "现场二.txt", "第二份".as_bytes())];
        let (status, page, _) = city.upload_all(&p.liaison, &path, &[("rate", "10")], &files);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the text is missing");
        let kept = held(&page, "files");
        assert_eq!(kept.len(), 2, "{page}");

        let theirs = [("text", "已开工"), ("kept-files", kept[0].as_str())];
        let (status, page, _) = city.upload_all(&p.director, &path, &theirs, &[]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "another's file is not there for this person");
        assert!(page.contains("此前上传的文件已失效") && page.contains("已开工"), "{page}");

        let both = [("text", "已开工"), ("kept-files", kept[0].as_str()), ("kept-files", kept[1].as_str())];
        let more = [("files", "现场三.txt", "第三份".as_bytes())];
        let (status, page, _) = city.upload_all(&p.liaison, &path, &both, &more);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let page = city.page(&p.clerk, id);
        for name in ["现场一.pdf", "现场二.txt", "现场三.txt"] {
            assert!(page.contains(name), "{name} not in {page}");
        }
        let (status, page, _) = city.upload_all(&p.liaison, &path, &both, &[]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "they belong to the first report: {page}");
    });
}

#[test]
fn more_files_than_a_form_takes_are_told() {
    each_engine(|store| {
        let city = City::build(store);
        let id = city.in_progress("材料过多");
        let many = vec![("files", "材料.txt", "一份".as_bytes()); 21];
        let path = format!("/matters/{id}/report");
        let (status, page, _) = city.upload_all(&city.people.liaison, &path, &[("text", "已开工")], &many);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("一次最多上传20个文件"), "{page}");
        assert_eq!(held(&page, "files").len(), 20);
    });
}
