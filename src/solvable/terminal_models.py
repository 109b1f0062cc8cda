"""What the command line shows of models: which there are, where they come from, what they do."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from solvable.models.alternatives import Alternative, Alternatives
from solvable.models.estimate import Estimate
from solvable.models.manifest import Manifest
from solvable.models.reason_figures import ReasonFigures
from solvable.vocabulary import Language

__all__ = [
    "alternatives_table",
    "bundles_table",
    "comparison_table",
    "figures_table",
    "origin_table",
    "proxies_table",
    "reasons_table",
]


def figures_table(manifest: Manifest) -> Table:
    """Lay out what a model does on clients it never saw."""
    report = manifest.sides["report"]
    table = Table("figure", "value", title=f"Model {manifest.version}", title_justify="left")
    table.caption = f"on {report.n_clients:,} clients of the report side, {report.n_defaults:,} defaults"
    for name, value in _figures(manifest).items():
        table.add_row(name, value)
    return table


def bundles_table(manifests: Sequence[Manifest], *, serving: str | None) -> Table:
    """Lay out models, the newest first."""
    table = Table("model", "", "kind", "features", "trained", "AUC", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.columns[0].no_wrap = True  # To be copied into the next command.
    for manifest in sorted(manifests, key=lambda manifest: manifest.trained_at, reverse=True):
        table.add_row(
            manifest.version,
            "[green]serves[/green]" if manifest.version == serving else "",
            manifest.kind.value,
            f"{len(manifest.features)}",
            manifest.trained_at[:10],
            f"{manifest.figures.auc:.4f}",
        )
    if not manifests:
        table.caption = "No model yet. Run `solvable train`."
    return table


def origin_table(manifest: Manifest) -> Table:
    """Lay out where a model comes from."""
    table = Table("origin", "value", title=f"Model {manifest.version}", title_justify="left")
    for name, value in _origin(manifest).items():
        table.add_row(name, escape(value))
    return table


def comparison_table(first: Manifest, second: Manifest) -> Table:
    """Lay out two models side by side, and the features that only one of them reads."""
    table = Table("", first.version, second.version)
    for told in (_origin, _figures):
        left, right = told(first), told(second)
        for name in left | right:
            table.add_row(name, escape(left.get(name, "–")), escape(right.get(name, "–")))
        table.add_section()
    names = [[feature.name for feature in manifest.features] for manifest in (first, second)]
    only = [sorted(set(own) - set(others)) for own, others in (names, names[::-1])]
    table.add_row("features that the other lacks", *("\n".join(found) or "none" for found in only))
    return table


def alternatives_table(found: Alternatives) -> Table:
    """Lay out what each model does, and below it what that is against the reference."""
    table = Table("model", "features", "AUC", "Gini", "cost of 1,000", box=SIMPLE_HEAD, pad_edge=False)
    table.title, table.title_justify = "What each restriction costs", "left"
    table.caption = (
        f"{found.n_report:,} clients of the report side, {found.n_report_defaults:,} defaults; intervals of 95 %"
    )
    reference = next(model for model in found.models if model.version == found.reference)
    for model in found.models:
        table.add_row(
            f"[bold]{_alternative_name(model)}[/bold]",
            str(model.n_features),
            _with_interval(model.auc, ".4f"),
            f"{model.gini.value:.4f}",
            _with_interval(model.cost_per_1000, ".1f"),
        )
        if model.against_reference is not None:
            table.add_row(
                f"  against {_alternative_name(reference)}",
                "",
                _with_interval(model.against_reference.auc, "+.4f"),
                f"{model.against_reference.gini.value:+.4f}",
                _with_interval(model.against_reference.cost_per_1000, "+.1f"),
            )
        table.add_row()
    return table


def proxies_table(found: Alternatives) -> Table:
    """Lay out how well the reference's features tell what they must not use."""
    table = Table("ground", "who is told", "AUC", "by", box=SIMPLE_HEAD, pad_edge=False)
    table.title, table.title_justify = "What the features give away", "left"
    table.caption = "AUC 0.5: nothing, 1: all of it"
    for test in found.proxies:
        told = test.level if test.level is not None else f"above {test.above:g}"
        carriers = "\n".join(f"{carrier.gain_share:.0%} {carrier.feature}" for carrier in test.carriers[:3])
        table.add_row(
            test.feature, f"{told} ({test.share:.0%})", f"{test.auc:.3f} ± {test.auc_spread:.3f}", carriers,
            end_section=True,
        )  # fmt: skip
    return table


def reasons_table(figures: ReasonFigures, manifest: Manifest, language: Language) -> Table:
    """Lay out whether a model's reasons are true."""
    # Imported here: what draws pages takes long to load, and the other tables need none of it.
    from solvable.reports.validation.reason_panels import reason_lines
    from solvable.reports.validation.words import said

    heads = [said(name, language) for name in ("figure", "value", "of")]
    table = Table(*heads, box=SIMPLE_HEAD, pad_edge=False)
    table.title = f"{said('reasons', language)}{said('colon', language)}{manifest.version}"
    table.title_justify = "left"
    for line in reason_lines(figures, language):
        table.add_row(*line)
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    return table


def _alternative_name(model: Alternative) -> str:
    return _NAMES.get(model.key.partition(":")[2], "{}").format(model.profile)


_NAMES = {"free": "{}, no directions", "scorecard": "{}, scorecard"}


def _with_interval(estimate: Estimate, form: str) -> str:
    return f"{estimate.value:{form}}\n[dim][{estimate.low:{form}}, {estimate.high:{form}}][/dim]"


def _figures(manifest: Manifest) -> dict[str, str]:
    figures = manifest.figures
    shares = (figures.accepted_share, figures.referred_share, figures.declined_share)
    found = {
        "AUC": f"{figures.auc:.4f}",
        "Gini": f"{figures.gini:.4f}",
        "KS": f"{figures.ks:.4f}",
        "Brier score": f"{figures.brier:.4f}",
        "calibration slope": f"{figures.calibration_slope:.3f}",
        "cost per application": f"{figures.cost:.4f}",
        "… if all were accepted": f"{figures.cost_accept_all:.4f}",
        "… if all were declined": f"{figures.cost_decline_all:.4f}",
        "accept / refer / decline": " / ".join(f"{share:.1%}" for share in shares),
        "AUC of the folds in train": f"{figures.cv_auc:.4f} ± {figures.cv_auc_spread:.4f}",
        "features": f"{len(manifest.features)}",
    }
    if manifest.n_rounds is not None:
        found["trees"] = f"{manifest.n_rounds:,}"
    return found


def _origin(manifest: Manifest) -> dict[str, str]:
    found = {
        "kind": manifest.kind.value,
        "profile": manifest.profile,
        "trained": manifest.trained_at,
        "report read": manifest.report_read_at,
        "solvable": manifest.code_version,
        "portfolio": manifest.data.portfolio,
        "features from": manifest.data.features_fingerprint[:12],
        "tables it learned without": ", ".join(manifest.data.not_available) or "none",
        "configuration": f"{manifest.training.version}, {manifest.training.checksum[:12]}",
        "policy": manifest.figures.policy_version,
    }
    for name, side in manifest.sides.items():
        found[f"clients on {name}"] = f"{side.n_clients:,}, {side.n_defaults:,} defaults"
    if manifest.tuning is not None:
        found["parameters searched"] = (
            f"{manifest.tuning.n_trials:,} trials, log-loss {manifest.tuning.log_loss_before:.5f} → "
            f"{manifest.tuning.log_loss:.5f}"
        )
    if manifest.elimination is not None:
        found["features left out"] = (
            f"{manifest.elimination.sizes[0].n_features - manifest.elimination.n_kept} of "
            f"{manifest.elimination.sizes[0].n_features}"
        )
    return found
