"""The validation as a page of its own, from the bundle alone."""

from pathlib import Path

from solvable import wording
from solvable.explanations.model_view import ModelView
from solvable.models.alternatives import Alternatives
from solvable.models.manifest import Manifest
from solvable.models.validation import FEWEST_CLIENTS, Validation
from solvable.reports.page import Panel, render_page, write_page
from solvable.reports.validation.decision_panels import alternatives_panel, cost_panel, verdicts_panel
from solvable.reports.validation.findings import validation_findings
from solvable.reports.validation.group_panels import fairness_panel, segment_panel
from solvable.reports.validation.model_panels import model_panels
from solvable.reports.validation.overall_panels import (
    calibration_panel,
    folds_panel,
    gains_panel,
    ranking_panel,
    reliability_panel,
)
from solvable.reports.validation.reason_panels import reasons_panel
from solvable.reports.validation.words import KINDS, LABELS, said
from solvable.vocabulary import Language

__all__ = ["model_facts", "validation_page", "write_validation"]


def write_validation(
    manifest: Manifest, validation: Validation, path: Path, language: Language, *, alternatives: Alternatives | None,
    model: ModelView | None = None,
) -> None:  # fmt: skip
    """Write the page; the file appears whole or not at all.

    Raises
    ------
    ConfigError
        The file's ending is not .html, or its folder does not exist.
    """
    write_page(validation_page(manifest, validation, language, alternatives=alternatives, model=model), path)


def validation_page(
    manifest: Manifest, validation: Validation, language: Language, *, alternatives: Alternatives | None,
    model: ModelView | None = None,
) -> str:  # fmt: skip
    """Return the page as HTML.

    Parameters
    ----------
    alternatives
        Models measured on the same clients; shown where they learned from the same features as this one.
    model
        What moves its scores, described with a catalogue; without one there is no such section.
    """
    if alternatives and alternatives.features_fingerprint != manifest.data.features_fingerprint:
        alternatives = None
    return render_page(
        "validation.html",
        language,
        LABELS,
        facts=model_facts(manifest, validation, language),
        findings=validation_findings(validation),
        method=said("method", language, fewest=str(FEWEST_CLIENTS)),
        sections=_sections(manifest, validation, alternatives, model, language),
    )


def model_facts(manifest: Manifest, validation: Validation, language: Language) -> list[tuple[str, str]]:
    """Return what a reader must know before any figure: which model, which clients, which policy."""
    rate = wording.percent(validation.n_defaults / validation.n_clients, language)
    return [
        (said("model", language), manifest.version),
        (said("kind", language), KINDS[manifest.kind].in_language(language)),
        (
            said("profile", language),
            said("profile_said", language, profile=manifest.profile, n=wording.count(len(manifest.features), language)),
        ),
        (said("trained_at", language), wording.day(manifest.trained_at, language)),
        (
            said("measured_on", language),
            said(
                "measured_on_said", language, n=wording.count(validation.n_clients, language),
                bad=wording.count(validation.n_defaults, language), rate=rate,
            ),
        ),
        (
            said("policy", language),
            said(
                "policy_said", language, version=validation.policy_version,
                checksum=validation.policy_checksum[:12], accept=wording.count(validation.accept_from, language),
                decline=wording.count(validation.decline_below, language),
            ),
        ),
    ]  # fmt: skip


def _sections(
    manifest: Manifest, validation: Validation, alternatives: Alternatives | None, model: ModelView | None,
    language: Language,
) -> dict[str, list[Panel]]:  # fmt: skip
    """Return the panels by the label of their section; a section without anything to show is left out."""
    read = {feature.name for feature in manifest.features}
    sections = {
        "ranking": [ranking_panel(validation, language), gains_panel(validation, language)],
        "calibration": [reliability_panel(validation, language), calibration_panel(validation, language)],
        "stability": [folds_panel(validation, language)] if validation.fold_aucs else [],
        "importance": model_panels(model, language) if model else [],
        "cost": [cost_panel(validation, language), verdicts_panel(validation, language)],
        "segments": [segment_panel(segment, validation, language) for segment in validation.segments if segment.groups],
        "fairness": [fairness_panel(ground, read, language) for ground in validation.fairness],
        "reasons": [reasons_panel(validation.reasons, language)] if validation.reasons else [],
        "comparison": [alternatives_panel(alternatives, language)] if alternatives else [],
    }
    return {name: panels for name, panels in sections.items() if panels}
