//! The columns that a ledger on the screen can have, in the ledger's own words, and which of them somebody
//! chose: in what order and how wide.

use crate::matters::list::SortKey;
use std::collections::BTreeMap;

/// How a column's cells are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// A few words that stay on one line.
    Word,
    /// Figures, to the right.
    Figure,
    /// Sentences, cut after some lines on the screen.
    Text,
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident $code:literal $label:literal $width:literal $set:ident $whole:literal;)+) => {
        /// A column of the list of matters.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($(#[$doc])* $name),+ }

        impl Column {
            /// Every column, in the order in which they are offered.
            pub const ALL: &'static [Column] = &[$(Column::$name),+];

            /// As it stands in a URL.
            pub fn code(self) -> &'static str {
                match self { $(Column::$name => $code),+ }
            }

            /// Message key of its head.
            pub fn label(self) -> &'static str {
                match self { $(Column::$name => $label),+ }
            }

            /// Its width where nobody widened it, in rem.
            pub fn width(self) -> u8 {
                match self { $(Column::$name => $width),+ }
            }

            /// How its cells are set.
            pub fn set(self) -> Set {
                match self { $(Column::$name => Set::$set),+ }
            }

            /// Whether the matter itself must be read to fill it.
            pub fn needs_whole(self) -> bool {
                match self { $(Column::$name => $whole),+ }
            }
        }
    };
}

columns! {
    /// 编号
    Number "number" "listing.number" 10 Word false;
    /// 事项
    Title "title" "listing.matter" 13 Text false;
    /// 状态
    State "state" "listing.state" 8 Word false;
    /// 亮灯
    Light "light" "listing.light" 10 Text false;
    /// 当前责任方
    Holder "holder" "listing.holder" 9 Text true;
    /// 牵头单位
    Lead "lead" "listing.lead" 7 Text false;
    /// 联系电话
    Phones "phones" "listing.phones" 12 Text true;
    /// 责任单位
    Responsible "responsible" "listing.responsible" 11 Text true;
    /// 配合单位
    Assisting "assisting" "listing.assisting" 11 Text true;
    /// 牵头领导
    Leader "leader" "listing.leader" 7 Text true;
    /// 类型
    Kind "kind" "listing.kind" 5 Word false;
    /// 紧急程度
    Urgency "urgency" "listing.urgency" 6 Word false;
    /// 任务来源
    Source "source" "listing.source" 7 Word false;
    /// 立项依据
    Basis "basis" "listing.basis" 16 Text true;
    /// 专项行动
    Campaign "campaign" "listing.campaign" 11 Text false;
    /// 督查室
    Office "office" "listing.office" 10 Text false;
    /// 工作目标及要求
    Requirement "requirement" "listing.requirement" 20 Text true;
    /// 交办时间
    Assigned "assigned" "listing.assigned_on" 7 Word true;
    /// 时限
    Due "due" "listing.limit" 6 Word false;
    /// 剩余天数
    Left "left" "listing.days_left" 6 Figure false;
    /// 节点计划
    Plan "plan" "listing.plan" 16 Text true;
    /// 完成率
    Rate "rate" "listing.rate" 4 Figure false;
    /// 序时进度
    Planned "planned" "listing.planned" 6 Figure true;
    /// 本期进展
    Progress "progress" "listing.progress" 22 Text true;
    /// 反馈时间
    Reported "reported" "listing.reported_on" 7 Word true;
    /// 堵点类型
    Blocker "blocker" "listing.blocker" 6 Word true;
    /// 存在问题
    Problem "problem" "listing.problem" 16 Text true;
    /// 需协调事项
    Needs "needs" "listing.needs" 16 Text true;
    /// 下步措施
    Next "next" "listing.next_step" 16 Text true;
    /// 催办次数
    Urges "urges" "listing.urges" 5 Figure true;
    /// 延期次数
    Extensions "extensions" "listing.extensions" 5 Figure true;
    /// 销号时间
    Closed "closed" "listing.closed_on" 7 Word true;
    /// 备注
    Remark "remark" "listing.remark" 14 Text true;
    /// 最近变动
    Changed "changed" "listing.changed" 6 Word false;
}

/// The narrowest and the widest that a column can be made, in rem; the stylesheet has a class for each.
pub const WIDTHS: std::ops::RangeInclusive<u8> = 4..=48;

impl Column {
    /// The columns where nobody chose any.
    pub const USUAL: [Column; 8] = [
        Column::Number,
        Column::Title,
        Column::State,
        Column::Light,
        Column::Lead,
        Column::Due,
        Column::Rate,
        Column::Changed,
    ];

    /// The column with this code.
    pub fn from_code(code: &str) -> Option<Column> {
        Column::ALL.iter().copied().find(|column| column.code() == code)
    }

    /// What its head sorts by.
    pub fn sort(self) -> Option<SortKey> {
        SortKey::from_code(self.code())
    }
}

/// Which columns, in which order, how wide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<Column>,
    widths: BTreeMap<Column, u8>,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout { columns: Column::USUAL.to_vec(), widths: BTreeMap::new() }
    }
}

impl Layout {
    /// Of these columns: each once, the title always, number and title in front, where they stay in sight.
    pub fn of(columns: impl IntoIterator<Item = Column>, widths: BTreeMap<Column, u8>) -> Layout {
        let mut kept: Vec<Column> = Vec::new();
        for column in columns {
            if !kept.contains(&column) {
                kept.push(column);
            }
        }
        if !kept.contains(&Column::Title) {
            kept.push(Column::Title);
        }
        kept.sort_by_key(|column| match column {
            Column::Number => 0,
            Column::Title => 1,
            _ => 2,
        });
        let widths = widths.into_iter().map(|(column, width)| (column, clamped(width))).collect();
        Layout { columns: kept, widths }
    }

    /// With the columns that a text such as `number,title,due` names; as it is where it names none.
    pub fn with_columns(self, codes: Option<&str>) -> Layout {
        let columns: Vec<Column> =
            codes.unwrap_or_default().split(',').filter_map(Column::from_code).collect();
        if columns.is_empty() { self } else { Layout::of(columns, self.widths) }
    }

    /// With the widths that a text such as `title:24 due:8` names, beside those that it had.
    pub fn with_widths(mut self, text: &str) -> Layout {
        let width = |part: &str| {
            let (code, width) = part.split_once(':')?;
            Some((Column::from_code(code)?, clamped(width.parse().ok()?)))
        };
        self.widths.extend(text.split_whitespace().filter_map(width));
        self
    }

    /// For a list that is narrowed to a unit: room for its own light, where nobody chose the widths.
    pub fn with_own_lights(mut self) -> Layout {
        for (column, width) in
            [(Column::Light, 13), (Column::Title, 12), (Column::State, 6), (Column::Number, 10)]
        {
            self.widths.entry(column).or_insert(width);
        }
        self
    }

    /// Without the column that its reader may not see.
    pub fn without(mut self, column: Column) -> Layout {
        self.columns.retain(|kept| *kept != column);
        self
    }

    /// The columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How wide a column is, in rem.
    pub fn width(&self, column: Column) -> u8 {
        self.widths.get(&column).copied().unwrap_or_else(|| column.width())
    }

    /// Whether the matters themselves must be read.
    pub fn needs_whole(&self) -> bool {
        self.columns.iter().any(|column| column.needs_whole())
    }

    /// The columns as a text.
    pub fn codes(&self) -> String {
        self.columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(",")
    }

    /// The widths that somebody set, as a text.
    pub fn widths(&self) -> String {
        let widths = self.widths.iter().map(|(column, width)| format!("{}:{width}", column.code()));
        widths.collect::<Vec<_>>().join(" ")
    }
}

fn clamped(width: u8) -> u8 {
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_title_stand_in_front_and_the_title_is_never_left_out() {
        let layout = Layout::default().with_columns(Some("due,nonsense,lead,number,due"));
        assert_eq!(layout.codes(), "number,title,due,lead");
        assert_eq!(Layout::default().with_columns(Some("nonsense")), Layout::default());
    }

    #[test]
    fn widths_are_kept_within_what_the_stylesheet_knows() {
        let layout = Layout::default().with_widths("title:255 due:1 lead:x moon:9 rate:8");
        assert_eq!(layout.widths(), "title:48 due:4 rate:8");
        assert_eq!(layout.width(Column::Light), Column::Light.width());
    }

    #[test]
    fn every_sort_key_is_the_head_of_a_column() {
        for key in SortKey::ALL {
            assert!(Column::ALL.iter().any(|column| column.sort() == Some(key)), "{key:?}");
        }
    }
}
