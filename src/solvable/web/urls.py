"""All addresses: the API for programs, the desk for people, and the pages for what goes wrong."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from solvable.web.api import documentation
from solvable.web.api.api import api

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

_operations, _app_name, _namespace = api.urls
for _operation in _operations:
    # Programs show a key, which the operation itself asks for; the login of the desk is not theirs.
    if _operation.callback is not None:
        login_not_required(_operation.callback)

urlpatterns = [
    path("", include("solvable.web.desk.urls")),
    path("v1/docs", documentation.page, name="api-documentation"),
    path("v1/openapi.json", documentation.schema, name="api-schema"),
    path("", (_operations, _app_name, _namespace)),
]

handler400 = "solvable.web.desk.errors.bad_request"
handler403 = "solvable.web.desk.errors.not_allowed"
handler404 = "solvable.web.desk.errors.not_found"
handler500 = "solvable.web.desk.errors.server_failed"
