"""The database's own refusal to change a record: for whoever comes past Django.

Migrations call this. A later migration that alters a table of records must protect it again: SQLite rebuilds the
table and drops its triggers.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

__all__ = ["ERASABLE", "protect", "unprotect"]

# What an erasure sets to null, all of it at once.
ERASABLE = ("content", "salt", "client_id")

_REFUSAL = "records are written once: write a correction"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION journal_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_ARGV[0] = 'erasable'
        AND to_jsonb(NEW) - ARRAY['content', 'salt', 'client_id']
            = to_jsonb(OLD) - ARRAY['content', 'salt', 'client_id']
        AND to_jsonb(NEW) ->> 'content' IS NULL AND to_jsonb(NEW) ->> 'salt' IS NULL
        AND to_jsonb(NEW) ->> 'client_id' IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def protect(editor: BaseDatabaseSchemaEditor, table: str, columns: Sequence[str], *, is_erasable: bool) -> None:
    """Let rows of a table be added only; where it is erasable, contents may also be set to null."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_FUNCTION, params=None)
        argument = "erasable" if is_erasable else "fixed"
        editor.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION journal_written_once('{argument}')"
        )
        editor.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_written_once('fixed')"
        )
        return
    kept = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns if column not in ERASABLE)
    gone = " AND ".join(f"NEW.{column} IS NULL" for column in ERASABLE)
    condition = f"WHEN NOT ({kept} AND {gone})" if is_erasable else ""
    for event, when in (("UPDATE", condition), ("DELETE", "")):
        editor.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def unprotect(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Let a table be changed again, before a migration takes it away."""
    if editor.connection.vendor == "postgresql":
        for name in ("written_once", "never_emptied"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
        return
    for event in ("update", "delete"):
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
