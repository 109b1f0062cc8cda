"""The wire format of a client's place among others."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.explanations.comparison import Bin, Comparison, Distribution, Group, Outcome, Place, Series, TooFew
from solvable.portfolios.catalogue import Value
from solvable.web.api.schemas import Words

__all__ = ["ComparisonOut", "TooFewOut"]

_EXAMPLE: dict[str, Any] = {
    "kind": "comparison",
    "client_id": 100002,
    "feature": "income_amount",
    "label": {"fr": "Revenus déclarés", "en": "Declared income"},
    "value": 202500.0,
    "value_said": {"fr": "202\u202f500", "en": "202,500"},
    "group": {
        "n_clients": 840,
        "n_by_outcome": {"repaid": 760, "not_repaid": 80, "not_known": 0},
        "sentence": {
            "fr": "Comparaison avec 840\u00a0autres clients […].",
            "en": "Compared with 840 other clients […].",
        },
    },
    "n_missing": 0,
    "tells_outcomes": True,
    "distribution": {
        "bins": [
            {
                "label": {"fr": "moins de 150\u202f000", "en": "below 150,000"},
                "low": None,
                "high": 150000.0,
                "levels": [],
            },
            {
                "label": {"fr": "150\u202f000 et plus", "en": "150,000 and more"},
                "low": 150000.0,
                "high": None,
                "levels": [],
            },
        ],
        "series": [
            {"outcome": "repaid", "n_clients": 760, "n_missing": 0, "counts": [400, 360]},
            {"outcome": "not_repaid", "n_clients": 80, "n_missing": 0, "counts": [45, 35]},
        ],
        "client_bin": 1,
    },
    "place": {"n_below": 610, "n_equal": 30, "n_above": 200, "percentile": 74.4},
    "sentence": {"fr": "Revenus déclarés de 202\u202f500 […]", "en": "A declared income of 202,500 […]"},
}
_TOO_FEW_EXAMPLE: dict[str, Any] = {
    "kind": "too_few",
    "client_id": 100002,
    "sentence": {
        "fr": "Moins de 30\u00a0autres clients correspondent […]",
        "en": "Fewer than 30 other clients match […]",
    },
}


class GroupOut(BaseModel):
    """The other clients whom a client is compared with."""

    n_clients: int
    n_by_outcome: dict[Outcome, int]
    sentence: Words = Field(description="Who they are.")

    @classmethod
    def from_group(cls, group: Group) -> Self:
        """Put a group on the wire."""
        return cls(
            n_clients=group.n_clients,
            n_by_outcome=dict(group.n_by_outcome),
            sentence=Words.from_text(group.sentence),
        )


class BinOut(BaseModel):
    """Values that are counted together."""

    label: Words
    low: float | None = Field(description="Of a number: where the bin starts; null where it has no end there.")
    high: float | None = Field(description="Of a number: below where it ends; null where it has no end there.")
    levels: list[Value] = Field(description="Of a category or a yes and no: those that it holds.")

    @classmethod
    def from_bin(cls, one: Bin) -> Self:
        """Put a bin on the wire."""
        return cls(label=Words.from_text(one.label), low=one.low, high=one.high, levels=list(one.levels))


class SeriesOut(BaseModel):
    """Some of the others, and how many of them are in each bin."""

    outcome: Outcome | None = Field(description="What became of these; null where they are all of the others.")
    n_clients: int
    n_missing: int = Field(description="How many of them have no value.")
    counts: list[int] = Field(description="One number per bin; with `n_missing` they sum to `n_clients`.")

    @classmethod
    def from_series(cls, series: Series) -> Self:
        """Put a series on the wire."""
        return cls(
            outcome=series.outcome,
            n_clients=series.n_clients,
            n_missing=series.n_missing,
            counts=list(series.counts),
        )


class DistributionOut(BaseModel):
    """How the others spread over the bins; by outcome only where that may be told and enough have either."""

    bins: list[BinOut]
    series: list[SeriesOut]
    client_bin: int | None = Field(description="The client's own, from 0; null where they have none.")

    @classmethod
    def from_distribution(cls, distribution: Distribution) -> Self:
        """Put a distribution on the wire."""
        return cls(
            bins=[BinOut.from_bin(one) for one in distribution.bins],
            series=[SeriesOut.from_series(series) for series in distribution.series],
            client_bin=distribution.client_bin,
        )


class PlaceOut(BaseModel):
    """How many of the others who have a value are below, level with and above the client."""

    n_below: int
    n_equal: int
    n_above: int
    percentile: float = Field(description="From 0, below everybody, to 100; half of those level count as below.")

    @classmethod
    def from_place(cls, place: Place) -> Self:
        """Put a place on the wire."""
        return cls(
            n_below=place.n_below, n_equal=place.n_equal, n_above=place.n_above, percentile=place.percentile
        )  # fmt: skip


class ComparisonOut(BaseModel):
    """Where one client stands among a group of others in one feature."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    kind: Literal["comparison"]
    client_id: int
    feature: str
    label: Words
    value: Value = Field(description="The client's own; null where it is missing.")
    value_said: Words
    group: GroupOut
    n_missing: int = Field(description="How many of the group have no value.")
    tells_outcomes: bool = Field(
        description="Whether the feature may be shown by outcome; false for what the law protects."
    )
    distribution: DistributionOut
    place: PlaceOut | None = Field(description="Null where the client has no value, or values have no order.")
    sentence: Words = Field(description="The client's value and how many of the others are below, above or level.")

    @classmethod
    def from_comparison(cls, found: Comparison) -> Self:
        """Put a comparison on the wire."""
        return cls(
            kind="comparison",
            client_id=found.client_id,
            feature=found.feature,
            label=Words.from_text(found.label),
            value=found.value,
            value_said=Words.from_text(found.value_said),
            group=GroupOut.from_group(found.group),
            n_missing=found.n_missing,
            tells_outcomes=found.tells_outcomes,
            distribution=DistributionOut.from_distribution(found.distribution),
            place=PlaceOut.from_place(found.place) if found.place else None,
            sentence=Words.from_text(found.sentence),
        )


class TooFewOut(BaseModel):
    """A comparison that is not shown, since too few others would be in it; how many is not told either."""

    model_config = ConfigDict(json_schema_extra={"example": _TOO_FEW_EXAMPLE})

    kind: Literal["too_few"]
    client_id: int
    sentence: Words

    @classmethod
    def from_too_few(cls, found: TooFew) -> Self:
        """Put on the wire that there is nothing to show."""
        return cls(kind="too_few", client_id=found.client_id, sentence=Words.from_text(found.sentence))
