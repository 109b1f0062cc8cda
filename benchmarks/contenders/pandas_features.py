"""The usual way in pandas: per table, and per part of it, one group by with a dictionary of aggregates, then merges.

    python benchmarks/contenders/pandas_features.py CSV_FOLDER OUT

Not the same features as ours: those that this way gives without effort, and at least as many.
"""

import gc
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from csv_types import csv_types

CLIENT = "SK_ID_CURR"
WINDOWS = {"12m": 12}
DAYS_PER_MONTH = 365 / 12
NO_SUCH_DAY = 365_243
# Texts whose levels become columns, of which each client then has a mean.
LEVELS = {
    "bureau": ["CREDIT_ACTIVE", "CREDIT_TYPE"],
    "bureau_balance": ["STATUS"],
    "previous_application": ["NAME_CONTRACT_TYPE", "NAME_CONTRACT_STATUS", "NAME_YIELD_GROUP", "CODE_REJECT_REASON"],
    "POS_CASH_balance": ["NAME_CONTRACT_STATUS"],
}
Aggregates = dict[str, list[str]]
CREDITS: Aggregates = {
    "DAYS_CREDIT": ["min", "max", "mean"],
    "DAYS_CREDIT_ENDDATE": ["min", "max", "mean"],
    "DAYS_CREDIT_UPDATE": ["max", "mean"],
    "CREDIT_DAY_OVERDUE": ["max", "mean"],
    "AMT_CREDIT_MAX_OVERDUE": ["max", "mean"],
    "AMT_CREDIT_SUM": ["max", "mean", "sum"],
    "AMT_CREDIT_SUM_DEBT": ["max", "mean", "sum"],
    "AMT_CREDIT_SUM_OVERDUE": ["mean", "sum"],
    "AMT_CREDIT_SUM_LIMIT": ["mean", "sum"],
    "AMT_ANNUITY": ["max", "mean"],
    "CNT_CREDIT_PROLONG": ["sum"],
    "debt_share": ["max", "mean"],
}
EARLIER: Aggregates = {
    "AMT_ANNUITY": ["min", "max", "mean"],
    "AMT_APPLICATION": ["min", "max", "mean"],
    "AMT_CREDIT": ["min", "max", "mean", "sum"],
    "AMT_DOWN_PAYMENT": ["max", "mean"],
    "AMT_GOODS_PRICE": ["max", "mean"],
    "CNT_PAYMENT": ["max", "mean", "sum"],
    "DAYS_DECISION": ["min", "max", "mean"],
    "RATE_DOWN_PAYMENT": ["max", "mean"],
    "asked_to_granted": ["min", "max", "mean"],
    "interest": ["min", "max", "mean"],
    "SK_ID_PREV": ["count"],
}
PAYMENTS: Aggregates = {
    "days_late": ["max", "mean", "sum"],
    "days_early": ["max", "mean", "sum"],
    "is_late": ["mean", "sum"],
    "short_amount": ["max", "mean", "sum"],
    "paid_share": ["min", "mean"],
    "AMT_PAYMENT": ["min", "max", "mean", "sum"],
    "AMT_INSTALMENT": ["max", "mean", "sum"],
    "DAYS_ENTRY_PAYMENT": ["max", "mean"],
}
BALANCES: Aggregates = {
    "MONTHS_BALANCE": ["min", "max", "size"],
    "SK_DPD": ["max", "mean"],
    "SK_DPD_DEF": ["max", "mean"],
    "CNT_INSTALMENT": ["max", "mean"],
    "CNT_INSTALMENT_FUTURE": ["min", "mean"],
    "is_late": ["mean", "sum"],
}


def main(csv_folder: Path, out: Path) -> None:
    """Write one row per client."""
    clients = applications(csv_folder)
    for features_of in (bureau, previous, pos_cash, instalments, credit_card):
        clients = clients.merge(features_of(csv_folder), how="left", left_on=CLIENT, right_index=True)
        gc.collect()
    ratios = {
        "debt_to_income": clients["bureau_active_AMT_CREDIT_SUM_DEBT_sum"] / clients["AMT_INCOME_TOTAL"],
        "credit_to_earlier": clients["AMT_CREDIT"] / clients["earlier_approved_AMT_CREDIT_mean"],
        "annuity_to_payment": clients["AMT_ANNUITY"] / clients["payments_AMT_PAYMENT_mean"],
    }
    clients = pd.concat([clients, pd.DataFrame(ratios)], axis=1)
    clients.to_parquet(out, compression=None, row_group_size=2048)


def read(csv_folder: Path, file: str) -> pd.DataFrame:
    """Read one published file with its types."""
    types = csv_types(file, integer="int64", number="float64", text="category")
    return pd.read_csv(csv_folder / f"{file}.csv", dtype=dict(types))


def aggregated(rows: pd.DataFrame, aggregates: Aggregates, prefix: str) -> pd.DataFrame:
    """Return one row per client, the columns named after what they come from."""
    result = rows.groupby(CLIENT).agg(aggregates)
    result.columns = [f"{prefix}_{column}_{how}" for column, how in result.columns]
    return result


def in_parts(
    rows: pd.DataFrame, aggregates: Aggregates, prefix: str, *, parts: dict[str, "pd.Series[bool]"]
) -> pd.DataFrame:
    """Aggregate all rows and each part of them."""
    found = [aggregated(rows, aggregates, prefix)]
    found += [aggregated(rows[part], aggregates, f"{prefix}_{name}") for name, part in parts.items()]
    return found[0].join(found[1:])


def with_levels(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, Aggregates]:
    """Turn each text into one column per level, and ask for the mean of each."""
    encoded = pd.get_dummies(rows, columns=texts, dtype="int8")
    return encoded, {name: ["mean"] for name in encoded.columns if name not in rows.columns}


def applications(csv_folder: Path) -> pd.DataFrame:
    """Return the applications, their texts as codes, with the usual ratios."""
    rows = pd.concat([read(csv_folder, "application_train"), read(csv_folder, "application_test")], ignore_index=True)
    texts = rows.select_dtypes(exclude="number").columns
    rows[texts] = rows[texts].apply(lambda column: pd.factorize(column)[0])
    rows["DAYS_EMPLOYED"] = rows["DAYS_EMPLOYED"].astype("float64").replace(NO_SUCH_DAY, np.nan)
    scores = rows[["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"]]
    ratios = {
        "credit_to_income": rows["AMT_CREDIT"] / rows["AMT_INCOME_TOTAL"],
        "annuity_to_income": rows["AMT_ANNUITY"] / rows["AMT_INCOME_TOTAL"],
        "credit_term": rows["AMT_CREDIT"] / rows["AMT_ANNUITY"],
        "credit_to_goods": rows["AMT_CREDIT"] / rows["AMT_GOODS_PRICE"],
        "employed_share": rows["DAYS_EMPLOYED"] / rows["DAYS_BIRTH"],
        "income_per_person": rows["AMT_INCOME_TOTAL"] / rows["CNT_FAM_MEMBERS"],
        "scores_mean": scores.mean(axis=1),
        "scores_min": scores.min(axis=1),
        "scores_max": scores.max(axis=1),
        "scores_std": scores.std(axis=1),
    }
    return pd.concat([rows, pd.DataFrame(ratios)], axis=1)


def bureau(csv_folder: Path) -> pd.DataFrame:
    """Return aggregates of credits elsewhere, with those of their months."""
    months, levels = with_levels(read(csv_folder, "bureau_balance"), LEVELS["bureau_balance"])
    by_credit = months.groupby("SK_ID_BUREAU").agg({"MONTHS_BALANCE": ["min", "max", "size"], **levels})
    by_credit.columns = [f"months_{column}_{how}" for column, how in by_credit.columns]
    of_months = {name: ["mean"] for name in by_credit.columns}
    del months
    rows = read(csv_folder, "bureau").merge(by_credit, how="left", left_on="SK_ID_BUREAU", right_index=True)
    rows["debt_share"] = rows["AMT_CREDIT_SUM_DEBT"] / rows["AMT_CREDIT_SUM"].replace(0, np.nan)
    rows, levels = with_levels(rows, LEVELS["bureau"])
    ages = {name: rows["DAYS_CREDIT"] >= -n * DAYS_PER_MONTH for name, n in WINDOWS.items()}
    parts = {"active": rows["CREDIT_ACTIVE_Active"] == 1, "closed": rows["CREDIT_ACTIVE_Closed"] == 1, **ages}
    return in_parts(rows, CREDITS, "bureau", parts=parts).join(aggregated(rows, {**levels, **of_months}, "bureau"))


def previous(csv_folder: Path) -> pd.DataFrame:
    """Return aggregates of earlier applications: all, approved, refused, and by how long ago."""
    rows = read(csv_folder, "previous_application")
    days = [name for name in rows.columns if name.startswith("DAYS_") and name != "DAYS_DECISION"]
    rows[days] = rows[days].replace(NO_SUCH_DAY, np.nan)
    rows["asked_to_granted"] = rows["AMT_APPLICATION"] / rows["AMT_CREDIT"].replace(0, np.nan)
    rows["interest"] = rows["AMT_ANNUITY"] * rows["CNT_PAYMENT"] / rows["AMT_CREDIT"].replace(0, np.nan) - 1
    rows, levels = with_levels(rows, LEVELS["previous_application"])
    ages = {name: rows["DAYS_DECISION"] >= -n * DAYS_PER_MONTH for name, n in WINDOWS.items()}
    parts = {
        "approved": rows["NAME_CONTRACT_STATUS_Approved"] == 1,
        "refused": rows["NAME_CONTRACT_STATUS_Refused"] == 1,
        **ages,
    }
    return in_parts(rows, EARLIER, "earlier", parts=parts).join(aggregated(rows, levels, "earlier"))


def pos_cash(csv_folder: Path) -> pd.DataFrame:
    """Return aggregates of monthly balances."""
    rows = read(csv_folder, "POS_CASH_balance")
    rows["is_late"] = (rows["SK_DPD"] > 0).astype("int8")
    rows, levels = with_levels(rows, LEVELS["POS_CASH_balance"])
    parts = {name: rows["MONTHS_BALANCE"] >= -n for name, n in WINDOWS.items()}
    return in_parts(rows, BALANCES, "pos", parts=parts).join(aggregated(rows, levels, "pos"))


def instalments(csv_folder: Path) -> pd.DataFrame:
    """Return aggregates of payments against what was due."""
    rows = read(csv_folder, "installments_payments")
    late = rows["DAYS_ENTRY_PAYMENT"] - rows["DAYS_INSTALMENT"]
    rows["days_late"], rows["days_early"] = late.clip(lower=0), (-late).clip(lower=0)
    rows["is_late"] = (late > 0).astype("int8")
    rows["short_amount"] = rows["AMT_INSTALMENT"] - rows["AMT_PAYMENT"]
    rows["paid_share"] = rows["AMT_PAYMENT"] / rows["AMT_INSTALMENT"].replace(0, np.nan)
    parts = {name: rows["DAYS_INSTALMENT"] >= -n * DAYS_PER_MONTH for name, n in WINDOWS.items()}
    loans = rows.groupby(CLIENT)["SK_ID_PREV"].nunique().rename("payments_n_loans")
    return in_parts(rows, PAYMENTS, "payments", parts=parts).join(loans)


def credit_card(csv_folder: Path) -> pd.DataFrame:
    """Return aggregates of every number on the cards, of all months and of the last twelve."""
    rows = read(csv_folder, "credit_card_balance")
    rows["used_share"] = rows["AMT_BALANCE"] / rows["AMT_CREDIT_LIMIT_ACTUAL"].replace(0, np.nan)
    numbers = rows.select_dtypes("number").columns.drop([CLIENT, "SK_ID_PREV"])
    last_year = {"12m": rows["MONTHS_BALANCE"] >= -12}
    return in_parts(rows, {name: ["max", "mean"] for name in numbers}, "card", parts=last_year)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
