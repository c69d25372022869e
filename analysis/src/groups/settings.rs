//! What decides whether letters are alike.

/// The weights, exponents and bounds of grouping. The values are round
/// ones from the middle of what did best on events that were labelled by hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The mean likeness above which two groups are one event. Higher: fewer and purer groups.
    pub cut: f32,
    /// How many times in the body one time in the title is worth.
    pub title_weight: f32,
    /// Characters of a body that are compared; what matters stands at its beginning.
    pub body_characters: usize,
    /// The exponent of a word's rarity (inverse document frequency) in its weight.
    pub rarity_exponent: f32,
    /// The exponent of a word's times in the letter (term frequency) in its weight.
    pub frequency_exponent: f32,
    /// What two neighbours that may be an unknown name weigh against a word.
    pub neighbours_weight: f32,
    /// What a street or town weighs against the name of an estate.
    pub street_weight: f32,
    /// What sharing words of places is worth.
    pub place_weight: f32,
    /// What sharing words of concern is worth.
    pub concern_weight: f32,
    /// What sharing names is worth by itself.
    pub name_weight: f32,
    /// What sharing names and concern at once is worth: the product of a power of each.
    pub joint_weight: f32,
    /// What a subject that has no name's form weighs against a name.
    pub subject_weight: f32,
    /// The share of letters that may have it.
    pub subject_share: f32,
    /// The share of its letters that must carry it in title and body.
    pub subject_stays: f32,
    /// From which likeness of concerns on words of places count in full: a place alone is no event.
    pub place_agreed: f32,
    /// By which share the mean over the pairs of two large groups may lie below the cut: it is surer than one pair.
    pub group_allowance: f32,
    /// Letters up to which a finished group is small.
    pub small_group: usize,
    /// How many times the cut each letter of a small group must be like the others on average.
    pub small_surety: f32,
    /// The share of the likeness that is taken off two that were written long apart.
    pub time_discount: f32,
    /// Days after which half of that is taken off.
    pub time_half: f32,
    /// What is taken off when both name places and these differ.
    pub conflict_penalty: f32,
    /// The share of the likeness of concerns that is taken off then: the same complaint elsewhere.
    pub elsewhere_discount: f32,
    /// What having the same writer is worth, for one who wrote twice; less for one who writes much.
    pub writer_weight: f32,
    /// What a name counts that two letters mention.
    pub pair_coherence: f32,
    /// What a name counts whose letters have nothing else in common.
    pub least_coherence: f32,
    /// How much more it counts the more their concerns agree.
    pub coherence_slope: f32,
    /// Features by which a letter is compared, besides names and writer.
    pub kept_features: usize,
    /// Features by which it is searched for.
    pub search_features: usize,
    /// Letters of a longer list of the index that one search looks at.
    pub list_window: usize,
    /// Entries of the index that one search looks at in all.
    pub postings: usize,
    /// Letters with which one is compared in full.
    pub candidates: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cut: 0.16,
            title_weight: 4.4,
            body_characters: 800,
            rarity_exponent: 0.95,
            frequency_exponent: 0.6,
            neighbours_weight: 0.6,
            street_weight: 0.3,
            place_weight: 0.75,
            concern_weight: 1.0,
            name_weight: 0.05,
            joint_weight: 1.05,
            subject_weight: 0.4,
            subject_share: 0.004,
            subject_stays: 0.6,
            place_agreed: 0.12,
            group_allowance: 0.2,
            small_group: 4,
            small_surety: 1.5,
            time_discount: 0.55,
            time_half: 20.0,
            conflict_penalty: 0.03,
            elsewhere_discount: 0.88,
            writer_weight: 0.25,
            pair_coherence: 0.65,
            least_coherence: 0.42,
            coherence_slope: 5.7,
            kept_features: 40,
            search_features: 12,
            list_window: 150,
            postings: 600,
            candidates: 24,
        }
    }
}
