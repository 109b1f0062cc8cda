"""Settings: one declaration each, read once, refused when they cannot be read."""

from pathlib import Path

import pytest

from solvable.errors import ConfigError
from solvable.settings import Settings, read_settings


def test_without_variables_every_setting_has_its_default():
    assert read_settings({}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("SOLVABLE_WORKSPACE", "/srv/w", "workspace", Path("/srv/w")),
        ("SOLVABLE_CONFIG", "/etc/s", "config", Path("/etc/s")),
        ("SOLVABLE_SECRET_KEY", "k", "secret_key", "k"),
        ("SOLVABLE_HOSTS", "a,b", "hosts", "a,b"),
        ("SOLVABLE_BEHIND_TLS", "1", "behind_tls", True),
        ("SOLVABLE_SESSION_HOURS", "8", "session_hours", 8),
        ("SOLVABLE_IDLE_MINUTES", "5", "idle_minutes", 5),
        ("SOLVABLE_BODY_MB", "64", "body_mb", 64),
        ("SOLVABLE_OIDC_ISSUER", "https://login", "oidc_issuer", "https://login"),
        ("SOLVABLE_OIDC_CLIENT_ID", "c", "oidc_client_id", "c"),
        ("SOLVABLE_OIDC_CLIENT_SECRET", "s", "oidc_client_secret", "s"),
        ("SOLVABLE_OIDC_ROLE_CLAIM", "groups", "oidc_role_claim", "groups"),
        ("SOLVABLE_HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104  (a value, not a socket)
        ("SOLVABLE_PORT", "9000", "port", 9000),
        ("SOLVABLE_WORKERS", "4", "workers", 4),
    ],
)
def test_a_variable_sets_its_setting_and_no_other(variable, text, name, value):
    found = read_settings({variable: text})

    changed = {field for field in Settings.__dataclass_fields__ if getattr(found, field) != getattr(Settings(), field)}
    assert changed == {name}
    assert getattr(found, name) == value


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("SOLVABLE_PORT", "80a", "SOLVABLE_PORT must be a whole number, found '80a'"),
        ("SOLVABLE_BEHIND_TLS", "yes", "SOLVABLE_BEHIND_TLS must be 0 or 1, found 'yes'"),
    ],
)
def test_a_variable_that_cannot_be_read_is_refused_with_what_it_must_be(variable, text, message):
    with pytest.raises(ConfigError, match=message):
        read_settings({variable: text})
