//! The policy of [`super::policy`] applied to two sources: the evidence that is found, its sum, and what limits the verdict.

use super::{
    Options, Relation, Says, Verdict,
    compare::{Agree, View},
    people,
    policy::{PRIOR, Sign, VETOES},
    title, venue,
};

/// What the policy makes of two sources.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The sum of the weights.
    pub bits: f64,
    /// The row of [`VETOES`] that decided, if one did.
    pub veto: Option<usize>,
    /// How they belong together, if they are related.
    pub relation: Option<Relation>,
    /// Whether they contradict each other: they must not end up in one group.
    pub contradicts: bool,
    /// Whether what agrees outweighs what differs, and nothing differs much but, at one place, the titles: too little to say that they are
    /// one, but nothing against it if others do.
    pub compatible: bool,
    /// Whether one has the key of the other as an alias: they were merged, and one was not taken away.
    pub unfinished: bool,
}

/// Applies the policy.
pub(super) fn judge(view: &View<'_>, options: &Options) -> Judgement {
    let signs = signs(view);
    let evidence = signs.iter().map(|sign| sign.weight()).sum::<f64>();
    let bits = PRIOR + evidence;
    let chance = probability(bits);
    let open = if chance >= options.certain {
        Verdict::Certain
    } else if chance >= options.possible {
        Verdict::Possible
    } else {
        Verdict::Different
    };
    let mut judgement = Judgement {
        verdict: open,
        bits,
        veto: None,
        relation: None,
        contradicts: false,
        compatible: evidence > 0.0 && signs.iter().all(|sign| is_slight(*sign, view)),
        unfinished: false,
    };
    if let Some((at, veto)) = VETOES.iter().enumerate().find(|(_, veto)| (veto.applies)(view)) {
        judgement.veto = Some(at);
        judgement.contradicts = veto.contradicts;
        judgement.verdict = open.min(veto.ceiling);
        if veto.ceiling == Verdict::Related {
            judgement.verdict = if is_related(view) { Verdict::Related } else { Verdict::Different };
            judgement.relation = veto.relation.filter(|_| judgement.verdict == Verdict::Related);
        }
    }
    if view.is_version() && judgement.verdict >= Verdict::Possible {
        judgement.version(options.versions);
    }
    judgement
}

impl Judgement {
    /// Whether the two may be in one group if others say that they are one work.
    pub(super) fn agrees(&self) -> bool {
        self.unfinished
            || !self.contradicts && (self.compatible || probability(self.bits) >= Options::POSSIBLE)
    }

    /// What a preprint and its published version are, by the library's setting.
    fn version(&mut self, versions: super::Versions) {
        if versions != super::Versions::Merge {
            // the setting decides, no veto does
            self.veto = None;
        }
        match versions {
            super::Versions::Merge => {}
            super::Versions::Relate => {
                (self.verdict, self.relation) = (Verdict::Related, Some(Relation::PreprintOf));
                self.contradicts = true;
            }
            super::Versions::Ignore => {
                (self.verdict, self.relation) = (Verdict::Different, None);
                self.contradicts = true;
            }
        }
    }
}

/// Whether a sign speaks against one work no more than a slip does: two bits (taste), or another title at one place.
fn is_slight(sign: Sign, view: &View<'_>) -> bool {
    match sign.says() {
        Says::Different if sign.field() == "title" => view.is_at_one_place_exactly(),
        Says::Different => sign.weight() >= -2.0,
        _ => true,
    }
}

/// Whether nothing but the title speaks against one work.
pub(super) fn differ_in_title_alone(view: &View<'_>, options: &Options) -> bool {
    let others = signs(view).into_iter().filter(|sign| sign.field() != "title");
    !judge(view, options).contradicts
        && others.clone().all(|sign| is_slight(sign, view))
        && others.map(Sign::weight).sum::<f64>() > 0.0
}

/// Whether two works that a veto holds apart belong together: their titles agree but for what the veto is about, and people do too.
/// Others comment on a text, and others may bring a review up to date.
fn is_related(view: &View<'_>) -> bool {
    let titles = if view.marks() { view.rest_is_alike() } else { view.title.level >= title::Level::Part };
    let others = view.review == Agree::Same || view.has_mark(title::Mark::Comment) && view.names_much();
    (titles || view.is_translation())
        && (view.people.shared > 0 || view.people.level == people::Level::Absent || others)
}

/// The evidence of two sources.
pub(super) fn signs(v: &View<'_>) -> Vec<Sign> {
    use Sign::*;
    let mut signs = Vec::with_capacity(16);
    let letters = v.title.letters;
    signs.extend(match v.title.level {
        title::Level::Absent => None,
        _ if v.is_generic() && v.title.level >= title::Level::Near => Some(TitleGeneric),
        title::Level::Same if letters >= 44 => Some(TitleVeryLong),
        title::Level::Same if letters >= 24 => Some(TitleLong),
        title::Level::Same if letters >= 12 => Some(TitleMedium),
        title::Level::Same => Some(TitleShort),
        title::Level::Near if letters >= 24 => Some(TitleNear),
        title::Level::Near => Some(TitleNearShort),
        title::Level::Typos => Some(TitleTypos),
        title::Level::Subtitle if letters >= 24 && v.gap <= Some(1) => Some(TitleSubtitleLong),
        title::Level::Subtitle if letters >= 18 => Some(TitleSubtitle),
        title::Level::Subtitle => Some(TitleSubtitleShort),
        title::Level::Garbled => Some(TitleGarbled),
        title::Level::Cut => Some(TitleCut),
        title::Level::Part | title::Level::Different if v.title.score < 0.8 && v.may_be_retitled() => {
            Some(TitleReworded)
        }
        title::Level::Part if v.title.score >= 0.8 => Some(TitlePart),
        title::Level::Part => Some(TitleSome),
        title::Level::Different => Some(TitleOther),
    });
    signs.extend(match (v.people.level, v.people.shared) {
        (people::Level::Absent, _) => None,
        (people::Level::All, 1) => Some(PeopleOne),
        (people::Level::All, 2) => Some(PeopleTwo),
        _ if v.are_same_people(4) => Some(PeopleTeam),
        (people::Level::All, _) => Some(PeopleMany),
        (people::Level::Subset, 1) => Some(PeopleSubsetOne),
        (people::Level::Subset, _) => Some(PeopleSubset),
        (people::Level::Most, 1) => Some(PeopleSubsetOne),
        (people::Level::Most, _) => Some(PeopleMost),
        (people::Level::Few, _) => Some(PeopleFew),
        (people::Level::Different, _) => Some(PeopleOther),
    });
    signs.extend(match v.gap {
        None => None,
        Some(0) => Some(YearSame),
        Some(1..=3) if v.is_version() => Some(YearVersion),
        Some(1) => Some(YearNext),
        Some(2..=3) => Some(YearNear),
        Some(_) => Some(YearFar),
    });
    signs.extend(match v.venue {
        venue::Level::Absent => None,
        venue::Level::Same => Some(VenueSame),
        venue::Level::Like => Some(VenueLike),
        venue::Level::Different => Some(VenueOther),
    });
    if v.containers_differ() {
        signs.push(ContainerOther);
    }
    let mut simple = |agree: Agree, same: Sign, like: Sign, different: Sign| {
        signs.extend(match agree {
            Agree::Absent => None,
            Agree::Same => Some(same),
            Agree::Like => Some(like),
            Agree::Different => Some(different),
        });
    };
    simple(v.volume, VolumeSame, VolumeSame, VolumeOther);
    simple(v.issue, IssueSame, IssueSame, IssueOther);
    simple(v.pages, PagesSame, PagesStart, PagesOther);
    simple(v.doi, DoiSame, DoiVersion, DoiOther);
    simple(v.arxiv, ArxivSame, ArxivSame, ArxivOther);
    simple(v.eprint, EprintSame, EprintSame, EprintOther);
    simple(v.isbn, IsbnSame, IsbnSame, IsbnOther);
    simple(v.url, UrlSame, UrlSame, UrlOther);
    if v.edition == Agree::Different {
        signs.push(EditionOther);
    }
    if v.is_chapter_against_book() {
        signs.push(TypeOther);
    }
    if v.is_identical() {
        signs.push(Identical);
    }
    signs
}

/// Bits as a probability.
pub(super) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}
