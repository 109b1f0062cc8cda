"""The usual way in pandas: plain reading, texts into columns, one group-by with a dictionary per table, merges.

    python benchmarks/contenders/pandas_features.py CSV_FOLDER OUT [told | stored]

About as many features as ours, but not the same: those that this way gives without effort. With ``told``,
pandas is told the type of every column and keeps texts as categories, which few that work this way do. With ``stored``
it takes the steps that ours takes: typed tables in Parquet, sorted by client, first, and the features from these.
"""

import gc
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from csv_types import csv_types

CLIENT = "SK_ID_CURR"
NO_SUCH_DAY = 365_243
# Texts whose levels become columns, of which each client then has a mean.
LEVELS = {
    "bureau": ["CREDIT_ACTIVE", "CREDIT_TYPE"],
    "bureau_balance": ["STATUS"],
    "previous_application": ["NAME_CONTRACT_TYPE", "NAME_CONTRACT_STATUS", "NAME_YIELD_GROUP", "CODE_REJECT_REASON"],
    "POS_CASH_balance": ["NAME_CONTRACT_STATUS"],
}
Aggregates = dict[str, list[str]]
Read = Callable[[str], pd.DataFrame]
CREDITS: Aggregates = {
    "DAYS_CREDIT": ["min", "max", "mean", "var"],
    "DAYS_CREDIT_ENDDATE": ["max", "mean"],
    "DAYS_CREDIT_UPDATE": ["mean"],
    "CREDIT_DAY_OVERDUE": ["max", "mean"],
    "AMT_CREDIT_MAX_OVERDUE": ["mean"],
    "AMT_CREDIT_SUM": ["max", "mean", "sum"],
    "AMT_CREDIT_SUM_DEBT": ["max", "mean", "sum"],
    "AMT_CREDIT_SUM_OVERDUE": ["mean"],
    "AMT_CREDIT_SUM_LIMIT": ["mean", "sum"],
    "AMT_ANNUITY": ["max", "mean"],
    "CNT_CREDIT_PROLONG": ["sum"],
}
EARLIER: Aggregates = {
    "AMT_ANNUITY": ["max", "mean"],
    "AMT_APPLICATION": ["max", "mean"],
    "AMT_CREDIT": ["max", "mean"],
    "AMT_DOWN_PAYMENT": ["mean"],
    "AMT_GOODS_PRICE": ["max", "mean"],
    "CNT_PAYMENT": ["mean", "sum"],
    "DAYS_DECISION": ["min", "max", "mean"],
    "RATE_DOWN_PAYMENT": ["mean"],
    "asked_to_granted": ["min", "mean", "var"],
}
PAYMENTS: Aggregates = {
    "days_late": ["max", "mean", "sum"],
    "days_early": ["max", "mean", "sum"],
    "short_amount": ["max", "mean", "sum", "var"],
    "paid_share": ["max", "mean", "var"],
    "AMT_PAYMENT": ["min", "max", "mean", "sum"],
    "AMT_INSTALMENT": ["max", "mean", "sum"],
    "DAYS_ENTRY_PAYMENT": ["min", "max", "mean", "sum"],
    "NUM_INSTALMENT_VERSION": ["nunique"],
}
BALANCES: Aggregates = {
    "MONTHS_BALANCE": ["max", "mean", "size"],
    "SK_DPD": ["max", "mean"],
    "SK_DPD_DEF": ["max", "mean"],
}
CARDS = ["max", "mean"]


def main(read: Read, out: Path) -> None:
    """Write one row per client."""
    clients = applications(read)
    for features_of in (bureau, previous, pos_cash, instalments, credit_card):
        clients = clients.merge(features_of(read), how="left", left_on=CLIENT, right_index=True)
        gc.collect()
    clients.to_feather(out, compression="uncompressed")


def reader(csv_folder: Path, *, told: bool) -> Read:
    """Return a function that reads one published file, plainly or told its types."""

    def read(file: str) -> pd.DataFrame:
        types = dict(csv_types(file, integer="int64", number="float64", text="category")) if told else None
        return pd.read_csv(csv_folder / f"{file}.csv", dtype=types)

    return read


def store(csv_folder: Path, folder: Path) -> None:
    """Write each published file as Parquet, sorted by client where it names one, else by credit."""
    read = reader(csv_folder, told=False)
    for path in csv_folder.glob("*.csv"):
        rows = read(path.stem)
        order = CLIENT if CLIENT in rows else "SK_ID_BUREAU"
        rows.sort_values(order).to_parquet(folder / f"{path.stem}.parquet", compression="snappy")
        del rows
        gc.collect()


def aggregated(rows: pd.DataFrame, aggregates: Aggregates, prefix: str) -> pd.DataFrame:
    """Return one row per client, the columns named after what they come from."""
    result = rows.groupby(CLIENT).agg(aggregates)
    result.columns = [f"{prefix}_{column}_{how}" for column, how in result.columns]
    return result


def with_levels(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, Aggregates]:
    """Turn each text into one column per level, and ask for the mean of each."""
    encoded = pd.get_dummies(rows, columns=texts, dummy_na=True)
    return encoded, {name: ["mean"] for name in encoded.columns if name not in rows.columns}


def applications(read: Read) -> pd.DataFrame:
    """Return the applications, their texts as codes, with the usual ratios."""
    rows = pd.concat([read("application_train"), read("application_test")], ignore_index=True)
    texts = rows.select_dtypes(exclude="number").columns
    rows[texts] = rows[texts].apply(lambda column: pd.factorize(column)[0])
    rows["DAYS_EMPLOYED"] = rows["DAYS_EMPLOYED"].astype("float64").replace(NO_SUCH_DAY, np.nan)
    ratios = {
        "employed_share": rows["DAYS_EMPLOYED"] / rows["DAYS_BIRTH"],
        "income_to_credit": rows["AMT_INCOME_TOTAL"] / rows["AMT_CREDIT"],
        "income_per_person": rows["AMT_INCOME_TOTAL"] / rows["CNT_FAM_MEMBERS"],
        "annuity_to_income": rows["AMT_ANNUITY"] / rows["AMT_INCOME_TOTAL"],
        "payment_rate": rows["AMT_ANNUITY"] / rows["AMT_CREDIT"],
    }
    return pd.concat([rows, pd.DataFrame(ratios)], axis=1)


def bureau(read: Read) -> pd.DataFrame:
    """Return aggregates of credits elsewhere, with those of their months: all, active and closed."""
    months, levels = with_levels(read("bureau_balance"), LEVELS["bureau_balance"])
    by_credit = months.groupby("SK_ID_BUREAU").agg({"MONTHS_BALANCE": ["min", "max", "size"], **levels})
    by_credit.columns = [f"months_{column}_{how}" for column, how in by_credit.columns]
    of_months = {name: ["mean"] for name in by_credit.columns}
    del months
    rows = read("bureau").merge(by_credit, how="left", left_on="SK_ID_BUREAU", right_index=True)
    rows, levels = with_levels(rows, LEVELS["bureau"])
    return aggregated(rows, {**CREDITS, **levels, **of_months}, "bureau").join(
        [
            aggregated(rows[rows["CREDIT_ACTIVE_Active"]], CREDITS, "active"),
            aggregated(rows[rows["CREDIT_ACTIVE_Closed"]], CREDITS, "closed"),
        ]
    )


def previous(read: Read) -> pd.DataFrame:
    """Return aggregates of earlier applications: all, approved, refused."""
    rows = read("previous_application")
    days = [name for name in rows.columns if name.startswith("DAYS_") and name != "DAYS_DECISION"]
    rows[days] = rows[days].replace(NO_SUCH_DAY, np.nan)
    rows["asked_to_granted"] = rows["AMT_APPLICATION"] / rows["AMT_CREDIT"].replace(0, np.nan)
    rows, levels = with_levels(rows, LEVELS["previous_application"])
    return aggregated(rows, {**EARLIER, **levels}, "earlier").join(
        [
            aggregated(rows[rows["NAME_CONTRACT_STATUS_Approved"]], EARLIER, "approved"),
            aggregated(rows[rows["NAME_CONTRACT_STATUS_Refused"]], EARLIER, "refused"),
        ]
    )


def pos_cash(read: Read) -> pd.DataFrame:
    """Return aggregates of monthly balances."""
    rows, levels = with_levels(read("POS_CASH_balance"), LEVELS["POS_CASH_balance"])
    return aggregated(rows, {**BALANCES, **levels}, "pos")


def instalments(read: Read) -> pd.DataFrame:
    """Return aggregates of payments against what was due."""
    rows = read("installments_payments")
    late = rows["DAYS_ENTRY_PAYMENT"] - rows["DAYS_INSTALMENT"]
    rows["days_late"], rows["days_early"] = late.clip(lower=0), (-late).clip(lower=0)
    rows["short_amount"] = rows["AMT_INSTALMENT"] - rows["AMT_PAYMENT"]
    rows["paid_share"] = rows["AMT_PAYMENT"] / rows["AMT_INSTALMENT"].replace(0, np.nan)
    found = aggregated(rows, PAYMENTS, "payments")
    found["payments_count"] = rows.groupby(CLIENT).size()
    return found


def credit_card(read: Read) -> pd.DataFrame:
    """Return aggregates of every number on the cards."""
    rows = read("credit_card_balance")
    numbers = rows.select_dtypes("number").columns.drop([CLIENT, "SK_ID_PREV"])
    return aggregated(rows, dict.fromkeys(numbers, CARDS), "card")


if __name__ == "__main__":
    given, written, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    if "stored" in how:
        with tempfile.TemporaryDirectory(dir=written.parent) as stored:
            store(given, Path(stored))
            main(lambda file: pd.read_parquet(Path(stored) / f"{file}.parquet"), written)
    else:
        main(reader(given, told="told" in how), written)
