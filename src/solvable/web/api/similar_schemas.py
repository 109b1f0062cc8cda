"""The wire format of similar clients."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from solvable.explanations.differences import Difference, Direction
from solvable.explanations.similar import Nearness, SimilarClient, SimilarClients
from solvable.web.api.schemas import Words

__all__ = ["SimilarOut"]

_EXAMPLE: dict[str, Any] = {
    "client_id": 100002,
    "client_ids": [109233, 100417],
    "n_clients": 100,
    "n_known": 7999,
    "nearness": "ordinary",
    "distance": 0.11,
    "farthest": 0.13,
    "by_chance": 0.21,
    "share_nearer": 0.62,
    "n_defaults": 11,
    "rate": 0.11,
    "low": 0.0625,
    "high": 0.1863,
    "usual_rate": 0.081,
    "scope": {
        "fr": "Les 100 clients qui ressemblent le plus à ce client, parmi 7\u202f999 autres dont l’issue du crédit est "
        "connue.",
        "en": "The 100 clients most like this one, among 7,999 others whose credit has a known outcome.",
    },
    "nearness_said": {
        "fr": "Ils lui ressemblent autant que d’habitude […]",
        "en": "They are as like this client as usual […]",
    },
    "repayment": {
        "fr": "Sur ces 100 crédits, 11 n’ont pas été remboursés […]",
        "en": "Of these 100 credits, 11 were not repaid […]",
    },
    "warning": None,
    "differences": [
        {
            "feature": "income_amount",
            "reason": "income",
            "label": {"fr": "Revenus déclarés", "en": "Declared income"},
            "value": {"fr": "202\u202f500", "en": "202,500"},
            "typical": {"fr": "157\u202f500", "en": "157,500"},
            "sentence": {"fr": "Plus élevé que chez eux […]", "en": "Higher than theirs […]"},
            "direction": "higher",
            "gap": 0.18,
            "weight": 0.04,
        }
    ],
    "columns": [{"fr": "Revenus déclarés", "en": "Declared income"}],
    "own": [{"fr": "202\u202f500", "en": "202,500"}],
    "nearest": [
        {
            "client_id": 109233,
            "distance": 0.08,
            "is_default": False,
            "values": [{"fr": "180\u202f000", "en": "180,000"}],
        }
    ],
}

# Written out in place: in the schema the name is that of the direction of reasons.
Side = Annotated[Direction, WithJsonSchema({"type": "string", "enum": [str(side) for side in Direction]})]


class DifferenceOut(BaseModel):
    """One feature of a client beside those of similar clients."""

    feature: str = Field(description="Names the feature in the catalogue.")
    reason: str = Field(description="Key of what a person would call one thing, to say related features once.")
    label: Words
    value: Words = Field(description="The client's own.")
    typical: Words = Field(description="The median of the similar clients, or their most common level.")
    sentence: Words
    direction: Side = Field(description="How the client's value stands to it; other: not to be ordered.")
    gap: float = Field(description="A fraction of the greatest gap there could be.")
    weight: float = Field(description="How much it counts for who is near, a fraction of all features.")

    @classmethod
    def from_difference(cls, found: Difference) -> Self:
        """Put a difference on the wire."""
        return cls(
            feature=found.feature,
            reason=found.reason,
            label=Words.from_text(found.label),
            value=Words.from_text(found.value),
            typical=Words.from_text(found.typical),
            sentence=Words.from_text(found.sentence),
            direction=found.direction,
            gap=found.gap,
            weight=found.weight,
        )


class NearestOut(BaseModel):
    """One of the nearest clients."""

    client_id: int
    distance: float
    is_default: bool = Field(description="Whether the credit was not repaid.")
    values: list[Words] = Field(description="Of the `columns`, in their order.")

    @classmethod
    def from_client(cls, client: SimilarClient) -> Self:
        """Put a similar client on the wire."""
        return cls(
            client_id=client.client_id,
            distance=client.distance,
            is_default=client.is_default,
            values=[Words.from_text(value) for value in client.values],
        )


class SimilarOut(BaseModel):
    """The clients with a known outcome who resemble one most. Whether that one repaid is not looked at."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    client_id: int
    client_ids: list[int] = Field(description="All of them, the nearest first.")
    n_clients: int = Field(description="How many they are.")
    n_known: int = Field(description="Among how many others with a known outcome they were sought.")
    nearness: Nearness = Field(description="Against what is usual; thin: too far to tell much of the client.")
    distance: float = Field(description="Mean distance from the client, a fraction of the greatest there could be.")
    farthest: float = Field(description="The greatest of these distances.")
    by_chance: float = Field(description="Mean distance between two clients taken at random.")
    share_nearer: float = Field(description="Share of clients whose as many neighbours stand nearer.", ge=0, le=1)
    n_defaults: int = Field(description="How many were not repaid.")
    rate: float = Field(description="The share of them that was not repaid.", ge=0, le=1)
    low: float = Field(description="Lower end of its interval of 95 %.", ge=0, le=1)
    high: float = Field(description="Upper end of its interval of 95 %.", ge=0, le=1)
    usual_rate: float = Field(description="The share not repaid among all others.", ge=0, le=1)
    scope: Words = Field(description="How many they are and among whom, as a sentence.")
    nearness_said: Words = Field(description="How near they are, as a sentence.")
    repayment: Words = Field(description="What became of them, as a sentence.")
    warning: Words | None = Field(description="Why to make little of the figures; null where they are near enough.")
    differences: list[DifferenceOut] = Field(description="Where the client differs most from them.")
    columns: list[Words] = Field(description="The features that weigh most with the model.")
    own: list[Words] = Field(description="The client's own values of the `columns`, in their order.")
    nearest: list[NearestOut] = Field(description="The nearest few, with their values.")

    @classmethod
    def from_similar(cls, found: SimilarClients) -> Self:
        """Put similar clients on the wire."""
        return cls(
            client_id=found.client_id,
            client_ids=list(found.client_ids),
            n_clients=found.n,
            n_known=found.n_known,
            nearness=found.nearness,
            distance=found.distance,
            farthest=found.farthest,
            by_chance=found.by_chance,
            share_nearer=found.share_nearer,
            n_defaults=found.n_defaults,
            rate=found.rate,
            low=found.low,
            high=found.high,
            usual_rate=found.usual_rate,
            scope=Words.from_text(found.scope),
            nearness_said=Words.from_text(found.nearness_said),
            repayment=Words.from_text(found.repayment),
            warning=Words.from_text(found.warning) if found.warning else None,
            differences=[DifferenceOut.from_difference(difference) for difference in found.differences],
            columns=[Words.from_text(column) for column in found.columns],
            own=[Words.from_text(value) for value in found.own],
            nearest=[NearestOut.from_client(client) for client in found.nearest],
        )
