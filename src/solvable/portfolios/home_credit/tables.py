"""The tables of Home Credit Default Risk as they were published: seven stored ones, from eight files.

Columns are whole numbers where the published file never leaves them empty and never writes a decimal,
numbers otherwise. The ``SK_DPD``-like counts that are always there are whole; ``DAYS_*`` columns that
are sometimes empty are not.
"""

from collections.abc import Iterator, Mapping

from solvable.portfolios.contracts import ColumnType, TableContract

__all__ = ["CLIENT", "CLIENT_TABLE", "CONTRACTS", "SIMULATED"]

CLIENT = "SK_ID_CURR"
CLIENT_TABLE = "application"
# What may be changed to see what follows; the term is what amount and annuity make of it.
SIMULATED = ("AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL")

# Three statistics (mean, mode, median) of the building the client lives in, normalised to [0, 1].
_BUILDING = """
    APARTMENTS BASEMENTAREA YEARS_BEGINEXPLUATATION YEARS_BUILD COMMONAREA ELEVATORS ENTRANCES FLOORSMAX FLOORSMIN
    LANDAREA LIVINGAPARTMENTS LIVINGAREA NONLIVINGAPARTMENTS NONLIVINGAREA
"""

_APPLICATION = f"""
    integer SK_ID_CURR TARGET
    text    NAME_CONTRACT_TYPE CODE_GENDER FLAG_OWN_CAR FLAG_OWN_REALTY
    integer CNT_CHILDREN
    number  AMT_INCOME_TOTAL AMT_CREDIT AMT_ANNUITY AMT_GOODS_PRICE
    text    NAME_TYPE_SUITE NAME_INCOME_TYPE NAME_EDUCATION_TYPE NAME_FAMILY_STATUS NAME_HOUSING_TYPE
    number  REGION_POPULATION_RELATIVE
    integer DAYS_BIRTH DAYS_EMPLOYED
    number  DAYS_REGISTRATION
    integer DAYS_ID_PUBLISH
    number  OWN_CAR_AGE
    integer FLAG_MOBIL FLAG_EMP_PHONE FLAG_WORK_PHONE FLAG_CONT_MOBILE FLAG_PHONE FLAG_EMAIL
    text    OCCUPATION_TYPE
    number  CNT_FAM_MEMBERS
    integer REGION_RATING_CLIENT REGION_RATING_CLIENT_W_CITY
    text    WEEKDAY_APPR_PROCESS_START
    integer HOUR_APPR_PROCESS_START
    integer REG_REGION_NOT_LIVE_REGION REG_REGION_NOT_WORK_REGION LIVE_REGION_NOT_WORK_REGION
    integer REG_CITY_NOT_LIVE_CITY REG_CITY_NOT_WORK_CITY LIVE_CITY_NOT_WORK_CITY
    text    ORGANIZATION_TYPE
    number  EXT_SOURCE_1 EXT_SOURCE_2 EXT_SOURCE_3
    number  {" ".join(f"{part}_{statistic}" for statistic in ("AVG", "MODE", "MEDI") for part in _BUILDING.split())}
    text    FONDKAPREMONT_MODE HOUSETYPE_MODE
    number  TOTALAREA_MODE
    text    WALLSMATERIAL_MODE EMERGENCYSTATE_MODE
    number  OBS_30_CNT_SOCIAL_CIRCLE DEF_30_CNT_SOCIAL_CIRCLE OBS_60_CNT_SOCIAL_CIRCLE DEF_60_CNT_SOCIAL_CIRCLE
    number  DAYS_LAST_PHONE_CHANGE
    integer {" ".join(f"FLAG_DOCUMENT_{number}" for number in range(2, 22))}
    number  AMT_REQ_CREDIT_BUREAU_HOUR AMT_REQ_CREDIT_BUREAU_DAY AMT_REQ_CREDIT_BUREAU_WEEK
    number  AMT_REQ_CREDIT_BUREAU_MON AMT_REQ_CREDIT_BUREAU_QRT AMT_REQ_CREDIT_BUREAU_YEAR
"""

_BUREAU = """
    integer SK_ID_CURR SK_ID_BUREAU
    text    CREDIT_ACTIVE CREDIT_CURRENCY
    integer DAYS_CREDIT CREDIT_DAY_OVERDUE
    number  DAYS_CREDIT_ENDDATE DAYS_ENDDATE_FACT AMT_CREDIT_MAX_OVERDUE
    integer CNT_CREDIT_PROLONG
    number  AMT_CREDIT_SUM AMT_CREDIT_SUM_DEBT AMT_CREDIT_SUM_LIMIT AMT_CREDIT_SUM_OVERDUE
    text    CREDIT_TYPE
    integer DAYS_CREDIT_UPDATE
    number  AMT_ANNUITY
"""

_BUREAU_BALANCE = """
    integer SK_ID_BUREAU MONTHS_BALANCE
    text    STATUS
"""

_PREVIOUS_APPLICATION = """
    integer SK_ID_PREV SK_ID_CURR
    text    NAME_CONTRACT_TYPE
    number  AMT_ANNUITY AMT_APPLICATION AMT_CREDIT AMT_DOWN_PAYMENT AMT_GOODS_PRICE
    text    WEEKDAY_APPR_PROCESS_START
    integer HOUR_APPR_PROCESS_START
    text    FLAG_LAST_APPL_PER_CONTRACT
    integer NFLAG_LAST_APPL_IN_DAY
    number  RATE_DOWN_PAYMENT RATE_INTEREST_PRIMARY RATE_INTEREST_PRIVILEGED
    text    NAME_CASH_LOAN_PURPOSE NAME_CONTRACT_STATUS
    integer DAYS_DECISION
    text    NAME_PAYMENT_TYPE CODE_REJECT_REASON NAME_TYPE_SUITE NAME_CLIENT_TYPE NAME_GOODS_CATEGORY NAME_PORTFOLIO
    text    NAME_PRODUCT_TYPE CHANNEL_TYPE
    integer SELLERPLACE_AREA
    text    NAME_SELLER_INDUSTRY
    number  CNT_PAYMENT
    text    NAME_YIELD_GROUP PRODUCT_COMBINATION
    number  DAYS_FIRST_DRAWING DAYS_FIRST_DUE DAYS_LAST_DUE_1ST_VERSION DAYS_LAST_DUE DAYS_TERMINATION
    number  NFLAG_INSURED_ON_APPROVAL
"""

_POS_CASH_BALANCE = """
    integer SK_ID_PREV SK_ID_CURR MONTHS_BALANCE
    number  CNT_INSTALMENT CNT_INSTALMENT_FUTURE
    text    NAME_CONTRACT_STATUS
    integer SK_DPD SK_DPD_DEF
"""

_INSTALLMENTS_PAYMENTS = """
    integer SK_ID_PREV SK_ID_CURR
    number  NUM_INSTALMENT_VERSION
    integer NUM_INSTALMENT_NUMBER
    number  DAYS_INSTALMENT DAYS_ENTRY_PAYMENT AMT_INSTALMENT AMT_PAYMENT
"""

_CREDIT_CARD_BALANCE = """
    integer SK_ID_PREV SK_ID_CURR MONTHS_BALANCE
    number  AMT_BALANCE
    integer AMT_CREDIT_LIMIT_ACTUAL
    number  AMT_DRAWINGS_ATM_CURRENT AMT_DRAWINGS_CURRENT AMT_DRAWINGS_OTHER_CURRENT AMT_DRAWINGS_POS_CURRENT
    number  AMT_INST_MIN_REGULARITY AMT_PAYMENT_CURRENT AMT_PAYMENT_TOTAL_CURRENT AMT_RECEIVABLE_PRINCIPAL
    number  AMT_RECIVABLE AMT_TOTAL_RECEIVABLE CNT_DRAWINGS_ATM_CURRENT
    integer CNT_DRAWINGS_CURRENT
    number  CNT_DRAWINGS_OTHER_CURRENT CNT_DRAWINGS_POS_CURRENT CNT_INSTALMENT_MATURE_CUM
    text    NAME_CONTRACT_STATUS
    integer SK_DPD SK_DPD_DEF
"""


def _columns(declaration: str) -> Mapping[str, ColumnType]:
    def pairs() -> Iterator[tuple[str, ColumnType]]:
        for line in declaration.strip().splitlines():
            kind, *names = line.split()
            for name in names:
                yield name, ColumnType[kind.upper()]

    return dict(pairs())


_TABLES = (
    TableContract(
        name=CLIENT_TABLE,
        files=("application_train", "application_test"),
        columns=_columns(_APPLICATION),
        key=(CLIENT,),
        optional={"application_test": frozenset({"TARGET"})},
        flags=frozenset({"TARGET"}),
        client_column=CLIENT,
    ),
    TableContract(
        name="bureau",
        files=("bureau",),
        columns=_columns(_BUREAU),
        key=("SK_ID_BUREAU",),
        client_column=CLIENT,
    ),
    TableContract(
        name="bureau_balance",
        files=("bureau_balance",),
        columns=_columns(_BUREAU_BALANCE),
        key=("SK_ID_BUREAU", "MONTHS_BALANCE"),
        client_column=None,
        parent=("bureau", "SK_ID_BUREAU"),
    ),
    TableContract(
        name="previous_application",
        files=("previous_application",),
        columns=_columns(_PREVIOUS_APPLICATION),
        key=("SK_ID_PREV",),
        client_column=CLIENT,
    ),
    TableContract(
        name="pos_cash_balance",
        files=("pos_cash_balance",),
        columns=_columns(_POS_CASH_BALANCE),
        key=("SK_ID_PREV", "MONTHS_BALANCE"),
        client_column=CLIENT,
    ),
    TableContract(
        name="installments_payments",
        files=("installments_payments",),
        columns=_columns(_INSTALLMENTS_PAYMENTS),
        # An instalment paid in parts has a row per payment, and nothing numbers the payments: of 21,486
        # published rows 1,095 repeat loan, number and version of another.
        key=(),
        client_column=CLIENT,
    ),
    TableContract(
        name="credit_card_balance",
        files=("credit_card_balance",),
        columns=_columns(_CREDIT_CARD_BALANCE),
        key=("SK_ID_PREV", "MONTHS_BALANCE"),
        client_column=CLIENT,
    ),
)

CONTRACTS: Mapping[str, TableContract] = {contract.name: contract for contract in _TABLES}
