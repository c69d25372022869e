//! The fixed vocabularies of a matter, each with its word on the screen.

use crate::phrase::Word;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $zh:literal $en:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable code used in tables, URLs and the API.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The word on the screen.
            pub const fn word(self) -> Word {
                match self { $($name::$variant => Word::of($zh, $en)),+ }
            }

            /// The value with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What sort of thing a matter is.
    MatterKind {
        /// Something decided that must be done.
        Task = "task" "任务" "Task",
        /// Has a schedule, indicators and a place.
        Project = "project" "项目" "Project",
        /// Something that is stuck or wrong.
        Problem = "problem" "问题" "Problem",
    }
}

words! {
    /// Where a matter comes from (来源).
    Source {
        /// A decision of the government itself.
        Decision = "decision" "政府决策" "Decision",
        /// The superior government.
        Superior = "superior" "上级部署" "Superior government",
        /// A leader's written instruction (批示).
        Instruction = "instruction" "领导批示" "Instruction",
        /// A meeting's resolution.
        Meeting = "meeting" "会议议定" "Meeting",
        /// Found by an inspection.
        Inspection = "inspection" "督查发现" "Inspection",
        /// The 12345 hotline.
        Hotline = "hotline" "12345热线" "12345 hotline",
        /// An efficiency complaint.
        EfficiencyComplaint = "efficiency" "效能投诉" "Efficiency complaint",
        /// An enterprise's difficulty.
        Enterprise = "enterprise" "企业诉求" "Enterprise",
        /// A clue left on the web.
        WebClue = "web" "互联网线索" "Web clue",
        /// The media.
        Media = "media" "媒体反映" "Media",
        /// Reported by the unit itself.
        SelfReported = "self" "主动上报" "Self-reported",
    }
}

words! {
    /// What blocks a matter (堵点类型).
    Blocker {
        /// Land.
        Land = "land" "用地" "Land",
        /// Acquisition and relocation.
        Relocation = "relocation" "征迁" "Relocation",
        /// Planning.
        Planning = "planning" "规划" "Planning",
        /// Approval.
        Approval = "approval" "审批" "Approval",
        /// Funds.
        Funds = "funds" "资金" "Funds",
        /// Moving of pipes and cables.
        Pipelines = "pipelines" "管线迁改" "Pipelines",
        /// Tendering.
        Tender = "tender" "招投标" "Tendering",
        /// Supporting facilities.
        Facilities = "facilities" "配套" "Supporting facilities",
        /// A dispute.
        Dispute = "dispute" "纠纷" "Dispute",
        /// Policy.
        Policy = "policy" "政策" "Policy",
        /// Something else.
        Other = "other" "其他" "Other",
    }
}

words! {
    /// How a unit takes part in a matter.
    Part {
        /// Answers for the whole.
        Lead = "lead" "牵头单位" "Lead unit",
        /// Answers for its share.
        Responsible = "responsible" "责任单位" "Responsible unit",
        /// Helps; is informed, need not sign.
        Assisting = "assisting" "配合单位" "Assisting unit",
    }
}

words! {
    /// How fast a matter must go; sets default limits (13710) and the time to object.
    Urgency {
        /// First answer in 3 working days.
        Urgent = "urgent" "紧急" "Urgent",
        /// 7 working days.
        General = "general" "一般" "General",
        /// A month.
        Complex = "complex" "复杂" "Complex",
    }
}

words! {
    /// The light of a matter or an assignment (亮灯). Precedence: done > grey > red > yellow > green.
    Light {
        /// Struck off.
        Done = "done" "办结" "Done",
        /// Suspended.
        Grey = "grey" "灰" "Grey",
        /// Overdue or far behind.
        Red = "red" "红" "Red",
        /// Nearly due or behind.
        Yellow = "yellow" "黄" "Yellow",
        /// In time.
        Green = "green" "绿" "Green",
    }
}

words! {
    /// Why a light is not green.
    Why {
        /// The deadline is near.
        NearlyDue = "nearly_due" "临近时限" "deadline near",
        /// The schedule is 10–30 points ahead of the actual.
        Slipping = "slipping" "进度偏慢" "progress slow",
        /// Not signed for in time.
        Unsigned = "unsigned" "逾期未签收" "not signed for in time",
        /// A round's report is owed.
        Unreported = "unreported" "逾期未反馈" "report overdue",
        /// The deadline has passed.
        Overdue = "overdue" "逾期未办结" "past its deadline",
        /// More than 30 points behind the schedule.
        Behind = "behind" "进度滞后" "progress behind schedule",
    }
}

words! {
    /// The colour of a supervision slip (督办单).
    Slip {
        /// A reminder on paper; needs no help step.
        Blue = "blue" "蓝色督办单" "Blue slip",
        /// First warning.
        Yellow = "yellow" "黄色督办单" "Yellow slip",
        /// Second warning.
        Orange = "orange" "橙色督办单" "Orange slip",
        /// Last warning.
        Red = "red" "红色督办单" "Red slip",
    }
}

words! {
    /// Cases in which a slip needs no help step before it (常设豁免情形).
    StandingWaiver {
        /// Work safety.
        Safety = "safety" "安全生产" "Work safety",
        /// Flood and typhoon.
        Flood = "flood" "防汛防台" "Flood and typhoon",
        /// Sudden public opinion.
        PublicOpinion = "opinion" "突发舆情" "Sudden public opinion",
        /// A leader explicitly asked for it.
        LeaderAsked = "leader" "领导明确要求" "Leader's explicit request",
        /// The same matter is overdue again.
        OverdueAgain = "again" "同一事项再次逾期" "Overdue again",
    }
}

words! {
    /// What kind of help it is (帮).
    HelpKind {
        /// Expert guidance.
        Guidance = "guidance" "业务指导" "Guidance",
        /// Coordination between units.
        Coordination = "coordination" "协调" "Coordination",
        /// Policy.
        Policy = "policy" "政策支持" "Policy",
        /// Money, land, people.
        Resources = "resources" "要素保障" "Resources",
        /// On the spot.
        OnSite = "on_site" "现场解决" "On the spot",
    }
}

words! {
    /// What came of a help.
    HelpResult {
        /// The blocker is gone.
        Solved = "solved" "已解决" "Solved",
        /// Things moved on.
        MovedOn = "moved_on" "有进展" "Moved on",
        /// It turned out not to be needed.
        NotNeeded = "not_needed" "无需帮助" "Not needed",
        /// It failed.
        Failed = "failed" "未能解决" "Failed",
    }
}

words! {
    /// How a leader's instruction is meant; only the first must be registered.
    InstructionKind {
        /// To be acted on.
        ToAct = "act" "批办性" "To be acted on",
        /// Gives direction.
        ToGuide = "guide" "指导性" "Gives direction",
        /// To be read.
        ToRead = "read" "参阅性" "To be read",
    }
}

words! {
    /// How a draft ends without a number, on record.
    DraftEnd {
        /// Noted, not registered.
        NotedOnly = "noted" "阅知不立项" "Noted, not registered",
        /// Declined.
        Declined = "declined" "不予立项" "Registration declined",
    }
}

words! {
    /// How the office looks before it passes a claim.
    Manner {
        /// From the papers.
        OnPaper = "paper" "书面核查" "On paper",
        /// At the place itself.
        OnSite = "on_site" "现场核查" "On site",
    }
}

words! {
    /// How a claim is sent back.
    ReturnKind {
        /// Something is missing.
        Complete = "complete" "退回补办" "Returned to complete",
        /// To be done again.
        Redo = "redo" "退回重办" "Returned to redo",
    }
}

words! {
    /// The light that somebody's ledger showed, kept as a remark and never computed with.
    RemarkedLight {
        /// Green.
        Green = "green" "绿" "Green",
        /// Yellow.
        Yellow = "yellow" "黄" "Yellow",
        /// Red.
        Red = "red" "红" "Red",
        /// Grey.
        Grey = "grey" "灰" "Grey",
    }
}
