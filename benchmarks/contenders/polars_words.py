"""The expressions that every history is made of, in Polars: shares, ratios, windows, slopes."""

import polars as pl

WINDOWS = {"3m": 3, "6m": 6, "12m": 12, "24m": 24, "ever": None}
DAYS_PER_MONTH = 365.25 / 12
CLIENT = "SK_ID_CURR"

Expressions = dict[str, pl.Expr]


def at(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Return the value where the condition holds, missing elsewhere."""
    return pl.when(condition).then(value)


def over(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Divide; missing where the denominator is not above zero."""
    return at(denominator > 0, numerator.cast(pl.Float64) / denominator.cast(pl.Float64))


def monthly_rate(paid_back: pl.Expr, n_months: pl.Expr) -> pl.Expr:
    """Return the rate at which months pay so many times a credit back, as ours approximates it."""
    h = paid_back.pow(2.0 / (n_months + 1.0)) - 1.0
    rate = over(h * (12.0 - (n_months - 1.0) * h), 12.0 - 2.0 * (n_months - 1.0) * h)
    return pl.when(paid_back <= 1.0).then(0.0).when(n_months > 0).then(rate)


def days_ago(days: pl.Expr) -> pl.Expr:
    """Return how many days before the application something was."""
    return at(days.is_between(-40_000, 0), days.abs().cast(pl.Float64))


def share(condition: pl.Expr, where: pl.Expr) -> pl.Expr:
    """Return the share of the rows where one condition holds that meet another."""
    return at(where, condition.cast(pl.Float64)).mean()


def total(amount: pl.Expr, where: pl.Expr) -> pl.Expr:
    """Return the sum of the amounts where the condition holds: 0 without such rows, missing if none has an amount."""
    told = at(where, amount)
    unknown = (told.count() == 0) & (where & amount.is_null()).any()
    return at(~unknown, told.sum().cast(pl.Float64))


def slope(y: pl.Expr, x: pl.Expr, where: pl.Expr) -> pl.Expr:
    """Return the least-squares slope of y over x."""
    counts = where & y.is_not_null() & x.is_not_null()
    x, y = x.cast(pl.Float64), y.cast(pl.Float64)
    n, sum_x, sum_y = counts.cast(pl.Float64).sum(), at(counts, x).sum(), at(counts, y).sum()
    spread = n * at(counts, x * x).sum() - sum_x * sum_x
    return at((n >= 3) & (spread > 0), (n * at(counts, x * y).sum() - sum_x * sum_y) / spread)


def month_window(month: pl.Expr, n_months: int | None) -> pl.Expr:
    """Return whether a month is one of the last; true for all without a limit."""
    return pl.lit(True) if n_months is None else month.is_between(-n_months, 0)


def day_window(days: pl.Expr, n_months: int | None) -> pl.Expr:
    """Return whether a day was in the last months; true for all without a limit."""
    return pl.lit(True) if n_months is None else days <= n_months * DAYS_PER_MONTH
