"""A made-up portfolio against the published figures, variable by variable."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from solvable.metrics import roc_auc
from solvable.portfolios.home_credit.made_up.draws import Bools, Floats
from solvable.portfolios.home_credit.made_up.tolerances import SAMPLING_ERRORS, Measure, tolerance_of
from solvable.portfolios.home_credit.published import published
from solvable.portfolios.reference import ReferenceColumn, ReferenceTable

__all__ = ["RELATIONS", "Comparison", "compare_with_published"]

APPLICATION = "application_train"
# Published quantiles were printed with three digits and more: a value counts as met within 1 % of itself.
ROUNDING = 0.01
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# A level or an outcome of fewer clients than this is chance, in the published files as well.
FEWEST_ROWS = 300
N_PUBLISHED_CLIENTS = 356_255

# What is published of several columns or tables at once: the question, and the figure. Areas are of the
# separation, 0.5 or more, among the clients who have a value.
RELATIONS: Mapping[str, tuple[Measure, float, str]] = {
    "mean of the external scores present": (Measure.AUC, 0.714, """
        SELECT TARGET, list_avg([EXT_SOURCE_1, EXT_SOURCE_2, EXT_SOURCE_3]) FROM application_train"""),
    "credit / goods price": (Measure.AUC, 0.569, "SELECT TARGET, AMT_CREDIT / AMT_GOODS_PRICE FROM application_train"),
    "days employed / age": (Measure.AUC, 0.575, """
        SELECT TARGET, DAYS_EMPLOYED / DAYS_BIRTH FROM application_train WHERE DAYS_EMPLOYED < 0"""),
    "share of instalments paid late": (Measure.HISTORY_AUC, 0.575, """
        SELECT any_value(TARGET), avg((DAYS_ENTRY_PAYMENT > DAYS_INSTALMENT)::INT)
        FROM application_train JOIN installments_payments USING (SK_ID_CURR) GROUP BY SK_ID_CURR"""),
    "instalments paid / due": (Measure.HISTORY_AUC, 0.570, """
        SELECT any_value(TARGET), avg(AMT_PAYMENT / AMT_INSTALMENT) FILTER (AMT_INSTALMENT > 0)
        FROM application_train JOIN installments_payments USING (SK_ID_CURR) GROUP BY SK_ID_CURR"""),
    "share of earlier applications refused": (Measure.HISTORY_AUC, 0.556, """
        SELECT any_value(TARGET), avg((NAME_CONTRACT_STATUS = 'Refused')::INT)
        FROM application_train JOIN previous_application USING (SK_ID_CURR) GROUP BY SK_ID_CURR"""),
    "running credits at the bureau": (Measure.HISTORY_AUC, 0.554, """
        SELECT any_value(TARGET), count(*) FILTER (CREDIT_ACTIVE = 'Active')
        FROM application_train JOIN bureau USING (SK_ID_CURR) GROUP BY SK_ID_CURR"""),
    "debt / credit at the bureau": (Measure.HISTORY_AUC, 0.551, """
        SELECT any_value(TARGET), sum(AMT_CREDIT_SUM_DEBT) / nullif(sum(AMT_CREDIT_SUM), 0)
        FROM application_train JOIN bureau USING (SK_ID_CURR) GROUP BY SK_ID_CURR"""),
    "months late at the bureau": (Measure.HISTORY_AUC, 0.561, """
        SELECT any_value(TARGET), avg((STATUS IN ('1', '2', '3', '4', '5'))::INT)
        FROM application_train JOIN bureau USING (SK_ID_CURR) JOIN bureau_balance USING (SK_ID_BUREAU)
        GROUP BY SK_ID_CURR"""),
    "mean use of the card": (Measure.HISTORY_AUC, 0.652, """
        SELECT any_value(TARGET), avg(AMT_BALANCE / nullif(AMT_CREDIT_LIMIT_ACTUAL, 0))
        FROM application_train JOIN credit_card_balance USING (SK_ID_CURR) GROUP BY SK_ID_CURR"""),
    "first external score and age": (Measure.CORRELATION, 0.60, """
        SELECT EXT_SOURCE_1, -DAYS_BIRTH FROM application_train"""),
    "first and second external score": (Measure.CORRELATION, 0.21, """
        SELECT EXT_SOURCE_1, EXT_SOURCE_2 FROM application_train"""),
    "first and third external score": (Measure.CORRELATION, 0.19, """
        SELECT EXT_SOURCE_1, EXT_SOURCE_3 FROM application_train"""),
    "second and third external score": (Measure.CORRELATION, 0.11, """
        SELECT EXT_SOURCE_2, EXT_SOURCE_3 FROM application_train"""),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One published figure and the made-up one.

    Attributes
    ----------
    column
        A column of the table, "" for the table itself, or the name of a relation where the table is "".
    part
        The level or the quantile, "" for a figure of the whole column.
    gap
        How far the two are apart, in the unit of the tolerance: for quantiles the fraction of the rows
        that lies on the wrong side of the published value.
    allowed
        Tolerance and error of sampling together.
    """

    table: str
    column: str
    measure: Measure
    part: str = ""
    published: float
    made_up: float
    gap: float
    tolerance: float
    allowed: float

    @property
    def holds(self) -> bool:
        return self.gap <= self.allowed


def compare_with_published(folder: Path) -> Iterator[Comparison]:
    """Compare the files that :func:`generate_portfolio` wrote with what is published of them."""
    n_clients = sum(pq.read_metadata(folder / f"{stem}.parquet").num_rows for stem in (APPLICATION, "application_test"))
    for stem, reference in published().items():
        file = next(path for path in folder.glob("*.parquet") if path.stem.lower() == stem)
        yield from _compare_table(stem, file, reference, n_clients)
    yield from _compare_relations(folder)
    yield from _compare_coverage(folder, n_clients)


def _compare_table(stem: str, file: Path, reference: ReferenceTable, n_clients: int) -> Iterator[Comparison]:
    outcomes = pq.read_table(file, columns=["TARGET"])["TARGET"].to_numpy() == 1 if stem == APPLICATION else None
    for name, column in reference.columns.items():
        values = pq.read_table(file, columns=[name])[name]
        # Rows of one client resemble each other: as many independent ones as there are clients with any, at most.
        n_independent = min(len(values), int(n_clients * reference.clients_share.get(APPLICATION, 1.0)))
        missing = values.null_count / max(len(values), 1)
        if column.missing_share is not None:
            yield _of_share(stem, name, Measure.MISSING, "", column.missing_share, missing, n_independent)
        if pa.types.is_string(values.type) or column.level_shares:
            yield from _compare_levels(stem, name, column, values, outcomes, n_independent)
        elif not name.startswith("SK_ID"):
            yield from _compare_numbers(stem, name, column, values, n_independent)
        if column.auc is not None and outcomes is not None:
            known = values.drop_null().to_numpy().astype(np.float64)
            auc_outcomes = outcomes[~values.is_null().to_numpy()]
            if name == "DAYS_EMPLOYED":
                known, auc_outcomes = known[known < 0], auc_outcomes[known < 0]
            yield _of_auc(stem, name, column.auc, known, auc_outcomes)


def _compare_levels(
    stem: str, name: str, column: ReferenceColumn, values: pa.ChunkedArray, outcomes: Bools | None, n_independent: int
) -> Iterator[Comparison]:
    found = _as_text(values)
    counts = {entry["values"]: entry["counts"] for entry in found.value_counts().to_pylist()}
    n_published = published()[stem].n_rows
    for level, share in column.level_shares.items():
        made_up = counts.get(_plain(level), 0) / max(len(values), 1)
        yield _of_share(stem, name, Measure.LEVEL, level, share, made_up, n_independent)
    for level, rate in column.default_rates.items():
        n_level = counts.get(_plain(level), 0)
        if outcomes is None or n_level < FEWEST_ROWS or column.level_shares.get(level, 1.0) * n_published < FEWEST_ROWS:
            continue
        made_up = float(outcomes[pc.equal(found, _plain(level)).fill_null(False).to_numpy()].mean())
        # Beside ours, the published rate has an error of its own.
        n_behind = min(n_level, int(column.level_shares.get(level, 0.001) * n_published))
        yield _of_share(stem, name, Measure.DEFAULT_RATE, level, rate, made_up, n_behind)


def _compare_numbers(
    stem: str, name: str, column: ReferenceColumn, values: pa.ChunkedArray, n_independent: int
) -> Iterator[Comparison]:
    known = values.drop_null().to_numpy().astype(np.float64)
    if not len(known):
        return
    n_independent = min(n_independent, len(known))
    spread = set(column.quantiles.values())
    if spread <= {0, 1} and column.mean is not None and column.quantiles.get(1.0) == 1:
        yield _of_share(stem, name, Measure.LEVEL, "1", column.mean, float(known.mean()), n_independent)
        return
    for share in QUANTILES:
        value = column.quantiles.get(share)
        if value is None:
            continue
        slack = _slack(value)
        gap = max(float((known < value - slack).mean()) - share, share - float((known <= value + slack).mean()), 0.0)
        error = math.sqrt(share * (1 - share) / n_independent)
        yield _comparison(
            stem, name, Measure.QUANTILE, f"{share:.0%}", value, float(np.quantile(known, share)), error, gap=gap
        )
    if column.mean is not None:
        error = float(known.std()) / math.sqrt(n_independent)
        yield _comparison(stem, name, Measure.MEAN, "", column.mean, float(known.mean()), error)


def _compare_relations(folder: Path) -> Iterator[Comparison]:
    connection = duckdb.connect()
    for file in folder.glob("*.parquet"):
        connection.from_parquet(str(file)).create_view(file.stem)
    for name, (measure, figure, question) in RELATIONS.items():
        first, second = (values.astype(np.float64) for values in connection.execute(question).fetchnumpy().values())
        first, second = (np.ma.filled(values, np.nan) for values in (first, second))
        known = np.isfinite(first) & np.isfinite(second)
        if measure in {Measure.AUC, Measure.HISTORY_AUC}:
            yield _of_auc("", name, figure, second[known], first[known] == 1, measure=measure)
        else:
            made_up = float(np.corrcoef(first[known], second[known])[0, 1])
            yield _comparison("", name, measure, "", figure, made_up, (1 - figure**2) / math.sqrt(known.sum()))


def _compare_coverage(folder: Path, n_clients: int) -> Iterator[Comparison]:
    clients = pq.read_table(folder / f"{APPLICATION}.parquet", columns=["SK_ID_CURR"])["SK_ID_CURR"].to_numpy()
    for stem, reference in published().items():
        file = next(path for path in folder.glob("*.parquet") if path.stem.lower() == stem)
        n_rows = pq.read_metadata(file).num_rows
        per_client = n_rows / n_clients
        # Counts of rows have about the spread of their mean.
        error = per_client / math.sqrt(n_clients)
        figure = reference.n_rows / N_PUBLISHED_CLIENTS
        yield _comparison(stem, "", Measure.ROWS, "", figure, per_client, error)
        if not reference.clients_share or reference.rows_per_client is None:
            continue
        having = np.unique(pq.read_table(file, columns=["SK_ID_CURR"])["SK_ID_CURR"].to_numpy())
        share = float(np.isin(clients, having).mean())
        yield _of_share(stem, "", Measure.COVERAGE, "", reference.clients_share[APPLICATION], share, n_clients)
        per_owner = n_rows / max(len(having), 1)
        error = per_owner / math.sqrt(max(len(having), 1))
        yield _comparison(stem, "", Measure.ROWS_PER_CLIENT, "", reference.rows_per_client, per_owner, error)


def _of_share(
    table: str, column: str, measure: Measure, part: str, figure: float, made_up: float, n_independent: int
) -> Comparison:
    error = math.sqrt(max(figure * (1 - figure), 1 / max(n_independent, 1)) / max(n_independent, 1))
    return _comparison(table, column, measure, part, figure, made_up, error)


def _of_auc(
    table: str, column: str, figure: float, values: Floats, outcomes: Bools, *, measure: Measure = Measure.AUC
) -> Comparison:
    area = roc_auc(is_default=outcomes, prob_default=values)
    # Hanley and McNeil (1982), Radiology 143, 29-36, for areas near 0.5.
    n_bad, n_good = int(outcomes.sum()), int((~outcomes).sum())
    error = math.sqrt((1 / n_bad + 1 / n_good) / 12)
    return _comparison(table, column, measure, "", figure, max(area, 1 - area), error)


def _comparison(
    table: str, column: str, measure: Measure, part: str, figure: float, made_up: float, error: float,
    *, gap: float | None = None,
) -> Comparison:  # fmt: skip
    tolerance = tolerance_of(table, column, measure).allowed(figure)
    return Comparison(
        table=table, column=column, measure=measure, part=part, published=figure, made_up=made_up,
        gap=abs(made_up - figure) if gap is None else gap,
        tolerance=tolerance, allowed=tolerance + SAMPLING_ERRORS * error,
    )  # fmt: skip


def _as_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write counts like levels, without decimals."""
    if pa.types.is_string(values.type):
        return values
    if pa.types.is_floating(values.type):
        return pc.cast(pc.cast(values, pa.int64()), pa.string())
    return pc.cast(values, pa.string())


def _slack(value: float) -> float:
    """Return how far off a printed value may be from the real one.

    Some sources printed one digit: -2000 stands for all from -2500 to -1500.
    """
    digits = f"{abs(value):.15g}".replace(".", "").strip("0")
    if len(digits) != 1:
        return ROUNDING * abs(value)
    return float(10 ** math.floor(math.log10(abs(value))) / 2)


def _plain(level: str) -> str:
    """Return a level as it is written here: some published counts have decimals."""
    return level.removesuffix(".000")
