"""The clients of Home Credit as its people tell them apart, and what its tables are called."""

from collections.abc import Mapping

from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.home_credit.grounds import PROTECTED_GROUNDS
from solvable.portfolios.search import SearchFields
from solvable.portfolios.segments import Segment
from solvable.vocabulary import Text

__all__ = ["SEARCH", "SEGMENTS", "TABLE_LABELS", "comparisons"]

SEGMENTS = (
    Segment(
        key="contract_type",
        label=Text(fr="Type de crédit", en="Type of credit"),
        feature="contract_type",
        levels=("Cash loans", "Revolving loans"),
    ),
    # Near the published quintiles: 99,000, 135,000, 162,000 and 225,000.
    Segment(
        key="income",
        label=Text(fr="Revenus déclarés", en="Declared income"),
        feature="income_amount",
        edges=(90_000, 135_000, 180_000, 225_000),
    ),
    Segment(
        key="known_client",
        label=Text(fr="Nouveau client ou client connu", en="New or known client"),
        feature="n_earlier_applications_ever",
        edges=(1,),
        names=(
            Text(fr="nouveau client", en="new client"),
            Text(fr="client connu, au moins une demande", en="known client, one application or more"),
        ),
        band_keys=("new", "known"),
    ),
)

# A person at the counter looks for who asks for how much, earns how much and lives by what.
SEARCH = SearchFields(
    choices=("contract_type", "known_client", "age", "occupation", "housing"),
    numbers=("credit_amount", "income_amount"),
    columns=("credit_amount", "income_amount", "contract_type", "occupation"),
)

TABLE_LABELS: Mapping[str, Text] = {
    "application": Text(fr="demandes de crédit", en="applications for credit"),
    "bureau": Text(fr="crédits auprès d’autres prêteurs", en="credits with other lenders"),
    "bureau_balance": Text(fr="mois de ces crédits", en="months of those credits"),
    "previous_application": Text(fr="demandes précédentes", en="earlier applications"),
    "pos_cash_balance": Text(fr="mois des crédits affectés et personnels", en="months of consumer and cash loans"),
    "installments_payments": Text(fr="règlements d’échéances", en="payments of instalments"),
    "credit_card_balance": Text(fr="mois des cartes de crédit", en="months of credit cards"),
}


def comparisons(catalogue: Catalogue) -> tuple[Segment, ...]:
    """Return what clients are compared by: the segments, age, and what a person lives by and in."""
    by_level = (
        Segment(
            key=feature,
            label=catalogue.features[feature].label,
            feature=feature,
            levels=tuple(catalogue.levels[feature]),
        )
        for feature in ("occupation", "income_type", "education", "housing")
    )
    age = next(ground for ground in PROTECTED_GROUNDS if ground.key == "age")
    return (*SEGMENTS, age, *by_level)
