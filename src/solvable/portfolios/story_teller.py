"""Reads one client's rows of the stored tables, and lets the portfolio tell their story."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from solvable.errors import NotReadyError, UnknownClientError
from solvable.portfolios.engine import connect
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.staging import sql_name
from solvable.portfolios.story import Chapter, ChapterState, CreditStory, Row, StoryChapter, StoryFigure
from solvable.portfolios.workspace import Workspace
from solvable.vocabulary import Language, Text

__all__ = ["StoryTeller"]


class StoryTeller:
    """Tells clients' stories from the tables of a workspace; any number of threads may ask at once.

    Nothing is read before the first story.

    Parameters
    ----------
    tables_fingerprint
        Of the tables that the story has to be of: those behind a feature table. None tells from
        whatever tables are current.
    """

    def __init__(self, portfolio: Portfolio, workspace: Workspace, *, tables_fingerprint: str | None = None) -> None:
        self._portfolio, self._workspace, self._fingerprint = portfolio, workspace, tables_fingerprint
        # One thread: a client has a few hundred rows, and other requests wait for the processor too.
        self._connection = connect(threads=1)
        # The footers of the largest tables take longer to read than one client's rows.
        self._connection.execute("SET parquet_metadata_cache = true")

    def tell(self, client_id: int) -> CreditStory:
        """Return a client's story.

        Raises
        ------
        UnknownClientError
            The client is not in the client table.
        NotReadyError
            There are no tables yet, or they are no longer those behind the features.
        """
        manifest = self._workspace.tables()
        if self._fingerprint not in (None, manifest.fingerprint):
            raise _superseded()
        try:
            rows = self._rows(self._workspace.table_paths(), client_id)
        except duckdb.IOException as error:
            # An import that ended after the manifest was read has removed the files that it replaces.
            raise _superseded() from error
        return CreditStory(
            client_id=client_id,
            currency=manifest.currency,
            chapters=tuple(
                _told(chapter, rows.get(chapter.key), self._portfolio, currency=manifest.currency)
                for chapter in self._portfolio.story
            ),
        )

    def _rows(self, paths: Mapping[str, Path], client_id: int) -> Mapping[str, Sequence[Row]]:
        """Read what each chapter reads of the client; a chapter whose table is not there is left out."""
        contracts, client_table = self._portfolio.contracts, self._portfolio.client_table
        own = str(contracts[client_table].client_column)
        with self._connection.cursor() as cursor:

            def read(table: str, columns: Sequence[str], condition: str) -> list[Row]:
                client = sql_name(contracts[table].client_column or own)
                cursor.execute(
                    # Names are those that the portfolio declares; a caller's value is a parameter.
                    f"SELECT {', '.join(map(sql_name, columns))} FROM read_parquet($path) "  # noqa: S608
                    f"WHERE {client} = $client_id AND {condition}",
                    {"path": str(paths[table]), "client_id": client_id},
                )
                return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

            rows = {
                chapter.key: read(chapter.table, chapter.columns, _seen_by_then(chapter.dated_by))
                for chapter in self._portfolio.story
                if chapter.table in paths
            }
            # Whoever has rows is known: import takes none of clients whom the client table lacks.
            if not any(rows.values()) and not read(client_table, [own], "true"):
                raise UnknownClientError(client_id)
        return rows


def _seen_by_then(dated_by: str) -> str:
    """Return the condition that a row was there to be seen on the day of the application, as features see it."""
    dated = sql_name(dated_by)
    return f"({dated} <= 0 OR {dated} IS NULL)"


def _told(chapter: StoryChapter, rows: Sequence[Row] | None, portfolio: Portfolio, *, currency: str | None) -> Chapter:
    if rows is None:
        summary = _not_available(portfolio.table_labels.get(chapter.table, chapter.label))
        return Chapter(key=chapter.key, label=chapter.label, state=ChapterState.NOT_AVAILABLE, summary=summary)
    if not rows:
        return Chapter(key=chapter.key, label=chapter.label, state=ChapterState.NOTHING, summary=chapter.nothing)
    told, catalogue = chapter.tell(rows, currency), portfolio.catalogue
    figures = (
        StoryFigure(
            feature=name,
            label=catalogue.features[name].label,
            value=value,
            said=Text(*(catalogue.value_in_words(name, value, language, currency=currency) for language in Language)),
        )
        for name, value in told.figures.items()
    )
    return Chapter(
        key=chapter.key,
        label=chapter.label,
        state=ChapterState.TOLD,
        summary=told.summary,
        figures=tuple(figures),
        tables=told.tables,
    )


def _not_available(label: Text) -> Text:
    return Text(
        fr=f"Les données «\u00a0{label.fr}\u00a0» n’ont pas été transmises\u00a0: on ne sait pas si vous en avez.",
        en=f"The data “{label.en}” were not delivered: whether you have any is not known.",
    )


def _superseded() -> NotReadyError:
    return NotReadyError(
        "Expected the tables behind the features in use, found that others have been imported since.",
        command="solvable features build",
    )
