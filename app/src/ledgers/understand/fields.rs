//! The columns that a ledger may have: the default export's, and those also understood on import,
//! each with the heads that offices write over it.

use serde::{Deserialize, Serialize};

/// What a cell's value is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Kept as written.
    Text,
    /// A day.
    Date,
    /// A day, or 长期.
    Deadline,
    /// Per cent.
    Rate,
    /// Units by name.
    Units,
    /// Persons, with their phones apart.
    Persons,
    /// A colour of light.
    Light,
    /// A number.
    Number,
    /// What was done, possibly with a month before each part.
    Progress,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $kind:ident $head:literal $([$($also:literal),*])?;)+) => {
        /// A column of a ledger.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* #[doc = $head] $name),+ }

        impl Field {
            /// Every field, in the order of the default export, then the others.
            pub const ALL: &'static [Field] = &[$(Field::$name),+];

            /// How its cells are read.
            pub fn kind(self) -> FieldKind {
                match self { $(Field::$name => FieldKind::$kind),+ }
            }

            /// The head that Bangdu writes over it.
            pub fn head(self) -> &'static str {
                match self { $(Field::$name => $head),+ }
            }

            /// Other heads that offices write over it.
            pub fn also(self) -> &'static [&'static str] {
                match self { $(Field::$name => &[$($($also),*)?]),+ }
            }
        }
    };
}

fields! {
    Seq Text "序号" ["编号", "项目序号", "No", "NO."];
    Number Text "立项编号" ["督查编号", "督查立项编号", "立项号", "文号", "督办编号", "任务编号", "项目编号", "事项编号"];
    Title Text "督查事项" ["项目名称", "事项名称", "事项", "任务名称", "主要任务", "工作任务", "重点任务", "任务内容", "具体任务", "工作事项", "督办事项", "项目", "任务", "工作内容", "重点工作", "问题", "问题描述", "存在问题描述", "交办事项", "议定任务", "主要工作", "名称", "项目(事项)名称", "督查内容", "责任事项", "问题清单", "问题内容", "具体问题", "诉求内容", "诉求事项", "企业诉求", "反映问题", "反映内容", "反映事项", "重点项目", "建设项目", "任务分解"];
    Source Text "任务来源" ["来源", "事项来源", "交办来源", "问题来源", "督查来源"];
    Basis Text "立项依据" ["依据", "任务依据", "文件依据", "来文依据"];
    AssignedOn Date "交办时间" ["交办日期", "受理时间", "受理日期", "分办时间", "转办日期", "下达日期", "立项时间", "下达时间", "转办时间", "立项日期", "派发时间"];
    Leader Text "牵头领导" ["分管领导", "责任领导", "挂钩领导", "市领导", "牵头市领导", "分管市领导", "包案领导", "县领导", "市分管领导", "包保领导"];
    LeadUnit Units "牵头单位" ["牵头部门", "主办单位", "牵头责任单位", "主责单位", "牵头", "承办单位", "主要责任单位", "第一责任单位", "牵头单位(部门)", "主管部门", "行业主管部门", "项目牵头单位"];
    ResponsibleUnits Units "责任单位" ["责任部门", "落实单位", "实施单位", "责任主体", "业主单位", "项目业主", "整改责任单位", "整改单位", "责任县区", "属地", "属地责任", "建设单位", "县(市、区)", "县市区", "单位", "责任单位及责任人", "任务单位", "被督查单位"];
    AssistingUnits Units "配合单位" ["协办单位", "配合部门", "协助单位", "参与单位", "配合", "协同单位", "配合责任单位", "协办部门"];
    ResponsiblePerson Persons "责任人" ["单位责任人", "具体责任人", "责任人及电话", "责任人及联系电话", "责任人及联系方式", "责任人姓名", "主要责任人", "负责人", "负责人及电话", "责任人/联系电话"];
    Liaison Persons "联络员及电话" ["联络员", "联系人", "联系人及电话", "联系人及联系电话", "联系人及联系方式", "联络人", "经办人", "联系电话", "联络电话", "联系人电话", "联络员电话", "手机", "手机号", "手机号码", "联系手机", "电话号码", "联系方式", "填报人及电话", "电话", "联络员及联系电话", "经办人及电话"];
    Goal Text "工作目标及要求" ["工作目标", "目标要求", "工作要求", "目标任务", "工作标准", "完成标准", "任务要求", "工作目标和要求", "预期目标", "建设内容", "主要建设内容", "建设内容及规模", "具体内容", "主要内容", "预期成效", "工作措施"];
    AnnualTarget Text "年度目标" ["年度任务", "年度目标任务", "年度工作目标", "全年目标", "全年任务", "计划数", "年度建设目标", "目标数", "年度任务数"];
    Measure Text "计量单位";
    Deadline Deadline "完成时限" ["完成时间", "办结时限", "时限", "时限要求", "完成期限", "办理时限", "计划完成时间", "要求完成时间", "完成日期", "时间要求", "目标完成时间", "截止时间", "截止日期", "时间节点", "办结期限", "进度时限"];
    Plan Text "节点计划" ["时间安排", "进度安排", "节点目标", "工作计划", "进度计划", "序时计划", "阶段目标", "推进计划", "季度计划"];
    Progress Progress "本期进展" ["目前进展情况", "进展情况", "目前进展", "工作进展", "进展", "最新进展", "办理情况", "落实情况", "完成情况", "推进情况", "当前进展", "工作进展情况", "最新进展情况", "办理进展", "整改情况", "整改进展", "项目进展", "项目进展情况", "形象进度", "进度情况", "工程进度", "落实进展情况", "本月进展", "本月进展情况", "现状", "整改落实情况", "工程形象进度"];
    Cumulative Text "累计完成" ["累计完成情况", "完成数", "已完成数", "累计数", "累计完成数", "已完成"];
    Rate Rate "完成率" ["完成进度", "进度", "完成比例", "完成百分比", "进度百分比", "总体进度", "完成率(%)", "任务完成率", "办结率", "完成程度", "总进度"];
    Schedule Rate "序时进度" ["应达进度", "计划进度", "序时"];
    Problem Text "存在问题/堵点" ["存在问题", "存在困难", "问题及困难", "主要问题", "存在的问题", "存在困难和问题", "堵点", "困难问题", "存在困难问题", "存在问题及原因", "存在的困难和问题", "堵点问题", "堵点难点", "存在问题及困难"];
    LagReason Text "滞后原因" ["未完成原因", "进度滞后原因", "原因分析", "未办结原因", "滞后原因分析"];
    NeedsHelp Text "需协调事项" ["需市政府协调事项", "需协调解决事项", "需协调解决问题", "需要协调解决的问题", "需帮助解决的问题", "需上级协调事项", "需县政府协调事项", "需提请协调事项", "需市里协调解决的问题", "需协调问题", "需支持事项"];
    NextStep Text "下步措施" ["下一步措施", "下一步工作", "下一步工作措施", "下步工作", "下一步计划", "下步计划", "下阶段工作", "下一步工作计划", "下步工作措施", "下步打算", "下一步工作打算", "下一步打算", "下阶段计划"];
    Light Light "亮灯" ["亮灯情况", "灯号", "亮灯颜色", "红黄绿灯", "预警", "状态灯", "亮牌", "预警等级"];
    UrgeCount Number "催办次数" ["督办次数"];
    Extended Text "是否延期/新时限" ["是否延期", "延期情况", "新时限", "延期时限"];
    DoneOn Date "办结时间" ["实际完成时间", "实际办结时间", "办结日期"];
    Verifier Text "核查人" ["核查人员", "验收人"];
    VerificationOpinion Text "核查意见" ["核查情况", "验收意见", "核查结果", "审核意见"];
    ClosedOn Date "销号时间" ["销号日期", "销号情况"];
    Satisfaction Text "满意度" ["群众满意度", "满意情况", "满意度评价"];
    Remark Text "备注" ["说明", "其他", "备注说明", "注"];
    InstructingLeader Text "批示领导" ["批示人", "领导批示人"];
    InstructedOn Date "批示时间" ["批示日期"];
    InstructionText Text "批示内容" ["批示意见", "领导批示", "批示精神", "领导批示内容"];
    ReceiptNumber Text "收文号" ["收文编号", "来文号", "来文编号", "来文字号"];
    ReportResult Text "呈报结果" ["呈报情况", "反馈结果", "报告情况"];
    Meeting Text "会议名称及届次" ["会议名称", "会议", "会议届次"];
    Resolution Text "议定事项" ["会议议定事项", "议定内容"];
    Place Text "建设地点" ["地点", "项目地点", "建设地址", "位置"];
    Scale Text "规模" ["建设规模", "项目规模"];
    Nature Text "性质" ["建设性质", "项目性质"];
    TotalInvestment Number "总投资" ["总投资额", "项目总投资", "计划总投资"];
    AnnualPlan Number "年度计划" ["年度计划投资", "年计划投资", "年度投资计划", "本年计划投资"];
    MonthInvestment Number "本月完成投资" ["当月完成投资", "本月投资"];
    CumulativeInvestment Number "累计完成投资" ["累计投资", "年度累计完成投资", "完成投资", "本年累计完成投资"];
    StartOn Date "开工时间" ["计划开工时间", "开工日期", "实际开工时间"];
    CompletionOn Date "竣工时间" ["计划竣工时间", "竣工日期", "建成时间", "建成投用时间"];
    ProblemKind Text "问题类型" ["问题类别", "堵点类型", "类型", "类别", "问题分类", "项目类别", "任务类别"];
    RectificationMeasure Text "整改措施" ["整改要求", "整改意见", "整改方案", "整改目标"];
    RectificationDeadline Deadline "整改时限" ["整改期限", "整改完成时间", "整改完成时限"];
    RectificationPerson Persons "整改责任人";
    StruckOff Text "是否销号" ["是否办结", "销号", "是否完成整改", "是否完成", "办理状态", "状态", "办结情况", "是否整改到位"];
    Evidence Text "佐证材料" ["印证材料", "证明材料", "附件材料"];
}

impl Field {
    /// The fields of the default export.
    pub fn exported() -> &'static [Field] {
        let end = Field::ALL.iter().position(|field| *field == Field::Remark).map_or(0, |last| last + 1);
        &Field::ALL[..end]
    }
}
