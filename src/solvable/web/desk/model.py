"""The page of the model: what it looks at, how good it is and what it may not use; for analysts, its figures."""

from dataclasses import dataclass
from functools import lru_cache

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable import wording
from solvable.explanations.model_view import FeatureView, GroupView, ModelView
from solvable.models.validation import Validation
from solvable.reports.validation.words import estimate_in_words, number_in_words, said, share_in_words
from solvable.vocabulary import Language
from solvable.web.desk.client_frame import opens
from solvable.web.desk.language import spoken_language
from solvable.web.desk.model_words import (
    excluded_features,
    limits,
    policy_in_words,
    quality,
    uses_external_scores,
    verdict_shares,
)
from solvable.web.services import scoring_service

__all__ = ["model_card_page", "model_page", "validation_page"]

MOST_FEATURES = 8
# Reports bring style sheet and (empty) icon in the page itself, so that they can be kept as one file.
_OWN_STYLE = {"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A theme with its part in what moves scores, and the features of it that move them most."""

    theme: GroupView
    share: str
    width: str
    features: tuple[FeatureView, ...]
    n_more: int


@require_safe
def model_page(request: HttpRequest) -> HttpResponse:
    """Tell anybody what computes the proposals; whoever may see them is shown the figures too."""
    service, language = scoring_service(), spoken_language()
    manifest, validation, view = service.bundle.manifest, service.bundle.validation, service.model_view
    sees_figures = opens(request, "desk:validation")
    context = {
        "version": service.model_version,
        "trained_on": wording.day(manifest.trained_at, language),
        "n_learned_from": manifest.sides["train"].n_clients if "train" in manifest.sides else None,
        "n_features": len(manifest.features),
        "quality": tuple(quality(validation)),
        "verdicts": verdict_shares(validation),
        "limits": limits(validation),
        "n_looked_at": view.n_clients,
        "themes": _theme_rows(view, language),
        "excluded": excluded_features(manifest, service.catalogue),
        "uses_external_scores": uses_external_scores(manifest, service.catalogue),
        "policy_version": service.policy_version,
        "policy": tuple(policy_in_words(service.policy, service.cutoffs)),
        "sees_figures": sees_figures,
        "figures": _figures(validation, language) if sees_figures else (),
    }
    return render(request, "desk/model.html", context)


@require_safe
@csp_update(_OWN_STYLE)  # type: ignore[untyped-decorator] # The package declares no types.
def validation_page(_request: HttpRequest) -> HttpResponse:
    """Show the validation report of the model that serves."""
    service = scoring_service()
    return HttpResponse(_validation(service.model_version, service.bundle.checksum, spoken_language()))


@require_safe
@csp_update(_OWN_STYLE)  # type: ignore[untyped-decorator] # The package declares no types.
def model_card_page(_request: HttpRequest) -> HttpResponse:
    """Show the card of the model that serves."""
    from solvable.reports.model_card import model_card_page as card

    bundle = scoring_service().bundle
    return HttpResponse(card(bundle.manifest, bundle.validation, spoken_language()))


@lru_cache(maxsize=4)
def _validation(_version: str, _checksum: str | None, language: Language) -> str:
    """Draw the report once for a model and a language: its pictures take seconds, and it changes with neither."""
    from solvable.reports.validation.page import validation_page as drawn

    service = scoring_service()
    return drawn(
        service.bundle.manifest, service.bundle.validation, language, alternatives=None, model=service.model_view
    )


def _theme_rows(view: ModelView, language: Language) -> tuple[ThemeRow, ...]:
    most = max((theme.share for theme in view.themes), default=0.0) or 1.0
    rows = []
    for theme in view.themes:
        features = [feature for feature in view.features if feature.theme_label == theme.label and feature.mean_points]
        if features:
            rows.append(
                ThemeRow(
                    theme=theme,
                    share=wording.share(theme.share, language),
                    width=f"{100 * theme.share / most:.1f}%",
                    features=tuple(features[:MOST_FEATURES]),
                    n_more=max(0, len(features) - MOST_FEATURES),
                )
            )
    return tuple(rows)


def _figures(validation: Validation, language: Language) -> tuple[tuple[str, str], ...]:
    """Return what an analyst asks first, each with its 95 % interval where it has one."""
    ranking, calibration = validation.ranking, validation.calibration
    return (
        (said("auc", language), estimate_in_words(ranking.auc, language)),
        (said("gini", language), estimate_in_words(ranking.gini, language)),
        (said("ks", language), estimate_in_words(ranking.ks, language)),
        (said("slope", language), estimate_in_words(calibration.slope, language)),
        (said("intercept", language), estimate_in_words(calibration.intercept, language)),
        (said("error", language), share_in_words(calibration.error, language, digits=2)),
        (said("error_by_chance", language), share_in_words(calibration.error_by_chance, language, digits=2)),
        (said("brier", language), number_in_words(calibration.brier, language, digits=4)),
    )
