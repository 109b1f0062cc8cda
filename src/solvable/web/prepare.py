"""Everything the server needs on disk before it starts: the records' tables and the static files."""

import hashlib
import os
import shutil
import uuid
from pathlib import Path

import django

from solvable.errors import ConfigError

__all__ = ["collect_static_files", "prepare_web"]

_STAMP = ".collected-from"
# Ninja brings a second documentation page that we do not offer.
_NOT_SERVED = ["redoc*"]


def prepare_web() -> None:
    """Bring the journal and the static files up to date; quick when they already are.

    Call it once before the server processes start, and before any command that reads or writes the journal.

    Raises
    ------
    ConfigError
        The records cannot be reached or are damaged, or the workspace cannot be written.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solvable.web.project")
    django.setup()

    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, OperationalError

    try:
        Path(settings.WORKSPACE).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("clearsessions")  # Nobody can use those that are over; else they would be kept for ever.
        collect_static_files(Path(settings.STATIC_ROOT))
    except (OperationalError, OSError) as error:
        raise ConfigError(
            f"Expected a workspace and records that can be written, found: {str(error).strip()}. Start the database, "
            "free space on the disk, or let this user write into the workspace, then run this again."
        ) from error
    except DatabaseError as error:
        place = settings.DATABASES["default"]["NAME"]
        raise ConfigError(
            f"Expected the records in {place}, found something else: {str(error).strip()}. Restore them from a copy."
        ) from error


def collect_static_files(target: Path) -> None:
    """Copy the static files to where they are served from, unless what is there is already of these files.

    They are collected beside ``target`` and renamed, so that a server never reads half of them.
    """
    from django.contrib.staticfiles.management.commands import collectstatic
    from django.core.management import call_command
    from whitenoise.storage import CompressedManifestStaticFilesStorage

    fingerprint = _fingerprint()
    stamp = target / _STAMP
    if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    aside = target.with_name(f".{target.name}-{uuid.uuid4().hex[:8]}")
    command = collectstatic.Command()
    command.storage = CompressedManifestStaticFilesStorage(location=str(aside))
    call_command(command, verbosity=0, interactive=False, ignore_patterns=_NOT_SERVED)
    (aside / _STAMP).write_text(fingerprint, encoding="ascii")
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)


def _fingerprint() -> str:
    """A checksum over name, size and date of every file that would be collected."""
    from django.contrib.staticfiles import finders

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list(None), key=lambda found: str(found[0])):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
