"""From eight files to the screen: the desk shows clients what was decided, with the same figures."""

from html import unescape

import pytest

from html_text import reason_table
from solvable import wording
from solvable.vocabulary import Language, Verdict
from solvable.web.access import Role
from solvable.web.journal.models import Person

WORDS = {
    Language.FR: {Verdict.ACCEPT: "Accord proposé", Verdict.REFER: "Étude proposée", Verdict.DECLINE: "Refus proposé"},
    Language.EN: {
        Verdict.ACCEPT: "Acceptance proposed",
        Verdict.REFER: "Referral proposed",
        Verdict.DECLINE: "Decline proposed",
    },
}


@pytest.mark.parametrize(
    ("language", "every"),
    [
        pytest.param(Language.FR, 1, id="in French"),
        pytest.param(Language.EN, 10, id="a tenth in English, which shares all but the words"),
    ],
)
def test_the_desk_shows_what_was_decided(web, shown, language, every):
    web.force_login(Person.objects.create_user("journey", role=Role.RELATIONSHIP_MANAGER))
    web.cookies["django_language"] = language.value

    assert {decision.verdict for decision in shown} == set(Verdict)
    for decision in shown[::every]:
        page = web.get(f"/clients/{decision.client_id}/").content.decode()
        text = unescape(page)
        assert WORDS[language][decision.verdict] in text
        assert wording.likelihood(decision.prob_default, language)[1:] in text
        explained = reason_table(web.get(f"/clients/{decision.client_id}/comprendre/").content.decode())
        themes = sorted(decision.themes, key=lambda theme: theme.points)
        assert [points for _, points in explained] == [
            wording.count(decision.base_points, language),
            *(wording.points(reason.points, language) for theme in themes for reason in theme.reasons),
            wording.count(decision.score, language),
        ]
