"""The wire format of what scores stand on: model, policy and catalogue."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.decisions.decision import Cutoffs
from solvable.decisions.policy import Policy
from solvable.models.manifest import Figures, Manifest, ModelKind
from solvable.portfolios.catalogue import Catalogue, Feature
from solvable.vocabulary import Admissibility, HigherIs, Text, Unit
from solvable.web.api.schemas import CutoffsOut, Words

__all__ = ["CatalogueOut", "ModelOut", "PolicyOut"]

_MODEL_EXAMPLE: dict[str, Any] = {
    "model_version": "2026-11-23-4f2a9c",
    "kind": "boosting",
    "profile": "fair",
    "trained_at": "2026-11-23T18:04:11+00:00",
    "code_version": "0.1.0",
    "portfolio": "home_credit",
    "currency": None,
    "not_available": [],
    "points": {
        "score_at_odds": 500, "odds": 10.0, "points_to_double_odds": 50, "scale_from": 250, "scale_to": 750,
    },
    "features": [{"name": "income_amount", "unit": "amount", "levels": None, "monotone": 0}],
    "figures": {
        "auc": 0.784, "gini": 0.568, "ks": 0.431, "brier": 0.066, "calibration_slope": 1.01,
        "calibration_intercept": 0.02, "accepted_share": 0.71, "referred_share": 0.15, "declined_share": 0.14,
        "policy_version": "2026-11",
    },
}  # fmt: skip
_POLICY_EXAMPLE: dict[str, Any] = {
    "policy_version": "2026-11",
    "policy_checksum": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    "model_version": "2026-11-23-4f2a9c",
    "cutoffs": {"accept_from": 520, "decline_below": 470, "accept_below_prob": 0.05, "decline_from_prob": 0.14},
    "document": {"version": "2026-11", "costs": {"kind": "ratio"}, "grey_zone": {"referred_share": 0.15}},
}
_CATALOGUE_EXAMPLE: dict[str, Any] = {
    "model_version": "2026-11-23-4f2a9c",
    "themes": {"this_credit": {"fr": "Crédit demandé", "en": "Credit applied for"}},
    "reasons": {"credit_length": {"fr": "Durée du crédit", "en": "Length of the credit"}},
    "features": [
        {
            "name": "credit_to_annuity_months",
            "family": "credit_to_annuity_months",
            "label": {"fr": "Durée estimée du crédit", "en": "Estimated length of the credit"},
            "unit": "months",
            "theme": "this_credit",
            "reason": "credit_length",
            "higher_is": "either",
            "sources": ["application.AMT_CREDIT", "application.AMT_ANNUITY"],
            "admissibility": "allowed",
            "admissibility_reason": None,
            "is_actionable": True,
            "is_used": True,
            "levels": {},
        }
    ],
}


class PointsOut(BaseModel):
    """How log-odds of default become points."""

    score_at_odds: int = Field(description="Points at `odds` goods to one bad.")
    odds: float
    points_to_double_odds: int = Field(description="So many more points double the odds.")
    scale_from: int = Field(description="Where the scale that is drawn begins; scores beyond it exist.")
    scale_to: int


class ModelFeatureOut(BaseModel):
    """A feature as the model knows it; the catalogue says what it is called and means."""

    name: str
    unit: str
    levels: list[str] | None = Field(description="Of a category, those it learned, in order of their codes.")
    monotone: int = Field(description="1: more may only raise the risk; -1: only lower it; 0: either.", ge=-1, le=1)


class FiguresOut(BaseModel):
    """What was measured once on clients that the model never saw, under the policy of that day."""

    auc: float
    gini: float
    ks: float
    brier: float
    calibration_slope: float = Field(description="1 where probabilities are as spread as outcomes.")
    calibration_intercept: float
    accepted_share: float
    referred_share: float
    declined_share: float
    policy_version: str

    @classmethod
    def from_figures(cls, figures: Figures) -> Self:
        """Put figures on the wire."""
        return cls(**{name: getattr(figures, name) for name in cls.model_fields})


class ModelOut(BaseModel):
    """The model that serves."""

    model_config = ConfigDict(json_schema_extra={"example": _MODEL_EXAMPLE})

    model_version: str
    kind: ModelKind
    profile: str = Field(description="Which features it was let use.")
    trained_at: str = Field(description="ISO 8601, UTC.")
    code_version: str
    portfolio: str
    currency: str | None = Field(description="Of every amount; null where the tables name none.")
    not_available: list[str] = Field(description="Tables that it learned without.")
    points: PointsOut
    features: list[ModelFeatureOut]
    figures: FiguresOut

    @classmethod
    def from_manifest(cls, manifest: Manifest) -> Self:
        """Put on the wire what a bundle says of its model."""
        scale = manifest.training.points
        return cls(
            model_version=manifest.version,
            kind=manifest.kind,
            profile=manifest.profile,
            trained_at=manifest.trained_at,
            code_version=manifest.code_version,
            portfolio=manifest.data.portfolio,
            currency=manifest.data.currency,
            not_available=list(manifest.data.not_available),
            points=PointsOut(**{name: getattr(scale, name) for name in PointsOut.model_fields}),
            features=[
                ModelFeatureOut(
                    name=feature.name,
                    unit=feature.unit,
                    levels=None if feature.levels is None else list(feature.levels),
                    monotone=feature.monotone,
                )
                for feature in manifest.features
            ],
            figures=FiguresOut.from_figures(manifest.figures),
        )


class PolicyOut(BaseModel):
    """The policy that serves, and where it draws the lines for the model that serves."""

    model_config = ConfigDict(json_schema_extra={"example": _POLICY_EXAMPLE})

    policy_version: str
    policy_checksum: str = Field(description="SHA-256 of all that the policy says.")
    model_version: str
    cutoffs: CutoffsOut
    document: dict[str, Any] = Field(description="All that it says, by the names of `policy.toml`.")

    @classmethod
    def from_policy(cls, policy: Policy, cutoffs: Cutoffs, *, model_version: str) -> Self:
        """Put a policy on the wire."""
        return cls(
            policy_version=policy.version,
            policy_checksum=policy.checksum,
            model_version=model_version,
            cutoffs=CutoffsOut.from_cutoffs(cutoffs),
            document=policy.model_dump(mode="json"),
        )


class FeatureOut(BaseModel):
    """All that is said about a feature."""

    name: str
    family: str = Field(description="Shared by features that differ only in a window, a kind or a subset.")
    label: Words
    unit: Unit
    theme: str = Field(description="A key of `themes`.")
    reason: str = Field(description="A key of `reasons`: features of one reason are explained together.")
    higher_is: HigherIs = Field(description="Which way credit sense says that more of it pushes the risk.")
    sources: list[str] = Field(description="`table.COLUMN` of every raw column that it reads.")
    admissibility: Admissibility = Field(description="Whether it may decide about a person, and if not, why.")
    admissibility_reason: Words | None = Field(description="Why it may not be used; null where it may.")
    is_actionable: bool = Field(description="Whether the client can change it before the decision.")
    is_used: bool = Field(description="Whether the model that serves reads it.")
    levels: dict[str, Words] = Field(description="Of a category, the words for each level; empty where it has none.")

    @classmethod
    def from_feature(cls, feature: Feature, *, levels: Mapping[str, Text], is_used: bool) -> Self:
        """Put an entry of the catalogue on the wire."""
        why = feature.admissibility_reason
        return cls(
            name=feature.name,
            family=feature.family,
            label=Words.from_text(feature.label),
            unit=feature.unit,
            theme=feature.theme,
            reason=feature.reason,
            higher_is=feature.higher_is,
            sources=list(feature.sources),
            admissibility=feature.admissibility,
            admissibility_reason=None if why is None else Words.from_text(why),
            is_actionable=feature.is_actionable,
            is_used=is_used,
            levels=_words(levels),
        )


class CatalogueOut(BaseModel):
    """Every feature there is, whether or not the model reads it, with the words that explanations use."""

    model_config = ConfigDict(json_schema_extra={"example": _CATALOGUE_EXAMPLE})

    model_version: str = Field(description="The model that `is_used` is about.")
    themes: dict[str, Words]
    reasons: dict[str, Words]
    features: list[FeatureOut]

    @classmethod
    def from_catalogue(cls, catalogue: Catalogue, *, used: Collection[str], model_version: str) -> Self:
        """Put a catalogue on the wire."""
        return cls(
            model_version=model_version,
            themes=_words(catalogue.themes),
            reasons=_words(catalogue.reasons),
            features=[
                FeatureOut.from_feature(feature, levels=catalogue.levels.get(name, {}), is_used=name in used)
                for name, feature in catalogue.features.items()
            ],
        )


def _words(texts: Mapping[str, Text]) -> dict[str, Words]:
    return {key: Words.from_text(text) for key, text in texts.items()}
