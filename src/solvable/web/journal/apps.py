"""How Django knows the journal."""

from django.apps import AppConfig

__all__ = ["JournalConfig"]


class JournalConfig(AppConfig):
    """Registers the records."""

    name = "solvable.web.journal"
    label = "journal"
