"""How Django knows the desk."""

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """Registers the pages, their files and their French."""

    name = "solvable.web.desk"
    label = "desk"

    def ready(self) -> None:
        """Listen for logins: what one person had typed is not for the next."""
        from solvable.web.desk import drafts

        drafts.connect()
