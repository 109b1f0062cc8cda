"""The two addresses of single sign-on: on the way to the bank's directory, and on the way back."""

from allauth.socialaccount.providers.openid_connect.views import callback, login
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from solvable.web.single_sign_on.directory import to_the_door
from solvable.web.single_sign_on.project import PROVIDER

__all__ = ["urlpatterns"]


@require_POST
def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send somebody to the directory; by a form of ours only, so that no other site can start it."""
    try:
        answer: HttpResponseBase = login(request, provider_id)
    except RequestException:
        answer = to_the_door()
    return answer


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take somebody in whom the directory sends back."""
    answer: HttpResponseBase = callback(request, provider_id)
    return answer


# allauth finds its addresses by these names.
urlpatterns = [
    path("connexion/sso/", leave, {"provider_id": PROVIDER}, name="openid_connect_login"),
    path("connexion/sso/retour/", come_back, {"provider_id": PROVIDER}, name="openid_connect_callback"),
]
