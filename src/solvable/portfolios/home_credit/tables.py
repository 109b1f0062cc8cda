"""The tables of Home Credit Default Risk as they were published: seven stored ones, from eight files.

Columns are whole numbers where the published file never leaves them empty and never writes a decimal,
numbers otherwise. The ``SK_DPD``-like counts that are always there are whole; ``DAYS_*`` columns that
are sometimes empty are not.

A line below declares a type, where there is one a range (``0..1``, both ends in it; ``0..`` has no upper
end) and the values that say "none" (``none:XNA``), and then the columns of that kind. Ranges come from
sense, and leave out the known mistakes: an income of 117 million, a bureau date of the 19th century.
Import takes such rows in, and the check counts them.
"""

from collections.abc import Iterator, Mapping

from solvable.portfolios.contracts import ColumnContract, ColumnType, TableContract

__all__ = ["CLIENT", "CLIENT_TABLE", "CONTRACTS", "SIMULATED"]

CLIENT = "SK_ID_CURR"
CLIENT_TABLE = "application"
# What may be changed to see what follows; the term is what amount and annuity make of it.
SIMULATED = {
    "credit_amount": "AMT_CREDIT",
    "annuity_amount": "AMT_ANNUITY",
    "goods_price_amount": "AMT_GOODS_PRICE",
    "income_amount": "AMT_INCOME_TOTAL",
}

# Days before the application, from the oldest client's birth; the youngest clients are of age.
_IN_LIFE = "-25620..0"
_AGED_18_TO_70 = "-25620..-6570"
# The lender's records and the bureau's go back eight years, 2,922 days.
_IN_RECORDS = "-3000..0"
# A loan ends within 50 years; later dates are those of cards that have no end.
_DUE = "-3000..18262"

# Statistics of the building the client lives in, normalised to [0, 1].
_STATISTICS = ("AVG", "MODE", "MEDI")
_BUILDING = """
    APARTMENTS BASEMENTAREA YEARS_BEGINEXPLUATATION YEARS_BUILD COMMONAREA ELEVATORS ENTRANCES FLOORSMAX FLOORSMIN
    LANDAREA LIVINGAPARTMENTS LIVINGAREA NONLIVINGAPARTMENTS NONLIVINGAREA
"""

_APPLICATION = f"""
    integer                          SK_ID_CURR
    integer 0..1                     TARGET
    text                             NAME_CONTRACT_TYPE
    text    none:XNA                 CODE_GENDER
    text                             FLAG_OWN_CAR FLAG_OWN_REALTY
    integer 0..25                    CNT_CHILDREN
    number  0..20000000              AMT_INCOME_TOTAL
    number  0..                      AMT_CREDIT AMT_ANNUITY AMT_GOODS_PRICE
    text                             NAME_TYPE_SUITE NAME_INCOME_TYPE NAME_EDUCATION_TYPE NAME_FAMILY_STATUS
    text                             NAME_HOUSING_TYPE
    number  0..1                     REGION_POPULATION_RELATIVE
    integer {_AGED_18_TO_70}         DAYS_BIRTH
    integer {_IN_LIFE} none:365243   DAYS_EMPLOYED
    number  {_IN_LIFE}               DAYS_REGISTRATION
    integer {_IN_LIFE}               DAYS_ID_PUBLISH
    number  0..100                   OWN_CAR_AGE
    integer 0..1                     FLAG_MOBIL FLAG_EMP_PHONE FLAG_WORK_PHONE FLAG_CONT_MOBILE FLAG_PHONE FLAG_EMAIL
    text                             OCCUPATION_TYPE
    number  1..25                    CNT_FAM_MEMBERS
    integer 1..3                     REGION_RATING_CLIENT REGION_RATING_CLIENT_W_CITY
    text                             WEEKDAY_APPR_PROCESS_START
    integer 0..23                    HOUR_APPR_PROCESS_START
    integer 0..1                     REG_REGION_NOT_LIVE_REGION REG_REGION_NOT_WORK_REGION LIVE_REGION_NOT_WORK_REGION
    integer 0..1                     REG_CITY_NOT_LIVE_CITY REG_CITY_NOT_WORK_CITY LIVE_CITY_NOT_WORK_CITY
    text    none:XNA                 ORGANIZATION_TYPE
    number  0..1                     EXT_SOURCE_1 EXT_SOURCE_2 EXT_SOURCE_3
    number  0..1                     {" ".join(f"{part}_{stat}" for stat in _STATISTICS for part in _BUILDING.split())}
    text                             FONDKAPREMONT_MODE HOUSETYPE_MODE
    number  0..1                     TOTALAREA_MODE
    text                             WALLSMATERIAL_MODE EMERGENCYSTATE_MODE
    number  0..50                    OBS_30_CNT_SOCIAL_CIRCLE
    number  0..30                    DEF_30_CNT_SOCIAL_CIRCLE
    number  0..50                    OBS_60_CNT_SOCIAL_CIRCLE
    number  0..20                    DEF_60_CNT_SOCIAL_CIRCLE
    number  {_IN_LIFE}               DAYS_LAST_PHONE_CHANGE
    integer 0..1                     {" ".join(f"FLAG_DOCUMENT_{number}" for number in range(2, 22))}
    number  0..100                   AMT_REQ_CREDIT_BUREAU_HOUR AMT_REQ_CREDIT_BUREAU_DAY AMT_REQ_CREDIT_BUREAU_WEEK
    number  0..100                   AMT_REQ_CREDIT_BUREAU_MON AMT_REQ_CREDIT_BUREAU_QRT AMT_REQ_CREDIT_BUREAU_YEAR
"""

# Debts and limits are netted against each other: below zero is no mistake.
_BUREAU = f"""
    integer                          SK_ID_CURR SK_ID_BUREAU
    text                             CREDIT_ACTIVE CREDIT_CURRENCY
    integer {_IN_RECORDS}            DAYS_CREDIT
    integer 0..3000                  CREDIT_DAY_OVERDUE
    number  {_DUE}                   DAYS_CREDIT_ENDDATE
    number  {_IN_RECORDS}            DAYS_ENDDATE_FACT
    number  0..                      AMT_CREDIT_MAX_OVERDUE
    integer 0..20                    CNT_CREDIT_PROLONG
    number  0..                      AMT_CREDIT_SUM
    number                           AMT_CREDIT_SUM_DEBT AMT_CREDIT_SUM_LIMIT
    number  0..                      AMT_CREDIT_SUM_OVERDUE
    text                             CREDIT_TYPE
    integer -3000..400               DAYS_CREDIT_UPDATE
    number  0..                      AMT_ANNUITY
"""

_BUREAU_BALANCE = """
    integer                          SK_ID_BUREAU
    integer -96..0                   MONTHS_BALANCE
    text                             STATUS
"""

_PREVIOUS_APPLICATION = f"""
    integer                          SK_ID_PREV SK_ID_CURR
    text    none:XNA                 NAME_CONTRACT_TYPE
    number  0..                      AMT_ANNUITY AMT_APPLICATION AMT_CREDIT AMT_DOWN_PAYMENT AMT_GOODS_PRICE
    text                             WEEKDAY_APPR_PROCESS_START
    integer 0..23                    HOUR_APPR_PROCESS_START
    text                             FLAG_LAST_APPL_PER_CONTRACT
    integer 0..1                     NFLAG_LAST_APPL_IN_DAY
    number  0..1                     RATE_DOWN_PAYMENT RATE_INTEREST_PRIMARY RATE_INTEREST_PRIVILEGED
    text    none:XAP,XNA             NAME_CASH_LOAN_PURPOSE
    text                             NAME_CONTRACT_STATUS
    integer {_IN_RECORDS}            DAYS_DECISION
    text    none:XNA                 NAME_PAYMENT_TYPE
    text    none:XAP,XNA             CODE_REJECT_REASON
    text                             NAME_TYPE_SUITE
    text    none:XNA                 NAME_CLIENT_TYPE NAME_GOODS_CATEGORY NAME_PORTFOLIO NAME_PRODUCT_TYPE
    text                             CHANNEL_TYPE
    integer 0..1000000 none:-1       SELLERPLACE_AREA
    text    none:XNA                 NAME_SELLER_INDUSTRY
    number  0..120                   CNT_PAYMENT
    text    none:XNA                 NAME_YIELD_GROUP
    text                             PRODUCT_COMBINATION
    number  {_IN_RECORDS} none:365243 DAYS_FIRST_DRAWING DAYS_FIRST_DUE
    number  -3000..3000 none:365243  DAYS_LAST_DUE_1ST_VERSION DAYS_LAST_DUE DAYS_TERMINATION
    number  0..1                     NFLAG_INSURED_ON_APPROVAL
"""

_POS_CASH_BALANCE = """
    integer                          SK_ID_PREV SK_ID_CURR
    integer -96..0                   MONTHS_BALANCE
    number  1..120                   CNT_INSTALMENT
    number  0..120                   CNT_INSTALMENT_FUTURE
    text    none:XNA                 NAME_CONTRACT_STATUS
    integer 0..5000                  SK_DPD SK_DPD_DEF
"""

_INSTALLMENTS_PAYMENTS = f"""
    integer                          SK_ID_PREV SK_ID_CURR
    number  0..200                   NUM_INSTALMENT_VERSION
    integer 1..300                   NUM_INSTALMENT_NUMBER
    number  {_IN_RECORDS}            DAYS_INSTALMENT DAYS_ENTRY_PAYMENT
    number  0..                      AMT_INSTALMENT AMT_PAYMENT
"""

# A card paid in advance owes less than nothing.
_CREDIT_CARD_BALANCE = """
    integer                          SK_ID_PREV SK_ID_CURR
    integer -96..0                   MONTHS_BALANCE
    number                           AMT_BALANCE
    integer 0..                      AMT_CREDIT_LIMIT_ACTUAL
    number  0..                      AMT_DRAWINGS_ATM_CURRENT AMT_DRAWINGS_CURRENT AMT_DRAWINGS_OTHER_CURRENT
    number  0..                      AMT_DRAWINGS_POS_CURRENT AMT_INST_MIN_REGULARITY
    number  0..4000000               AMT_PAYMENT_CURRENT AMT_PAYMENT_TOTAL_CURRENT
    number                           AMT_RECEIVABLE_PRINCIPAL AMT_RECIVABLE AMT_TOTAL_RECEIVABLE
    number  0..200                   CNT_DRAWINGS_ATM_CURRENT
    integer 0..200                   CNT_DRAWINGS_CURRENT
    number  0..200                   CNT_DRAWINGS_OTHER_CURRENT CNT_DRAWINGS_POS_CURRENT
    number  0..200                   CNT_INSTALMENT_MATURE_CUM
    text                             NAME_CONTRACT_STATUS
    integer 0..5000                  SK_DPD SK_DPD_DEF
"""


def _columns(declaration: str) -> Mapping[str, ColumnContract]:
    return dict(_declared(declaration))


def _declared(declaration: str) -> Iterator[tuple[str, ColumnContract]]:
    for line in declaration.strip().splitlines():
        kind, *words = line.split()
        least, _, greatest = words.pop(0).partition("..") if ".." in words[0] else ("", "", "")
        none_values = words.pop(0).removeprefix("none:").split(",") if words[0].startswith("none:") else []
        column = ColumnContract(
            type=ColumnType[kind.upper()],
            least=float(least) if least else None,
            greatest=float(greatest) if greatest else None,
            none_values=tuple(none_values),
        )
        for name in words:
            yield name, column


_TABLES = (
    TableContract(
        name=CLIENT_TABLE,
        files=("application_train", "application_test"),
        column_contracts=_columns(_APPLICATION),
        key=(CLIENT,),
        optional={"application_test": frozenset({"TARGET"})},
        flags=frozenset({"TARGET"}),
        client_column=CLIENT,
    ),
    TableContract(
        name="bureau",
        files=("bureau",),
        column_contracts=_columns(_BUREAU),
        key=("SK_ID_BUREAU",),
        client_column=CLIENT,
    ),
    TableContract(
        name="bureau_balance",
        files=("bureau_balance",),
        column_contracts=_columns(_BUREAU_BALANCE),
        key=("SK_ID_BUREAU", "MONTHS_BALANCE"),
        client_column=None,
        parent=("bureau", "SK_ID_BUREAU"),
    ),
    TableContract(
        name="previous_application",
        files=("previous_application",),
        column_contracts=_columns(_PREVIOUS_APPLICATION),
        key=("SK_ID_PREV",),
        client_column=CLIENT,
    ),
    TableContract(
        name="pos_cash_balance",
        files=("pos_cash_balance",),
        column_contracts=_columns(_POS_CASH_BALANCE),
        key=("SK_ID_PREV", "MONTHS_BALANCE"),
        client_column=CLIENT,
        refers_to=("previous_application", "SK_ID_PREV"),
    ),
    TableContract(
        name="installments_payments",
        files=("installments_payments",),
        column_contracts=_columns(_INSTALLMENTS_PAYMENTS),
        # An instalment paid in parts has a row per payment, and nothing numbers the payments: of 21,486
        # published rows 1,095 repeat loan, number and version of another.
        key=(),
        client_column=CLIENT,
        refers_to=("previous_application", "SK_ID_PREV"),
    ),
    TableContract(
        name="credit_card_balance",
        files=("credit_card_balance",),
        column_contracts=_columns(_CREDIT_CARD_BALANCE),
        key=("SK_ID_PREV", "MONTHS_BALANCE"),
        client_column=CLIENT,
        refers_to=("previous_application", "SK_ID_PREV"),
    ),
)

CONTRACTS: Mapping[str, TableContract] = {contract.name: contract for contract in _TABLES}
