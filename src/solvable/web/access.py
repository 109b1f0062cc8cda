"""Who may do what: the one table of every page and operation, by role and by scope of a key.

What has no line here is open to nobody. `docs/access.md` shows the same table, and a test compares the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from solvable.vocabulary import Text

__all__ = ["ACCESS", "NOBODY", "ROLE_NAMES", "SCOPE_TEXTS", "Line", "Role", "Scope"]


class Role(StrEnum):
    """What a person is at the bank, which decides what they may see and do."""

    RELATIONSHIP_MANAGER = "relationship_manager"
    ANALYST = "analyst"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """What a program's key opens."""

    SCORE = "score"
    DECIDE = "decide"


ROLE_NAMES: Mapping[Role, Text] = {
    Role.RELATIONSHIP_MANAGER: Text(fr="chargé de relation client", en="relationship manager"),
    Role.ANALYST: Text(fr="analyste risque", en="risk analyst"),
    Role.APPROVER: Text(fr="valideur", en="approver"),
    Role.AUDITOR: Text(fr="auditeur", en="auditor"),
    Role.ADMINISTRATOR: Text(fr="administrateur", en="administrator"),
}
SCOPE_TEXTS: Mapping[Scope, Text] = {
    Scope.DECIDE: Text(fr="enregistrer décisions et réexamens", en="record decisions and reviews"),
    Scope.SCORE: Text(fr="noter des clients, avec les raisons", en="score clients, with reasons"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who may use one page or operation: people of some roles, programs whose key has one of some scopes."""

    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    is_open: bool = False  # to whoever comes, without login or key

    def __post_init__(self) -> None:
        if self.is_open and (self.roles or self.scopes):
            raise ValueError("A line is open to everybody or to some, found both. Drop one of them.")


def _for(roles: Iterable[Role] = (), scopes: Iterable[Scope] = ()) -> Line:
    return Line(roles=frozenset(roles), scopes=frozenset(scopes))


OPEN = Line(is_open=True)
NOBODY = Line()
# An administrator says who may enter and needs to know nothing of the clients for it.
_SEE_CLIENTS = (Role.RELATIONSHIP_MANAGER, Role.ANALYST, Role.APPROVER, Role.AUDITOR)
# Whoever looks at a decision again may come to another one, so approvers decide as well.
_DECIDE = (Role.RELATIONSHIP_MANAGER, Role.APPROVER)
# Of a model in the words of its trade; in plain words it is shown to everybody who sees clients.
_SEE_FIGURES = (Role.ANALYST, Role.APPROVER, Role.AUDITOR)

# Pages by the name of their address, operations of the API by their operation_id.
ACCESS: Mapping[str, Line] = {
    "desk:login": OPEN,
    "desk:logout": _for(Role),
    # The way to the bank's directory and back, where single sign-on is configured.
    "openid_connect_login": OPEN,
    "openid_connect_callback": OPEN,
    "desk:language": OPEN,
    "desk:accessibility": OPEN,
    "desk:lexicon": _for(Role),
    "desk:tour": _for(_SEE_CLIENTS),
    "desk:close-tour": _for(_SEE_CLIENTS),
    "desk:search": _for(_SEE_CLIENTS),
    "desk:export-clients": _for([Role.ANALYST, Role.AUDITOR]),
    "desk:client": _for(_SEE_CLIENTS),
    "desk:understand": _for(_SEE_CLIENTS),
    "desk:profile": _for(_SEE_CLIENTS),
    "desk:letter": _for(_SEE_CLIENTS),
    "desk:simulate": _for(_SEE_CLIENTS),
    "desk:decide": _for(_SEE_CLIENTS),
    "desk:record-decision": _for(_DECIDE),
    # Never whoever took the decision: the journal sees to that.
    "desk:confirm-decision": _for([Role.APPROVER]),
    "desk:ask-review": _for(_DECIDE),
    "desk:reviews": _for([*_DECIDE, Role.AUDITOR]),
    "desk:review": _for([*_DECIDE, Role.AUDITOR]),
    "desk:take-review": _for(_DECIDE),
    "desk:conclude-review": _for(_DECIDE),
    "desk:compare": _for(_SEE_CLIENTS),
    "desk:similar": _for(_SEE_CLIENTS),
    "desk:story": _for(_SEE_CLIENTS),
    "desk:model": _for(_SEE_CLIENTS),
    "desk:validation": _for(_SEE_FIGURES),
    "desk:model-card": _for(_SEE_FIGURES),
    "desk:people": _for([Role.ADMINISTRATOR]),
    "desk:unlock-person": _for([Role.ADMINISTRATOR]),
    "desk:shut-out": _for([Role.ADMINISTRATOR]),
    "desk:let-in-again": _for([Role.ADMINISTRATOR]),
    "desk:revoke-key": _for([Role.ADMINISTRATOR]),
    "api-documentation": _for(Role, Scope),
    "api-schema": _for(Role, Scope),
    "health": OPEN,
    "readiness": OPEN,
    "search_clients": _for(scopes=[Scope.SCORE]),
    "score_client": _for(scopes=[Scope.SCORE]),
    "propose_verdict": _for(scopes=[Scope.SCORE]),
    "credit_probability": _for(scopes=[Scope.SCORE]),
    "describe_client": _for(scopes=[Scope.SCORE]),
    "tell_story": _for(scopes=[Scope.SCORE]),
    "try_changes": _for(scopes=[Scope.SCORE]),
    "find_way_to_yes": _for(scopes=[Scope.SCORE]),
    "find_similar": _for(scopes=[Scope.SCORE]),
    "compare_client": _for(scopes=[Scope.SCORE]),
    "compare_client_in_two": _for(scopes=[Scope.SCORE]),
    "list_comparison_options": _for(scopes=[Scope.SCORE]),
    "list_askable": _for(scopes=[Scope.SCORE]),
    "score_clients": _for(scopes=[Scope.SCORE]),
    "score_new_client": _for(scopes=[Scope.SCORE]),
    "try_changes_of_new_client": _for(scopes=[Scope.SCORE]),
    "find_way_to_yes_of_new_client": _for(scopes=[Scope.SCORE]),
    "read_model": _for(scopes=Scope),
    "read_policy": _for(scopes=Scope),
    "read_catalogue": _for(scopes=Scope),
    "record_decision": _for(scopes=[Scope.DECIDE]),
    "read_decision": _for(scopes=[Scope.DECIDE]),
    "write_letter": _for(scopes=[Scope.DECIDE]),
    "confirm_decision": _for(scopes=[Scope.DECIDE]),
    "ask_review": _for(scopes=[Scope.DECIDE]),
    "list_open_reviews": _for(scopes=[Scope.DECIDE]),
    "read_review": _for(scopes=[Scope.DECIDE]),
    "assign_review": _for(scopes=[Scope.DECIDE]),
    "conclude_review": _for(scopes=[Scope.DECIDE]),
    # Ninja's own address for an index of the API, which stands behind the desk's first page and answers 404.
    "api:api-root": NOBODY,
}
