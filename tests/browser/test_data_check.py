"""The page of a data check as a browser shows it: axe finds nothing, and only tables scroll sideways."""

import pytest

from browser.looking import look_at_file
from reports.test_data_check import AMOUNT, GRADE, make_check, make_column
from solvable.portfolios.findings import Severity
from solvable.reports.data_check import write_data_check
from solvable.vocabulary import Language

pytestmark = pytest.mark.browser

LONG = make_column("YEARS_BEGINEXPLUATATION_MEDI", Severity.WARNING, least=0.0, greatest=117_000_000.0)


@pytest.mark.parametrize("language", Language)
def test_the_page_has_no_violation_and_does_not_scroll_sideways(browser, tmp_path, language):
    write_data_check(make_check(AMOUNT, GRADE, LONG), tmp_path / "check.html", language)
    look_at_file(browser, tmp_path / "check.html")
