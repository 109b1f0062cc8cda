"""The wire format of a client's place among others in two features at once, and of what others are chosen by."""

from collections.abc import Collection, Iterable
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.explanations.comparison import Density, DensityAxis, FilterOption, may_tell_outcomes
from solvable.portfolios.catalogue import Catalogue, Value
from solvable.vocabulary import Unit
from solvable.web.api.comparison_schemas import BinOut, GroupOut
from solvable.web.api.schemas import Words

__all__ = ["DensityOut", "OptionsOut", "member_name"]

_BIN_EXAMPLE: dict[str, Any] = {
    "label": {"fr": "150\u202f000 et plus", "en": "150,000 and more"}, "low": 150000.0, "high": None, "levels": [],
}  # fmt: skip
_DENSITY_EXAMPLE: dict[str, Any] = {
    "kind": "comparison_of_two",
    "client_id": 100002,
    "group": {
        "n_clients": 840,
        "n_by_outcome": {"repaid": 760, "not_repaid": 80, "not_known": 0},
        "sentence": {
            "fr": "Comparaison avec 840\u00a0autres clients […].",
            "en": "Compared with 840 other clients […].",
        },
    },
    "x": {
        "feature": "income_amount",
        "label": {"fr": "Revenus déclarés", "en": "Declared income"},
        "bins": [_BIN_EXAMPLE],
        "value": 202500.0,
        "value_said": {"fr": "202\u202f500", "en": "202,500"},
        "client_bin": 0,
    },
    "y": {
        "feature": "credit_amount",
        "label": {"fr": "Montant du crédit", "en": "Amount of the credit"},
        "bins": [_BIN_EXAMPLE],
        "value": 406597.5,
        "value_said": {"fr": "406\u202f598", "en": "406,598"},
        "client_bin": 0,
    },
    "cells": [{"x": 0, "y": 0, "n_clients": 840}],
    "n_missing": 0,
    "n_held_back": 0,
    "sentence": {"fr": "Revenus déclarés de 202\u202f500 […]", "en": "A declared income of 202,500 […]"},
}
_OPTIONS_EXAMPLE: dict[str, Any] = {
    "features": [
        {
            "name": "income_amount",
            "label": {"fr": "Revenus déclarés", "en": "Declared income"},
            "unit": "amount",
            "tells_outcomes": True,
        }
    ],
    "filters": [
        {
            "key": "contract_type",
            "label": {"fr": "Type de crédit", "en": "Type of credit"},
            "is_same_only": False,
            "members": [{"member": "contract_type:0", "label": {"fr": "crédit classique", "en": "cash loan"}}],
        }
    ],
}


class CellOut(BaseModel):
    """Clients in one bin of each feature."""

    x: int = Field(description="The bin of the first feature, from 0.")
    y: int = Field(description="The bin of the second feature, from 0.")
    n_clients: int | None = Field(description="Null where they are a few, who might be recognised.")


class DensityAxisOut(BaseModel):
    """One of two features."""

    feature: str
    label: Words
    bins: list[BinOut]
    value: Value = Field(description="The client's own; null where it is missing.")
    value_said: Words
    client_bin: int | None = Field(description="The client's own, from 0; null where they have none.")

    @classmethod
    def from_axis(cls, axis: DensityAxis) -> Self:
        """Put an axis on the wire."""
        return cls(
            feature=axis.feature,
            label=Words.from_text(axis.label),
            bins=[BinOut.from_bin(one) for one in axis.bins],
            value=axis.value,
            value_said=Words.from_text(axis.value_said),
            client_bin=axis.client_bin,
        )


class DensityOut(BaseModel):
    """Where one client stands among a group of others in two features at once."""

    model_config = ConfigDict(json_schema_extra={"example": _DENSITY_EXAMPLE})

    kind: Literal["comparison_of_two"]
    client_id: int
    group: GroupOut
    x: DensityAxisOut
    y: DensityAxisOut
    cells: list[CellOut] = Field(description="Those that are not empty.")
    n_missing: int = Field(description="How many of the group lack one of the two values, or both.")
    n_held_back: int = Field(description="How many are in the cells that do not tell their number, together.")
    sentence: Words

    @classmethod
    def from_density(cls, found: Density) -> Self:
        """Put a comparison in two features on the wire."""
        return cls(
            kind="comparison_of_two",
            client_id=found.client_id,
            group=GroupOut.from_group(found.group),
            x=DensityAxisOut.from_axis(found.x),
            y=DensityAxisOut.from_axis(found.y),
            cells=[CellOut(x=cell.x, y=cell.y, n_clients=cell.n_clients) for cell in found.cells],
            n_missing=found.n_missing,
            n_held_back=found.n_held_back,
            sentence=Words.from_text(found.sentence),
        )


class ComparableOut(BaseModel):
    """A feature that clients may be compared in."""

    name: str
    label: Words
    unit: Unit
    tells_outcomes: bool = Field(description="Whether it is shown by outcome; false for what the law protects.")


class MemberOut(BaseModel):
    """One group of others."""

    member: str = Field(description="What to ask for as `member`.")
    label: Words


class FilterOut(BaseModel):
    """One thing that others can be chosen by."""

    key: str = Field(description="What to ask for as `same`.")
    label: Words
    is_same_only: bool = Field(
        description="Whether only clients like the one asked about may be chosen by it: the law forbids to judge by it."
    )
    members: list[MemberOut] = Field(description="Groups that may be chosen whatever the client's own.")

    @classmethod
    def from_option(cls, option: FilterOption) -> Self:
        """Put a filter on the wire, with the members that may be asked for."""
        members = () if option.is_same_only else option.members
        return cls(
            key=option.key,
            label=Words.from_text(option.label),
            is_same_only=option.is_same_only,
            members=[
                MemberOut(member=member_name(option, place), label=Words.from_text(label))
                for place, label in enumerate(members)
            ],
        )


class OptionsOut(BaseModel):
    """In what a client may be compared, and with whom."""

    model_config = ConfigDict(json_schema_extra={"example": _OPTIONS_EXAMPLE})

    features: list[ComparableOut]
    filters: list[FilterOut]

    @classmethod
    def from_options(cls, options: Iterable[FilterOption], catalogue: Catalogue, *, names: Collection[str]) -> Self:
        """Put the choices on the wire."""
        features = [catalogue.features[name] for name in names]
        return cls(
            features=[
                ComparableOut(
                    name=feature.name,
                    label=Words.from_text(feature.label),
                    unit=feature.unit,
                    tells_outcomes=may_tell_outcomes(feature),
                )
                for feature in features
            ],
            filters=[FilterOut.from_option(option) for option in options],
        )


def member_name(option: FilterOption, place: int) -> str:
    """Return what a program asks for to choose one member."""
    return f"{option.key}:{place}"
