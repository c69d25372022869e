//! The forms of address, the pleading and the thanks that letters carry, whatever they are about.

use super::{Role, Word};

/// Titles by which officials are addressed. A surname before one belongs to it (胡书记).
pub(super) const TITLES: &str = "书记 市长 县长 区长 局长 省长 镇长 乡长 厅长 部长 主任 秘书长 常委 领导 领导们 \
    各级领导 市领导 县领导 区领导 委书记 市委书记 县委书记 区委书记 省委书记 总书记";

/// Address, pleading, urging, thanks; and the words by which a letter says that it is one.
pub(super) const WORDS: &str = "尊敬 敬爱 亲爱 各位 您好 你好 您们 你们 您 大家好 各位领导 打扰 打扰一下 不好意思 \
    恳请 恳求 请求 祈求 乞求 跪求 哀求 拜托 呼吁 强烈 强烈要求 强烈建议 强烈呼吁 强烈反对 希望 盼望 期盼 期望 渴望 热切 \
    殷切 衷心 真诚 诚恳 诚挚 希 盼 望 谢谢 谢谢您 谢谢你 多谢 感谢 感谢您 感激 感激不尽 万分 万分感谢 不胜感激 致谢 \
    致敬 敬礼 此致 敬上 敬请 敬启 盼复 望复 回复 答复 复函 回信 回音 留言 来信 写信 信箱 百忙之中 百忙 抽空 \
    辛苦 劳烦 烦请 麻烦 做主 作主 主持公道 公道 还我 给个 说法 一个说法 交代 交待 尽快 尽早 早日 及时 予以 给予 \
    重视 关注 高度重视 督促 敦促 落实 协调 过问 批示 明示 解答 释疑 解惑 告知 咨询 请问 问一下 想问 反映 反应 反应一下 \
    投诉 举报 诉求 信访 上访 求助 救救 帮帮 帮忙 帮助 解决 解决问题 处理 妥善 妥善解决 为民 人民 百姓 老百姓 \
    市民 群众 民众 广大 全体 亲自 无奈 万般无奈 迫于无奈 关于 有关 相关 情况 问题 事情 事项 建议 要求 意见 请 祝 \
    身体健康 工作顺利 万事如意 新年快乐 贵 贵局 贵单位 青天";

/// A surname or a masked one directly before a title belongs to the address.
pub(super) fn mark_names_before_titles(words: &mut [Word<'_>]) {
    for i in 1..words.len() {
        let title = words[i].role == Role::Courtesy && TITLES.split_whitespace().any(|t| t == words[i].text);
        let before = &mut words[i - 1];
        if title && before.role != Role::Mark && before.text.chars().nth(1).is_none() {
            before.role = Role::Courtesy;
        }
    }
}
