"""Where there is no letter, a page says why, to everybody."""

import pytest

from browser.looking import look
from solvable.decisions.oversight import DepartureGround, TakenDecision
from solvable.vocabulary import Verdict
from solvable.web.journal.decisions import record_decision
from web.journal.builders import DOMINIQUE, NOON
from web.made_up import DECLINED, FakeScoringService

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("records_let_go")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_that_says_there_is_no_letter_has_no_violation(visit, language):
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.address}])
    taken = TakenDecision(
        proposed=Verdict.DECLINE, taken=Verdict.ACCEPT, ground=DepartureGround.STUDIED, words="Contrat vérifié."
    )
    decision = record_decision(FakeScoringService().evidence(DECLINED), taken, by=DOMINIQUE, at=NOON)
    visit.come_in()

    visit.go(f"/decisions/{decision.pk}/lettre/")

    assert str(decision.pk) in visit.page.locator("h1").inner_text()
    look(visit.page, "no letter")
