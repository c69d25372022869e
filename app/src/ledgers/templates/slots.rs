//! Placeholders: `{{督查事项}}` and the like, in a cell alone or among other words.

use crate::{
    ledgers::understand::{Field, exact},
    matters::listing::columns::Column,
    web::lang::{Lang, t},
};

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// 截至日期
    AsOf,
    /// 填报单位
    Reporter,
    /// 填报人
    By,
    /// 事项数
    Count,
    /// A column of the full ledger.
    Field(Field),
    /// A column of the list.
    Column(Column),
}

impl Slot {
    fn named(name: &str) -> Option<Slot> {
        let name = name.trim();
        match name {
            "截至日期" | "截至时间" => return Some(Slot::AsOf),
            "填报单位" | "制表单位" => return Some(Slot::Reporter),
            "填报人" | "制表人" | "导出人" => return Some(Slot::By),
            "事项数" | "总数" | "合计" => return Some(Slot::Count),
            _ => {}
        }
        // Phones stay on the screen and in what is made of it: a template goes further.
        let known = Column::ALL.iter().filter(|column| **column != Column::Phones);
        let column = known.into_iter().find(|column| t(Lang::Hans, column.label()) == name);
        column.map(|column| Slot::Column(*column)).or_else(|| exact(name).map(Slot::Field))
    }

    /// Whether it is told of each matter, and so repeats its row.
    pub fn repeats(self) -> bool {
        matches!(self, Slot::Field(_) | Slot::Column(_))
    }
}

/// A piece of a cell's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Slot(Slot),
}

/// A cell's text in pieces; nothing where it has no placeholder. A name that nobody knows is the error.
pub(super) fn pieces(text: &str) -> Result<Option<Vec<Piece>>, String> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, inside)| Some((before, inside.split_once("}}")?)))
    {
        if !before.is_empty() {
            pieces.push(Piece::Words(before.to_owned()));
        }
        let slot = Slot::named(name).ok_or_else(|| name.trim().chars().take(20).collect::<String>())?;
        pieces.push(Piece::Slot(slot));
        rest = after;
    }
    if pieces.is_empty() {
        return Ok(None);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    Ok(Some(pieces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_by_the_ledgers_words_and_their_synonyms() {
        let slot = |name: &str| match pieces(&format!("{{{{ {name} }}}}")).unwrap().unwrap()[..] {
            [Piece::Slot(slot)] => slot,
            _ => panic!("{name}"),
        };
        assert_eq!(slot("截至日期"), Slot::AsOf);
        assert_eq!(slot("事项名称"), Slot::Field(Field::Title));
        assert_eq!(slot("牵头单位"), Slot::Column(Column::Lead));
        assert_eq!(slot("联络员及电话"), Slot::Field(Field::Liaison));
        assert_eq!(slot("序号"), Slot::Field(Field::Seq));
        assert!(Field::exported().iter().all(|field| Slot::named(field.head()).is_some()));
    }

    #[test]
    fn words_around_placeholders_stay_and_unknown_ones_are_named() {
        let found = pieces("截至：{{截至日期}}（{{填报单位}}）").unwrap().unwrap();
        assert_eq!(found.len(), 5);
        assert_eq!(pieces("没有"), Ok(None));
        assert_eq!(pieces("半个{{截至日期"), Ok(None));
        assert_eq!(pieces("{{月亮}}"), Err("月亮".to_owned()));
    }
}
