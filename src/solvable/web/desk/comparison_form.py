"""What the comparison page lets one choose, what was chosen, and what is said where a choice cannot be followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from solvable import wording
from solvable.decisions.decision import Decision
from solvable.explanations.comparison import FilterOption, Filters, comparable_features
from solvable.explanations.comparison.population import may_tell_outcomes
from solvable.portfolios.catalogue import Catalogue, Feature
from solvable.vocabulary import VERDICT_WORDS, Language, Verdict

__all__ = ["Asked", "Choice", "ComparisonForm", "Field", "FieldGroup", "build_form", "read_asked"]

SAME = "same"
# How many of the most similar clients one may compare with.
NEAREST = (100, 300, 1000)
CRITERION = "by_"
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for; a choice that cannot be followed is left out, and told by the name of its field.

    Attributes
    ----------
    feature, second
        None where there is no such feature to compare in, and where no second one was chosen.
    n_similar
        Among how many of the most similar clients; None for everybody.
    complaints
        By field, what is expected. With a complaint about anything but ``second`` there is nothing to compare.
    """

    feature: str | None
    second: str | None
    n_similar: int | None
    same: frozenset[str]
    members: Mapping[str, int]
    verdict: Verdict | None
    complaints: Mapping[str, str]

    @property
    def can_be_compared(self) -> bool:
        """Whether every choice that the first picture depends on can be followed."""
        return self.feature is not None and not self.complaints.keys() - {"second"}

    def filters(self, similar: frozenset[int] | None) -> Filters:
        """Return with whom to compare."""
        return Filters(same=self.same, members=self.members, verdict=self.verdict, similar=similar)

    def with_complaint(self, field: str, words: str) -> "Asked":
        """Return the same with one more thing said."""
        return Asked(
            feature=self.feature, second=self.second, n_similar=self.n_similar, same=self.same, members=self.members,
            verdict=self.verdict, complaints={**self.complaints, field: words},
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Choices that belong together, under a heading; none where the list has no parts."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One list to choose from, and what is to be said about what was chosen."""

    name: str
    label: str
    groups: tuple[FieldGroup, ...]
    complaint: str = ""

    @classmethod
    def of(cls, name: str, label: str, choices: Iterable[Choice], asked: Asked) -> Self:
        """Return a list without parts."""
        groups = (FieldGroup(label="", choices=tuple(choices)),)
        return cls(name=name, label=label, groups=groups, complaint=asked.complaints.get(name, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonForm:
    """All lists of the page; ``has_criteria`` where one of them limits the others, or tried to."""

    variable: Field
    second: Field
    among: Field
    criteria: tuple[Field, ...]
    has_criteria: bool


def read_asked(
    query: QueryDict, options: Sequence[FilterOption], catalogue: Catalogue, decision: Decision
) -> Asked:  # fmt: skip
    """Read the address; without a variable the one that weighs most for this client is compared."""
    complaints: dict[str, str] = {}
    comparable = {feature.name: feature for feature in comparable_features(catalogue)}
    feature = _feature(query.get("variable") or _weightiest(decision, comparable), comparable, "variable", complaints)
    second = _feature(query.get("second") or None, comparable, "second", complaints)
    if second is not None and second == feature:
        complaints["second"] = _("Choose another variable than the first one.")
        second = None
    same, members = _criteria(query, options, complaints)
    verdict = _verdict(query.get("verdict", ""), complaints)
    protected = [name for name in (feature, second) if name and not may_tell_outcomes(comparable[name])]
    if verdict is not None and protected:
        complaints["verdict"] = _(
            "The law forbids to judge by this variable, so it is not compared by proposal. Take this criterion away."
        )
    return Asked(
        feature=feature,
        second=second,
        n_similar=_n_similar(query.get("among", ""), complaints),
        same=same,
        members=members,
        verdict=verdict,
        complaints=complaints,
    )


def build_form(
    asked: Asked, options: Sequence[FilterOption], catalogue: Catalogue, decision: Decision, language: Language
) -> ComparisonForm:  # fmt: skip
    """Return the lists with what was chosen."""
    weighty = [name for reason in decision.reasons if reason.points for name in reason.features[:1]]
    groups = _grouped(comparable_features(catalogue), catalogue, weighty, language)
    shown = {name for facts in catalogue.profile_groups.values() for name in facts.features}
    # The whole list twice would weigh more than the rest of the page; any other is one's first variable.
    short = {*shown, *weighty, asked.second}
    second = (
        ("", [("", _("none"))]),
        *((label, [pair for pair in pairs if pair[0] in short]) for label, pairs in groups),
    )
    criteria = (
        *(_criterion(option, asked, language) for option in options),
        Field.of("verdict", _("Proposal"), _verdict_choices(asked, language), asked),
    )
    return ComparisonForm(
        variable=_of_features("variable", _("Variable"), groups, asked.feature, asked),
        second=_of_features("second", _("Cross with"), second, asked.second or "", asked),
        among=Field.of("among", _("Compare with"), _among_choices(asked, language), asked),
        criteria=criteria,
        has_criteria=bool(asked.same or asked.members or asked.verdict or any(field.complaint for field in criteria)),
    )


def _weightiest(decision: Decision, comparable: Mapping[str, Feature]) -> str:
    """Return the feature that the strongest reason states; of a client without any, the first there is."""
    reasons = sorted(decision.reasons, key=lambda reason: -abs(reason.points))
    stated = (name for reason in reasons for name in reason.features[:1] if name in comparable)
    return next(stated, next(iter(comparable)))


def _feature(
    name: str | None, comparable: Mapping[str, Feature], field: str, complaints: dict[str, str]
) -> str | None:  # fmt: skip
    if name is None or name in comparable:
        return name
    complaints[field] = _("“%(name)s” is no variable that clients may be compared in. Choose one of the list.") % {
        "name": name[:_LONGEST_SHOWN]
    }
    return None


def _criteria(
    query: QueryDict, options: Sequence[FilterOption], complaints: dict[str, str]
) -> tuple[frozenset[str], dict[str, int]]:  # fmt: skip
    same, members = set(), {}
    for option in options:
        chosen = query.get(CRITERION + option.key, "")
        if chosen == SAME:
            same.add(option.key)
        elif chosen in _members(option):
            members[option.key] = int(chosen)
        elif chosen:
            complaints[CRITERION + option.key] = _("There is no such group. Choose one of the list.")
    return frozenset(same), members


def _members(option: FilterOption) -> dict[str, int]:
    """Return what may be chosen beside the client's own: nothing by what the law protects."""
    return {} if option.is_same_only else {str(place): place for place in range(len(option.members))}


def _verdict(chosen: str, complaints: dict[str, str]) -> Verdict | None:
    if not chosen:
        return None
    if chosen not in list(Verdict):
        complaints["verdict"] = _("There is no such group. Choose one of the list.")
        return None
    return Verdict(chosen)


def _n_similar(chosen: str, complaints: dict[str, str]) -> int | None:
    if not chosen:
        return None
    if chosen not in {str(n) for n in NEAREST}:
        complaints["among"] = _("There is no such group. Choose one of the list.")
        return None
    return int(chosen)


Pairs = Sequence[tuple[str, str]]


def _grouped(
    features: Sequence[Feature], catalogue: Catalogue, weighty: Sequence[str], language: Language
) -> list[tuple[str, Pairs]]:  # fmt: skip
    """Return name and label of each feature once: what weighs for this client, then the profile, then by theme."""
    by_name = {feature.name: feature for feature in features}
    lists = [
        (_("What weighs most for this client"), list(weighty)),
        *((facts.label.in_language(language), list(facts.features)) for facts in catalogue.profile_groups.values()),
        *(
            (label.in_language(language), [feature.name for feature in features if feature.theme == theme])
            for theme, label in catalogue.themes.items()
        ),
    ]
    groups: dict[str, list[tuple[str, str]]] = {}
    placed: set[str] = set()
    for heading, names in lists:
        for name in names:
            if name in by_name and name not in placed:
                placed.add(name)
                groups.setdefault(heading, []).append((name, by_name[name].label.in_language(language)))
    return list(groups.items())


def _of_features(
    name: str, label: str, groups: Iterable[tuple[str, Pairs]], chosen: str | None, asked: Asked
) -> Field:  # fmt: skip
    return Field(
        name=name,
        label=label,
        groups=tuple(
            FieldGroup(
                label=heading,
                choices=tuple(Choice(value=value, label=said, is_chosen=value == chosen) for value, said in pairs),
            )
            for heading, pairs in groups
            if pairs
        ),
        complaint=asked.complaints.get(name, ""),
    )


def _among_choices(asked: Asked, language: Language) -> Iterable[Choice]:
    yield Choice(value="", label=_("all clients"), is_chosen=asked.n_similar is None)
    for n in NEAREST:
        label = _("the %(n)s most similar") % {"n": wording.count(n, language)}
        yield Choice(value=str(n), label=label, is_chosen=asked.n_similar == n)


def _criterion(option: FilterOption, asked: Asked, language: Language) -> Field:
    name, member = CRITERION + option.key, asked.members.get(option.key)
    same = option.key in asked.same
    choices = [
        Choice(value="", label=_("no matter"), is_chosen=not same and member is None),
        Choice(value=SAME, label=_("like this client"), is_chosen=same),
        *(
            Choice(value=value, label=option.members[place].in_language(language), is_chosen=place == member)
            for value, place in _members(option).items()
        ),
    ]
    return Field.of(name, option.label.in_language(language), choices, asked)


def _verdict_choices(asked: Asked, language: Language) -> Iterable[Choice]:
    yield Choice(value="", label=_("no matter"), is_chosen=asked.verdict is None)
    for verdict, words in VERDICT_WORDS.items():
        yield Choice(value=verdict, label=words.in_language(language), is_chosen=asked.verdict is verdict)
