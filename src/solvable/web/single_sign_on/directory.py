"""What happens once the bank's directory has said who somebody is: they get the role it names, or do not get in."""

import logging
from collections.abc import Mapping
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from solvable.web.access import Role
from solvable.web.desk.errors import not_allowed
from solvable.web.desk.home import home_of
from solvable.web.journal.models import Person
from solvable.web.journal.people import visible_name
from solvable.web.single_sign_on.roles import role_in_claims

__all__ = ["Directory", "to_the_door"]

_BACKEND = "solvable.web.journal.people.PeopleWithARole"

logger = logging.getLogger(__name__)

# There only where single sign-on is configured, so that types cannot know it.
ROLE_CLAIM = "SINGLE_SIGN_ON_ROLE_CLAIM"


class Directory(DefaultSocialAccountAdapter):  # type: ignore[misc]  # The package declares no types.
    """Stands in for allauth's sign-up: nobody is asked anything, the directory's word is taken."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Log in whoever has one role of ours and was not shut out here; answer in every case."""
        claims = sociallogin.account.extra_data.get("id_token") or {}
        role = role_in_claims(claims, getattr(settings, ROLE_CLAIM))
        person = _person_of(sociallogin, claims, role)
        if person is None or role is None or not person.is_active:
            found = "no role, or more than one" if role is None else "somebody who was shut out"
            logger.warning("Single sign-on was refused: %s.", found)
            raise ImmediateHttpResponse(not_allowed(request, PermissionDenied()))
        login(request, person, backend=_BACKEND)
        logger.info("Person %s logged in by single sign-on.", person.pk)
        raise ImmediateHttpResponse(redirect(_wanted(request, sociallogin, role)))

    def on_authentication_error(
        self, request: HttpRequest, provider: object, error: object = None, exception: Exception | None = None,
        extra_context: object = None,
    ) -> NoReturn:  # fmt: skip
        """Lead back to the door, which says that it did not work."""
        _ = request, provider, extra_context
        logger.warning("Single sign-on failed: %s, %s.", error, type(exception).__name__)
        raise ImmediateHttpResponse(to_the_door())


def to_the_door() -> Any:
    """Return the way back to the login page after single sign-on did not work."""
    return redirect(f"{reverse('desk:login')}?sso=failed")


def _wanted(request: HttpRequest, sociallogin: SocialLogin, role: Role) -> str:
    wanted = sociallogin.get_redirect_url(request) or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse(home_of(role))


@transaction.atomic
def _person_of(sociallogin: SocialLogin, claims: Mapping[str, Any], role: Role | None) -> Person | None:
    """Return the person of a directory's entry, made when they first come, with the role that it names now.

    None for somebody new without a role. Who had one and lost it keeps their record, and loses it here as well.
    """
    account = sociallogin.account
    if account.pk is None and role is None:
        return None
    if account.pk is None:
        person = Person(username=_free_name(claims))
        person.set_unusable_password()
    else:
        person = account.user
    person.role = role or ""
    person.first_name = visible_name(str(claims.get("given_name") or ""))[:150]
    person.last_name = visible_name(str(claims.get("family_name") or ""))[:150]
    person.save()
    account.user, account.extra_data = person, {}  # Nothing else that the directory tells is kept.
    account.save()
    return person


def _free_name(claims: Mapping[str, Any]) -> str:
    """Return a login name that nobody has: who logs in with a password is not taken over by a namesake."""
    subject = visible_name(str(claims["sub"]))
    wanted = visible_name(str(claims.get("preferred_username") or "")) or subject
    taken = Person.objects.filter(username=wanted[:150]).exists()
    return f"{wanted[:100]}-{subject}"[:150] if taken else wanted[:150]
