"""Where the records are: SQLite in the workspace, or the PostgreSQL that an address names.

The address is read here, in a few lines of the standard library, and not by a package of its own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from solvable.errors import ConfigError

__all__ = ["read_database"]

_SCHEMES = ("postgresql", "postgres")
# What libpq may be told in the address beyond host, port, user and password.
_OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")
CONNECT_TIMEOUT_S = 5


def read_database(url: str, *, embedded: Path) -> Mapping[str, Any]:
    """Return Django's settings of the database at an address, or of the embedded one where there is none.

    Raises
    ------
    ConfigError
        The address is not one of PostgreSQL; the message does not repeat it, for it may hold a password.

    Examples
    --------
    >>> read_database("postgresql://bank:s%40fe@db.local/records", embedded=Path("j"))["PASSWORD"]
    's@fe'
    """
    return _postgresql(url) if url else _sqlite(embedded)


def _sqlite(path: Path) -> Mapping[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A write waits for its turn from its first statement, instead of failing at its last.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was acknowledged is on the disk, also after a power cut. What was erased is overwritten.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(url: str) -> Mapping[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
        told = parse_qsl(parts.query, strict_parsing=True) if parts.query else []
    except ValueError as error:
        raise _refused("an address that cannot be read") from error
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in _SCHEMES:
        raise _refused(f"the scheme {parts.scheme!r}")
    if not name or "/" in name:
        raise _refused("no name of a database")
    if wrong := [option for option, _ in told if option not in _OPTIONS]:
        raise _refused(f"the option {wrong[0]!r}, where there are {', '.join(_OPTIONS)}")
    options = dict(told)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": CONNECT_TIMEOUT_S,
            # What was acknowledged is on the disk, whatever the server's own default is.
            "options": "-c synchronous_commit=on",
            **options,
        },
    }


def _refused(found: str) -> ConfigError:
    return ConfigError(
        f"DATABASE_URL must be postgresql://user:password@host:port/name, found {found}. "
        "Correct it, with special characters of the password as %XX, or unset it for records in the workspace."
    )
