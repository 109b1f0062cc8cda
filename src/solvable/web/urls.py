"""All addresses: the API for programs, the desk for people, and the pages for what goes wrong."""

from django.conf import settings
from django.urls import include, path

from solvable.web.api import documentation
from solvable.web.api.api import api

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", include("solvable.web.desk.urls")),
    path("v1/docs", documentation.page, name="api-documentation"),
    path("v1/openapi.json", documentation.schema, name="api-schema"),
    path("", api.urls),
]

if settings.HAS_SINGLE_SIGN_ON:
    urlpatterns.append(path("", include("solvable.web.single_sign_on.views")))

handler400 = "solvable.web.desk.errors.bad_request"
handler403 = "solvable.web.desk.errors.not_allowed"
handler404 = "solvable.web.desk.errors.not_found"
handler500 = "solvable.web.desk.errors.server_failed"
