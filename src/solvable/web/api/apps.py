"""How Django knows the API: for its documentation page and that page's files."""

from django.apps import AppConfig

__all__ = ["ApiConfig"]


class ApiConfig(AppConfig):
    """Registers the template and static files of the documentation page."""

    name = "solvable.web.api"
    label = "api"
