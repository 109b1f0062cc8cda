"""What differs per machine, read from the environment once, at the edge."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from solvable.errors import ConfigError

__all__ = ["Settings", "check_secret_key", "read_settings"]

MIN_SECRET_LENGTH = 32


def _read_from(variable: str, about: str) -> Mapping[str, str]:
    return {"variable": variable, "about": about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One declaration per option: variable, type, default and what it is for."""

    workspace: Path = field(
        default=Path("workspace"),
        metadata=_read_from("SOLVABLE_WORKSPACE", "folder of tables, features, bundles, records"),
    )
    config: Path = field(
        default=Path("config"),
        metadata=_read_from("SOLVABLE_CONFIG", "folder of policy.toml, training.toml and letters"),
    )
    database_url: str = field(
        default="",
        metadata=_read_from(
            "DATABASE_URL",
            "PostgreSQL of the records: postgresql://user:password@host:5432/name; the workspace without it",
        ),
    )
    secret_key: str = field(
        default="",
        metadata=_read_from("SOLVABLE_SECRET_KEY", "signs sessions; 50 random characters, the same on all servers"),
    )
    hosts: str = field(
        default="localhost,127.0.0.1,[::1]",
        metadata=_read_from("SOLVABLE_HOSTS", "host names the server answers to, by comma"),
    )
    behind_tls: bool = field(
        default=False, metadata=_read_from("SOLVABLE_BEHIND_TLS", "1 where a proxy serves https: cookies then need it")
    )
    session_hours: int = field(
        default=10, metadata=_read_from("SOLVABLE_SESSION_HOURS", "hours after which a person logs in again")
    )
    idle_minutes: int = field(
        default=30, metadata=_read_from("SOLVABLE_IDLE_MINUTES", "minutes without a click after which a session ends")
    )
    body_mb: int = field(
        default=10, metadata=_read_from("SOLVABLE_BODY_MB", "largest body of a request, in MB of 1,048,576 bytes")
    )
    oidc_issuer: str = field(
        default="",
        metadata=_read_from(
            "SOLVABLE_OIDC_ISSUER", "address of the bank's directory, for single sign-on (docs/access.md)"
        ),
    )
    oidc_client_id: str = field(
        default="", metadata=_read_from("SOLVABLE_OIDC_CLIENT_ID", "what the directory calls this application")
    )
    oidc_client_secret: str = field(
        default="", metadata=_read_from("SOLVABLE_OIDC_CLIENT_SECRET", "by which the directory knows this application")
    )
    oidc_role_claim: str = field(
        default="roles", metadata=_read_from("SOLVABLE_OIDC_ROLE_CLAIM", "where its token names the role; dots go down")
    )
    accessibility_contact: str = field(
        default="",
        metadata=_read_from(
            "SOLVABLE_ACCESSIBILITY_CONTACT", "whom to tell of obstacles: shown on the accessibility statement"
        ),
    )
    host: str = field(default="127.0.0.1", metadata=_read_from("SOLVABLE_HOST", "address to listen on"))
    port: int = field(default=8000, metadata=_read_from("SOLVABLE_PORT", "port to listen on"))
    workers: int = field(default=2, metadata=_read_from("SOLVABLE_WORKERS", "server processes"))


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from environment variables; those not set keep their default.

    Raises
    ------
    ConfigError
        A variable cannot be read as its type.
    """
    environment = os.environ if environment is None else environment
    found: dict[str, Any] = {}
    for option in fields(Settings):
        text = environment.get(option.metadata["variable"], "")
        if text:
            found[option.name] = _read(option.metadata["variable"], text, option.type)
    return Settings(**found)


def check_secret_key(secret_key: str) -> None:
    """Refuse to sign sessions with a key that could be guessed; ConfigError."""
    if len(secret_key) < MIN_SECRET_LENGTH:
        raise ConfigError(
            f"SOLVABLE_SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters, found {len(secret_key)}. "
            "Make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`, keep it to yourself, "
            "and set it to the same value on every server."
        )


def _read(variable: str, text: str, kind: Any) -> Any:
    if kind is bool:
        if text not in ("0", "1"):
            raise ConfigError(f"{variable} must be 0 or 1, found {text!r}. Set it to one of these, or unset it.")
        return text == "1"
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise ConfigError(f"{variable} must be a whole number, found {text!r}. Correct it, or unset it.")
        return int(text)
    return kind(text)
