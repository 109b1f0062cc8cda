"""A scoring service with a few made-up clients: real decisions, real words, no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import solvable.portfolios.home_credit
from builders import REPOSITORY, make_bundle, make_catalogue
from solvable.decisions.asking import TERM_LABEL, Askable
from solvable.decisions.candidates import Lever
from solvable.decisions.decision import Cutoffs, Decision, Proposal
from solvable.decisions.evidence import Evidence
from solvable.decisions.frequency import ObservedFrequency
from solvable.decisions.policy import Policy
from solvable.decisions.search import Directory, Query, Scores, build_choices, risk_bands
from solvable.decisions.search import Found as FoundClients
from solvable.decisions.way_to_yes import Alternative, Found, WayToYes
from solvable.decisions.what_if import WhatIf, compare_reasons
from solvable.documents import read_document
from solvable.errors import ComparisonError, NotReadyError, SimilarClientsError, UnknownClientError
from solvable.explanations.comparison import (
    AmongAll,
    Bin,
    Cell,
    Comparison,
    Density,
    DensityAxis,
    Distribution,
    FilterOption,
    Filters,
    Group,
    Outcome,
    Place,
    Population,
    Series,
    TooFew,
)
from solvable.explanations.comparison.compare import check_comparable
from solvable.explanations.comparison.population import may_tell_outcomes
from solvable.explanations.comparison.words import where_alike, where_placed
from solvable.explanations.differences import Difference, Direction
from solvable.explanations.model_view import ModelView, view_model
from solvable.explanations.neighbours import FEWEST_NEIGHBOURS
from solvable.explanations.reasons import Reason
from solvable.explanations.similar import DEFAULT_NEIGHBOURS, Nearness, SimilarClient, SimilarClients
from solvable.explanations.themes import sum_by_theme
from solvable.metrics import wilson_interval
from solvable.models.bundle import Bundle
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.catalogue import Catalogue, Value, is_missing
from solvable.portfolios.catalogue_file import load_catalogue
from solvable.portfolios.loan import Loan
from solvable.portfolios.new_client import Rows, read_new_client
from solvable.portfolios.profile import ProfileGroup, describe_client
from solvable.portfolios.segments import Segment
from solvable.portfolios.simulation import CREDIT, TERM, Changes, read_changed_loan
from solvable.portfolios.story import (
    Chapter,
    ChapterState,
    CreditStory,
    DatedOutcomes,
    MonthlyAmounts,
    MonthlyDelays,
    StoryColumn,
    StoryFigure,
    StoryTable,
    Timeline,
)
from solvable.vocabulary import Language, Text, Unit, Verdict

HOME_CREDIT = solvable.portfolios.home_credit.home_credit()
BASE_POINTS = 561
CUTOFFS = Cutoffs(accept_from=560, decline_below=520, accept_below_prob=0.0712, decline_from_prob=0.1325)

DECLINED, REFERRED, ACCEPTED, PLAIN = 100002, 100003, 100004, 100005

# Points by feature; the value is the client's own.
_CLIENTS: Mapping[int, tuple[float, Mapping[str, tuple[Value, int]]]] = {
    DECLINED: (0.2447, {
        "n_late_payments_12m": (4.0, -31), "other_debt_share": (0.83, -17), "credit_to_annuity_months": (34.0, -14),
        "employment_days": (420.0, -11), "n_earlier_refused_ever": (2.0, -9), "card_utilisation_mean_12m": (0.94, -8),
        "annuity_to_income_share": (0.318, -6), "n_enquiries_12m": (5.0, -4), "phone_change_days": (40.0, -3),
        "occupation": (None, -2), "housing": ("With parents", -1), "credit_to_goods_share": (1.0, 0),
        "has_work_phone": (1.0, 0), "contract_type": ("Cash loans", 1), "owns_car": (1.0, 2),
        "n_instalments": (36.0, 6), "education": ("Higher education", 9), "income_amount": (202500.0, 12),
    }),
    REFERRED: (0.0893, {
        "other_overdue_amount": (1240.0, -22), "annuity_to_income_share": (0.27, -9),
        "n_enquiries_12m": (0.0, 3), "employment_days": (2900.0, 8), "n_late_payments_12m": (0.0, 7),
    }),
    ACCEPTED: (0.0118, {
        "annuity_to_income_share": (0.11, -1), "credit_to_annuity_months": (20.0, 0), "income_amount": (315000.0, 18),
        "employment_days": (5300.0, 21), "n_late_payments_12m": (0.0, 26), "other_debt_amount": (0.0, 24),
    }),
    PLAIN: (0.0709, {}),
}  # fmt: skip

# Nothing is known of the others: too few clients have a like score.
_FREQUENCIES: Mapping[int, ObservedFrequency] = {
    REFERRED: ObservedFrequency(n=1240, n_defaults=98, low=0.0653, high=0.0954, score_from=545, score_to=551),
    ACCEPTED: ObservedFrequency(n=512, n_defaults=1, low=0.0003, high=0.011, score_from=630, score_to=670),
}

# Where accepted clients stand, where that is told.
_ACCEPTED: Mapping[str, Text] = {
    "n_late_payments_12m": Text(fr="Clients acceptés\u00a0: 0 (médiane)", en="Accepted clients: 0 (median)"),
    "annuity_to_income_share": Text(
        fr="Clients acceptés\u00a0: 15,7\u202f% (médiane)", en="Accepted clients: 15.7% (median)"
    ),
}

_PROFILE: Mapping[str, Value] = {
    "age_years": 39.4, "sex": "F", "family_status": "Married", "n_children": 1.0, "n_family_members": 3.0,
    "income_amount": 202500.0, "employment_days": 420.0, "has_no_employment": 0.0, "income_type": "Working",
    "organisation": "School", "occupation": None, "education": "Higher education", "housing": "House / apartment",
    "owns_realty": 1.0, "owns_car": 0.0, "credit_amount": 406597.0, "annuity_amount": 24700.0,
    "goods_price_amount": 351000.0, "contract_type": "Cash loans", "credit_to_annuity_months": 16.5,
    "annuity_to_income_share": 0.122, "n_other_credits": 8.0, "n_other_credits_active": 2.0,
    "other_debt_amount": 245781.0, "other_overdue_amount": 0.0, "n_earlier_applications_ever": 1.0,
    "n_earlier_refused_ever": 0.0, "since_last_application_days": 606.0, "n_instalments": 19.0,
    "n_late_payments_12m": 0.0,
}  # fmt: skip
# What every client asks for, as it is stored: cash that is paid back monthly.
_APPLICATION = pa.table(
    {
        "AMT_CREDIT": [406_597.5], "AMT_ANNUITY": [24_700.5], "AMT_GOODS_PRICE": [351_000.0],
        "AMT_INCOME_TOTAL": [202_500.0], "NAME_CONTRACT_TYPE": ["Cash loans"],
    }
)  # fmt: skip
# What the clients are found by, in their order.
_FOUND_BY = pa.table(
    {
        "client_id": [DECLINED, REFERRED, ACCEPTED, PLAIN],
        "contract_type": ["Cash loans", "Cash loans", "Revolving loans", "Cash loans"],
        "n_earlier_applications_ever": [1.0, 0.0, 3.0, 1.0],
        "age_years": [39.4, 28.0, 61.0, 45.0],
        "occupation": [None, "Drivers", "Managers", "Laborers"],
        "housing": ["With parents", "House / apartment", "House / apartment", "House / apartment"],
        "credit_amount": [406597.5, 180000.0, 180000.0, 900000.0],
        "income_amount": [202500.0, 90000.0, 315000.0, 135000.0],
    }
)  # fmt: skip
# How many have a known outcome, the client apart.
N_ALIKE = 400
# How many others there are to compare with.
N_COMPARED = 80
# What they can be chosen by: a ground that the law protects, and one that it does not.
_OPTIONS = (
    FilterOption(key="contract_type", label=Text(fr="Type de crédit", en="Type of credit"), is_same_only=False,
                 members=(Text(fr="prêt personnel", en="cash loan"), Text(fr="renouvelable", en="revolving"))),
    FilterOption(key="age", label=Text(fr="Âge", en="Age"), is_same_only=True,
                 members=(Text(fr="moins de 30\u00a0ans", en="below 30"), Text(fr="30\u00a0ans et plus", en="30 up"))),
)  # fmt: skip
# Points that would be gained by asking for nothing.
_GAIN = 60

_MONTH = StoryColumn(key="month", label=Text(fr="Mois", en="Month"), unit=Unit.COUNT)
# Twenty months of 1,000 each: the latest is half paid and 40 days late, so was every fifth by 4 days.
_BY_MONTH = StoryTable.of(
    "by_month", Text(fr="Échéances par mois", en="Instalments by month"),
    (
        _MONTH,
        StoryColumn(key="due", label=Text(fr="Montant dû", en="Amount due"), unit=Unit.AMOUNT),
        StoryColumn(key="paid", label=Text(fr="Montant réglé", en="Amount paid"), unit=Unit.AMOUNT),
        StoryColumn(key="late", label=Text(fr="Retard", en="Late by"), unit=Unit.DAYS),
        StoryColumn(key="never", label=Text(fr="Jamais rempli", en="Never filled"), unit=Unit.DAYS),
    ),
    [(n, 1000.0, 500.0 if n == 1 else 1000.0, 40.0 if n == 1 else 4.0 * (n % 5 == 0), None) for n in range(1, 21)],
    pictures=(
        MonthlyAmounts(label=Text(fr="Dû et réglé", en="Due and paid"), month="month", whole="due", part="paid"),
        MonthlyDelays(label=Text(fr="Retards par mois", en="Delays by month"), month="month", late_days="late"),
    ),
)  # fmt: skip
_STATES = {
    "open": Text(fr="en cours", en="running"), "closed": Text(fr="soldé", en="closed"),
    "sold": Text(fr="cédé", en="sold"),
}  # fmt: skip
# Fourteen credits, a year apart: the latest runs on, the one before was sold, of the oldest only the state is known.
_CREDITS = StoryTable.of(
    "credits", Text(fr="Crédits", en="Credits"),
    (
        StoryColumn(key="kind", label=Text(fr="Type", en="Kind"), unit=Unit.CATEGORY,
                    levels={"car": Text(fr="crédit automobile", en="car loan")}),
        StoryColumn(key="state", label=Text(fr="Situation", en="State"), unit=Unit.CATEGORY, levels=_STATES),
        *(
            StoryColumn(key=key, label=Text(fr=fr, en=en), unit=unit)
            for key, fr, en, unit in (
                ("began", "Ouverture", "Opened", Unit.DAYS), ("ended", "Clôture", "Closed", Unit.DAYS),
                ("left", "Durée restante", "Time left", Unit.DAYS), ("amount", "Montant", "Amount", Unit.AMOUNT),
                ("owed", "Reste dû", "Still owed", Unit.AMOUNT), ("overdue", "En retard", "Overdue", Unit.AMOUNT),
            )
        ),
    ),
    [
        ("car", "open", 200.0, None, 9000.0, 50_000.0, 40_000.0, 0.0),
        ("car", "sold", 565.0, None, None, 20_000.0, 5_000.0, 5_000.0),
        *(("car", "closed", 200.0 + 365 * n, 365.0 * n, None, 10_000.0, 0.0, 0.0) for n in range(2, 13)),
        (None, "closed", None, None, None, None, None, None),
    ],
    pictures=(
        Timeline(
            label=Text(fr="Crédits dans le temps", en="Credits over time"), kind="kind", state="state", began="began",
            ended="ended", remaining="left", amount="amount", owed="owed", overdue="overdue",
            running=frozenset({"open"}), troubled=frozenset({"sold"}),
        ),
    ),
)  # fmt: skip

# Three applications: one of each kind that a picture tells apart.
_APPLIED = StoryTable.of(
    "applications", Text(fr="Demandes", en="Applications"),
    (
        StoryColumn(key="decided", label=Text(fr="Décision", en="Decided"), unit=Unit.DAYS),
        StoryColumn(key="asked", label=Text(fr="Montant demandé", en="Amount asked for"), unit=Unit.AMOUNT),
        StoryColumn(key="came", label=Text(fr="Suite", en="Outcome"), unit=Unit.CATEGORY,
                    levels={"yes": Text(fr="acceptée", en="approved"), "no": Text(fr="refusée", en="refused"),
                            "none": Text(fr="abandonnée", en="given up")}),
    ),
    [(40.0, 90_000.0, "yes"), (500.0, 45_000.0, "no"), (900.0, None, "none")],
    pictures=(
        DatedOutcomes(
            label=Text(fr="Demandes dans le temps", en="Applications over time"), decided="decided", amount="asked",
            outcome="came", granted=frozenset({"yes"}), refused=frozenset({"no"}),
        ),
    ),
)  # fmt: skip

# One chapter in each state, with every kind of value that a table may hold.
_CHAPTERS = (
    Chapter(
        key="instalments", label=Text(fr="Remboursements", en="Repayments"), state=ChapterState.TOLD,
        summary=Text(fr="Vous avez payé 19 échéances.", en="You have paid 19 instalments."),
        figures=(
            StoryFigure(feature="n_instalments", label=Text(fr="Échéances", en="Instalments"), value=19.0,
                        said=Text(fr="19", en="19")),
            StoryFigure(feature="n_late_payments_12m", label=Text(fr="Retards", en="Late"), value=float("nan"),
                        said=Text(fr="non connu", en="not known")),
        ),
        tables=(
            StoryTable.of(
                "months", Text(fr="Par mois", en="By month"),
                (
                    StoryColumn(key="month", label=Text(fr="Mois", en="Month"), unit=Unit.MONTHS),
                    StoryColumn(key="paid", label=Text(fr="Payé", en="Paid"), unit=Unit.AMOUNT),
                    StoryColumn(key="state", label=Text(fr="État", en="State"), unit=Unit.CATEGORY,
                                levels={"late": Text(fr="en retard", en="late")}),
                ),
                [(-1, 9251.78, None), (-2, None, "late")],
            ),
            _BY_MONTH,
            _CREDITS,
            _APPLIED,
        ),
    ),
    Chapter(key="cards", label=Text(fr="Cartes", en="Cards"), state=ChapterState.NOTHING,
            summary=Text(fr="Vous n’avez pas eu de carte.", en="You had no card.")),
    Chapter(key="bureau", label=Text(fr="Autres crédits", en="Other credits"), state=ChapterState.NOT_AVAILABLE,
            summary=Text(fr="On ne sait pas si vous en avez.", en="Whether you have any is not known.")),
)  # fmt: skip
_NOT_USED = {"age_years", "sex", "family_status", "n_children", "n_family_members"}


@cache
def catalogue() -> Catalogue:
    """Return the words of the one portfolio there is."""
    return load_catalogue(Path(solvable.portfolios.home_credit.__file__).with_name("catalogue.toml"))


@cache
def shipped_policy() -> Policy:
    """Return the policy that ships."""
    return read_document(REPOSITORY / "config" / "policy.toml", Policy)


@dataclass(frozen=True, kw_only=True)
class MadeUpPopulation:
    """What the desk asks of a population."""

    options: tuple[FilterOption, ...] = _OPTIONS


@dataclass(frozen=True, kw_only=True)
class FakeScoringService:
    """Answers what the web asks of a scoring service, from what is written above."""

    cutoffs: Cutoffs = CUTOFFS
    model_version: str = "2026-11-23-made-up"
    policy_version: str = "2026-11"
    score_range: tuple[int, int] = (400, 700)
    currency: str | None = None
    asked: list[int] = field(default_factory=list)

    def decide(self, client_ids: Sequence[int]) -> list[Decision]:
        """Decide about the made-up clients."""
        return [self._decide(client_id) for client_id in client_ids]

    def find_decisions(self, client_ids: Sequence[int]) -> list[Decision]:
        """Decide about those who are made up."""
        return [self._decide(client_id) for client_id in client_ids if client_id in _CLIENTS]

    def find_proposals(self, client_ids: Sequence[int]) -> list[Proposal]:
        """Tell less of the same."""
        return [
            Proposal(client_id=one.client_id, verdict=one.verdict, prob_default=one.prob_default, score=one.score)
            for one in self.find_decisions(client_ids)
        ]

    @property
    def bundle(self) -> Bundle:
        """A small model that learned from other clients; nobody here is scored by it."""
        return make_bundle()

    @property
    def model_view(self) -> ModelView:
        """What moves the scores of that small model, in the words of its own catalogue."""
        return view_model(self.bundle.importance, make_catalogue(), currency=None)

    @property
    def catalogue(self) -> Catalogue:
        """The words of the one portfolio there is."""
        return catalogue()

    @property
    def policy(self) -> Policy:
        """The policy that ships."""
        return shipped_policy()

    def evidence(self, client_id: int, *, with_way: bool = False) -> Evidence:
        """Decide about a made-up client, with what the proposal stands on."""
        decision = self._decide(client_id)
        inputs = {name: value for name, (value, _) in _CLIENTS[client_id][1].items()}
        return Evidence(
            decision=decision,
            inputs=inputs,
            currency=None,
            recipe="made-up",
            model_checksum="c0" * 32,
            policy=self.policy,
            way=self.way_to_yes(client_id) if with_way else None,
        )

    def has_client(self, client_id: int) -> bool:
        """Know those who are made up."""
        return client_id in _CLIENTS

    def describe(self, client_id: int) -> tuple[ProfileGroup, ...]:
        """Tell the same of every client."""
        _known(client_id)
        return describe_client(_PROFILE, catalogue(), used=catalogue().features.keys() - _NOT_USED, currency=None)

    def places(self, client_id: int) -> Mapping[str, AmongAll]:
        """Place everybody alike, in two facts of the profile: a number, and a level without order."""
        _known(client_id)
        place = Place(n_below=30, n_equal=0, n_above=90)
        return {
            "age_years": AmongAll(feature="age_years", place=place, sentence=where_placed(place, n_missing=0)),
            "housing": AmongAll(feature="housing", place=None, sentence=where_alike(12, of=120, n_missing=0)),
        }

    def story(self, client_id: int) -> CreditStory:
        """Tell the same of every client."""
        _known(client_id)
        return CreditStory(client_id=client_id, currency=None, chapters=_CHAPTERS)

    def askable(self, client_id: int) -> tuple[Askable, ...]:
        """Offer the same to everybody."""
        _known(client_id)
        stands = {name: float(_APPLICATION[column][0].as_py()) for name, column in HOME_CREDIT.simulated.items()}
        loan = _read_loan({}, None)
        entries = catalogue().features
        return (
            *(Askable(name=name, label=entries[name].label, unit=Unit.AMOUNT, value=value)
              for name, value in stands.items()),
            Askable(name=TERM, label=TERM_LABEL, unit=Unit.MONTHS, value=loan.n_months),
        )  # fmt: skip

    def what_if(self, client_id: int, changes: Changes, *, stated_months: float | None = None) -> WhatIf:
        """Decide again: the less is asked for, the more points."""
        before, before_loan = self._decide(client_id), _read_loan({}, stated_months)
        after_loan = _read_loan(changes, stated_months)
        after = self._decide(client_id, gain=round(_GAIN * (1 - after_loan.amount / before_loan.amount)))
        return WhatIf(
            before=before,
            after=after,
            loan_before=before_loan,
            loan_after=after_loan,
            changes=compare_reasons(before, after),
        )

    def way_to_yes(self, client_id: int, *, stated_months: float | None = None) -> WayToYes:
        """Suggest half the amount to who is referred, and nothing to others."""
        stood, loan = self._decide(client_id), _read_loan({}, stated_months)
        way = partial(WayToYes, stood=stood, loan=loan, n_loans=50)
        if client_id != REFERRED:
            found = Found.NO_WAY if client_id == DECLINED else Found.ALREADY_ACCEPTED
            return way(found=found, alternatives=())
        half = self.what_if(client_id, {CREDIT: loan.amount / 2}, stated_months=stated_months)
        assert half.loan_after is not None
        alternative = Alternative(lever=Lever.AMOUNT, loan=half.loan_after, decision=half.after)
        return way(found=Found.WAY, alternatives=(alternative,))

    def similar(self, client_id: int, k: int = DEFAULT_NEIGHBOURS) -> SimilarClients:
        """Find the same clients for everybody, up to ``N_ALIKE``; every tenth of them defaulted."""
        _known(client_id)
        if not FEWEST_NEIGHBOURS <= k <= N_ALIKE:
            raise SimilarClientsError(asked=k, fewest=FEWEST_NEIGHBOURS, most=N_ALIKE, n_known=N_ALIKE + 1)
        low, high = wilson_interval(k // 10, k, 0.95)
        is_thin = client_id == DECLINED
        return SimilarClients(
            client_id=client_id, client_ids=tuple(range(200_001, 200_001 + k)), n_known=N_ALIKE,
            nearness=Nearness.THIN if is_thin else Nearness.CLOSE, distance=0.11, farthest=0.14, by_chance=0.21,
            share_nearer=0.995 if is_thin else 0.4, n_defaults=k // 10, low=low, high=high, usual_rate=0.081,
            scope=Text(fr="Les plus proches.", en="The nearest."), nearness_said=Text(fr="Peu.", en="Little."),
            repayment=Text(fr="Un sur dix.", en="One in ten."),
            warning=Text(fr="Peu de clients ressemblent à celui-ci.", en="Few are like this one.") if is_thin else None,
            differences=(
                Difference(
                    feature="income_amount", reason="income", label=catalogue().features["income_amount"].label,
                    value=Text(fr="202\u202f500", en="202,500"), typical=Text(fr="157\u202f500", en="157,500"),
                    sentence=Text(fr="Plus élevé que chez eux", en="Higher than theirs"), direction=Direction.HIGHER,
                    gap=0.18, weight=0.04,
                ),
            ),
            columns=(catalogue().features["income_amount"].label,), own=(Text(fr="202\u202f500", en="202,500"),),
            nearest=tuple(
                SimilarClient(client_id=200_001 + i, distance=0.05 + i / 100, is_default=i == 1,
                              values=(Text(fr="180\u202f000", en="180,000"),))
                for i in range(5)
            ),
        )  # fmt: skip

    def compare(self, client_id: int, feature: str, filters: Filters) -> Comparison | TooFew:
        """Compare with eighty others, half of whom have repaid; none is declined, and none was scored as referred."""
        of_feature = check_comparable(feature, catalogue(), filters)
        _known(client_id)
        if filters.verdict is Verdict.REFER:
            raise NotReadyError("Found no scores in /secret/place.", command="solvable score --all")
        if filters.verdict is Verdict.DECLINE or (filters.similar is not None and len(filters.similar) < N_COMPARED):
            few = Text(fr="Trop peu d’autres clients.", en="Too few other clients.")
            return TooFew(client_id=client_id, filters=filters, sentence=few)
        tells = may_tell_outcomes(of_feature)
        halves = {outcome: 40 if outcome is not Outcome.NOT_KNOWN else 0 for outcome in Outcome}
        parts = [(outcome, n) for outcome, n in halves.items() if n] if tells else [(None, N_COMPARED)]
        is_known = client_id != PLAIN
        yes, no = Text(fr="cent et plus", en="a hundred and more"), Text(fr="moins de cent", en="below a hundred")
        return Comparison(
            client_id=client_id, feature=feature, label=of_feature.label, value=120.0 if is_known else None,
            value_said=Text(fr="120", en="120"), n_missing=10, tells_outcomes=tells,
            group=Group(n_clients=N_COMPARED, n_by_outcome=halves, filters=filters, sentence=_said(filters)),
            distribution=Distribution(
                bins=(Bin(label=no, high=100.0), Bin(label=yes, low=100.0)),
                series=tuple(Series(outcome=outcome, n_clients=n, n_missing=5, counts=(n - 15, 10))
                             for outcome, n in parts),
                client_bin=1 if is_known else None,
            ),
            place=Place(n_below=50, n_equal=4, n_above=16) if is_known else None,
            sentence=Text(fr="Au-dessus de la plupart.", en="Above most."),
        )  # fmt: skip

    def search(self, query: Query) -> FoundClients:
        """Search the made-up clients."""
        return self.directory.search(query)

    @property
    def directory(self) -> Directory:
        """The made-up clients, by what they are found by."""
        return _make_directory(self.read_scores)

    def read_scores(self) -> Scores:
        """Return what is decided about each."""
        decisions = [FakeScoringService()._decide(client_id) for client_id in _CLIENTS]
        points = np.array([decision.score for decision in decisions], dtype=np.int32)
        verdicts = np.array([list(Verdict).index(decision.verdict) for decision in decisions], dtype=np.int8)
        scale = read_document(REPOSITORY / "config" / "training.toml", TrainingConfig).points
        return Scores(points=points, verdicts=verdicts, risks=risk_bands(points, scale))

    def compare_two(self, client_id: int, features: tuple[str, str], filters: Filters) -> Density | TooFew:
        """Cross two features of the same eighty: most are in the client's cell, three in one that does not tell."""
        alone = self.compare(client_id, features[0], filters)
        check_comparable(features[1], catalogue(), filters)
        if features[0] == features[1]:
            raise ComparisonError(f"Expected two features, found {features[0]} twice. Choose another one.")
        if isinstance(alone, TooFew) or features[1] == "occupation":
            few = Text(fr="Trop peu ont les deux.", en="Too few have both.")
            return TooFew(client_id=client_id, filters=filters, sentence=few)
        x, y = (
            DensityAxis(feature=name, label=catalogue().features[name].label, bins=alone.distribution.bins,
                        value=alone.value, value_said=alone.value_said, client_bin=alone.distribution.client_bin)
            for name in features
        )  # fmt: skip
        cells = (Cell(x=0, y=0, n_clients=16), Cell(x=0, y=1, n_clients=None), Cell(x=1, y=1, n_clients=61))
        return Density(
            client_id=client_id, group=alone.group, x=x, y=y, cells=cells, n_missing=0, n_held_back=3,
            sentence=Text(fr="Huit clients sur dix.", en="Eight clients in ten."),
        )  # fmt: skip

    @property
    def population(self) -> "MadeUpPopulation":
        """The others, as far as what they can be chosen by."""
        return MadeUpPopulation()

    @property
    def comparisons(self) -> tuple[Segment, ...]:
        """What the one portfolio there is compares by."""
        return solvable.portfolios.home_credit.home_credit().comparisons

    def decide_new(self, rows: Mapping[str, Rows]) -> Decision:
        """Decide about anybody as about the client who is referred."""
        tables = read_new_client(solvable.portfolios.home_credit.home_credit(), rows)
        return replace(self._decide(REFERRED), client_id=tables["application"]["SK_ID_CURR"][0].as_py())

    def what_if_new(self, rows: Mapping[str, Rows], changes: Changes, *, stated_months: float | None = None) -> WhatIf:
        """Decide again about anybody as about the client who is referred."""
        new, found = self.decide_new(rows), self.what_if(REFERRED, changes, stated_months=stated_months)
        return replace(
            found,
            before=replace(found.before, client_id=new.client_id),
            after=replace(found.after, client_id=new.client_id),
        )

    def way_to_yes_new(self, rows: Mapping[str, Rows], *, stated_months: float | None = None) -> WayToYes:
        """Suggest half the amount."""
        new, way = self.decide_new(rows), self.way_to_yes(REFERRED, stated_months=stated_months)
        return replace(way, stood=new)

    def first_clients(self, *, limit: int) -> list[int]:
        """Return the made-up clients."""
        return list(_CLIENTS)[:limit]

    def _decide(self, client_id: int, *, gain: int = 0) -> Decision:
        self.asked.append(client_id)
        prob_default, points_of = _known(client_id)
        reasons = [_reason(name, value, points) for name, (value, points) in points_of.items()]
        if gain:
            reasons.append(_reason("credit_amount", 203_298.75, gain))
        reasons.sort(key=lambda reason: reason.points)
        score = BASE_POINTS + sum(reason.points for reason in reasons)
        return Decision(
            client_id=client_id,
            verdict=self.cutoffs.verdict(score),
            prob_default=prob_default,
            score=score,
            base_points=BASE_POINTS,
            reasons=tuple(reasons),
            themes=sum_by_theme(reasons, catalogue().themes),
            cutoffs=self.cutoffs,
            frequency=_FREQUENCIES.get(client_id),
            model_version=self.model_version,
            policy_version=self.policy_version,
            policy_checksum=shipped_policy().checksum,
        )


def open_fake() -> FakeScoringService:
    """Open the made-up service, as the setting ``SCORING_SERVICE`` wants it."""
    return FakeScoringService()


def open_nothing() -> FakeScoringService:
    """Fail as a workspace does that nobody trained a model in."""
    raise NotReadyError("/secret/place has no bundle yet.", command="solvable train")


class _SupersededService(FakeScoringService):
    """Its tables were replaced since its features were built."""

    def story(self, client_id: int) -> CreditStory:
        """Fail as the teller of stories does."""
        raise NotReadyError(f"Found other tables in /secret/place for {client_id}.", command="solvable features build")


def open_superseded() -> FakeScoringService:
    """Open a service that cannot tell stories until features are built again."""
    return _SupersededService()


class _UnscoredService(FakeScoringService):
    """Its model serves and has not scored everybody yet."""

    def read_scores(self) -> Scores:
        """Fail as reading the scores does."""
        raise NotReadyError("Found no scores in /secret/place.", command="solvable bundle serve")


def open_unscored() -> FakeScoringService:
    """Open a service whose lists have no verdicts yet."""
    return _UnscoredService()


class _StoredColumns:
    """Columns of the made-up clients, as a feature table gives them."""

    @property
    def client_ids(self) -> npt.NDArray[np.int64]:
        """Their numbers."""
        return _FOUND_BY["client_id"].to_numpy()

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns."""
        return _FOUND_BY.select(list(names))


def _make_directory(read_scores) -> Directory:
    portfolio = solvable.portfolios.home_credit.home_credit()
    population = Population(
        _StoredColumns(), catalogue(), portfolio.comparisons, currency=None, read_verdicts=lambda: np.empty(0)
    )
    choices = build_choices(portfolio.search, portfolio.comparisons, population)
    return Directory(population, portfolio.search, choices, read_scores=read_scores)


def open_broken() -> FakeScoringService:
    """Fail as only a fault of ours does."""
    raise ZeroDivisionError("secret detail")


def _known(client_id: int) -> tuple[float, Mapping[str, tuple[Value, int]]]:
    if client_id not in _CLIENTS:
        raise UnknownClientError(client_id)
    return _CLIENTS[client_id]


def _said(filters: Filters) -> Text:
    """Say in a test's words what was filtered by."""
    said = f"{sorted(filters.same)} {filters.verdict} {len(filters.similar or ())}"
    said += f" {dict(filters.members)}" if filters.members else ""
    return Text(fr=said, en=said)


def _read_loan(changes: Changes, stated_months: float | None) -> Loan:
    loan = read_changed_loan(HOME_CREDIT, _APPLICATION, changes, stated_months=stated_months)
    assert loan is not None
    return loan


def _reason(name: str, value: Value, points: int) -> Reason:
    feature = catalogue().features[name]
    return Reason(
        key=feature.reason,
        theme=feature.theme,
        label=catalogue().reasons[feature.reason],
        theme_label=catalogue().themes[feature.theme],
        sentence=Text(*(catalogue().sentence(name, value, language, currency=None) for language in Language)),
        points=points,
        exact_points=float(points),
        is_missing=is_missing(value),
        is_actionable=feature.is_actionable,
        features=(name,),
        accepted=_ACCEPTED.get(name),
    )
