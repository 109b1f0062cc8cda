"""The application itself: what the client says of themselves, and the scores that others give them.

One function per part of the form. Levels stand from the riskiest to the safest, by the published
default rates. The numbers are published category shares and quantiles (home-credit-stats.json and
the shared real rows).
"""

import numpy as np

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
    round_to,
    texts,
    unknown_where,
    view,
    whole,
)
from solvable.portfolios.home_credit.made_up.people import People

__all__ = ["HOURS", "make_application"]

INCOME_TYPES = {
    "Unemployed": 0.00007, "Working": 0.5163, "Commercial associate": 0.2329, "State servant": 0.0706,
    "Student": 0.00006, "Businessman": 0.00003,
}  # fmt: skip
EDUCATION = {
    "Lower secondary": 0.0124, "Secondary / secondary special": 0.7102, "Incomplete higher": 0.0334,
    "Higher education": 0.2434, "Academic degree": 0.0005,
}  # fmt: skip
OCCUPATIONS = {
    "Low-skill Laborers": 0.0068, "Drivers": 0.0605, "Waiters/barmen staff": 0.0044, "Security staff": 0.0219,
    "Laborers": 0.1795, "Cooking staff": 0.0193, "Sales staff": 0.1044, "Cleaning staff": 0.0151,
    "Realty agents": 0.0024, "Secretaries": 0.0042, "Medicine staff": 0.0278, "Private service staff": 0.0086,
    "IT staff": 0.0017, "HR staff": 0.0018, "Core staff": 0.0897, "Managers": 0.0695,
    "High skill tech staff": 0.0370, "Accountants": 0.0319,
}  # fmt: skip
ORGANISATIONS = {
    "Transport: type 3": 0.0044, "Industry: type 13": 0.0002, "Industry: type 8": 0.0001, "Restaurant": 0.0067,
    "Construction": 0.0257, "Cleaning": 0.0009, "Industry: type 1": 0.0043, "Industry: type 3": 0.0139,
    "Realtor": 0.0014, "Agriculture": 0.0093, "Trade: type 3": 0.0148, "Self-employed": 0.1560,
    "Industry: type 4": 0.0033, "Security": 0.0122, "Trade: type 7": 0.0305, "Business Entity Type 3": 0.2661,
    "Transport: type 4": 0.0227, "Mobile": 0.0012, "Trade: type 1": 0.0014, "Industry: type 11": 0.0105,
    "Business Entity Type 2": 0.0421, "Postal": 0.0093, "Advertising": 0.0018, "Business Entity Type 1": 0.0239,
    "Industry: type 7": 0.0052, "Housing": 0.0120, "Legal Services": 0.0012, "Transport: type 2": 0.0079,
    "Other": 0.0670, "Telecom": 0.0024, "Industry: type 2": 0.0021, "Emergency": 0.0021, "Industry: type 6": 0.0004,
    "Kindergarten": 0.0268, "Trade: type 2": 0.0077, "Government": 0.0417, "Industry: type 5": 0.0027,
    "Industry: type 9": 0.0129, "Electricity": 0.0042, "Services": 0.0064, "Medicine": 0.0449,
    "Industry: type 10": 0.0006, "Hotel": 0.0036, "Trade: type 5": 0.0004, "School": 0.0348, "Religion": 0.0003,
    "Insurance": 0.0023, "Culture": 0.0017, "Bank": 0.0097, "Military": 0.0099, "Police": 0.0088,
    "University": 0.0049, "Security Ministries": 0.0079, "Trade: type 6": 0.0023, "Transport: type 1": 0.0009,
    "Industry: type 12": 0.0016, "Trade: type 4": 0.0003,
}  # fmt: skip
# Youngest first, which is also the order of risk.
FAMILY_STATUS = {
    "Single / not married": 0.1478, "Civil marriage": 0.0968, "Married": 0.6388, "Separated": 0.0643, "Widow": 0.0523,
}  # fmt: skip
HOUSING = {
    "Rented apartment": 0.0159, "With parents": 0.0483, "Municipal apartment": 0.0364, "Co-op apartment": 0.0036,
    "House / apartment": 0.8873, "Office apartment": 0.0085,
}  # fmt: skip
SUITE = {
    "": 0.0042, "Other_B": 0.0058, "Other_A": 0.0028, "Group of people": 0.0009, "Unaccompanied": 0.8082,
    "Spouse, partner": 0.0370, "Family": 0.1306, "Children": 0.0106,
}  # fmt: skip
WEEKDAYS = {
    "MONDAY": 0.1649, "TUESDAY": 0.1753, "WEDNESDAY": 0.1689, "THURSDAY": 0.1645, "FRIDAY": 0.1637,
    "SATURDAY": 0.1101, "SUNDAY": 0.0526,
}  # fmt: skip
HOURS = (2, 7, 10, 12, 14, 17, 21)
REGION_RATINGS = {3: 0.1572, 2: 0.7381, 1: 0.1047}
REGION_POPULATIONS = (0.0013, 0.0050, 0.0100, 0.0188, 0.0287, 0.0462, 0.0725)

MOST_CREDIT = 4_050_000.0
# Credit over goods price: the rest is insurance. Published AUC of this ratio: riskier when higher.
CREDIT_TO_GOODS = (1.0, 1.0, 1.0, 1.132, 1.198, 1.396, 1.528)
TERMS = {12: 0.10, 18: 0.14, 24: 0.24, 30: 0.16, 36: 0.18, 48: 0.12, 60: 0.06}
YEARLY_RATES = (0.10, 0.13, 0.17, 0.21, 0.26, 0.33, 0.45)
CARD_LIMITS = {135_000: 0.15, 180_000: 0.35, 270_000: 0.28, 450_000: 0.12, 675_000: 0.06, 900_000: 0.04}

EXTERNAL_SCORES_1 = (0.031, 0.160, 0.334, 0.505, 0.672, 0.830, 0.926)
EXTERNAL_SCORES_2 = (0.002, 0.135, 0.392, 0.567, 0.664, 0.747, 0.803)
EXTERNAL_SCORES_3 = (0.001, 0.156, 0.371, 0.537, 0.669, 0.786, 0.866)

# Missing share, and quantiles from the smallest building to the largest.
BUILDING: dict[str, tuple[float, tuple[float, ...]]] = {
    "APARTMENTS": (0.507, (0.0, 0.0093, 0.0588, 0.0876, 0.1485, 0.3269, 0.9427)),
    "BASEMENTAREA": (0.585, (0.0, 0.0, 0.0446, 0.0761, 0.1117, 0.2213, 0.8179)),
    "YEARS_BEGINEXPLUATATION": (0.488, (0.9, 0.9692, 0.9767, 0.9816, 0.9866, 0.9955, 1.0)),
    "YEARS_BUILD": (0.665, (0.3, 0.5988, 0.6872, 0.7552, 0.8232, 0.9456, 1.0)),
    "COMMONAREA": (0.699, (0.0, 0.0, 0.0078, 0.0211, 0.0508, 0.1601, 1.0)),
    "ELEVATORS": (0.533, (0.0, 0.0, 0.0, 0.0, 0.12, 0.36, 0.96)),
    "ENTRANCES": (0.503, (0.0, 0.0345, 0.069, 0.1379, 0.2069, 0.3103, 0.8966)),
    "FLOORSMAX": (0.498, (0.0, 0.0417, 0.1667, 0.1667, 0.3333, 0.5, 1.0)),
    "FLOORSMIN": (0.678, (0.0, 0.0417, 0.0833, 0.2083, 0.375, 0.5, 1.0)),
    "LANDAREA": (0.594, (0.0, 0.0, 0.0189, 0.0484, 0.0855, 0.1975, 1.0)),
    "LIVINGAPARTMENTS": (0.684, (0.0, 0.0101, 0.0504, 0.0748, 0.121, 0.2723, 0.8381)),
    "LIVINGAREA": (0.502, (0.0, 0.0083, 0.0461, 0.0746, 0.1297, 0.3216, 0.9325)),
    "NONLIVINGAPARTMENTS": (0.694, (0.0, 0.0, 0.0, 0.0, 0.0039, 0.0309, 0.973)),
    "NONLIVINGAREA": (0.552, (0.0, 0.0, 0.0, 0.0036, 0.0275, 0.1263, 0.817)),
}
TOTAL_AREA = (0.0, 0.0068, 0.0419, 0.0688, 0.1283, 0.3050, 0.9375)
REPAIR_FUNDS = {
    "not specified": 0.0185, "reg oper account": 0.2401, "reg oper spec account": 0.0393, "org spec account": 0.0183,
}  # fmt: skip
HOUSE_TYPES = {"specific housing": 0.0049, "terraced house": 0.0039, "block of flats": 0.4894}
WALLS = {
    "Wooden": 0.0174, "Others": 0.0053, "Mixed": 0.0075, "Stone, brick": 0.2108, "Block": 0.0301, "Panel": 0.2148,
    "Monolithic": 0.0058,
}  # fmt: skip

# Share of clients who handed a document in. 3 and 6 depend on who asks for what: see _documents.
DOCUMENT_SHARES = {
    2: 0.000042, 4: 0.000081, 5: 0.0151, 7: 0.000192, 8: 0.0814, 9: 0.0039, 10: 0.000023, 11: 0.0039, 12: 0.000007,
    13: 0.0035, 14: 0.0029, 15: 0.0012, 16: 0.0099, 17: 0.000267, 18: 0.0081, 19: 0.0006, 20: 0.0005, 21: 0.0003,
}  # fmt: skip
# Mean number of bureau enquiries in the last hour, day, week, month, quarter, year.
ENQUIRIES = {"HOUR": 0.0064, "DAY": 0.0070, "WEEK": 0.0344, "MON": 0.267, "QRT": 0.265}


def make_application(rng: np.random.Generator, people: People) -> Columns:
    """Make up the columns of application_train, TARGET included, one row per client."""
    age_years = people.days_birth / -365.25
    # Retirement comes between 50 and 65: the published shares of pensioners by age band.
    is_retired = chance(rng, 1 / (1 + np.exp(-(age_years - 57) / 2.6)), len(people))
    income_score = view(rng, len(people), (0.12, people.ability))
    contract = level_at(view(rng, len(people), (0.10, people.ability)), {"Cash loans": 0.905, "Revolving loans": 0.095})
    is_card = contract == "Revolving loans"
    return {
        "SK_ID_CURR": people.client_ids,
        "TARGET": people.is_default.astype(np.int64),
        "NAME_CONTRACT_TYPE": contract,
        **_credit(rng, people, income_score, is_card),
        **_family(rng, people, age_years),
        **_work(rng, people, income_score, is_retired),
        **_dates_and_contacts(rng, people),
        **_address(rng, people, is_retired),
        **_external_scores(rng, people),
        **_building(rng, people),
        **_social_circle(rng, people),
        **_documents(rng, is_retired, is_card),
        **_enquiries(rng, people),
    }


def _credit(rng: np.random.Generator, people: People, income_score: Floats, is_card: Bools) -> Columns:
    n = len(people)
    goods_score = view(rng, n, (0.42, income_score))
    goods = np.minimum(round_to(np.exp(13.0 + 0.66 * goods_score), 4_500), MOST_CREDIT)
    goods = np.where(is_card, level_at(goods_score, CARD_LIMITS), np.maximum(goods, 45_000))
    with_insurance = number_at(view(rng, n, (0.40, people.burden), (-0.10, people.ability)), CREDIT_TO_GOODS)
    credit = np.where(is_card, goods, np.minimum(round_to(goods * with_insurance, 4.5), MOST_CREDIT))
    payment = monthly_payment(
        credit,
        n_months=level_at(view(rng, n, (0.5, goods_score)), TERMS).astype(np.float64),
        yearly_rate=number_at(view(rng, n, (-0.15, people.ability), (0.10, people.burden)), YEARLY_RATES),
    )
    return {
        "AMT_CREDIT": credit,
        # A card asks for a twentieth of its limit each month, as the published rows do.
        "AMT_ANNUITY": np.where(is_card, credit / 20, round_to(payment, 4.5)),
        "AMT_GOODS_PRICE": unknown_where(chance(rng, 0.0009, n), goods),
        "NAME_TYPE_SUITE": level_at(view(rng, n), SUITE),
        "WEEKDAY_APPR_PROCESS_START": level_at(view(rng, n), WEEKDAYS),
        "HOUR_APPR_PROCESS_START": whole(number_at(view(rng, n), HOURS)),
    }


def _family(rng: np.random.Generator, people: People, age_years: Floats) -> Columns:
    n = len(people)
    status = level_at(view(rng, n, (0.5, people.age)), FAMILY_STATUS)
    # Children still at home: most at 36, few before 25 and after 50, as in the published age bands.
    n_children = np.minimum(rng.poisson(0.9 * np.exp(-(((age_years - 36) / 10) ** 2))), 12)
    has_car = level_at(view(rng, n, (0.12, people.ability)), {0: 0.66, 1: 0.34}) == 1
    has_realty = level_at(view(rng, n, (0.05, people.ability), (0.15, people.age)), {0: 0.306, 1: 0.694}) == 1
    return {
        "CODE_GENDER": level_at(view(rng, n, (0.30, people.willingness)), {"M": 0.3416, "F": 0.6584}),
        "FLAG_OWN_CAR": texts(has_car, "Y", "N"),
        "FLAG_OWN_REALTY": texts(has_realty, "Y", "N"),
        "OWN_CAR_AGE": unknown_where(
            ~has_car, np.rint(number_at(view(rng, n, (-0.25, people.ability)), (0, 1, 5, 9, 15, 29, 65)))
        ),
        "CNT_CHILDREN": n_children,
        "NAME_FAMILY_STATUS": status,
        "CNT_FAM_MEMBERS": n_children + np.where(np.isin(status, ["Married", "Civil marriage"]), 2.0, 1.0),
        "NAME_HOUSING_TYPE": level_at(view(rng, n, (0.3, people.age), (0.2, people.ability)), HOUSING),
    }


def _work(rng: np.random.Generator, people: People, income_score: Floats, is_retired: Bools) -> Columns:
    n = len(people)
    income_type = level_at(view(rng, n, (0.2, people.ability)), INCOME_TYPES)
    is_idle = is_retired | (income_type == "Unemployed")
    days_employed = number_at(
        view(rng, n, (0.3, people.age), (0.40, people.ability)), (-30, -209, -786, -1_661, -3_200, -7_348, -14_503)
    )
    # Nobody was hired before 18.
    days_employed = np.clip(days_employed, people.days_birth + 18 * 365.25, -1)
    occupation = level_at(view(rng, n, (0.40, people.ability)), OCCUPATIONS)
    organisation = level_at(view(rng, n, (0.2, people.ability)), ORGANISATIONS)
    return {
        "AMT_INCOME_TOTAL": np.maximum(round_to(np.exp(11.905 + 0.48 * income_score), 4_500), 27_000),
        "NAME_INCOME_TYPE": np.where(is_retired, "Pensioner", income_type),
        "NAME_EDUCATION_TYPE": level_at(view(rng, n, (0.25, people.ability)), EDUCATION),
        "DAYS_EMPLOYED": whole(np.where(is_idle, NONE_DAY, days_employed)),
        "OCCUPATION_TYPE": unknown_where(is_idle | chance(rng, 0.16, n), occupation),
        "ORGANIZATION_TYPE": np.where(is_idle, "XNA", organisation),
        "FLAG_EMP_PHONE": (~is_idle).astype(np.int64),
        "FLAG_WORK_PHONE": (chance(rng, 0.243, n) & ~is_idle).astype(np.int64),
    }


def _dates_and_contacts(rng: np.random.Generator, people: People) -> Columns:
    n = len(people)
    registered = number_at(view(rng, n, (0.33, people.age)), (-3, -325, -1_988, -4_508, -7_474, -11_437, -16_555))
    id_issued = number_at(
        view(rng, n, (0.2, people.age), (0.22, people.willingness)), (-5, -374, -1_697, -3_229, -4_297, -4_939, -6_049)
    )
    phone_changed = number_at(view(rng, n, (0.25, people.willingness)), (0, 0, -276, -753, -1_564, -2_522, -3_565))
    return {
        "DAYS_BIRTH": people.days_birth,
        "DAYS_REGISTRATION": np.rint(np.maximum(registered, people.days_birth)),
        "DAYS_ID_PUBLISH": whole(id_issued),
        "DAYS_LAST_PHONE_CHANGE": np.rint(phone_changed),
        "FLAG_MOBIL": np.ones(n, dtype=np.int64),
        "FLAG_CONT_MOBILE": chance(rng, 0.998, n).astype(np.int64),
        "FLAG_PHONE": level_at(view(rng, n, (0.15, people.ability)), {0: 0.719, 1: 0.281}),
        "FLAG_EMAIL": chance(rng, 0.057, n).astype(np.int64),
    }


def _address(rng: np.random.Generator, people: People, is_retired: Bools) -> Columns:
    n = len(people)
    region_score = view(rng, n, (0.42, people.ability))
    rating = level_at(region_score, REGION_RATINGS)
    rating_with_city = np.where(chance(rng, 0.019, n), np.maximum(rating - 1, 1), rating)
    lives_elsewhere = level_at(view(rng, n, (0.25, people.ability)), {1: 0.078, 0: 0.922})
    # A commuter registered, living and working in three towns is rare: working elsewhere mostly
    # means elsewhere than both. Retired clients do not commute.
    commutes = level_at(view(rng, n, (0.25, people.ability)), {1: 0.219, 0: 0.781}) * ~is_retired
    far_home = lives_elsewhere * chance(rng, 0.19, n)
    far_work = commutes * chance(rng, 0.22, n)
    return {
        "REGION_POPULATION_RELATIVE": number_at(view(rng, n, (0.4, region_score)), REGION_POPULATIONS).round(6),
        "REGION_RATING_CLIENT": rating,
        "REGION_RATING_CLIENT_W_CITY": rating_with_city,
        "REG_REGION_NOT_LIVE_REGION": far_home,
        "REG_REGION_NOT_WORK_REGION": np.maximum(far_home * ~is_retired, far_work),
        "LIVE_REGION_NOT_WORK_REGION": far_work,
        "REG_CITY_NOT_LIVE_CITY": lives_elsewhere,
        "REG_CITY_NOT_WORK_CITY": np.maximum(lives_elsewhere * ~is_retired, commutes),
        "LIVE_CITY_NOT_WORK_CITY": commutes,
    }


def _external_scores(rng: np.random.Generator, people: People) -> Columns:
    """Three agencies, each of which mainly sees another standing."""
    n = len(people)
    first = view(rng, n, (0.60, people.age), (0.53, people.ability), (0.08, people.willingness))
    second = view(rng, n, (0.69, people.willingness), (0.10, people.age))
    third = view(rng, n, (0.20, people.age), (-0.65, people.burden), (0.05, people.ability))
    # The third agency mostly draws on the bureau: 19.8 % missing in all, most of them not known there.
    third_unknown = chance(rng, np.where(people.n_bureau == 0, 0.75, 0.106), n)
    return {
        "EXT_SOURCE_1": unknown_where(chance(rng, 0.5638, n), number_at(first, EXTERNAL_SCORES_1)),
        "EXT_SOURCE_2": unknown_where(chance(rng, 0.0021, n), number_at(second, EXTERNAL_SCORES_2)),
        "EXT_SOURCE_3": unknown_where(third_unknown, number_at(third, EXTERNAL_SCORES_3)),
    }


def _building(rng: np.random.Generator, people: People) -> Columns:
    """Measures of the house, known for about half of the clients and then mostly together."""
    n = len(people)
    how_known = view(rng, n, (0.12, people.ability))
    size = view(rng, n, (0.15, people.ability))
    columns: Columns = {}
    for measure, (missing_share, points) in BUILDING.items():
        is_unknown = level_at(view(rng, n, (0.98, how_known)), {1: missing_share, 0: 1 - missing_share}) == 1
        average = number_at(view(rng, n, (0.8, size)), points)
        columns[f"{measure}_AVG"] = unknown_where(is_unknown, average.round(4))
        for statistic, spread in (("MODE", 0.03), ("MEDI", 0.01)):
            value = np.clip(average * np.exp(spread * rng.standard_normal(n)), 0, 1)
            columns[f"{measure}_{statistic}"] = unknown_where(is_unknown, value.round(4))

    def when_known(missing_share: float, values: Column) -> Column:
        return unknown_where(level_at(how_known, {1: missing_share, 0: 1 - missing_share}) == 1, values)

    return columns | {
        "TOTALAREA_MODE": when_known(0.483, number_at(view(rng, n, (0.9, size)), TOTAL_AREA).round(4)),
        "FONDKAPREMONT_MODE": when_known(0.684, level_at(view(rng, n), REPAIR_FUNDS)),
        "HOUSETYPE_MODE": when_known(0.502, level_at(view(rng, n, (0.3, size)), HOUSE_TYPES)),
        "WALLSMATERIAL_MODE": when_known(0.508, level_at(view(rng, n, (0.4, size)), WALLS)),
        "EMERGENCYSTATE_MODE": when_known(0.474, level_at(view(rng, n, (0.1, size)), {"Yes": 0.0144, "No": 0.9856})),
    }


def _social_circle(rng: np.random.Generator, people: People) -> Columns:
    n = len(people)
    seen = np.floor(number_at(view(rng, n), (0, 0, 0, 0.9, 2.5, 6.5, 17)))
    defaulted = rng.binomial(
        seen.astype(np.int64), number_at(view(rng, n, (-0.2, people.willingness)), (0, 0, 0, 0.05, 0.15, 0.4, 0.9))
    )
    is_unknown = chance(rng, 0.0033, n)
    seen_60 = np.maximum(seen - chance(rng, 0.015, n), defaulted)
    return {
        "OBS_30_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, seen),
        "DEF_30_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, defaulted),
        "OBS_60_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, seen_60),
        "DEF_60_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, rng.binomial(defaulted, 0.7)),
    }


def _documents(rng: np.random.Generator, is_retired: Bools, is_card: Bools) -> Columns:
    n = len(is_retired)
    shares: dict[int, float | Floats] = dict(DOCUMENT_SHARES)
    # Pensioners bring their pension slip (6) where others bring the third paper; cards ask for neither.
    shares[3] = np.where(is_card, 0.033, np.where(is_retired, 0.51, 0.84))
    shares[6] = np.where(is_retired, 0.442, 0.009)
    return {
        f"FLAG_DOCUMENT_{number}": chance(rng, share, n).astype(np.int64) for number, share in sorted(shares.items())
    }


def _enquiries(rng: np.random.Generator, people: People) -> Columns:
    """Questions asked of the bureau about the client; unknown for clients it does not know."""
    n = len(people)
    counts: Columns = {f"AMT_REQ_CREDIT_BUREAU_{span}": rng.poisson(mean, n) for span, mean in ENQUIRIES.items()}
    # exp(-0.02) keeps the mean at the published 1.9 while the burdened are asked about more often.
    counts["AMT_REQ_CREDIT_BUREAU_YEAR"] = rng.poisson(1.9 * np.exp(0.2 * people.burden - 0.02), n)
    return {name: unknown_where(people.n_bureau == 0, count) for name, count in counts.items()}
