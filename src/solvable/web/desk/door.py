"""The door: where people log in, and where whoever guesses is kept out."""

import ipaddress
import logging
import math
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from solvable.web.desk.drafts import has_draft
from solvable.web.desk.home import home_of
from solvable.web.journal.lockout import forgive, note_attempt

__all__ = ["Door"]

_IPV6_NETWORK_BITS = 64  # One household or branch gets a /64, and could send from each of its addresses in turn.

logger = logging.getLogger(__name__)


class DoorForm(AuthenticationForm):
    """Name and password, looked at no more than so many times in a row."""

    locked_until: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Count the attempt, then look at the password; a right one takes the count back."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password or self.request is None:
            return self.cleaned_data
        address = _caller_address(self.request)
        self.locked_until = note_attempt(name, address, now=timezone.now())
        if self.locked_until is not None:
            raise ValidationError("Locked.", code="locked")
        super().clean()
        forgive(name, address)
        return self.cleaned_data


class Door(LoginView):
    """The login page; after too many attempts it answers 429 until the lock is over."""

    template_name = "desk/login.html"
    form_class = DoorForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Return the address of the first page of whoever logged in."""
        return reverse(home_of(getattr(self.request.user, "role", "")))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add what the page says of single sign-on, and whether a text that somebody typed waits for them."""
        return super().get_context_data(
            has_draft=has_draft(self.request),
            has_single_sign_on=settings.HAS_SINGLE_SIGN_ON,
            single_sign_on_failed=self.request.GET.get("sso") == "failed",
            **context,
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let a person in under a new session, and leave a line about it that names no name."""
        logger.info("Person %s logged in.", form.get_user().pk)
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what to do, in the same words whether or not somebody has that name."""
        locked_until = getattr(form, "locked_until", None)
        if locked_until is None:
            logger.info("A login was refused.")
            return super().form_invalid(form)
        seconds = max(1, math.ceil((locked_until - timezone.now()).total_seconds()))
        logger.warning("A login was refused unseen after too many attempts.")
        context = self.get_context_data(form=form, locked_minutes=math.ceil(seconds / 60))
        response = self.render_to_response(context)
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(seconds)
        return response


def _caller_address(request: HttpRequest) -> str:
    """Return the network that a request comes from; behind a proxy, what the proxy saw.

    Each proxy adds what it saw at the end of the header, so all before the last entry is the caller's word.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_NETWORK_BITS), strict=False))
    return str(parsed)
