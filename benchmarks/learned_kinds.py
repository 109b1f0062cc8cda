"""Kinds of features that learn from other clients: what each is fitted on, and what it then says of a client."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xgboost as xgb
from quality import CONFIG
from scipy.spatial import KDTree  # XGBoost brings it along.

from solvable.models.boosting import fit_trees
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature
from solvable.models.sample import Sample
from solvable.models.splits import folds_of
from solvable.progress import Silent

CLIENT, NO_SUCH_DAY = "SK_ID_CURR", 365_243
# What takes a term of its own at the desk: cards have none.
WITH_TERM = ("Cash loans", "Consumer loans")
TERMS_TRIED = np.arange(6, 61, 6)
SANE_YEARLY_RATES = (0.08, 0.50)
FEWEST_IN_GROUP = 20
N_FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Clients with a known outcome: a row of features each, and their rows of the history tables by name."""

    rows: pa.Table
    records: Mapping[str, pa.Table]

    @property
    def is_default(self) -> np.ndarray:
        """Outcomes, shape (n,)."""
        return self.rows["is_default"].to_numpy().astype(bool)

    def numbers(self, name: str) -> np.ndarray:
        """Return a feature, shape (n,), missing as NaN."""
        return self.rows[name].cast(pa.float64()).to_numpy().astype(float)

    def of(self, mask: np.ndarray) -> Self:
        """Return some of the clients."""
        rows = self.rows.filter(pa.array(mask))
        theirs = {n: table.filter(pc.is_in(table[CLIENT], rows["client_id"])) for n, table in self.records.items()}
        return replace(self, rows=rows, records=theirs)

    def folds(self) -> np.ndarray:
        """Return folds by client, drawn from another hash than those in which models are compared."""
        return folds_of((i * 31 + 7 for i in self.rows["client_id"].to_pylist()), N_FOLDS)

    def with_outcomes_by_chance(self, rng: np.random.Generator) -> Self:
        """Return the same clients with their outcomes shuffled."""
        place = self.rows.schema.get_field_index("is_default")
        return replace(self, rows=self.rows.set_column(place, "is_default", pa.array(rng.permutation(self.is_default))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was learned: from clients to columns, shape (n, m), and how large the state would be in a bundle."""

    values: Callable[[Clients], np.ndarray]
    n_bytes: int


class Kind(Protocol):
    """A kind of learned feature."""

    def fit(self, clients: Clients) -> Fitted:
        """Learn from clients."""


@dataclass(frozen=True, slots=True)
class NeighbourRate:
    """The default rate among the ``k`` nearest clients, on axes scaled by their spread, missing as the median."""

    axes: tuple[str, ...]
    k: int

    def fit(self, clients: Clients) -> Fitted:
        """Keep the places and the outcomes."""
        places = self._places(clients)
        middle, spread = np.nanmedian(places, axis=0), np.nanstd(places, axis=0)

        def scaled(found: np.ndarray) -> np.ndarray:
            return np.where(np.isnan(found), middle, found) / spread

        tree, is_default = KDTree(scaled(places)), clients.is_default
        k = min(self.k, is_default.size)

        def values(others: Clients) -> np.ndarray:
            _, nearest = tree.query(scaled(self._places(others)), k=np.arange(1, k + 1))
            return is_default[nearest].mean(axis=1, keepdims=True)

        return Fitted(values=values, n_bytes=tree.data.nbytes + is_default.nbytes)

    def _places(self, clients: Clients) -> np.ndarray:
        return np.stack([clients.numbers(axis) for axis in self.axes], axis=1)


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """By how much each value exceeds the median of the clients of the same group, for several groupings."""

    groupings: tuple[tuple[str, ...], ...]
    compared: tuple[str, ...]

    def fit(self, clients: Clients) -> Fitted:
        """Keep the medians of groups that are large enough."""
        tables = {grouping: self._medians(group_names(clients, grouping), clients) for grouping in self.groupings}

        def values(others: Clients) -> np.ndarray:
            own = np.stack([others.numbers(name) for name in self.compared], axis=1)
            nothing = np.full(len(self.compared), np.nan)
            return np.hstack([
                own - np.stack([table.get(name, nothing) for name in group_names(others, grouping)])
                for grouping, table in tables.items()
            ])  # fmt: skip

        return Fitted(values=values, n_bytes=sum(_table_bytes(table) for table in tables.values()))

    def _medians(self, names: Sequence[str], clients: Clients) -> Mapping[str, np.ndarray]:
        own = {name: clients.numbers(name) for name in self.compared}
        levels, group = np.unique(names, return_inverse=True)
        order = np.argsort(group, kind="stable")
        members = np.split(order, np.searchsorted(group[order], np.arange(1, levels.size)))
        return {
            level: np.array([np.nanmedian(v[who]) if _n_known(v[who]) else np.nan for v in own.values()])
            for level, who in zip(levels.tolist(), members, strict=True)
            if who.size >= FEWEST_IN_GROUP
        }


@dataclass(frozen=True, slots=True)
class GroupRate:
    """The default rate in the client's group, drawn towards the overall rate as by ``prior`` clients more."""

    groupings: tuple[tuple[str, ...], ...]
    prior: float

    def fit(self, clients: Clients) -> Fitted:
        """Keep the rate of every group."""
        is_default = clients.is_default
        overall = is_default.mean()
        tables = {}
        for grouping in self.groupings:
            levels, group = np.unique(group_names(clients, grouping), return_inverse=True)
            rates = (np.bincount(group, is_default) + self.prior * overall) / (np.bincount(group) + self.prior)
            tables[grouping] = dict(zip(levels.tolist(), rates[:, None], strict=True))

        def values(others: Clients) -> np.ndarray:
            default = np.array([overall])
            return np.hstack([
                np.stack([table.get(name, default) for name in group_names(others, grouping)])
                for grouping, table in tables.items()
            ])  # fmt: skip

        return Fitted(values=values, n_bytes=sum(_table_bytes(table) for table in tables.values()))


@dataclass(frozen=True, slots=True)
class ImpliedTerm:
    """The term that earlier loans of such an amount and payment had, and the interest that follows from it."""

    loans: pa.Table

    def fit(self, clients: Clients) -> Fitted:  # noqa: ARG002  (Earlier loans teach it, not outcomes.)
        """Learn terms from ``previous_application``."""
        credit, annuity, goods, term = (
            self.loans[column].cast(pa.float64()).to_numpy().astype(float)
            for column in ("AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "CNT_PAYMENT")
        )
        kind = np.array(self.loans["NAME_CONTRACT_TYPE"].to_pylist(), dtype=str)
        taken = (credit > 0) & (annuity > 0) & (term > 0) & np.isin(kind, WITH_TERM)
        trees = xgb.train(
            {"max_depth": 6, "learning_rate": 0.1, "tree_method": "hist", "objective": "reg:absoluteerror"},
            xgb.DMatrix(self._columns(credit, annuity, goods, kind == "Cash loans")[taken], term[taken]),
            300,
        )

        def values(others: Clients) -> np.ndarray:
            credit, annuity, goods = (
                others.numbers(name) for name in ("credit_amount", "annuity_amount", "goods_price_amount")
            )
            is_revolving = np.array(others.rows["contract_type"].to_pylist(), dtype=str) == "Revolving loans"
            asked = self._columns(credit, annuity, goods, np.ones(credit.size))
            months = trees.predict(xgb.DMatrix(asked, nthread=1)).astype(float)
            months[is_revolving] = np.nan
            return np.stack([months, annuity * months / credit - 1, 12 * monthly_rate(credit, annuity, months)], axis=1)

        return Fitted(values=values, n_bytes=len(trees.save_raw("ubj")))

    @staticmethod
    def _columns(credit: np.ndarray, annuity: np.ndarray, goods: np.ndarray, is_cash: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            columns = np.stack([credit / annuity, credit, annuity, goods, credit / goods, is_cash], axis=1)
        return np.where(np.isfinite(columns), columns, np.nan)


@dataclass(frozen=True, slots=True)
class TriedTerms:
    """Mean, least and largest yearly rate over the terms that make a sane one: a formula over one row, no learning."""

    def fit(self, clients: Clients) -> Fitted:  # noqa: ARG002  (Nothing is learned.)
        """Learn nothing."""

        def values(others: Clients) -> np.ndarray:
            credit, annuity = (others.numbers(name)[:, None] for name in ("credit_amount", "annuity_amount"))
            rates = 12 * monthly_rate(credit, annuity, TERMS_TRIED)
            is_sane = (rates > SANE_YEARLY_RATES[0]) & (rates < SANE_YEARLY_RATES[1])
            n_sane = is_sane.sum(axis=1)
            found = np.stack([
                np.where(is_sane, rates, 0).sum(axis=1) / np.maximum(n_sane, 1),
                np.where(is_sane, rates, np.inf).min(axis=1),
                np.where(is_sane, rates, -np.inf).max(axis=1),
            ], axis=1)  # fmt: skip
            return np.where(n_sane[:, None] > 0, found, np.nan)

        return Fitted(values=values, n_bytes=0)


@dataclass(frozen=True, slots=True)
class RecordScore:
    """Trees that score each single record with its client's outcome; the scores' mean, extremes and latest."""

    table: str
    day: str
    n_rounds: int = 150

    def fit(self, clients: Clients) -> Fitted:
        """Learn from records, all of a client's with that client's outcome."""
        records = clients.records[self.table]
        known = tuple(_record_column(records, name) for name in records.schema.names if not name.startswith("SK_ID"))
        own = pc.index_in(records[CLIENT], clients.rows["client_id"]).to_numpy()
        sample = Sample(
            client_ids=records[CLIENT].to_numpy(),
            is_default=clients.is_default[own],
            exposure=np.full(own.size, np.nan),
            X=self._encoded(records, known),
            features=known,
        )
        config = CONFIG.boosting.model_copy(
            update={"learning_rate": 0.05, "feature_share": 0.3, "min_child_weight": 50.0}
        )
        trees = fit_trees(sample, self.n_rounds, config, progress=Silent())

        def values(others: Clients) -> np.ndarray:
            records, n = others.records[self.table].sort_by(self.day), others.rows.num_rows
            if not records.num_rows:
                return np.full((n, 4), np.nan)
            own = pc.index_in(records[CLIENT], others.rows["client_id"]).to_numpy()
            return _summed_up(trees.margins_of(self._encoded(records, known)), own, n)

        return Fitted(values=values, n_bytes=len(trees.content()))

    @staticmethod
    def _encoded(records: pa.Table, known: tuple[ModelFeature, ...]) -> np.ndarray:
        X = encode(records, known)
        X[NO_SUCH_DAY == X] = np.nan
        return X


def out_of_fold_values(kind: Kind, clients: Clients) -> np.ndarray:
    """Return for every client what was learned from the clients of the other folds, shape (n, m)."""
    folds, parts = clients.folds(), {}
    for fold in range(N_FOLDS):
        held = folds == fold
        parts[fold] = kind.fit(clients.of(~held)).values(clients.of(held))
    values = np.empty((folds.size, parts[0].shape[1]))
    for fold, part in parts.items():
        values[folds == fold] = part
    return values


def group_names(clients: Clients, grouping: Sequence[str]) -> list[str]:
    """Return the name of each client's group: the levels of its features, numbers to two decimals."""

    def levels(name: str) -> list[str]:
        column = clients.rows[name]
        if pa.types.is_floating(column.type):
            column = pc.round(column, 2)
        return ["?" if level is None else str(level) for level in column.to_pylist()]

    return [" / ".join(parts) for parts in zip(*(levels(name) for name in grouping), strict=True)]


def monthly_rate(credit: np.ndarray, annuity: np.ndarray, n_months: np.ndarray) -> np.ndarray:
    """Return the monthly rate at which annuities pay a credit back, by Baily's approximation; NaN without interest."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        paid_back = annuity * n_months / credit
        h = paid_back ** (2 / (n_months + 1)) - 1
        rate = h * (12 - (n_months - 1) * h) / (12 - 2 * (n_months - 1) * h)
    return np.where(paid_back > 1, rate, np.nan)


def _record_column(records: pa.Table, name: str) -> ModelFeature:
    column = records[name]
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    levels = tuple(sorted(level for level in pc.unique(column).to_pylist() if level is not None)) if is_text else None
    return ModelFeature(name=name, unit="category" if is_text else "ratio", levels=levels, monotone=0)


def _summed_up(scores: np.ndarray, own: np.ndarray, n: int) -> np.ndarray:
    counts = np.bincount(own, minlength=n)
    mean = np.bincount(own, scores, minlength=n) / np.maximum(counts, 1)
    largest, least, latest = np.full(n, -np.inf), np.full(n, np.inf), np.full(n, np.nan)
    np.maximum.at(largest, own, scores)
    np.minimum.at(least, own, scores)
    latest[own] = scores  # Records come by day: the last one stays.
    return np.where(counts[:, None] > 0, np.stack([mean, largest, least, latest], axis=1), np.nan)


def _n_known(values: np.ndarray) -> int:
    return int((~np.isnan(values)).sum())


def _table_bytes(table: Mapping[str, np.ndarray]) -> int:
    return sum(len(name) + values.nbytes for name, values in table.items())
