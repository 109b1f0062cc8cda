"""The records of a workspace taken into PostgreSQL: once, whole, and to the last bit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction

from solvable.errors import ConfigError
from solvable.web.database import read_database
from solvable.web.journal.audit import Audit, audit_journal

__all__ = ["move_records"]

EMBEDDED = "embedded"
# What migrating makes by itself, and who is logged in just now.
_LEFT = frozenset({"contenttypes.ContentType", "auth.Permission", "sessions.Session"})
_AT_ONCE = 1000


def move_records(embedded: Path) -> Audit:
    """Copy all that the embedded database holds into the PostgreSQL that serves from now on, in one transaction.

    Nothing is written to the embedded one, and nobody else can write to it meanwhile.

    Parameters
    ----------
    embedded : the file of the records, of this version or an earlier one

    Raises
    ------
    ConfigError
        There is no such file, records are not to be in PostgreSQL, or something is in there already.
    """
    if connection.vendor != "postgresql":
        raise ConfigError(
            "Expected DATABASE_URL to name the PostgreSQL that the records are to be in, found it unset. Set it."
        )
    if not embedded.is_file():
        raise ConfigError(f"Expected the records of a workspace in {embedded}, found no such file. Name the workspace.")
    moved = [kind for kind in apps.get_models(include_auto_created=True) if kind._meta.label not in _LEFT]
    with _opened(embedded), transaction.atomic(using=EMBEDDED), transaction.atomic():
        _check_empty(moved)
        for kind in moved:
            _copy(kind)
        _count_on(moved)
        _check_same(moved)
    return audit_journal()


@contextmanager
def _opened(embedded: Path) -> Iterator[None]:
    connections.databases[EMBEDDED] = connections.databases["default"] | {
        "HOST": "", "PORT": "", "USER": "", "PASSWORD": "", "CONN_MAX_AGE": 0, **read_database("", embedded=embedded),
    }  # fmt: skip
    try:
        call_command("migrate", database=EMBEDDED, verbosity=0, interactive=False, skip_checks=True)
        yield
    finally:
        connections[EMBEDDED].close()
        del connections[EMBEDDED], connections.databases[EMBEDDED]


def _check_empty(kinds: Sequence[type[models.Model]]) -> None:
    for kind in kinds:
        if n := kind._base_manager.count():
            raise ConfigError(
                f"Expected an empty database in DATABASE_URL, found {n:,} of {kind._meta.label} in it. Name an empty "
                "one: two chains cannot be made one. Nothing was changed."
            )


def _copy(kind: type[models.Model]) -> None:
    """Copy a table; which table comes first does not matter, as PostgreSQL looks at references when all is there."""
    rows = kind._base_manager.using(EMBEDDED).order_by("pk").iterator(_AT_ONCE)
    kind._base_manager.bulk_create(rows, batch_size=_AT_ONCE)


def _count_on(kinds: Sequence[type[models.Model]]) -> None:
    """Let new rows have numbers after those that were copied."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(statement)


def _check_same(kinds: Sequence[type[models.Model]]) -> None:
    for kind in kinds:
        there, here = (kind._base_manager.using(name).order_by("pk") for name in (EMBEDDED, "default"))
        columns = [field.attname for field in kind._meta.concrete_fields]
        pairs = zip(there.values_list(*columns).iterator(), here.values_list(*columns).iterator(), strict=True)
        if any(one != other for one, other in pairs):
            raise ConfigError(f"Expected {kind._meta.label} as it was, found it changed. Nothing was kept.")
