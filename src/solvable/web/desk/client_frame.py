"""What surrounds every view of a client: number, verdict, points, and the way to the other views.

A page joins in three steps:

1. its address stands under ``clients/<client_number:client_id>/`` in `urls.py`, by a name that `TABS` has, with a line
   in the access table (a tab without a line, or whose line does not open for the role, is not shown);
2. its view passes ``frame_of(request, decision, "desk:…")`` as context, with what is its own beside;
3. its template extends ``desk/client_frame.html`` and fills the block ``view`` (and ``view_head`` for its style); its
   headings begin at ``h2``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from solvable.decisions.decision import Decision
from solvable.web.access import ACCESS, NOBODY

__all__ = ["ANSWER", "TABS", "Tab", "frame_of", "opens"]

ANSWER, DECIDE = "desk:client", "desk:decide"
# Every view of a client by the name of its address, in the order in which they are read.
TABS: Mapping[str, Promise | str] = {
    ANSWER: _("Answer"),
    "desk:understand": _("Understand"),
    "desk:profile": _("Profile"),
    "desk:compare": _("Compare"),
    "desk:similar": _("Similar clients"),
    "desk:story": _("History"),
    "desk:simulate": _("Simulate"),
    DECIDE: _("Decide"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """The way to one view of the client."""

    label: Promise | str
    address: str
    is_current: bool


def opens(request: HttpRequest, name: str) -> bool:
    """Whether there is a page of this name and the access table opens it for the person who asks."""
    return getattr(request.user, "role", "") in ACCESS.get(name, NOBODY).roles


def frame_of(request: HttpRequest, decision: Decision, tab: str) -> dict[str, Any]:
    """Return the context that `desk/client_frame.html` needs; ``tab`` is the name of the page's address in `TABS`."""
    may_decide = opens(request, "desk:record-decision")
    # Whoever only reads does not go there to decide.
    labels = {**TABS} if may_decide else {**TABS, DECIDE: _("Decision")}
    return {
        "decision": decision,
        "may_decide": may_decide,
        "tab_label": labels[tab],
        "is_answer": tab == ANSWER,
        "missing_points": max(0, decision.cutoffs.accept_from - decision.score),
        "tabs": [
            Tab(label=label, address=reverse(name, args=[decision.client_id]), is_current=name == tab)
            for name, label in labels.items()
            if opens(request, name)
        ],
    }
