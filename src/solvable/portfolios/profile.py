"""Who a client is: the values of the catalogue's profile, in words and by group."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from solvable.portfolios.catalogue import Catalogue, Value
from solvable.vocabulary import Text

__all__ = ["ProfileGroup", "ProfileItem", "describe_client"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileItem:
    """One fact about a client; ``is_used`` says whether the model may look at it."""

    feature: str
    label: Text
    value: Text
    is_used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileGroup:
    """Facts that belong together: work, family, this credit."""

    key: str
    label: Text
    items: tuple[ProfileItem, ...]


def describe_client(
    row: Mapping[str, Value], catalogue: Catalogue, *, used: Collection[str], currency: str | None
) -> tuple[ProfileGroup, ...]:
    """Return a client's profile, groups and facts in the catalogue's order."""

    def item(name: str) -> ProfileItem:
        value = catalogue.said(name, row.get(name), currency=currency)
        return ProfileItem(feature=name, label=catalogue.features[name].label, value=value, is_used=name in used)

    return tuple(
        ProfileGroup(key=key, label=facts.label, items=tuple(item(name) for name in facts.features))
        for key, facts in catalogue.profile_groups.items()
    )
