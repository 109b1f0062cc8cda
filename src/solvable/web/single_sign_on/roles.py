"""Which role the bank's directory gives somebody: exactly one that there is, or none."""

from collections.abc import Mapping
from typing import Any

from solvable.web.access import Role

__all__ = ["role_in_claims"]


def role_in_claims(claims: Mapping[str, Any], path: str) -> Role | None:
    """Return the role that a token names under a claim; None where it names none, or more than one.

    Parameters
    ----------
    claims
        What the token says.
    path
        Name of the claim, with dots down into nested ones. It holds one name or a list of them; those that are
        no roles of ours belong to other applications.

    Examples
    --------
    >>> role_in_claims({"realm_access": {"roles": ["offline_access", "auditor"]}}, "realm_access.roles")
    <Role.AUDITOR: 'auditor'>
    >>> role_in_claims({"roles": ["analyst", "approver"]}, "roles") is None
    True
    """
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    named = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    roles = {Role(name) for name in named if isinstance(name, str) and name in set(Role)}
    return roles.pop() if len(roles) == 1 else None
