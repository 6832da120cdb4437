//! The rules of segmentation, each with the stable identifier that an explanation shows.

/// Why a text was cut, or left whole, at a place where a sentence could have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A line break ends a segment.
    LineBreak,
    /// `!`, `?` or a full stop, and a new sentence begins behind it.
    Terminator,
    /// Three dots, and a capital behind them.
    EllipsisEnd,
    /// The space between two sentences is missing: `selesai.Kemudian`.
    MissingSpace,
    /// A shortened word that may close a phrase, and a capital behind it: `dll. Panitia`.
    AbbreviationCloses,
    /// A genuine full stop with a small letter behind it: `naik. iPhone`.
    LowerStart,
    /// A full stop, and a bracket, a dash or a sign behind it.
    SignStart,
    /// A shortened word that takes a complement: `dr. Budi`, `No. 5`.
    Abbreviation,
    /// An unknown short form with a small letter behind it: `jml. peserta`.
    ShortForm,
    /// Initials of a name: `B.J. Habibie`.
    Initials,
    /// A list marker stays with its item: `1. Nasi`, `a. Latar`.
    ListMarker,
    /// Figures: `20.000`, `10.30`.
    Number,
    /// Domains, files, case numbers: `contoh.co.id`.
    Joined,
    /// Three dots, and no capital behind them.
    EllipsisContinues,
    /// What a quotation said is attributed behind it: `"Kapan?" tanya Budi`.
    Attribution,
    /// A quoted title inside a running sentence.
    QuotedTitle,
    /// Inside brackets.
    Parenthesis,
    /// `?` or `!` inside a sentence that goes on with a small letter.
    MarkContinues,
    /// A comma, colon or the like behind it.
    Punctuation,
    /// Nothing but signs stands before it.
    Empty,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 20] = [
        Rule::LineBreak,
        Rule::Terminator,
        Rule::EllipsisEnd,
        Rule::MissingSpace,
        Rule::AbbreviationCloses,
        Rule::LowerStart,
        Rule::SignStart,
        Rule::Abbreviation,
        Rule::ShortForm,
        Rule::Initials,
        Rule::ListMarker,
        Rule::Number,
        Rule::Joined,
        Rule::EllipsisContinues,
        Rule::Attribution,
        Rule::QuotedTitle,
        Rule::Parenthesis,
        Rule::MarkContinues,
        Rule::Punctuation,
        Rule::Empty,
    ];

    /// The identifier, such as `stop.abbreviation`; it never changes.
    pub fn id(self) -> &'static str {
        match self {
            Rule::LineBreak => "cut.line",
            Rule::Terminator => "cut.terminator",
            Rule::EllipsisEnd => "cut.ellipsis",
            Rule::MissingSpace => "cut.missing-space",
            Rule::AbbreviationCloses => "cut.abbreviation",
            Rule::LowerStart => "cut.lower-start",
            Rule::SignStart => "cut.sign-start",
            Rule::Abbreviation => "stay.abbreviation",
            Rule::ShortForm => "stay.short-form",
            Rule::Initials => "stay.initials",
            Rule::ListMarker => "stay.list-marker",
            Rule::Number => "stay.number",
            Rule::Joined => "stay.joined",
            Rule::EllipsisContinues => "stay.ellipsis",
            Rule::Attribution => "stay.attribution",
            Rule::QuotedTitle => "stay.quoted-title",
            Rule::Parenthesis => "stay.parenthesis",
            Rule::MarkContinues => "stay.mark",
            Rule::Punctuation => "stay.punctuation",
            Rule::Empty => "stay.empty",
        }
    }

    /// Whether the rule cuts.
    pub fn cuts(self) -> bool {
        matches!(
            self,
            Rule::LineBreak
                | Rule::Terminator
                | Rule::EllipsisEnd
                | Rule::MissingSpace
                | Rule::AbbreviationCloses
                | Rule::LowerStart
                | Rule::SignStart
        )
    }
}
