//! Named samples of the pages at the door.

use super::{
    act::Factor,
    offered::DemoPerson,
    pages::{AccountPage, CodePage, RenewPage, SignInPage, StartPage},
};
use crate::web::{
    form::Form,
    lang::Lang,
    layout::Frame,
    sample::{Sample, reader},
};
use bangdu_core::people::Role;

/// The pages of signing in.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = |key: &str| Frame::sample(lang, None).titled(key);
    let form = || Form::blank(&Frame::sample(lang, None));
    let sign_in = |demo: Vec<DemoPerson>, form: Form| {
        let mut frame = frame("sign_in.title");
        frame.demo = !demo.is_empty();
        SignInPage { frame, form, next: "/".into(), lost: false, demo: demo.into() }
    };
    let mut wrong = form();
    wrong.wrong("name", frame("").t("sign_in.no_entry"));
    let account = |factor: Factor, recovery: Vec<String>| {
        let frame = Frame::sample(lang, Some(reader())).titled("sign_in.account_title");
        AccountPage { frame, form: form(), factor_form: form(), factor, recovery }
    };
    let address = "otpauth://totp/Bangdu:lin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bangdu";
    let picture = super::second::qr(address).unwrap_or_default();
    vec![
        Sample::of("sign_in.page", sign_in(vec![], form())),
        Sample::of("sign_in.page.wrong", sign_in(vec![], wrong)),
        Sample::of("sign_in.page.demo", sign_in(demo(), form())),
        Sample::of("sign_in.page.lost", SignInPage { lost: true, ..sign_in(vec![], form()) }),
        Sample::of(
            "sign_in.code",
            CodePage { frame: frame("sign_in.code_title"), form: form(), next: "/".into() },
        ),
        Sample::of("sign_in.renew", RenewPage { frame: frame("sign_in.renew_title"), form: form() }),
        Sample::of(
            "sign_in.start",
            StartPage { frame: frame("sign_in.start_title"), form: form(), name: "13800".into() },
        ),
        Sample::of("sign_in.account.off", account(Factor::Off, vec![])),
        Sample::of(
            "sign_in.account.proposed",
            account(Factor::Proposed { picture, typed: "234567".into() }, vec![]),
        ),
        Sample::of("sign_in.account.on", account(Factor::On { recovery: 8 }, vec!["1234-5678".into(); 8])),
    ]
}

fn demo() -> Vec<DemoPerson> {
    let who = |person: &str, role: Role, unit: &str| DemoPerson {
        account: "1".into(),
        password: "1".into(),
        person: person.into(),
        roles: vec![role],
        unit: unit.into(),
    };
    vec![
        who("林晓梅", Role::OfficeStaff, "惠安县政府督查室"),
        who("陈志强", Role::OfficeHead, "泉州市政府督查室"),
        who("黄雅婷", Role::Liaison, "惠安县住房和城乡建设局"),
        who("吴文彬", Role::Leader, "泉州市人民政府"),
        who("蔡明辉", Role::TeamLeader, "泉州市政府督查室"),
    ]
}
