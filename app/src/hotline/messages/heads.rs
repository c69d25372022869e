//! Which column is which, by its head. Systems name theirs differently; the usual names are known here.

use super::Unusable;

/// What a message's columns hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    User,
    Title,
    Time,
    Body,
    Likes,
    Against,
    Label,
}

const FIELDS: [(Field, &str, &str); 8] = [
    (
        Field::Id,
        "the message's number",
        "留言编号 message_id 工单编号 工单号 诉求编号 受理编号 信件编号 事项编号 编号 id 序号 ServiceRequestNum SRRecordID",
    ),
    (
        Field::User,
        "who wrote",
        "留言用户 用户 用户编号 诉求人 来电人 写信人 投诉人 联系人 姓名 user user_id 来电号码 联系电话",
    ),
    (Field::Title, "the subject", "留言主题 主题 标题 诉求标题 工单标题 来信标题 title subject SRType"),
    (
        Field::Time,
        "the time",
        "留言时间 时间 受理时间 诉求时间 来电时间 来信时间 登记时间 创建时间 提交时间 日期 time date created CreatedDate",
    ),
    (
        Field::Body,
        "what the message says",
        "留言详情 详情 留言内容 内容 正文 诉求内容 工单内容 来信内容 问题描述 诉求描述 detail body text content",
    ),
    (Field::Likes, "how many agree", "点赞数 点赞 赞成数 支持数 likes"),
    (Field::Against, "how many disagree", "反对数 反对 against"),
    (Field::Label, "the category", "label 一级标签 一级分类 一级类别 诉求类别 分类 类别 category"),
];

/// What a caller needs of the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'w> {
    /// Whether there must be a column of categories.
    pub label: bool,
    /// Further columns, each by the heads it may have, separated by spaces; none of them must be there.
    pub extras: &'w [&'w str],
}

#[derive(Debug)]
pub(super) struct Columns {
    fields: [Option<usize>; FIELDS.len()],
    extras: Vec<Option<usize>>,
}

impl Columns {
    pub(super) fn find(file: &str, row: &[&str], wanted: &Wanted<'_>) -> Result<Self, Unusable> {
        let heads: Vec<String> = row.iter().map(|head| plain(head)).collect();
        let found = |names: &str| {
            names.split_whitespace().find_map(|name| heads.iter().position(|head| *head == plain(name)))
        };
        let fields = FIELDS.map(|(_, _, names)| found(names));
        let columns = Self { fields, extras: wanted.extras.iter().map(|names| found(names)).collect() };
        let missing = |field: Field| columns.fields[field as usize].is_none();
        let lacking = if missing(Field::Id) {
            Some(Field::Id)
        } else if missing(Field::Title) && missing(Field::Body) {
            Some(Field::Body)
        } else {
            Some(Field::Label).filter(|&label| wanted.label && missing(label))
        };
        match lacking {
            None => Ok(columns),
            Some(field) => {
                let (_, what, names) = FIELDS[field as usize];
                let mut heads: Vec<String> =
                    row.iter().take(30).map(|h| h.trim().chars().take(30).collect()).collect();
                heads.retain(|head| !head.is_empty());
                let (heads, names) = (heads.join(", "), names.replace(' ', ", "));
                Err(Unusable::Column { file: file.to_owned(), what, heads, names })
            }
        }
    }

    pub(super) fn cell<'r>(&self, field: Field, row: &[&'r str]) -> &'r str {
        self.fields[field as usize].and_then(|column| row.get(column)).map_or("", |cell| cell.trim())
    }

    /// Whether the file has any of the extra columns.
    pub(super) fn any_extra(&self) -> bool {
        self.extras.iter().any(Option::is_some)
    }

    pub(super) fn extras<'r>(&self, row: &[&'r str]) -> impl Iterator<Item = &'r str> {
        self.extras.iter().map(|column| column.and_then(|c| row.get(c)).map_or("", |cell| cell.trim()))
    }
}

/// Heads are compared without space, case and marks: "Message ID", "message_id" and "messageid" are one.
fn plain(head: &str) -> String {
    head.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
