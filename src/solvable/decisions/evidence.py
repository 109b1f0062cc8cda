"""All that a proposal stands on, so that it can be computed again years later; and computing it again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa

from solvable.decisions.decide import decide
from solvable.decisions.decision import Decision
from solvable.decisions.policy import Policy, apply_policy
from solvable.decisions.way_to_yes import WayToYes
from solvable.decisions.way_words import say_alternative, say_found
from solvable.errors import BundleError
from solvable.models.bundle import Bundle
from solvable.models.manifest import ModelFeature
from solvable.portfolios.catalogue import Catalogue, Value, is_missing
from solvable.portfolios.portfolio import CLIENT_ID

__all__ = ["Difference", "Evidence", "gather_evidence", "replay"]

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A proposal, and what it was computed from.

    Attributes
    ----------
    inputs
        The value of every feature that the model reads, None where the client has none.
    recipe
        Which code and catalogue made the features.
    model_checksum
        SHA-256 of the bundle's list of checksums.
    way
        What would have led to *accept*, where that was asked for; it is told in the letter.
    """

    decision: Decision
    inputs: Mapping[str, Value]
    currency: str | None
    recipe: str
    model_checksum: str
    policy: Policy
    way: WayToYes | None = None

    def document(self) -> dict[str, Any]:
        """Return all of it as texts, numbers, lists and mappings, which JSON gives back to the last bit."""
        return {
            "format": FORMAT,
            "inputs": dict(self.inputs),
            "currency": self.currency,
            "recipe": self.recipe,
            "model_checksum": self.model_checksum,
            "policy": self.policy.model_dump_json(),
            "proposal": _as_json(self.decision),
            "way_to_yes": None if self.way is None else _way_as_json(self.way, currency=self.currency),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that comes out otherwise than it was recorded."""

    what: str
    recorded: Any
    computed: Any


def gather_evidence(
    row: pa.Table,
    *,
    bundle: Bundle,
    policy: Policy,
    catalogue: Catalogue,
    currency: str | None,
    way: WayToYes | None = None,
) -> Evidence:
    """Decide about the one client of a row, and return the proposal with what it stands on.

    Raises
    ------
    BundleError
        The bundle was not read from its files: a checksum would say nothing.
    FeatureMismatchError, ExplanationError
        As :func:`~solvable.decisions.decide.decide`.
    """
    if bundle.checksum is None:
        raise BundleError(
            "expected a bundle that was read from its files, found one in memory. Save it, and load it from there.",
            file=bundle.version,
        )
    applied = apply_policy(policy, bundle)
    [decision] = decide(row, bundle=bundle, policy=applied, catalogue=catalogue, currency=currency)
    [values] = row.select([feature.name for feature in bundle.manifest.features]).to_pylist()
    return Evidence(
        decision=decision,
        inputs={name: None if is_missing(value) else value for name, value in values.items()},
        currency=currency,
        recipe=bundle.manifest.data.recipe,
        model_checksum=bundle.checksum,
        policy=policy,
        way=way,
    )


def replay(document: Mapping[str, Any], *, bundle: Bundle, catalogue: Catalogue) -> tuple[Difference, ...]:
    """Compute a recorded proposal again, and return what comes out otherwise; nothing where all is the same.

    Parameters
    ----------
    document
        What :meth:`Evidence.document` gave.
    bundle
        The model of the recorded version.

    Raises
    ------
    FeatureMismatchError, ExplanationError
        The bundle cannot score the recorded inputs: it is another one than the record names.
    """
    recorded = document["proposal"]
    policy_checksum = hashlib.sha256(document["policy"].encode()).hexdigest()
    policy = Policy.model_validate_json(document["policy"])
    # The checksum of what was recorded: a later version of the code may write the same policy with more fields.
    applied = replace(apply_policy(policy, bundle), checksum=policy_checksum)
    row = _row(document["inputs"], bundle.manifest.features, client_id=recorded["client_id"])
    [decision] = decide(row, bundle=bundle, policy=applied, catalogue=catalogue, currency=document["currency"])
    return tuple(
        _differences("", {"model_checksum": document["model_checksum"], **recorded},
                     {"model_checksum": bundle.checksum, **_as_json(decision)})
    )  # fmt: skip


def _as_json(decision: Decision) -> dict[str, Any]:
    """Return a proposal as JSON gives it back: lists for tuples, plain texts for names of a closed list."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(decision), allow_nan=False))
    for theme in found["themes"]:
        theme["reasons"] = [reason["key"] for reason in theme["reasons"]]  # They are told in full once.
    return found


def _way_as_json(way: WayToYes, *, currency: str | None) -> dict[str, Any]:
    """Return a way in the sentences that were said of it: what a letter tells must not be worded anew years later."""
    loan = way.loan
    return {
        "found": way.found.value,
        "said": asdict(say_found(way)),
        "alternatives": [
            {
                "lever": alternative.lever.value,
                "loan": asdict(alternative.loan),
                "score": alternative.decision.score,
                "said": asdict(say_alternative(alternative, loan, currency=currency)),
            }
            for alternative in way.alternatives
            if loan is not None
        ],
    }


def _row(inputs: Mapping[str, Value], features: tuple[ModelFeature, ...], *, client_id: int) -> pa.Table:
    """Lay recorded inputs out as the feature table has them; one that was not recorded is left to be missed."""
    columns: dict[str, pa.Array] = {CLIENT_ID: pa.array([client_id], pa.int64())}
    for feature in features:
        if feature.name in inputs:
            kind = pa.float64() if feature.levels is None else pa.string()
            columns[feature.name] = pa.array([inputs[feature.name]], kind)
    return pa.table(columns)


def _differences(path: str, recorded: Any, computed: Any) -> Iterator[Difference]:
    """Compare all that was recorded; what a later version says besides is no difference."""
    if isinstance(recorded, dict) and isinstance(computed, dict):
        for name, value in recorded.items():
            yield from _differences(f"{path}.{name}".lstrip("."), value, computed.get(name))
    elif isinstance(recorded, list) and isinstance(computed, list) and len(recorded) == len(computed):
        for place, (one, other) in enumerate(zip(recorded, computed, strict=True)):
            yield from _differences(f"{path}[{place}]", one, other)
    elif recorded != computed:
        yield Difference(what=path, recorded=recorded, computed=computed)
