"""The web with made-up clients behind it, somebody logged in, and a key."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from solvable.web.access import Role, Scope
from solvable.web.journal import guards
from solvable.web.journal.keys import create_key
from solvable.web.journal.records import RECORD_TYPES, ChainLink
from web.made_up import open_fake


@pytest.fixture(autouse=True)
def _made_up_clients(settings, static_files) -> None:  # noqa: ARG001 - asked for what it does.
    settings.SCORING_SERVICE = open_fake


@pytest.fixture
def records_let_go(transactional_db) -> Iterator[None]:  # noqa: ARG001 - asked for what it does.
    """Let the records of a test that commits go with it, which they never do in service."""
    yield
    tables = {name: model._meta for name, model in (RECORD_TYPES | {"link": ChainLink}).items()}
    # All of it in one editor: SQLite's checks foreign keys again as soon as it closes.
    with connection.schema_editor() as editor:
        for about in tables.values():
            guards.unprotect(editor, about.db_table)
        for about in tables.values():
            editor.execute(f"DELETE FROM {about.db_table}")  # noqa: S608 - our own names.
        for name, about in tables.items():
            columns = [field.column for field in about.local_fields]
            guards.protect(editor, about.db_table, columns, is_erasable=name != "link")


@pytest.fixture
def desk(db) -> Client:  # noqa: ARG001 - asked for what it does.
    """A browser whose user is logged in; failures come as pages, as they would in service."""
    client = Client(raise_request_exception=False)
    person = get_user_model().objects.create_user(
        "camille", first_name="Camille", last_name="Martin", role=Role.RELATIONSHIP_MANAGER
    )
    client.force_login(person)
    return client


@pytest.fixture
def stranger(db) -> Client:  # noqa: ARG001 - asked for what it does.
    """A browser that nobody logged in with."""
    return Client(raise_request_exception=False)


@pytest.fixture
def key(db) -> str:  # noqa: ARG001 - asked for what it does.
    """A key that holds, for everything."""
    return create_key("a test", 1, scopes=list(Scope))[1]


@pytest.fixture
def program(key) -> Client:
    """A program that shows its key."""
    return Client(raise_request_exception=False, headers={"X-API-Key": key})
