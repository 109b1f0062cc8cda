"""The features of credits with the same lender, written directly in Polars."""

import math

import polars as pl
from polars_words import (
    CLIENT,
    DAYS_PER_MONTH,
    WINDOWS,
    Expressions,
    at,
    day_window,
    days_ago,
    month_window,
    monthly_rate,
    over,
    share,
    slope,
    total,
)

NO_SUCH_DAY = 365_243


def previous(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the features of earlier applications."""
    c = pl.col
    approved, refused, running = c("approved"), c("refused"), c("running")
    features: Expressions = {}
    for window in ("6m", "12m", "24m", "ever"):
        recent = day_window(c("decided"), WINDOWS[window])
        features |= {
            f"n_earlier_applications_{window}": pl.len() if window == "ever" else recent.sum(),
            f"n_earlier_approved_{window}": (recent & approved).sum(),
            f"n_earlier_refused_{window}": (recent & refused).sum(),
            f"n_earlier_cancelled_{window}": (recent & c("cancelled")).sum(),
            f"earlier_refused_share_{window}": share(refused, recent),
        }
    for n in (3, 5):
        features[f"n_earlier_refused_of_last_{n}"] = (refused & (c("nth") < n)).sum()
    for kind, name in {"consumer": "Consumer loans", "cash": "Cash loans", "revolving": "Revolving loans"}.items():
        is_kind = c("NAME_CONTRACT_TYPE") == name
        features |= {
            f"n_earlier_{kind}_applications": is_kind.sum(),
            f"earlier_{kind}_refused_share": share(refused, is_kind),
            f"earlier_{kind}_asked_mean_amount": at(is_kind, c("asked")).mean(),
        }
    for quantity in ("credit_amount", "annuity_amount", "term_months", "interest_share", "monthly_rate_share"):
        value = at(approved, c(quantity))
        features |= {
            f"earlier_mean_{quantity}": value.mean(),
            f"earlier_least_{quantity}": value.min(),
            f"earlier_largest_{quantity}": value.max(),
            f"earlier_latest_{quantity}": at(c("latest_approved"), value).max(),
        }
    for reason, code in {"hc": "HC", "limit": "LIMIT", "sco": "SCO", "scofr": "SCOFR"}.items():
        features[f"n_earlier_refused_{reason}"] = (c("CODE_REJECT_REASON") == code).sum()
    latest, all_rows, granted = c("nth") == 0, pl.lit(True), over(c("credit_amount"), c("asked"))
    annuity, left, yield_group = c("AMT_ANNUITY"), c("left"), c("NAME_YIELD_GROUP")
    features |= {
        "earlier_granted_to_asked_mean_share": granted.mean(),
        "earlier_granted_to_asked_least_share": granted.min(),
        "earlier_granted_to_asked_latest_share": at(latest, granted).max(),
        "earlier_down_payment_mean_share": at(approved, c("down")).mean(),
        "earlier_down_payment_largest_share": at(approved, c("down")).max(),
        "earlier_high_rate_share": share(yield_group == "high", approved),
        "earlier_low_rate_share": share(yield_group.is_in(["low_normal", "low_action"]), approved),
        "earlier_insured_share": share(c("NFLAG_INSURED_ON_APPROVAL") == 1, approved),
        "earlier_walk_in_share": share(c("NAME_PRODUCT_TYPE") == "walk-in", all_rows),
        "earlier_offered_share": share(c("NAME_PRODUCT_TYPE") == "x-sell", all_rows),
        "earlier_refused_asked_mean_amount": at(refused, c("asked")).mean(),
        "earlier_refused_asked_largest_amount": at(refused, c("asked")).max(),
        "since_last_application_days": c("decided").min(),
        "since_first_application_days": c("decided").max(),
        "since_last_refusal_days": at(refused, c("decided")).min(),
        "since_last_approval_days": at(approved, c("decided")).min(),
        "earlier_finished_ahead_mean_days": at(approved, c("ahead").clip(lower_bound=0.0)).mean(),
        "earlier_finished_ahead_share": share(c("ahead") > 0, approved & c("ahead").is_not_null()),
        "since_last_credit_ended_days": at(approved, c("ended")).min(),
        "n_earlier_running": running.sum(),
        "earlier_running_credit_amount": total(c("credit_amount"), running),
        "earlier_running_annuity_amount": total(annuity, running),
        "earlier_left_to_pay_amount": total(annuity * left, running),
        "earlier_due_next_year_amount": total(annuity * left.clip(upper_bound=12), running),
        "earlier_longest_left_months": at(running, left).max(),
        "n_earlier_finished": (approved & c("ended").is_not_null()).sum(),
        "last_application_product": at(latest, c("PRODUCT_COMBINATION")).max(),
        "last_application_outcome": at(latest, c("NAME_CONTRACT_STATUS")).max(),
        "last_application_rate_group": at(latest & (yield_group != "XNA"), yield_group).max(),
        "last_application_channel": at(latest, c("CHANNEL_TYPE")).max(),
        "last_application_asked_amount": at(latest, c("asked")).max(),
    }
    span = c("since_first_application_days") - c("since_last_application_days")
    return _earlier(rows).group_by(CLIENT).agg(**features).with_columns(
        between_applications_mean_days=over(span, c("n_earlier_applications_ever").cast(pl.Int64) - 1)
    )  # fmt: skip


def _earlier(rows: pl.LazyFrame) -> pl.LazyFrame:
    c = pl.col
    status, annuity = c("NAME_CONTRACT_STATUS"), c("AMT_ANNUITY").cast(pl.Float64)
    last_due, planned = c("DAYS_LAST_DUE"), c("DAYS_LAST_DUE_1ST_VERSION")
    priced = {"credit_amount": "AMT_CREDIT", "asked": "AMT_APPLICATION", "term_months": "CNT_PAYMENT"}
    term, credit, paid_back = c("term_months"), c("credit_amount"), c("paid_back")
    return (
        rows.with_columns(
            **{name: at(c(column) != 0, c(column).cast(pl.Float64)) for name, column in priced.items()},
            annuity_amount=at(annuity != 0, annuity), refused=status == "Refused", approved=status == "Approved",
            cancelled=status.is_in(["Canceled", "Unused offer"]), decided=days_ago(c("DAYS_DECISION")),
            down=c("RATE_DOWN_PAYMENT").fill_null(0.0).clip(lower_bound=0.0), ended=days_ago(last_due),
            ahead=at((planned != NO_SUCH_DAY) & (last_due <= 0), planned - last_due),
            order=c("DAYS_DECISION").cast(pl.Int64) * 1_000_000_000 + c("SK_ID_PREV"),
        )
        .with_columns(
            running=c("approved") & (last_due == NO_SUCH_DAY) & term.is_not_null(),
            paid_back=over(annuity * term, credit), interest_share=over(annuity * term, credit) - 1.0,
            nth=c("order").rank("ordinal", descending=True).over(CLIENT) - 1,
            latest_approved=c("order") == at(c("approved"), c("order")).max().over(CLIENT),
        )
        .with_columns(
            left=at(c("running") & (planned != NO_SUCH_DAY), (planned / DAYS_PER_MONTH).clip(lower_bound=0.0)),
            monthly_rate_share=monthly_rate(paid_back, term),
        )
    )  # fmt: skip


def instalments(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the features of how instalments were paid."""
    c = pl.col
    is_late, due, late, early = c("is_late"), c("due"), c("late"), c("early")
    all_rows, is_card, latest = pl.lit(True), c("NUM_INSTALMENT_VERSION") == 0, c("latest_credit")
    is_recent = due <= 24 * DAYS_PER_MONTH
    features: Expressions = {"n_instalments": pl.len()}
    for window, n_months in WINDOWS.items():
        recent = day_window(due, n_months)
        features |= {
            f"n_late_payments_{window}": (recent & is_late).sum(),
            f"late_payments_share_{window}": share(is_late, recent),
            f"longest_late_days_{window}": at(recent, late).max(),
            f"mean_late_days_{window}": at(recent, late).mean(),
            f"mean_early_days_{window}": at(recent, early).mean(),
            f"paid_of_due_share_{window}": over(
                total(pl.min_horizontal("paid", "owed"), recent), total(c("owed"), recent)
            ),
        }
    for n in (3, 10):
        counts = c("nth") < n
        features |= {
            f"late_payments_share_last_{n}": share(is_late, counts),
            f"mean_late_days_last_{n}": at(counts, late).mean(),
            f"mean_early_days_last_{n}": at(counts, early).mean(),
        }
    for n_days in (7, 15, 30):
        features[f"n_payments_late_over_{n_days}d"] = (late > n_days).sum()
    features |= {
        "late_days_rise_per_month": slope(late, -due, is_recent) * DAYS_PER_MONTH,
        "early_days_rise_per_month": slope(early, -due, is_recent) * DAYS_PER_MONTH,
        "recently_weighted_late_days": over((late * c("weight")).sum(), c("weight").sum()),
        "late_days_spread": late.std(ddof=0),
        "n_short_payments": c("is_short").sum(),
        "short_payments_share": share(c("is_short"), all_rows),
        "payments_in_parts_share": share(c("n_payments") > 1, all_rows),
        "paid_early_amount_share": over(total(c("paid"), early > 0), c("paid").sum()),
        "largest_payment_amount": c("paid").max(),
        "mean_payment_amount": c("paid").mean(),
        "mean_payment_amount_12m": at(day_window(due, 12), c("paid")).mean(),
        "paid_so_far_amount": c("paid").sum(),
        "worst_credit_late_share": c("credit_late_share").max(),
        "best_credit_late_share": c("credit_late_share").min(),
        "latest_credit_late_share": share(is_late, latest),
        "latest_credit_mean_late_days": at(latest, late).mean(),
        "latest_credit_mean_early_days": at(latest, early).mean(),
        "n_credits_with_instalments": c("SK_ID_PREV").n_unique(),
        "n_credits_paid_late": at(is_late, c("SK_ID_PREV")).drop_nulls().n_unique(),
        "card_instalments_late_share": share(is_late, is_card),
        "loan_instalments_late_share": share(is_late, ~is_card),
        "n_schedule_changes": c("NUM_INSTALMENT_VERSION").max().clip(lower_bound=1) - 1,
        "since_last_late_payment_days": at(is_late, due).min(),
        "since_last_instalment_days": due.min(),
        "first_instalment_days": due.max(),
        "first_instalments_late_share": share(is_late, c("NUM_INSTALMENT_NUMBER") <= 5),
    }
    share_change = c("late_payments_share_12m") - c("late_payments_share_ever")
    return _instalments(rows).group_by(CLIENT).agg(**features).with_columns(
        late_payments_share_change_3m=c("late_payments_share_3m") - c("late_payments_share_24m"),
        late_payments_share_change_12m=share_change,
        mean_late_days_change_12m=c("mean_late_days_12m") - c("mean_late_days_ever"),
    )  # fmt: skip


def _instalments(rows: pl.LazyFrame) -> pl.LazyFrame:
    c = pl.col
    keys = [CLIENT, "SK_ID_PREV", "NUM_INSTALMENT_VERSION", "NUM_INSTALMENT_NUMBER"]
    due, settled = c("due"), c("settled")
    return (
        rows.group_by(keys)
        .agg(
            due=c("DAYS_INSTALMENT").max().abs(), settled=c("DAYS_ENTRY_PAYMENT").max().fill_null(0).abs(),
            owed=c("AMT_INSTALMENT").max(), paid=c("AMT_PAYMENT").sum(), n_payments=pl.len(),
        )
        .sort(CLIENT, "due", *keys[1:])
        .with_columns(
            late=(due - settled).clip(lower_bound=0.0), early=(settled - due).clip(lower_bound=0.0),
            is_late=settled < due, is_short=c("paid") < c("owed") * 0.99,
            weight=(-due * (math.log(2) / 365.0)).exp(), nth=pl.int_range(pl.len()).over(CLIENT),
            credit_late_share=(settled < due).cast(pl.Float64).mean().over(CLIENT, "SK_ID_PREV"),
            latest_credit=due.min().over(CLIENT, "SK_ID_PREV") == due.min().over(CLIENT),
        )
    )  # fmt: skip


def pos_cash(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the features of monthly balances, by credit first."""
    c = pl.col
    month, status, clearly = c("MONTHS_BALANCE"), c("NAME_CONTRACT_STATUS"), c("SK_DPD_DEF")
    sums: Expressions = {}
    for window, n_months in WINDOWS.items():
        recent = month_window(month, n_months)
        sums |= {
            f"n_months_{window}": pl.len() if n_months is None else recent.sum(),
            f"n_late_{window}": (recent & (c("SK_DPD") > 0)).sum(),
            f"n_clearly_late_{window}": (recent & (clearly > 0)).sum(),
            f"longest_{window}": at(recent, clearly).max(),
        }
    loans = (
        rows.filter(status.fill_null("") != "Signed")
        .group_by(CLIENT, "SK_ID_PREV")
        .agg(
            **sums, first=(-month).max(), last=(-month).min(),
            n_left=c("CNT_INSTALMENT_FUTURE").sort_by(at(c("CNT_INSTALMENT_FUTURE").is_not_null(), month)).last(),
            n_planned=c("CNT_INSTALMENT").max(),
            n_planned_last=c("CNT_INSTALMENT").sort_by(at(c("CNT_INSTALMENT").is_not_null(), month)).last(),
            completed=(status == "Completed").any(),
            demanded=status.is_in(["Demand", "Returned to the store", "Amortized debt"]).any(),
        )
        .with_columns(
            running=(c("last") <= 3) & ~c("completed"),
            nth=(-c("first").cast(pl.Int64) * 1_000_000_000 + c("SK_ID_PREV"))
            .rank("ordinal", descending=True).over(CLIENT) - 1,
        )
    )  # fmt: skip
    running, newest, left = c("running"), c("nth") < 3, over(c("n_left"), c("n_planned"))
    features: Expressions = {}
    for window in WINDOWS:
        n = c(f"n_months_{window}").sum()
        features |= {
            f"credits_late_months_share_{window}": over(c(f"n_late_{window}").sum(), n),
            f"credits_clearly_late_months_share_{window}": over(c(f"n_clearly_late_{window}").sum(), n),
            f"credits_longest_late_days_{window}": c(f"longest_{window}").max(),
        }
    features |= {
        "n_credits_followed": pl.len(),
        "n_credits_late": (c("n_late_ever") > 0).sum(),
        "worst_credit_late_months_share": over(c("n_late_ever"), c("n_months_ever")).max(),
        "latest_credits_late_months_share": over(total(c("n_late_ever"), newest), total(c("n_months_ever"), newest)),
        "n_instalments_left": total(c("n_left"), running),
        "credits_left_largest_share": at(running, left).max(),
        "credits_left_mean_share": at(running, left).mean(),
        "credits_completed_share": c("completed").cast(pl.Float64).mean(),
        "credits_shortened_share": share(c("n_planned_last") < c("n_planned"), c("n_planned").is_not_null()),
        "n_credits_demanded_or_returned": c("demanded").sum(),
        "credits_followed_months": c("first").max(),
        "since_last_balance_months": c("last").min(),
        "credits_planned_mean_months": c("n_planned").mean(),
        "credits_planned_longest_months": c("n_planned").max(),
    }
    change = c("credits_late_months_share_12m") - c("credits_late_months_share_ever")
    return loans.group_by(CLIENT).agg(**features).with_columns(credits_late_months_share_change_12m=change)


def credit_card(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the features of credit cards."""
    c = pl.col
    month = c("MONTHS_BALANCE")

    def positive(name: str) -> pl.Expr:
        return c(name).cast(pl.Float64).clip(lower_bound=0.0)

    months = rows.with_columns(
        balance=positive("AMT_BALANCE"), limit=c("AMT_CREDIT_LIMIT_ACTUAL").cast(pl.Float64),
        cash=positive("AMT_DRAWINGS_ATM_CURRENT"), drawings=positive("AMT_DRAWINGS_CURRENT"),
        paid=c("AMT_PAYMENT_TOTAL_CURRENT").cast(pl.Float64), receivable=positive("AMT_TOTAL_RECEIVABLE"),
        principal=positive("AMT_RECEIVABLE_PRINCIPAL"), latest=month == month.max().over(CLIENT),
    ).with_columns(used=over(c("balance"), c("limit")))  # fmt: skip
    paid, balance, limit, used = c("paid"), c("balance"), c("limit"), c("used")
    minimum, all_rows, latest = c("AMT_INST_MIN_REGULARITY"), pl.lit(True), c("latest")
    due, recent_year = minimum > 0, month_window(month, 12)
    features: Expressions = {}
    for window, n_months in WINDOWS.items():
        recent = month_window(month, n_months)
        features |= {
            f"card_utilisation_mean_{window}": at(recent, used).mean(),
            f"card_utilisation_max_{window}": at(recent, used).max(),
            f"card_drawings_mean_{window}": at(recent, c("CNT_DRAWINGS_CURRENT")).mean(),
            f"card_cash_share_{window}": over(total(c("cash"), recent), total(c("drawings"), recent)),
            f"card_drawn_to_limit_share_{window}": over(total(c("drawings"), recent), total(limit, recent)),
            f"card_late_months_share_{window}": share(c("SK_DPD") > 0, recent),
        }
    features |= {
        "card_below_minimum_share": share(paid < minimum, due),
        "card_below_minimum_share_12m": share(paid < minimum, due & recent_year),
        "card_paid_to_minimum_ratio": over(total(paid, due), total(minimum, due & paid.is_not_null())),
        "card_paid_to_balance_share": over(paid.sum(), total(balance, paid.is_not_null())),
        "card_interest_and_fees_share": over(
            (c("receivable") - c("principal")).clip(lower_bound=0.0).sum(), c("receivable").sum()
        ),
        "card_clearly_late_months_share": share(c("SK_DPD_DEF") > 0, all_rows),
        "card_longest_late_days": c("SK_DPD_DEF").max(),
        "card_since_late_months": at(c("SK_DPD") > 0, -month).min(),
        "card_unused_months_share": share(balance == 0, all_rows),
        "card_over_limit_months_share": share(used > 1, used.is_not_null()),
        "card_balance_mean_amount": balance.mean(),
        "card_balance_largest_amount": balance.max(),
        "card_drawings_largest_amount": c("drawings").max(),
        "card_paid_mean_amount": at(recent_year, paid).mean(),
        "card_limit_amount": total(limit, latest),
        "card_limit_largest_amount": limit.max(),
        "card_limit_now_to_largest_share": over(at(latest, limit).max(), limit.max()),
        "card_utilisation_rise_per_month": slope(used, month, recent_year),
        "card_balance_amount": total(balance, latest),
        "card_followed_months": (-month).max(),
        "n_cards": c("SK_ID_PREV").n_unique(),
    }
    mean = "card_utilisation_mean"
    return months.group_by(CLIENT).agg(**features).with_columns(
        card_utilisation_change_3m=c(f"{mean}_3m") - c(f"{mean}_12m"),
        card_utilisation_change_12m=c(f"{mean}_12m") - c(f"{mean}_ever"),
        card_free_limit_amount=(c("card_limit_amount") - c("card_balance_amount")).clip(lower_bound=0.0),
    )  # fmt: skip
