"""What the command line prints of decisions."""

import dataclasses
import io

import pytest
from rich.console import Console

from builders import make_applied, make_bundle, make_catalogue, make_rows
from solvable import wording
from solvable.decisions.decide import decide
from solvable.terminal import scores_table
from solvable.vocabulary import Language


def printed(decision, language):
    console = Console(width=300, file=io.StringIO())
    console.print(scores_table([decision], language))
    return " ".join(console.file.getvalue().split())


@pytest.fixture(scope="module")
def decision():
    (decided,) = decide(
        make_rows(1, seed=3), bundle=make_bundle(), policy=make_applied(), catalogue=make_catalogue(), currency=None
    )
    return decided


@pytest.mark.parametrize("language", Language)
def test_a_score_is_printed_with_what_became_of_clients_with_a_like_score(decision, language):
    frequency = decision.frequency
    sentence = wording.observed_frequency(
        frequency.n, frequency.n_defaults, low=frequency.low, high=frequency.high, language=language
    )

    assert " ".join(sentence.split()) in printed(decision, language)


def test_where_too_few_have_a_like_score_nothing_is_said_of_them(decision):
    unknown = dataclasses.replace(decision, frequency=None)

    assert "notés de même" not in printed(unknown, Language.FR)


@pytest.mark.parametrize("language", Language)
def test_a_reason_is_printed_with_where_accepted_clients_stand(decision, language):
    said = printed(decision, language)

    told = [reason.accepted.in_language(language) for reason in decision.against[:3] if reason.accepted]
    assert told
    for words in told:
        assert " ".join(words.split()) in said
