"""What an earlier application was for, in the lender's words: product, goods, seller, channel, reason."""

import functools
from collections.abc import Mapping

import numpy as np

from solvable.portfolios.home_credit.made_up.application import HOURS
from solvable.portfolios.home_credit.made_up.draws import (
    Column,
    Columns,
    chance,
    level_at,
    level_in_group,
    number_at,
    number_of,
    texts,
    unknown_where,
    view,
    whole,
)
from solvable.portfolios.home_credit.made_up.requests import CASH, CONSUMER, REVOLVING, Requests

__all__ = ["make_circumstances", "make_product", "make_verdict"]

REJECT_REASONS = {
    "HC": 0.603, "LIMIT": 0.1915, "SCO": 0.129, "SCOFR": 0.044, "XNA": 0.018, "VERIF": 0.012, "SYSTEM": 0.0025,
}  # fmt: skip
CHANNELS: dict[str, dict[str, float]] = {
    CASH: {"Credit and cash offices": 0.79, "Contact center": 0.085, "Country-wide": 0.052, "AP+ (Cash loan)": 0.056,
           "Channel of corporate sales": 0.008, "Regional / Local": 0.005, "Stone": 0.004},
    CONSUMER: {"Country-wide": 0.59, "Stone": 0.2795, "Regional / Local": 0.13, "Car dealer": 0.0005},
    REVOLVING: {"Credit and cash offices": 0.685, "Country-wide": 0.135, "AP+ (Cash loan)": 0.079,
                "Contact center": 0.044, "Regional / Local": 0.032, "Stone": 0.025},
    "XNA": {"Country-wide": 1.0},
}  # fmt: skip
# Goods with their share, the industry that sells them, and the lender's family of products.
GOODS: dict[str, tuple[float, str, str]] = {
    "Mobile": (0.310, "Consumer electronics", "mobile"),
    "Consumer Electronics": (0.1675, "Consumer electronics", "household"),
    "Audio/Video": (0.137, "Consumer electronics", "household"),
    "Computers": (0.146, "Consumer electronics", "household"),
    "Furniture": (0.074, "Furniture", "industry"),
    "Clothing and Accessories": (0.0325, "Clothing", "industry"),
    "Construction Materials": (0.0345, "Construction", "industry"),
    "Photo / Cinema Equipment": (0.0345, "Consumer electronics", "household"),
    "Auto Accessories": (0.010, "Auto technology", "other"),
    "Jewelry": (0.0087, "Jewelry", "industry"),
    "Homewares": (0.007, "Construction", "industry"),
    "Medical Supplies": (0.0053, "Industry", "other"),
    "Vehicles": (0.0046, "Industry", "other"),
    "Sport and Leisure": (0.0041, "Industry", "industry"),
    "Gardening": (0.0037, "Construction", "industry"),
    "Tourism": (0.0038, "Tourism", "other"),
    "Other": (0.0106, "Industry", "other"),
}
# What a shop for telephones sells of these goods.
SOLD_WITH_PHONES = {"Mobile": 0.92, "Computers": 0.14, "Audio/Video": 0.05, "Photo / Cinema Equipment": 0.48}
# Shares of the families of products that cost no interest, and of those that do.
FAMILIES = {
    "free": {"household": 0.679, "mobile": 0.197, "industry": 0.103, "other": 0.021},
    "priced": {"household": 0.435, "mobile": 0.363, "industry": 0.163, "other": 0.039},
}  # fmt: skip
# How often a yield group costs the client nothing, because the shop pays.
FREE_SHARES = {"low_action": 1.0, "low_normal": 0.26, "middle": 0.055, "high": 0.0, "XNA": 0.0, "": 0.0}
# Cash loans sold to a client whom the lender knew, by price.
KNOWN_SHARES = {"high": 0.50, "middle": 0.80, "low": 0.79, "": 0.79}
KNOWN_CARD_SHARE = 0.62
# Offered in a shop, other than what is bought there.
SHOP_SHARES = {CASH: 0.06, CONSUMER: 1.0, REVOLVING: 0.24, "XNA": 1.0}
PURPOSES = {
    "XNA": 0.907, "Repairs": 0.0318, "Other": 0.0209, "Urgent needs": 0.0113, "Buying a used car": 0.0039,
    "Building a house or an annex": 0.0036, "Everyday expenses": 0.0032, "Medicine": 0.0029,
    "Payments on other loans": 0.0026, "Education": 0.0021, "Journey": 0.0017,
    "Purchase of electronic equipment": 0.0014, "Buying a new car": 0.0014, "Wedding / gift / holiday": 0.0013,
    "Buying a home": 0.0012, "Car repairs": 0.0011,
}  # fmt: skip
PAYMENT_TYPES = {
    "Cash through the bank": 0.989, "Non-cash from your account": 0.0098,
    "Cashless from the account of the employer": 0.0012,
}  # fmt: skip
SUITE = {"": 0.491, "Unaccompanied": 0.305, "Family": 0.128, "Spouse, partner": 0.040, "Children": 0.019,
         "Other_B": 0.011, "Other_A": 0.005, "Group of people": 0.001}  # fmt: skip
WEEKDAYS = {"MONDAY": 0.152, "TUESDAY": 0.153, "WEDNESDAY": 0.153, "THURSDAY": 0.149, "FRIDAY": 0.151,
            "SATURDAY": 0.144, "SUNDAY": 0.098}  # fmt: skip
SELLER_AREAS = (5, 14, 36, 95, 560, 2_667, 8_000)
# The few interest rates that were published of earlier loans, as fractions and on a scale of their own.
PRIMARY_RATES = (0.035, 0.142, 0.1607, 0.1891, 0.1933, 0.197, 0.25)
PRIVILEGED_RATES = (0.373, 0.638, 0.7156, 0.8351, 0.8525, 0.867, 1.0)


def make_verdict(rng: np.random.Generator, requests: Requests) -> Columns:
    """Make up the verdict, the reason of a refusal, and what the client was to the lender."""
    n, status = len(requests), requests.status
    reason = np.where(status == "Refused", level_at(view(rng, n), REJECT_REASONS), "XAP")
    is_first = np.concatenate([[True], requests.owner[1:] != requests.owner[:-1]])[:n]
    client_type = np.where(is_first & chance(rng, 0.8, n), "New", texts(chance(rng, 0.9, n), "Repeater", "Refreshed"))
    return {
        "NAME_CONTRACT_STATUS": status,
        "DAYS_DECISION": requests.days_decision,
        "CODE_REJECT_REASON": np.where(status == "Unused offer", "CLIENT", reason),
        "NAME_CLIENT_TYPE": np.where(chance(rng, 0.0012, n), "XNA", client_type),
    }


def make_product(rng: np.random.Generator, requests: Requests, yield_group: Column) -> Columns:
    """Make up the product, the goods and who sold them."""
    n, contract, has_terms = len(requests), requests.contract, requests.has_terms
    is_cash, is_consumer, is_card = (requests.is_a(kind) for kind in (CASH, CONSUMER, REVOLVING))
    is_free = chance(rng, number_of(yield_group, FREE_SHARES), n)
    goods = level_in_group(view(rng, n), texts(is_free, "free", "priced"), _goods_by_price())
    family = _looked_up(goods, {name: family for name, (_, _, family) in GOODS.items()})
    price = _looked_up(yield_group, {"low_action": "low", "low_normal": "low", "middle": "middle", "high": "high"})
    is_known_client = chance(rng, np.where(is_card, KNOWN_CARD_SHARE, number_of(price, KNOWN_SHARES)), n) & has_terms
    sale = texts(is_known_client, "X-Sell", "Street")
    # The lender spells the family "others" where no interest is charged.
    family = np.where(is_free & (family == "other"), "others", family)
    consumer_product = _joined("POS ", family, texts(is_free, " without interest", " with interest"))
    cash_product = np.where(has_terms, _joined("Cash ", sale, ": ", price), "Cash")
    combination = np.select(
        [is_consumer, is_cash, is_card], [consumer_product, cash_product, _joined("Card ", sale)], ""
    )
    portfolio = np.select([is_consumer, is_cash, is_card], ["POS", "Cash", "Cards"], "XNA")
    industry = _looked_up(goods, {name: industry for name, (_, industry, _) in GOODS.items()})
    with_phones = chance(rng, number_of(goods, dict.fromkeys(GOODS, 0.0) | SOLD_WITH_PHONES), n)
    is_in_shop = chance(rng, number_of(contract, SHOP_SHARES), n)
    # One client in seven of the street is sold to as one whom the lender knows.
    is_sold_as_known = is_known_client | chance(rng, 0.14, n)
    return {
        "NAME_CASH_LOAN_PURPOSE": np.where(is_cash, level_at(view(rng, n), PURPOSES), "XAP"),
        "NAME_GOODS_CATEGORY": np.where(is_consumer, goods, "XNA"),
        "NAME_SELLER_INDUSTRY": np.where(is_in_shop, np.where(with_phones, "Connectivity", industry), "XNA"),
        "NAME_PORTFOLIO": np.where(has_terms, portfolio, "XNA"),
        "NAME_PRODUCT_TYPE": np.where(has_terms & ~is_consumer, texts(is_sold_as_known, "x-sell", "walk-in"), "XNA"),
        "PRODUCT_COMBINATION": combination,
        "CHANNEL_TYPE": level_in_group(view(rng, n), contract, CHANNELS),
        "SELLERPLACE_AREA": whole(
            np.where(is_in_shop, number_at(view(rng, n), SELLER_AREAS), -1.0 + chance(rng, 0.1, n))
        ),
    }


def make_circumstances(rng: np.random.Generator, requests: Requests) -> Columns:
    """Make up when and how the client came and paid, which tells of nothing."""
    n = len(requests)
    is_paid_at_bank = requests.has_terms & ~requests.is_a(REVOLVING) & chance(rng, 0.905, n)
    has_rates = requests.is_a(CONSUMER) & requests.has_terms & chance(rng, 0.0085, n)
    return {
        "WEEKDAY_APPR_PROCESS_START": level_at(view(rng, n), WEEKDAYS),
        "HOUR_APPR_PROCESS_START": whole(number_at(view(rng, n), HOURS) + 0.42),
        "FLAG_LAST_APPL_PER_CONTRACT": texts(chance(rng, 0.995, n), "Y", "N"),
        "NFLAG_LAST_APPL_IN_DAY": chance(rng, 0.9965, n).astype(np.int64),
        "RATE_INTEREST_PRIMARY": unknown_where(~has_rates, number_at(view(rng, n), PRIMARY_RATES)),
        "RATE_INTEREST_PRIVILEGED": unknown_where(~has_rates, number_at(view(rng, n), PRIVILEGED_RATES)),
        "NAME_PAYMENT_TYPE": np.where(is_paid_at_bank, level_at(view(rng, n), PAYMENT_TYPES), "XNA"),
        "NAME_TYPE_SUITE": level_at(view(rng, n), SUITE),
    }


@functools.cache
def _goods_by_price() -> Mapping[str, Mapping[str, float]]:
    """Return each good's share among those that cost interest and those that do not."""
    of_family = {kind: sum(share for share, _, family in GOODS.values() if family == kind) for kind in FAMILIES["free"]}
    return {
        price: {name: share / of_family[family] * families[family] for name, (share, _, family) in GOODS.items()}
        for price, families in FAMILIES.items()
    }


def _looked_up(names: Column, words: Mapping[str, str]) -> Column:
    """Translate each name; one that has no word becomes ""."""
    found, positions = np.unique(names, return_inverse=True)
    return np.array([words.get(str(name), "") for name in found], dtype="U64")[positions]


def _joined(*parts: str | Column) -> Column:
    """Join texts row by row."""
    return functools.reduce(np.char.add, parts)  # type: ignore[arg-type]
