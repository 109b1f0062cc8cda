"""Reports as a person asks for them on the command line."""

from journeys.command_line import solvable


def test_an_exploration_is_written_as_a_page_and_told_in_a_few_sentences(workspace, tmp_path):
    page = tmp_path / "exploration.html"

    told = solvable(workspace.root, "report", "explore", "--output", page, "--language", "en")

    assert "clients whose outcome is known" in told
    assert '<html lang="en">' in page.read_text(encoding="utf-8")
