"""What values of the published tables mean, and from where on they are mistakes: features and story read them alike."""

__all__ = [
    "DATED_BY",
    "LATE_CODES",
    "LONGEST_CREDIT_DAYS",
    "MAIN_CURRENCY",
    "NO_SUCH_DAY",
    "OLDEST_DAY",
    "RUNNING_MONTHS",
    "SHORT_BELOW",
]

# The day or month that says whether a row was there to be seen on the day of the application.
DATED_BY = {
    "bureau": "DAYS_CREDIT",
    "bureau_balance": "MONTHS_BALANCE",
    "previous_application": "DAYS_DECISION",
    "installments_payments": "DAYS_INSTALMENT",
    "pos_cash_balance": "MONTHS_BALANCE",
    "credit_card_balance": "MONTHS_BALANCE",
}
# A day count of a thousand years stands for "no such day" throughout the published tables.
NO_SUCH_DAY = 365_243
# Bureau dates a century back are typing errors (0.01 % of rows), not old credits.
OLDEST_DAY = -40_000
# A promised end further away than this is an error; the longest mortgages run for 35 years.
LONGEST_CREDIT_DAYS = 50 * 365
# Amounts in the three foreign currencies (0.1 % of credits) cannot be added to the others.
MAIN_CURRENCY = "currency 1"
# Months elsewhere: C closed, X not known, 0 on time, 1 to 5 later and later.
LATE_CODES = ("1", "2", "3", "4", "5")
# Less than this share of what was due is a short payment and not a rounding of the till.
SHORT_BELOW = 0.99
# A credit without a row in the last quarter is no longer followed, whatever its last row says is left.
RUNNING_MONTHS = 3
