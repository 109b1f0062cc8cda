"""The application itself: what the client says of themselves, and the scores that others give them.

One function per part of the form. Categories come from the published shares and default rates
(:mod:`.levels`); the other numbers are published quantiles and shares, and what real rows
show of one column given another.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from solvable.portfolios.home_credit.made_up.building import make_building, make_social_circle
from solvable.portfolios.home_credit.made_up.draws import (
    NONE_DAY,
    Bools,
    Column,
    Columns,
    Floats,
    chance,
    level_at,
    monthly_payment,
    number_at,
    number_of,
    round_to,
    share_below,
    texts,
    unknown_where,
    view,
    whole,
)
from solvable.portfolios.home_credit.made_up.levels import Category, Level, among_levels, published_levels, solved
from solvable.portfolios.home_credit.made_up.people import People

__all__ = ["HOURS", "make_application"]

# Mean and spread of the standing of age at a level, where it is not like everybody's.
AGES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "NAME_INCOME_TYPE": {
        "Pensioner": (1.32, 0.59), "Working": (-0.27, 0.84), "Commercial associate": (-0.28, 0.84),
        "State servant": (-0.20, 0.84), "Student": (-1.13, 0.84), "Unemployed": (-0.3, 0.84),
        "Businessman": (0.0, 0.84), "Maternity leave": (-1.0, 0.5),
    },
    "NAME_EDUCATION_TYPE": {
        "Secondary / secondary special": (0.09, 0.98), "Higher education": (-0.19, 0.96),
        "Incomplete higher": (-0.84, 1.0), "Lower secondary": (0.47, 1.1),
    },
    "NAME_FAMILY_STATUS": {
        "Married": (0.01, 0.91), "Single / not married": (-0.43, 1.12), "Civil marriage": (-0.18, 0.96),
        "Separated": (0.20, 0.85), "Widow": (1.15, 0.78),
    },
    "NAME_HOUSING_TYPE": {
        "House / apartment": (0.06, 0.98), "With parents": (-1.02, 0.80), "Municipal apartment": (0.14, 0.93),
        "Rented apartment": (-0.63, 0.92), "Office apartment": (-0.24, 0.94), "Co-op apartment": (-0.39, 1.0),
    },
    "CODE_GENDER": {"F": (0.10, 1.01), "M": (-0.20, 0.95)},
    "FLAG_OWN_CAR": {"N": (0.08, 1.04), "Y": (-0.16, 0.90)},
    "FLAG_OWN_REALTY": {"N": (-0.18, 0.99), "Y": (0.08, 0.99)},
    "NAME_CONTRACT_TYPE": {"Cash loans": (0.03, 0.99), "Revolving loans": (-0.27, 1.05)},
    "FLAG_PHONE": {"0": (-0.03, 1.0), "1": (0.08, 1.0)},
    "OCCUPATION_TYPE": {
        "Sales staff": (-0.46, 0.84), "Core staff": (-0.42, 0.84), "Managers": (-0.13, 0.84),
        "Security staff": (0.10, 0.84), "Cleaning staff": (0.24, 0.84), "Medicine staff": (-0.06, 0.84),
        "Waiters/barmen staff": (-0.80, 0.84), "Secretaries": (-0.52, 0.84), "Realty agents": (-0.54, 0.84),
        "IT staff": (-0.68, 0.84),
    },
    "ORGANIZATION_TYPE": {
        "Medicine": (-0.04, 0.84), "School": (-0.01, 0.84), "Trade: type 3": (-0.64, 0.84), "Housing": (0.07, 0.84),
        "Bank": (-0.88, 0.84), "Police": (-0.63, 0.84), "Trade: type 2": (-1.41, 0.84), "Other": (-0.13, 0.84),
    },
}  # fmt: skip
EMPLOYED_AGE = (-0.27, 0.84)
EMPLOYED_SHARE = 0.82
IDLE = frozenset({"Pensioner", "Unemployed"})
# Which standing a category sees; one way of seeing per category, or the levels would tell too much together.
SEES: Mapping[str, Mapping[str, float]] = {
    "NAME_CONTRACT_TYPE": {"ability": 1.0, "willingness": 1.0, "burden": -1.0},
    "CODE_GENDER": {"willingness": 1.0},
    "NAME_FAMILY_STATUS": {"willingness": 1.0},
    "FLAG_PHONE": {"willingness": 1.0},
    "NAME_TYPE_SUITE": {"willingness": 1.0},
}
ABILITY = {"ability": 1.0}

# Shares of the organisations that have no published one, from real rows: fractions of the employed.
ORGANISATIONS = {
    "Transport: type 3": 0.0044, "Industry: type 13": 0.0002, "Industry: type 8": 0.0001, "Restaurant": 0.0067,
    "Construction": 0.0257, "Cleaning": 0.0009, "Industry: type 1": 0.0043, "Industry: type 3": 0.0139,
    "Realtor": 0.0014, "Agriculture": 0.0093, "Trade: type 3": 0.0148, "Industry: type 4": 0.0033,
    "Security": 0.0122, "Transport: type 4": 0.0227, "Mobile": 0.0012, "Trade: type 1": 0.0014,
    "Industry: type 11": 0.0105, "Postal": 0.0093, "Advertising": 0.0018, "Business Entity Type 1": 0.0239,
    "Industry: type 7": 0.0052, "Housing": 0.0120, "Legal Services": 0.0012, "Transport: type 2": 0.0079,
    "Telecom": 0.0024, "Industry: type 2": 0.0021, "Emergency": 0.0021, "Industry: type 6": 0.0004,
    "Trade: type 2": 0.0077, "Industry: type 5": 0.0027, "Industry: type 9": 0.0129, "Electricity": 0.0042,
    "Services": 0.0064, "Industry: type 10": 0.0006, "Hotel": 0.0036, "Trade: type 5": 0.0004, "Religion": 0.0003,
    "Insurance": 0.0023, "Culture": 0.0017, "Bank": 0.0097, "Military": 0.0099, "Police": 0.0088,
    "University": 0.0049, "Security Ministries": 0.0079, "Trade: type 6": 0.0023, "Transport: type 1": 0.0009,
    "Industry: type 12": 0.0016, "Trade: type 4": 0.0003,
}  # fmt: skip
# Three flags at once, of the employed: registered elsewhere than living, than working, and living elsewhere
# than working. The rates give the published one of each flag.
TOWNS = {
    "000": Level(share=0.7114, default_rate=0.0795, age=(-0.20, 0.84)),
    "011": Level(share=0.2000, default_rate=0.0975, age=(-0.28, 0.80)),
    "110": Level(share=0.0677, default_rate=0.1310, age=(-0.75, 0.85)),
    "111": Level(share=0.0138, default_rate=0.1250, age=(-0.57, 0.85)),
    "101": Level(share=0.0055, default_rate=0.0800, age=(-0.50, 0.85)),
    "100": Level(share=0.0016, default_rate=0.0920, age=EMPLOYED_AGE),
}
HOURS = (2, 7, 10, 12, 14, 17, 21)
REGION_POPULATIONS = (0.0013, 0.0050, 0.0100, 0.0188, 0.0287, 0.0462, 0.0725)

# By how many of their spreads the logarithms of incomes differ, from the medians of real rows.
INCOME_LIFTS: Mapping[str, Mapping[str, float]] = {
    "gender": {"F": -0.16, "M": 0.31, "XNA": 0.0},
    "education": {"Higher education": 0.38, "Incomplete higher": 0.1, "Secondary / secondary special": -0.12,
                  "Lower secondary": -0.4, "Academic degree": 0.6},
    "car": {"N": -0.13, "Y": 0.25},
    "region": {"1": 0.8, "2": -0.1, "3": -0.1},
}  # fmt: skip
RETIRED_LIFT = -0.35
LOG_INCOME, LOG_INCOME_SPREAD = 11.935, 0.475

MOST_CREDIT = 4_050_000.0
# Of cash loans: cards have their own limits.
GOODS_PRICES = (45_000, 135_000, 247_500, 472_500, 693_000, 1_305_000, 2_250_000)
# Credit over goods price: the rest is insurance. Published AUC of this ratio: riskier when higher.
CREDIT_TO_GOODS = (1.0, 1.0, 1.0, 1.132, 1.198, 1.396, 1.528)
TERMS = {12: 0.19, 18: 0.15, 24: 0.26, 30: 0.15, 36: 0.15, 48: 0.07, 60: 0.03}
YEARLY_RATES = (0.10, 0.13, 0.16, 0.20, 0.24, 0.31, 0.40)
CARD_LIMITS = {135_000: 0.15, 180_000: 0.35, 270_000: 0.28, 450_000: 0.12, 675_000: 0.06, 900_000: 0.04}

EXTERNAL_SCORES_1 = (0.031, 0.160, 0.334, 0.506, 0.675, 0.832, 0.930)
EXTERNAL_SCORES_2 = (0.002, 0.1285, 0.392, 0.566, 0.6636, 0.7477, 0.803)
EXTERNAL_SCORES_3 = (0.001, 0.156, 0.3707, 0.535, 0.669, 0.786, 0.866)

# Share of clients of train who handed a document in; those of test almost never did.
DOCUMENT_SHARES = {
    2: 0.000042, 4: 0.000081, 5: 0.0151, 7: 0.000192, 9: 0.0039, 10: 0.000023, 11: 0.0039, 12: 0.000007,
    13: 0.0035, 14: 0.0029, 15: 0.0012, 16: 0.0099, 17: 0.000267, 18: 0.0081, 19: 0.0006, 20: 0.0005, 21: 0.0003,
}  # fmt: skip
DOCUMENTS_OF_TEST = {4: 0.000103, 5: 0.014751, 7: 0.000041, 9: 0.004493, 11: 0.001169, 18: 0.001559}
# Document 3, 6 or 8, at most one of them: by contract and retirement.
MAIN_DOCUMENTS = {
    "cash, at work": (0.853, 0.0098, 0.106), "cash, retired": (0.507, 0.474, 0.011),
    "card, at work": (0.037, 0.0004, 0.008), "card, retired": (0.010, 0.005, 0.001),
}  # fmt: skip
# Mean number of bureau enquiries in the last hour, day, week, month and quarter, of train and of test.
ENQUIRIES = {
    "HOUR": (0.0064, 0.0021), "DAY": (0.0070, 0.0018), "WEEK": (0.0344, 0.0028), "MON": (0.267, 0.0093),
    "QRT": (0.265, 0.547),
}  # fmt: skip
ENQUIRIES_OF_YEAR = (0, 0, 0.0, 1.5, 3.2, 6.4, 11)


def make_application(rng: np.random.Generator, people: People) -> Columns:
    """Make up the columns of application_train, TARGET included, one row per client."""
    contract = _drawn(rng, people, "NAME_CONTRACT_TYPE")
    # A card was rarely asked for by the clients of test: 0.9 % of them against 9.5 %.
    contract = np.where(people.is_train | chance(rng, 0.09, len(people)), contract, "Cash loans")
    is_card = contract == "Revolving loans"
    income_type = _drawn(rng, people, "NAME_INCOME_TYPE")
    is_idle = np.isin(income_type, list(IDLE))
    person = _person(rng, people)
    address = _address(rng, people, is_idle)
    income_score = _income_score(rng, people, person, address["REGION_RATING_CLIENT_W_CITY"], is_idle)
    return {
        "SK_ID_CURR": people.client_ids,
        "TARGET": people.is_default.astype(np.int64),
        "NAME_CONTRACT_TYPE": contract,
        "NAME_INCOME_TYPE": income_type,
        "AMT_INCOME_TOTAL": np.maximum(round_to(np.exp(LOG_INCOME + LOG_INCOME_SPREAD * income_score), 4_500), 27_000),
        **person,
        **_credit(rng, people, income_score, is_card),
        **_work(rng, people, is_idle),
        **_dates_and_contacts(rng, people),
        **address,
        **_external_scores(rng, people),
        **make_building(rng, people),
        **make_social_circle(rng, people),
        **_documents(rng, people, is_idle, is_card),
        **_enquiries(rng, people),
    }


@functools.cache
def _category(column: str) -> Category:
    """Solve once for how a published category is drawn."""
    return solved(published_levels(column, ages=AGES.get(column)), sees=SEES.get(column, ABILITY))


@functools.cache
def _category_of_employed(column: str) -> Category:
    """Solve for a category that only the employed have."""
    # The published shares are those of all clients, the other ones of the employed.
    other_shares = {name: EMPLOYED_SHARE * share for name, share in ORGANISATIONS.items()}
    levels = published_levels(column, other_shares=other_shares)
    levels = {name: replace(level, age=AGES[column].get(name, EMPLOYED_AGE)) for name, level in levels.items()}
    return solved(levels, sees=ABILITY, among=_at_work())


@functools.cache
def _towns() -> Category:
    return solved(TOWNS, sees=ABILITY, among=_at_work())


def _at_work() -> Callable[[Floats, Floats], Floats]:
    income_type = _category("NAME_INCOME_TYPE")
    return among_levels(income_type, frozenset(income_type.names) - IDLE)


def _drawn(rng: np.random.Generator, people: People, column: str) -> Column:
    return _category(column).draw(rng, people)


def _person(rng: np.random.Generator, people: People) -> Columns:
    n = len(people)
    age_years = people.days_birth / -365.25
    status = _drawn(rng, people, "NAME_FAMILY_STATUS")
    is_couple = np.isin(status, ["Married", "Civil marriage"])
    # Children still at home: most at 36, few before 25 and after 50, as in the published age bands.
    n_children = np.minimum(rng.poisson(0.9 * np.exp(-(((age_years - 36) / 10) ** 2))), 12)
    car = _drawn(rng, people, "FLAG_OWN_CAR")
    car_age = np.rint(number_at(view(rng, n, (-0.29, people.ability)), (0, 1, 5, 9, 15, 29, 65)))
    education = _drawn(rng, people, "NAME_EDUCATION_TYPE")
    suite = _drawn(rng, people, "NAME_TYPE_SUITE")
    return {
        "CODE_GENDER": np.where(chance(rng, 0.000013, n), "XNA", _drawn(rng, people, "CODE_GENDER")),
        "FLAG_OWN_CAR": car,
        "FLAG_OWN_REALTY": _drawn(rng, people, "FLAG_OWN_REALTY"),
        "OWN_CAR_AGE": unknown_where(car == "N", car_age),
        "CNT_CHILDREN": n_children,
        "NAME_FAMILY_STATUS": status,
        "CNT_FAM_MEMBERS": unknown_where(status == "Unknown", n_children + 1 + is_couple),
        "NAME_HOUSING_TYPE": _drawn(rng, people, "NAME_HOUSING_TYPE"),
        "NAME_EDUCATION_TYPE": education,
        "NAME_TYPE_SUITE": unknown_where(chance(rng, np.where(people.is_train, 0.0042, 0.0187), n), suite),
        "WEEKDAY_APPR_PROCESS_START": _drawn(rng, people, "WEEKDAY_APPR_PROCESS_START"),
        "HOUR_APPR_PROCESS_START": whole(number_at(view(rng, n), HOURS)),
    }


def _income_score(rng: np.random.Generator, people: People, person: Columns, region: Column, is_idle: Bools) -> Floats:
    """Return standard scores of income: what goes with a person's group, and the rest."""
    groups = {
        "gender": person["CODE_GENDER"], "education": person["NAME_EDUCATION_TYPE"], "car": person["FLAG_OWN_CAR"],
        "region": np.maximum(region, 1).astype(str),
    }  # fmt: skip
    lift = sum((number_of(group, INCOME_LIFTS[name]) for name, group in groups.items()), RETIRED_LIFT * is_idle)
    score: Floats = lift + 0.88 * view(rng, len(people), (0.02, people.ability)) + 0.12 * ~people.is_train
    return score


def _credit(rng: np.random.Generator, people: People, income_score: Floats, is_card: Bools) -> Columns:
    n = len(people)
    goods_score = view(rng, n, (0.42, np.clip(income_score, -3, 3)), (-0.05, people.burden), (0.08, people.willingness))
    goods = np.maximum(round_to(number_at(goods_score, GOODS_PRICES), 4_500), 45_000)
    # Those of test asked for less, about a seventh.
    goods = np.where(people.is_train, goods, np.maximum(round_to(0.86 * goods, 4_500), 45_000))
    goods = np.where(is_card, level_at(goods_score, CARD_LIMITS), goods)
    with_insurance = number_at(view(rng, n, (0.22, people.burden), (-0.09, people.ability)), CREDIT_TO_GOODS)
    credit = np.where(is_card, goods, np.minimum(round_to(goods * with_insurance, 4.5), MOST_CREDIT))
    payment = monthly_payment(
        credit,
        # And for shorter, as their annuities tell.
        n_months=level_at(view(rng, n, (0.72, goods_score)) - 0.5 * ~people.is_train, TERMS).astype(np.float64),
        # The lender's own view of the risk is in the price.
        yearly_rate=number_at(
            view(rng, n, (-0.36, people.ability), (0.36, people.burden), (-0.36, people.willingness)), YEARLY_RATES
        ),
    )
    # A card asks for a twentieth of its limit each month, as the published rows do.
    annuity = np.where(is_card, credit / 20, round_to(payment, 4.5))
    return {
        "AMT_CREDIT": credit,
        "AMT_ANNUITY": unknown_where(chance(rng, np.where(people.is_train, 0.00004, 0.0005), n), annuity),
        "AMT_GOODS_PRICE": unknown_where(chance(rng, 0.0009, n) & people.is_train, goods),
    }


def _work(rng: np.random.Generator, people: People, is_idle: Bools) -> Columns:
    n = len(people)
    score = view(rng, n, (0.3, people.age), (0.37, people.ability))
    # Nobody was hired before 18.
    days_employed = np.clip(
        number_at(score, (-30, -209, -742, -1_619, -3_154, -7_206, -14_503)), people.days_birth + 18 * 365.25, -1
    )
    return {
        "DAYS_EMPLOYED": whole(np.where(is_idle, NONE_DAY, days_employed)),
        "OCCUPATION_TYPE": unknown_where(
            is_idle | chance(rng, 0.1625, n), _category_of_employed("OCCUPATION_TYPE").draw(rng, people)
        ),
        "ORGANIZATION_TYPE": np.where(is_idle, "XNA", _category_of_employed("ORGANIZATION_TYPE").draw(rng, people)),
        "FLAG_EMP_PHONE": (~is_idle).astype(np.int64),
        "FLAG_WORK_PHONE": ((share_below(view(rng, n, (-0.10, people.ability))) > 0.757) & ~is_idle).astype(np.int64),
    }


def _dates_and_contacts(rng: np.random.Generator, people: People) -> Columns:
    n = len(people)
    registered = number_at(view(rng, n, (0.33, people.age)), (-3, -330, -2_010, -4_504, -7_479, -11_416, -16_555))
    id_issued = number_at(
        view(rng, n, (0.2, people.age), (0.15, people.willingness)), (-5, -375, -1_720, -3_254, -4_299, -4_944, -6_049)
    )
    phone_changed = number_at(view(rng, n, (0.24, people.willingness)), (0, 0, -274, -757, -1_570, -2_522, -3_565))
    # One client in eight never changed it since the lender first saw them, on the day itself.
    phone_changed = np.where(phone_changed > -130, 0, phone_changed)
    return {
        "DAYS_BIRTH": people.days_birth,
        "DAYS_REGISTRATION": np.rint(np.maximum(registered, people.days_birth)),
        "DAYS_ID_PUBLISH": whole(id_issued),
        "DAYS_LAST_PHONE_CHANGE": np.rint(phone_changed),
        "FLAG_MOBIL": (~chance(rng, 0.000003, n)).astype(np.int64),
        "FLAG_CONT_MOBILE": chance(rng, 0.99813, n).astype(np.int64),
        "FLAG_PHONE": _drawn(rng, people, "FLAG_PHONE").astype(np.int64),
        "FLAG_EMAIL": chance(rng, np.where(people.is_train, 0.0567, 0.1626), n).astype(np.int64),
    }


def _address(rng: np.random.Generator, people: People, is_idle: Bools) -> Columns:
    n = len(people)
    with_city = _drawn(rng, people, "REGION_RATING_CLIENT_W_CITY").astype(np.int64)
    # A good town lifts the rating of its region for a few.
    is_lifted = chance(rng, np.where(with_city == 1, 0.058, np.where(with_city == 2, 0.0196, 0.0)), n)
    # One published rating is -1; it is as rare here.
    is_error = chance(rng, 0.00002, n) & ~people.is_train
    towns = np.where(is_idle, np.where(chance(rng, 0.0235, n), "100", "000"), _towns().draw(rng, people))
    lives_elsewhere, works_elsewhere, commutes = (
        whole(number_of(towns, {town: int(town[flag]) for town in TOWNS})) for flag in range(3)
    )
    far_home = chance(rng, np.where(lives_elsewhere == 1, 0.06, 0.0113), n)
    far_work = chance(rng, np.where(commutes == 1, 0.086, 0.031), n) & ~is_idle
    # Of the densely peopled regions, those with a large town stand best.
    place = view(rng, n, (0.33, 1.9 * (2 - with_city.astype(np.float64))))
    return {
        "REGION_POPULATION_RELATIVE": number_at(place, REGION_POPULATIONS).round(6),
        "REGION_RATING_CLIENT": with_city + is_lifted,
        "REGION_RATING_CLIENT_W_CITY": np.where(is_error, -1, with_city),
        "REG_REGION_NOT_LIVE_REGION": far_home.astype(np.int64),
        "REG_REGION_NOT_WORK_REGION": ((far_home & ~is_idle) | far_work).astype(np.int64),
        "LIVE_REGION_NOT_WORK_REGION": far_work.astype(np.int64),
        "REG_CITY_NOT_LIVE_CITY": lives_elsewhere,
        "REG_CITY_NOT_WORK_CITY": works_elsewhere,
        "LIVE_CITY_NOT_WORK_CITY": commutes,
    }


def _external_scores(rng: np.random.Generator, people: People) -> Columns:
    """Three agencies, each of which mainly sees another standing."""
    n = len(people)
    first = view(rng, n, (0.61, people.age), (0.44, people.ability), (0.17, people.willingness))
    second = view(
        rng, n, (0.10, people.age), (0.49, people.willingness), (0.17, people.ability), (-0.05, people.burden)
    )
    third = view(rng, n, (0.21, people.age), (-0.46, people.burden), (0.11, people.ability), (0.12, people.willingness))
    # The third agency draws on the bureau: unknown there, unknown to it, and to one in fourteen of the others.
    third_unknown = (people.n_bureau == 0) | chance(rng, np.where(people.is_train, 0.066, 0.053), n)
    first_unknown = chance(rng, np.where(people.is_train, 0.5638, 0.4212), n)
    second_unknown = chance(rng, np.where(people.is_train, 0.00215, 0.00016), n)
    return {
        "EXT_SOURCE_1": unknown_where(first_unknown, number_at(first, EXTERNAL_SCORES_1)),
        "EXT_SOURCE_2": unknown_where(second_unknown, number_at(second, EXTERNAL_SCORES_2)),
        "EXT_SOURCE_3": unknown_where(third_unknown, number_at(third, EXTERNAL_SCORES_3)),
    }


def _documents(rng: np.random.Generator, people: People, is_idle: Bools, is_card: Bools) -> Columns:
    n = len(people)
    kind = np.char.add(texts(is_card, "card", "cash"), texts(is_idle, ", retired", ", at work"))
    # Pensioners bring their pension slip (6) where others bring the third paper; cards ask for neither.
    third, sixth, eighth = (
        number_of(kind, {name: shares[place] for name, shares in MAIN_DOCUMENTS.items()}) for place in range(3)
    )
    place = share_below(view(rng, n, (0.08, people.ability)))
    main = {3: place < third, 6: (place >= third) & (place < third + sixth), 8: place > 1 - eighth}
    shares = {
        number: np.where(people.is_train, share, DOCUMENTS_OF_TEST.get(number, 0.0))
        for number, share in DOCUMENT_SHARES.items()
    }
    handed_in = {number: chance(rng, share, n) for number, share in shares.items()} | main
    return {f"FLAG_DOCUMENT_{number}": handed_in[number].astype(np.int64) for number in sorted(handed_in)}


def _enquiries(rng: np.random.Generator, people: People) -> Columns:
    """Questions asked of the bureau about the client; unknown for clients it does not know."""
    n = len(people)
    counts: Columns = {
        f"AMT_REQ_CREDIT_BUREAU_{span}": rng.poisson(np.where(people.is_train, *means))
        for span, means in ENQUIRIES.items()
    }
    of_year = view(rng, n, (0.12, people.burden)) + 0.2 * ~people.is_train
    counts["AMT_REQ_CREDIT_BUREAU_YEAR"] = np.floor(number_at(of_year, ENQUIRIES_OF_YEAR))
    is_unknown = (people.n_bureau == 0) & chance(rng, 0.945, n)
    return {name: unknown_where(is_unknown, count) for name, count in counts.items()}
