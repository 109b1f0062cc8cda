"""The audit of a journal: whatever is changed past the guards is found, in the journal and in a copy of it."""

import json
import zipfile

import pytest
from django.db import connection

from solvable.errors import ConfigError
from solvable.vocabulary import Verdict
from solvable.web.journal import guards
from solvable.web.journal.audit import audit_export, audit_journal, export_journal, parse_head
from solvable.web.journal.chain import BreakKind
from solvable.web.journal.records import ChainLink, Decision, Scoring
from web.journal.builders import at, decide_as_proposed

EXPORTED_AT = at(600)


@pytest.fixture
def tampered():
    """Run SQL as somebody does who has taken the guards down."""
    with connection.cursor() as cursor:
        for model in (Scoring, Decision, ChainLink):
            _without_guards(cursor, model._meta.db_table)
        yield lambda sql: cursor.execute(sql)


def _without_guards(cursor, table):
    class Editor:
        def __init__(self):
            self.connection = connection

        def execute(self, sql):
            cursor.execute(sql)

    guards.unprotect(Editor(), table)


def three_decisions():
    return [decide_as_proposed(Verdict.ACCEPT, nth=n, minutes=n) for n in range(3)]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        pytest.param(
            "UPDATE journal_decision SET taken = 'decline' WHERE id = {id}", BreakKind.RECORD_CHANGED, id="a column"
        ),
        pytest.param(
            "UPDATE journal_decision SET content = replace(content, 'accept', 'decline') WHERE id = {id}",
            BreakKind.RECORD_CHANGED, id="a content",
        ),
        pytest.param(
            "UPDATE journal_decision SET recorded_by = 'person:nobody' WHERE id = {id}", BreakKind.RECORD_CHANGED,
            id="who decided",
        ),
        pytest.param(
            "UPDATE journal_decision SET content = NULL, salt = NULL, client_id = NULL WHERE id = {id}",
            BreakKind.ERASED_WITHOUT_GROUNDS, id="an erased content",
        ),
        pytest.param("DELETE FROM journal_decision WHERE id = {id}", BreakKind.RECORD_MISSING, id="a deleted record"),
        pytest.param(
            "DELETE FROM journal_chainlink WHERE kind = 'decision' AND record_id = {id}", BreakKind.LINK_MISSING,
            id="a deleted link",
        ),
        pytest.param(
            "UPDATE journal_chainlink SET recorded_at = '2026-01-01' WHERE kind = 'decision' AND record_id = {id}",
            BreakKind.LINK_CHANGED, id="a changed link",
        ),
    ],
)  # fmt: skip
def test_whatever_is_changed_past_the_guards_is_found(tampered, sql, kind):
    middle = three_decisions()[1]
    assert audit_journal().breaks == ()

    tampered(sql.format(id=middle.pk))

    assert kind in {found.kind for found in audit_journal().breaks}


def test_a_record_that_was_slipped_in_is_found(tampered):
    decision = three_decisions()[0]
    columns = [field.column for field in Scoring._meta.local_fields if field.column != "id"]

    tampered(f"INSERT INTO journal_scoring ({', '.join(columns)}) SELECT {', '.join(columns)} FROM journal_scoring "  # noqa: S608
             f"WHERE id = {decision.scoring_id}")  # fmt: skip

    assert [found.kind for found in audit_journal().breaks] == [BreakKind.RECORD_UNSEALED]


def test_records_cut_off_the_end_are_found_by_the_head_that_was_noted(tampered):
    last = three_decisions()[-1]
    noted = audit_journal().head

    tampered(f"DELETE FROM journal_chainlink WHERE sequence = {noted.sequence}")  # noqa: S608
    tampered(f"DELETE FROM journal_decision WHERE id = {last.pk}")  # noqa: S608

    assert audit_journal().breaks == ()
    assert [found.kind for found in audit_journal(noted=[noted]).breaks] == [BreakKind.HEAD_MISSING]


def test_every_head_goes_to_the_log_without_a_word_about_the_client(caplog, django_capture_on_commit_callbacks):
    with caplog.at_level("INFO", logger="solvable.audit"), django_capture_on_commit_callbacks(execute=True):
        decision = decide_as_proposed()

    lines = [record.getMessage() for record in caplog.records]
    assert lines[-1] == f"chain {audit_journal().head}"
    assert not any(str(decision.client_id) in line for line in lines)


def test_a_copy_for_the_auditor_is_verified_by_itself(tmp_path):
    decisions = three_decisions()

    audit = export_journal(tmp_path / "journal.zip", exported_at=EXPORTED_AT)

    found = audit_export(tmp_path / "journal.zip", noted=[audit.head])
    assert (found.n_links, found.head, found.breaks) == (6, audit.head, ())
    with zipfile.ZipFile(tmp_path / "journal.zip") as archive:
        lines = [json.loads(line) for line in archive.read("records.ndjson").splitlines()]
        manifest = json.loads(archive.read("manifest.json"))
    assert json.loads(lines[-1]["record"]["content"])["client_id"] == decisions[-1].client_id
    assert manifest["n_links"] == 6
    assert manifest["exported_at"] == EXPORTED_AT.isoformat()


def test_a_copy_that_was_changed_or_cut_is_found_out(tmp_path):
    three_decisions()
    export_journal(tmp_path / "journal.zip", exported_at=EXPORTED_AT)
    with zipfile.ZipFile(tmp_path / "journal.zip") as archive:
        lines, manifest = archive.read("records.ndjson").splitlines(keepends=True), archive.read("manifest.json")

    def breaks(lines):
        with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
            archive.writestr("records.ndjson", b"".join(lines))
            archive.writestr("manifest.json", manifest)
        return {found.kind for found in audit_export(tmp_path / "changed.zip").breaks}

    assert breaks(lines) == set()
    assert breaks(lines[:-1]) == {BreakKind.HEAD_MISSING}
    assert BreakKind.RECORD_CHANGED in breaks([lines[0], lines[1].replace(b"accept", b"decline"), *lines[2:]])
    assert BreakKind.ORDER_CHANGED in breaks([lines[1], lines[0], *lines[2:]])


def test_an_empty_journal_holds_and_so_does_its_copy(tmp_path):
    assert export_journal(tmp_path / "journal.zip", exported_at=EXPORTED_AT).n_links == 0
    assert audit_export(tmp_path / "journal.zip").breaks == ()


def test_a_copy_never_overwrites_and_any_other_file_is_refused(tmp_path):
    (tmp_path / "there.zip").write_text("mine")

    with pytest.raises(ConfigError, match="name of a new file"):
        export_journal(tmp_path / "there.zip", exported_at=EXPORTED_AT)
    with pytest.raises(ConfigError, match="file that `solvable audit export` wrote"):
        audit_export(tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64])
def test_a_head_that_was_not_copied_whole_is_refused(text):
    with pytest.raises(ConfigError, match="Expected the head of a chain"):
        parse_head(text)
