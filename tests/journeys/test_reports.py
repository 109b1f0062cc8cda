"""Reports as a person asks for them on the command line."""

import pytest

from builders import REAL_DATA
from journeys.command_line import solvable


def test_an_exploration_is_written_as_a_page_and_told_in_a_few_sentences(workspace, tmp_path):
    page = tmp_path / "exploration.html"

    told = solvable(workspace.root, "report", "explore", "--output", page, "--language", "en")

    assert "clients whose outcome is known" in told
    assert '<html lang="en">' in page.read_text(encoding="utf-8")


@pytest.mark.skipif(
    not (REAL_DATA / "home-credit-sample").exists(),
    reason="no real rows here; a model of 3,000 made-up clients learns from too few defaults for this",
)
def test_at_least_95_of_100_first_reasons_are_true(service):
    found = service.bundle.validation.reasons

    assert found.against_as_accepted.share >= 0.95
    assert found.against_exchanged.share >= 0.95
    assert found.in_favour_exchanged.share >= 0.95
    assert found.n_kept / found.n_first >= 0.95
    assert found.defaulted.points_mean < 0 < found.good.points_mean
    assert found.good.n_against_mean < found.defaulted.n_against_mean


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [("fr", "Vérité des raisons", "Trois premières raisons en défaveur"),
     ("en", "Truth of the reasons", "First three reasons against")],
)  # fmt: skip
def test_the_truth_of_the_reasons_is_printed_in_both_languages(workspace, service, language, title, line):
    told = solvable(workspace.root, "report", "reasons", "--language", language)

    assert title in told
    assert line in told
    assert service.model_version in told
