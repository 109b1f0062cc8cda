"""What single sign-on adds to the Django settings."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from solvable.errors import ConfigError, MissingExtraError
from solvable.settings import Settings

__all__ = ["PROVIDER", "SingleSignOn", "read_single_sign_on"]

PROVIDER = "sso"
_APPS = (
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
)
_VARIABLES = {
    "oidc_issuer": "SOLVABLE_OIDC_ISSUER",
    "oidc_client_id": "SOLVABLE_OIDC_CLIENT_ID",
    "oidc_client_secret": "SOLVABLE_OIDC_CLIENT_SECRET",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSignOn:
    """What is added to lists of the settings, and settings of its own; nothing where it is not configured."""

    apps: tuple[str, ...] = ()
    middleware: tuple[str, ...] = ()
    form_targets: tuple[str, ...] = ()  # The login form is answered by a redirect, which CSP holds to the form's rule.
    settings: Mapping[str, Any] = field(default_factory=dict)


def read_single_sign_on(machine: Settings) -> SingleSignOn:
    """Return what the settings need for single sign-on.

    Raises
    ------
    ConfigError
        Only some of the three variables are set, or the issuer is no https address.
    MissingExtraError
        The libraries are not installed.
    """
    missing = [variable for name, variable in _VARIABLES.items() if not getattr(machine, name)]
    if len(missing) == len(_VARIABLES):
        return SingleSignOn()
    if missing:
        raise ConfigError(
            f"Single sign-on needs {', '.join(_VARIABLES.values())}, found that {' and '.join(missing)} "
            "is not set. Set them all, or none for logins with passwords only."
        )
    issuer = urlsplit(machine.oidc_issuer)
    if not (issuer.scheme == "https" or (issuer.scheme == "http" and issuer.hostname in ("localhost", "127.0.0.1"))):
        raise ConfigError(
            f"SOLVABLE_OIDC_ISSUER must be an https address, found {machine.oidc_issuer}. "
            "It is the address before /.well-known/openid-configuration."
        )
    if importlib.util.find_spec("allauth") is None:
        raise MissingExtraError(extra="sso", needed_for="Single sign-on (SOLVABLE_OIDC_ISSUER is set)")
    return SingleSignOn(
        apps=_APPS,
        middleware=("allauth.account.middleware.AccountMiddleware",),
        form_targets=(f"{issuer.scheme}://{issuer.netloc}",),
        settings=_settings_of_allauth(machine),
    )


def _settings_of_allauth(machine: Settings) -> dict[str, Any]:
    return {
        "SINGLE_SIGN_ON_ROLE_CLAIM": machine.oidc_role_claim,
        "SOCIALACCOUNT_ADAPTER": "solvable.web.single_sign_on.directory.Directory",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_LOGIN_ON_GET": True,  # The view itself takes POST only.
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": PROVIDER,
                        "name": "single sign-on",
                        "client_id": machine.oidc_client_id,
                        "secret": machine.oidc_client_secret,
                        # The role must be in the token, which names its issuer and for whom it is.
                        "settings": {"server_url": machine.oidc_issuer.rstrip("/"), "fetch_userinfo": False},
                    }
                ],
            }
        },
    }
