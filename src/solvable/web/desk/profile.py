"""The view that tells who a client is: the groups that one chooses, each value with its place among all clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable.explanations.comparison import AmongAll
from solvable.portfolios.profile import ProfileGroup, ProfileItem
from solvable.vocabulary import Text
from solvable.web.desk.client_frame import frame_of
from solvable.web.services import scoring_service

__all__ = ["Choice", "Fact", "FactGroup", "profile_page"]

# In the address: that somebody chose, and each group to show. Until somebody does, all are shown.
CHOSE, GROUP = "choix", "groupe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A group that can be shown."""

    key: str
    label: Text
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact, its place among all clients in words, and as a position in percent where values have an order."""

    item: ProfileItem
    among_all: Text | None
    x: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGroup:
    """Facts that belong together."""

    label: Text
    facts: tuple[Fact, ...]


@require_safe
def profile_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what is known of a client, and what of it the score may look at."""
    service = scoring_service()
    [decision] = service.decide([client_id])
    described, places = service.describe(client_id), service.places(client_id)
    asked = request.GET.getlist(GROUP)
    is_choice = bool(asked) or CHOSE in request.GET
    chosen = [group for group in described if group.key in asked or not is_choice]
    context = {
        **frame_of(request, decision, "desk:profile"),
        "choices": [Choice(key=group.key, label=group.label, is_chosen=group in chosen) for group in described],
        "n_chosen": len(chosen),
        "groups": _with_places(chosen, places),
        "has_unused_facts": any(not item.is_used for group in chosen for item in group.items),
    }
    return render(request, "desk/profile.html", context)


def _with_places(groups: Sequence[ProfileGroup], places: Mapping[str, AmongAll]) -> list[FactGroup]:
    return [
        FactGroup(label=group.label, facts=tuple(_fact(item, places.get(item.feature)) for item in group.items))
        for group in groups
    ]


def _fact(item: ProfileItem, among_all: AmongAll | None) -> Fact:
    place = None if among_all is None else among_all.place
    return Fact(
        item=item,
        among_all=None if among_all is None else among_all.sentence,
        x=None if place is None else f"{place.percentile:.1f}%",
    )
