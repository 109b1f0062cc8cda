"""Reading one client's story: that client's rows alone, from the tables that the features were made of."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from portfolios.builders import CLIENT_ID, LOAN_ID, make_row, make_tables, take_in, write_delivery
from solvable.errors import NotReadyError, UnknownClientError
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.story import ChapterState
from solvable.portfolios.story_teller import StoryTeller
from solvable.portfolios.workspace import Workspace


def teller_of(workspace, **options):
    return StoryTeller(home_credit(), workspace, **options)


def states_of(story):
    return {chapter.key: chapter.state for chapter in story.chapters}


def test_a_client_is_told_their_own_rows_and_nobody_elses(imported):
    story = teller_of(Workspace(imported)).tell(CLIENT_ID + 1)

    contracts = {row["contract"] for row in story.chapters[0].tables[0].rows}
    assert story.client_id == CLIENT_ID + 1
    assert contracts == {str(LOAN_ID + 1)}
    assert set(states_of(story).values()) == {ChapterState.TOLD}


def test_a_client_without_rows_and_a_table_that_was_not_delivered_are_not_the_same(workspace, tmp_path):
    tables = make_tables()
    del tables["installments_payments"]
    tables["application_train"].append(make_row("application", SK_ID_CURR=CLIENT_ID + 50, TARGET=0))
    take_in(workspace, write_delivery(tmp_path / "without", tables))

    story = teller_of(workspace).tell(CLIENT_ID + 50)

    assert states_of(story).pop("instalments") is ChapterState.NOT_AVAILABLE
    assert {state for key, state in states_of(story).items() if key != "instalments"} == {ChapterState.NOTHING}
    summaries = {chapter.key: chapter.summary for chapter in story.chapters}
    assert summaries["instalments"].en == (
        "The data “payments of instalments” were not delivered: whether you have any is not known."
    )
    assert summaries["card_use"].fr == "Vous n’avez pas eu de carte de crédit chez nous."


def test_no_name_of_a_column_a_table_or_a_marker_is_shown(imported):
    story = teller_of(Workspace(imported)).tell(CLIENT_ID)
    shown = [
        text
        for chapter in story.chapters
        for text in (
            chapter.label, chapter.summary,
            *(text for figure in chapter.figures for text in (figure.label, figure.said)),
            *(text for table in chapter.tables for text in (table.label, *(column.label for column in table.columns))),
            *(words for table in chapter.tables for column in table.columns for words in column.levels.values()),
        )
    ]  # fmt: skip

    assert len(shown) > 200
    for text in shown:
        assert not re.search(r"[A-Z]{3,}|_|365.?243|\bnan\b|\bNone\b", text.fr + " " + text.en), text


@pytest.mark.parametrize("client_id", [CLIENT_ID - 1, 0, 10**18])
def test_a_number_that_no_client_has_is_refused(imported, client_id):
    with pytest.raises(UnknownClientError, match=f"found {client_id}, which is not there"):
        teller_of(Workspace(imported)).tell(client_id)


def test_what_is_dated_after_the_application_is_not_told(workspace, tmp_path):
    tables = make_tables()
    tables["bureau"].append(make_row("bureau", SK_ID_BUREAU=1, DAYS_CREDIT=3))
    take_in(workspace, write_delivery(tmp_path / "later", tables))

    story = teller_of(workspace).tell(CLIENT_ID)

    contracts = {row["contract"] for chapter in story.chapters for table in chapter.tables for row in table.rows
                 if chapter.key == "other_credits"}  # fmt: skip
    assert "1" not in contracts


def test_tables_other_than_those_behind_the_features_are_not_told_from(imported):
    workspace = Workspace(imported)

    assert teller_of(workspace, tables_fingerprint=workspace.tables().fingerprint).tell(CLIENT_ID)
    with pytest.raises(NotReadyError, match=r"others have been imported since\. Run `solvable features build` first"):
        teller_of(workspace, tables_fingerprint="another").tell(CLIENT_ID)


def test_files_that_an_import_removes_meanwhile_end_in_the_same_message(imported, workspace):
    shutil.copytree(imported, workspace.root)
    teller = teller_of(workspace)
    for path in workspace.table_paths().values():
        path.unlink()

    with pytest.raises(NotReadyError, match="others have been imported since"):
        teller.tell(CLIENT_ID)


def test_a_workspace_without_tables_says_what_to_do(workspace):
    with pytest.raises(NotReadyError, match="Run `solvable data import PATH` first"):
        teller_of(workspace).tell(CLIENT_ID)


def test_many_may_ask_at_once_and_each_hears_their_own_story(imported):
    teller, clients = teller_of(Workspace(imported)), [CLIENT_ID + n % 4 for n in range(16)]
    alone = {client_id: teller_of(Workspace(imported)).tell(client_id) for client_id in set(clients)}

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(teller.tell, clients)) == [alone[client_id] for client_id in clients]
