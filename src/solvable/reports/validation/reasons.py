"""Are the reasons true? What stands behind one is changed, the client is scored anew, and the score must move."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.explanations.contributions import Contributions, contributions_in_points
from solvable.explanations.reasons import ReasonMembers, group_by_reason
from solvable.models.bundle import Bundle
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature
from solvable.models.reason_figures import OutcomeFigures, ReasonFigures, ReasonTrial
from solvable.models.standings import Standing
from solvable.portfolios.catalogue import Catalogue
from solvable.vocabulary import Unit

__all__ = ["MOST_CLIENTS", "N_FIRST", "measure_reasons"]

# As many clients as tell a share of 95 % from one of 93 %, and few enough to add seconds to a training.
MOST_CLIENTS = 400
CLIENTS_EXCHANGED, DRAWS = 120, 24
N_FIRST = 3
# Less is shown as no point at all, and is nobody's reason.
HALF_A_POINT = 0.5
# A value that is written with two digits is off by as much.
LARGEST_DISTURBANCE = 0.01
MEASURED_UNITS = {Unit.AMOUNT, Unit.SHARE, Unit.RATIO, Unit.TIMES, Unit.DAYS, Unit.MONTHS, Unit.YEARS, Unit.SCORE}

Matrix = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Groups = list[ReasonMembers]
# A client's row, once or several times, with other values at some places; None where nobody can say which.
Change = Callable[[int, Sequence[int]], Matrix | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clients:
    """Clients as the model reads them, each with their reasons, the most harmful first."""

    X: Matrix
    points: npt.NDArray[np.float64]
    reasons: list[Groups]

    def first(self, client: int, *, in_favour: bool) -> Groups:
        """Return the reasons that weigh most on one side, of those that count at least a point as shown."""
        if in_favour:
            return [group for group in reversed(self.reasons[client]) if group.points >= HALF_A_POINT][:N_FIRST]
        return [group for group in self.reasons[client] if group.points <= -HALF_A_POINT][:N_FIRST]


def measure_reasons(
    bundle: Bundle, rows: pa.Table, is_default: Flags, *, others: Matrix, accept_from: int, catalogue: Catalogue,
    rng: np.random.Generator,
) -> ReasonFigures:  # fmt: skip
    """Measure how true and how stable a model's reasons are.

    Parameters
    ----------
    rows : clients that the model never saw
    is_default : shape (n,)
    others : shape (n_others, n_features)
        Clients to draw values from, as the model reads them.
    accept_from : the policy's cutoff, which says who the accepted clients are
    rng : draws values and disturbs them: the same generator gives the same figures
    """
    clients = _read(rows, bundle, catalogue)
    typical = _typical(bundle.manifest.features, bundle.standings.from_score(accept_from))

    def as_accepted(client: int, places: Sequence[int]) -> Matrix | None:
        changed = clients.X[[client]].copy()
        known = [j for j in places if not np.isnan(typical[j])]
        if not known:
            return None
        changed[:, known] = typical[known]
        return changed

    def exchanged(client: int, places: Sequence[int]) -> Matrix:
        changed = np.repeat(clients.X[[client]], DRAWS, axis=0)
        changed[:, list(places)] = others[rng.choice(len(others), DRAWS)][:, list(places)]
        return changed

    def tested(change: Change, n: int, *, in_favour: bool) -> ReasonTrial:
        return _test(bundle, clients, change, n=n, in_favour=in_favour)

    n = rows.num_rows
    kept = _disturb(rows, bundle, catalogue, clients, rng)
    n_reasons, n_lower = _compare_outcomes(clients, is_default)
    return ReasonFigures(
        against_as_accepted=tested(as_accepted, n, in_favour=False),
        in_favour_as_accepted=tested(as_accepted, n, in_favour=True),
        against_exchanged=tested(exchanged, min(n, CLIENTS_EXCHANGED), in_favour=False),
        in_favour_exchanged=tested(exchanged, min(n, CLIENTS_EXCHANGED), in_favour=True),
        n_first=sum(n_before for n_before, _, _ in kept),
        n_kept=sum(n_kept for _, n_kept, _ in kept),
        n_clients_disturbed=len(kept),
        n_first_kept=sum(is_same for _, _, is_same in kept),
        largest_disturbance=LARGEST_DISTURBANCE,
        good=_outcome(clients, ~is_default),
        defaulted=_outcome(clients, is_default),
        n_reasons=n_reasons,
        n_reasons_lower=n_lower,
    )


def _read(rows: pa.Table, bundle: Bundle, catalogue: Catalogue) -> _Clients:
    features = bundle.manifest.features
    names = [feature.name for feature in features]
    found: Contributions = contributions_in_points(rows, bundle)
    # A level that training did not know is a value all the same: gaps are told by the rows.
    lacks = np.column_stack(
        [pc.is_null(rows[name], nan_is_null=True).to_numpy().astype(bool) for name in names]
    )  # fmt: skip
    reasons = [
        group_by_reason(points, gaps.tolist(), features=names, catalogue=catalogue)
        for points, gaps in zip(found.points, lacks, strict=True)
    ]
    return _Clients(X=encode(rows, features), points=found.points, reasons=reasons)


def _typical(features: Sequence[ModelFeature], standings: Mapping[str, Standing]) -> Matrix:
    """Return what accepted clients typically have, as the model reads it; NaN where that is not told."""
    typical = np.full(len(features), np.nan, dtype=np.float32)
    for j, feature in enumerate(features):
        value = standings[feature.name].typical if feature.name in standings else None
        if isinstance(value, str):
            typical[j] = (feature.levels or ()).index(value)
        elif value is not None:
            typical[j] = value
    return typical


def _test(bundle: Bundle, clients: _Clients, change: Change, *, n: int, in_favour: bool) -> ReasonTrial:
    """Change what stands behind the first reasons of the first ``n`` clients, and score all of them at once."""
    changed, before, expected = [], [], []
    margins = bundle.model.margins_of(clients.X[:n])
    for client in range(n):
        for group in clients.first(client, in_favour=in_favour):
            rows = change(client, group.places)
            if rows is None:
                continue
            changed.append(rows)
            before.append(margins[client])
            expected.append(group.points)
    if not changed:
        return ReasonTrial(n=0, n_true=0)
    after = bundle.model.margins_of(np.concatenate(changed)).reshape(len(changed), -1).mean(axis=1)
    moved = bundle.manifest.calibration.slope * (np.array(before) - after)  # In points but for a positive factor.
    is_true = moved * -np.sign(expected) > 0
    return ReasonTrial(n=len(changed), n_true=int(is_true.sum()))


def _disturb(
    rows: pa.Table, bundle: Bundle, catalogue: Catalogue, clients: _Clients, rng: np.random.Generator
) -> list[tuple[int, int, bool]]:
    """Return, per client with reasons against, how many are first ones, how many stay, whether the first does."""
    disturbed = rows
    for feature in bundle.manifest.features:
        if feature.unit not in MEASURED_UNITS:
            continue
        place = disturbed.schema.get_field_index(feature.name)
        factors = pa.array(1 + rng.uniform(-LARGEST_DISTURBANCE, LARGEST_DISTURBANCE, rows.num_rows))
        disturbed = disturbed.set_column(place, feature.name, pc.multiply(rows[feature.name], factors))
    again = _read(disturbed, bundle, catalogue)
    kept = []
    for client in range(rows.num_rows):
        before, after = ([g.key for g in some.first(client, in_favour=False)] for some in (clients, again))
        if before:
            kept.append((len(before), len(set(before) & set(after)), before[:1] == after[:1]))
    return kept


def _compare_outcomes(clients: _Clients, is_default: Flags) -> tuple[int, int]:
    """Return how many reasons move a point on average, and how many of them give defaulted clients less."""
    points: dict[str, tuple[list[float], list[float]]] = {}
    for groups, defaulted in zip(clients.reasons, is_default.tolist(), strict=True):
        for group in groups:
            points.setdefault(group.key, ([], []))[defaulted].append(group.points)
    told = [
        (np.mean(good), np.mean(bad))
        for good, bad in points.values()
        if good and bad and np.mean(np.abs(good + bad)) >= 1
    ]
    return len(told), sum(bool(bad < good) for good, bad in told)


def _outcome(clients: _Clients, inside: Flags) -> OutcomeFigures:
    if not inside.any():
        return OutcomeFigures(n_clients=0, points_mean=None, n_against_mean=None)
    against = [sum(group.points <= -HALF_A_POINT for group in groups) for groups in clients.reasons]
    return OutcomeFigures(
        n_clients=int(inside.sum()),
        points_mean=float(clients.points[inside].sum(axis=1).mean()),
        n_against_mean=float(np.mean(np.array(against)[inside])),
    )
