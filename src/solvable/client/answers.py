"""What the API answers, as types of plain JSON.

Written by `python -m solvable.web.api.client_types` from the API's schema, and not by hand: a test compares.
"""

from typing import Any, Literal, TypedDict

__all__ = [
    "Admissibility",
    "Alternative",
    "Askable",
    "AskableItem",
    "Bin",
    "Catalogue",
    "Cell",
    "Chapter",
    "ChapterState",
    "Clients",
    "Comparable",
    "Comparison",
    "Credit",
    "Cutoffs",
    "Decision",
    "DecisionState",
    "Density",
    "DensityAxis",
    "DepartureGround",
    "Difference",
    "Direction",
    "Distribution",
    "Explanation",
    "Fact",
    "FactGroup",
    "Feature",
    "Figures",
    "Filter",
    "Found",
    "Frequency",
    "Group",
    "Health",
    "HigherIs",
    "Lever",
    "Listed",
    "ListedFact",
    "Loan",
    "Member",
    "Model",
    "ModelFeature",
    "ModelKind",
    "Nearest",
    "Nearness",
    "OpenReviews",
    "Options",
    "Outcome",
    "OutcomeOut",
    "Place",
    "Points",
    "Policy",
    "Problem",
    "ProblemLine",
    "Profile",
    "Proposal",
    "Reason",
    "ReasonChange",
    "Review",
    "ReviewProgress",
    "Score",
    "ScoreLine",
    "Series",
    "Similar",
    "Story",
    "StoryColumn",
    "StoryFigure",
    "StoryTable",
    "Theme",
    "TooFew",
    "Unit",
    "Verdict",
    "Way",
    "WhatIf",
    "Words",
]

Unit = Literal["amount", "share", "ratio", "times", "count", "days", "months", "years", "score", "flag", "category"]
HigherIs = Literal["safer", "riskier", "either"]
Admissibility = Literal["allowed", "protected", "proxy", "third_party", "opaque"]
Verdict = Literal["accept", "refer", "decline"]
Outcome = Literal["repaid", "not_repaid", "not_known"]
DecisionState = Literal["holds", "waits", "refused", "corrected"]
DepartureGround = Literal[
    "studied",
    "new_documents",
    "wrong_data",
    "guarantee",
    "other_terms",
    "changed_situation",
    "other",
]
ModelKind = Literal["boosting", "scorecard"]
ReviewProgress = Literal["asked", "assigned", "upheld", "changed"]
Direction = Literal["against", "in_favour", "neither"]
Nearness = Literal["close", "ordinary", "loose", "thin"]
ChapterState = Literal["told", "nothing", "not_available"]
Found = Literal["way", "no_way", "already_accepted", "not_offered", "no_loan"]
Lever = Literal["amount", "down_payment", "term", "amount_and_term", "down_payment_and_term"]


class Words(TypedDict):
    """The same words in French and in English."""

    fr: str
    en: str


class AskableItem(TypedDict):
    """Something that may be changed to see what follows."""

    name: str
    label: Words
    unit: Unit
    value: float | None


class Askable(TypedDict):
    """What a client could ask for differently."""

    client_id: int
    askable: list[AskableItem]


class Feature(TypedDict):
    """All that is said about a feature."""

    name: str
    family: str
    label: Words
    unit: Unit
    theme: str
    reason: str
    higher_is: HigherIs
    sources: list[str]
    admissibility: Admissibility
    admissibility_reason: Words | None
    is_actionable: bool
    is_used: bool
    levels: dict[str, Words]


class Catalogue(TypedDict):
    """Every feature there is, whether or not the model reads it, with the words that explanations use."""

    model_version: str
    themes: dict[str, Words]
    reasons: dict[str, Words]
    features: list[Feature]


class ListedFact(TypedDict):
    """A client's own in one thing: a number, one of the members of a criterion, or null where missing."""

    value: float | str | None
    said: Words


class Listed(TypedDict):
    """One client of a list."""

    client_id: int
    verdict: Verdict | None
    score: int | None
    facts: dict[str, ListedFact]


class Clients(TypedDict):
    """A page of the clients who meet the criteria."""

    items: list[Listed]
    n_clients: int
    first: int
    is_scored: bool
    counts: dict[str, dict[str, int]]
    next_cursor: str | None
    previous_cursor: str | None


class Group(TypedDict):
    """The other clients whom a client is compared with."""

    n_clients: int
    n_by_outcome: dict[str, int]
    sentence: Words


class Bin(TypedDict):
    """Values that are counted together."""

    label: Words
    low: float | None
    high: float | None
    levels: list[float | str | None]


class Series(TypedDict):
    """Some of the others, and how many of them are in each bin."""

    outcome: Outcome | None
    n_clients: int
    n_missing: int
    counts: list[int]


class Distribution(TypedDict):
    """How the others spread over the bins; by outcome only where that may be told and enough have either."""

    bins: list[Bin]
    series: list[Series]
    client_bin: int | None


class Place(TypedDict):
    """How many of the others who have a value are below, level with and above the client."""

    n_below: int
    n_equal: int
    n_above: int
    percentile: float


class Comparison(TypedDict):
    """Where one client stands among a group of others in one feature."""

    kind: Literal["comparison"]
    client_id: int
    feature: str
    label: Words
    value: float | str | None
    value_said: Words
    group: Group
    n_missing: int
    tells_outcomes: bool
    distribution: Distribution
    place: Place | None
    sentence: Words


class Credit(TypedDict):
    """The probability of default, and nothing else."""

    proba: float


class Decision(TypedDict):
    """A recorded decision, and whether it holds."""

    decision_id: int
    client_id: int
    state: DecisionState
    proposed: Verdict
    taken: Verdict
    ground: DepartureGround | None
    words: str
    decided_by: str
    decided_at: str
    corrects: int | None
    model_version: str
    policy_version: str


class DensityAxis(TypedDict):
    """One of two features."""

    feature: str
    label: Words
    bins: list[Bin]
    value: float | str | None
    value_said: Words
    client_bin: int | None


class Cell(TypedDict):
    """Clients in one bin of each feature."""

    x: int
    y: int
    n_clients: int | None


class Density(TypedDict):
    """Where one client stands among a group of others in two features at once."""

    kind: Literal["comparison_of_two"]
    client_id: int
    group: Group
    x: DensityAxis
    y: DensityAxis
    cells: list[Cell]
    n_missing: int
    n_held_back: int
    sentence: Words


class Health(TypedDict):
    """A word for whoever watches the server."""

    status: str


class Points(TypedDict):
    """How log-odds of default become points."""

    score_at_odds: int
    odds: float
    points_to_double_odds: int
    scale_from: int
    scale_to: int


class ModelFeature(TypedDict):
    """A feature as the model knows it; the catalogue says what it is called and means."""

    name: str
    unit: str
    levels: list[str] | None
    monotone: int


class Figures(TypedDict):
    """What was measured once on clients that the model never saw, under the policy of that day."""

    auc: float
    gini: float
    ks: float
    brier: float
    calibration_slope: float
    calibration_intercept: float
    accepted_share: float
    referred_share: float
    declined_share: float
    policy_version: str


class Model(TypedDict):
    """The model that serves."""

    model_version: str
    kind: ModelKind
    profile: str
    trained_at: str
    code_version: str
    portfolio: str
    currency: str | None
    not_available: list[str]
    points: Points
    features: list[ModelFeature]
    figures: Figures


class Review(TypedDict):
    """A review that a client asked for, and where it stands."""

    review_id: int
    decision_id: int
    client_id: int
    state: ReviewProgress
    asked_by: str
    asked_at: str
    due_on: str
    words: str
    assigned_to: str | None
    grounds: str | None
    changed_by: int | None


class OpenReviews(TypedDict):
    """Reviews that wait for an answer."""

    n_open: int
    reviews: list[Review]


class Comparable(TypedDict):
    """A feature that clients may be compared in."""

    name: str
    label: Words
    unit: Unit
    tells_outcomes: bool


class Member(TypedDict):
    """One group of others."""

    member: str
    label: Words


class Filter(TypedDict):
    """One thing that others can be chosen by."""

    key: str
    label: Words
    is_same_only: bool
    members: list[Member]


class Options(TypedDict):
    """In what a client may be compared, and with whom."""

    features: list[Comparable]
    filters: list[Filter]


class Cutoffs(TypedDict):
    """Where verdicts change, as points and as probabilities of default."""

    accept_from: int
    decline_below: int
    accept_below_prob: float
    decline_from_prob: float


class Policy(TypedDict):
    """The policy that serves, and where it draws the lines for the model that serves."""

    policy_version: str
    policy_checksum: str
    model_version: str
    cutoffs: Cutoffs
    document: dict[str, Any]


class Problem(TypedDict):
    """What went wrong, for a program to act on and for a person to read."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class ProblemLine(TypedDict):
    """A client who has no score here, or the end of an answer that could not be finished."""

    kind: Literal["problem"]
    client_id: int | None
    problem: Problem


class Fact(TypedDict):
    """One fact about a client."""

    feature: str
    label: Words
    value: Words
    is_used: bool


class FactGroup(TypedDict):
    """Facts that belong together: work, family, this credit."""

    key: str
    label: Words
    facts: list[Fact]


class Profile(TypedDict):
    """Who a client is, as the desk shows it."""

    client_id: int
    groups: list[FactGroup]


class Proposal(TypedDict):
    """What the policy proposes for one client, without why. A person decides."""

    client_id: int
    verdict: Verdict
    prob_default: float
    score: int
    model_version: str
    policy_version: str
    policy_checksum: str


class Reason(TypedDict):
    """One thing that moves the score, in words that can be repeated to the client."""

    key: str
    theme: str
    label: Words
    direction: Direction
    points: int
    sentence: Words
    accepted: Words | None
    is_missing: bool
    is_actionable: bool


class Explanation(TypedDict):
    """Why the score is what it is."""

    base_points: int
    reasons: list[Reason]
    other_points: int


class ScoreLine(TypedDict):
    """What the policy proposes for one client of many. A person decides."""

    kind: Literal["score"]
    client_id: int
    verdict: Verdict
    prob_default: float
    score: int
    explanation: Explanation | None
    model_version: str
    policy_version: str
    policy_checksum: str


class Frequency(TypedDict):
    """What became of clients with a like score, from whose outcomes the model did not learn."""

    n_clients: int
    n_defaults: int
    rate: float
    low: float
    high: float
    score_from: int
    score_to: int
    sentence: Words


class Theme(TypedDict):
    """What all reasons of one theme come to."""

    key: str
    label: Words
    points: int


class Score(TypedDict):
    """What the policy proposes for one client, and why. A person decides."""

    client_id: int
    verdict: Verdict
    prob_default: float
    likelihood: Words
    frequency: Frequency | None
    score: int
    base_points: int
    reasons: list[Reason]
    other_points: int
    themes: list[Theme]
    cutoffs: Cutoffs
    model_version: str
    policy_version: str
    policy_checksum: str


class Difference(TypedDict):
    """One feature of a client beside those of similar clients."""

    feature: str
    reason: str
    label: Words
    value: Words
    typical: Words
    sentence: Words
    direction: str
    gap: float
    weight: float


class Nearest(TypedDict):
    """One of the nearest clients."""

    client_id: int
    distance: float
    is_default: bool
    values: list[Words]


class Similar(TypedDict):
    """The clients with a known outcome who resemble one most. Whether that one repaid is not looked at."""

    client_id: int
    client_ids: list[int]
    n_clients: int
    n_known: int
    nearness: Nearness
    distance: float
    farthest: float
    by_chance: float
    share_nearer: float
    n_defaults: int
    rate: float
    low: float
    high: float
    usual_rate: float
    scope: Words
    nearness_said: Words
    repayment: Words
    warning: Words | None
    differences: list[Difference]
    columns: list[Words]
    own: list[Words]
    nearest: list[Nearest]


class StoryFigure(TypedDict):
    """One figure of a chapter."""

    feature: str
    label: Words
    value: float | str | None
    said: Words


class StoryColumn(TypedDict):
    """One column of a table."""

    key: str
    label: Words
    unit: Unit
    levels: dict[str, Words]


class StoryTable(TypedDict):
    """Tidy rows, one per event or per month, the latest first."""

    key: str
    label: Words
    columns: list[StoryColumn]
    rows: list[dict[str, float | str | None]]


class Chapter(TypedDict):
    """What one table says of a client."""

    key: str
    label: Words
    state: ChapterState
    summary: Words
    figures: list[StoryFigure]
    tables: list[StoryTable]


class Story(TypedDict):
    """What the tables say happened to one client."""

    client_id: int
    currency: str | None
    chapters: list[Chapter]


class TooFew(TypedDict):
    """A comparison that is not shown, since too few others would be in it; how many is not told either."""

    kind: Literal["too_few"]
    client_id: int
    sentence: Words


class Loan(TypedDict):
    """What is asked for."""

    amount: float
    monthly_payment: float
    term_months: float | None
    is_term_estimated: bool
    yearly_rate: float | None
    goods_price: float | None


class OutcomeOut(TypedDict):
    """What is proposed for a loan."""

    verdict: Verdict
    score: int
    prob_default: float
    loan: Loan | None


class Alternative(TypedDict):
    """A loan that would be accepted."""

    verdict: Verdict
    score: int
    prob_default: float
    loan: Loan | None
    lever: Lever
    label: Words
    sentence: Words


class Way(TypedDict):
    """What a client could ask for instead."""

    client_id: int
    model_version: str
    policy_version: str
    policy_checksum: str
    found: Found
    message: Words
    before: OutcomeOut
    alternatives: list[Alternative]
    n_loans: int


class ReasonChange(TypedDict):
    """One reason before and after."""

    key: str
    label: Words
    points_before: int
    points_after: int
    sentence: Words


class WhatIf(TypedDict):
    """A client as they stand, and as they would if they asked differently."""

    client_id: int
    model_version: str
    policy_version: str
    policy_checksum: str
    before: OutcomeOut
    after: OutcomeOut
    changes: list[ReasonChange]
