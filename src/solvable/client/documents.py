"""Model, policy and catalogue, kept here and sent again only where they changed."""

import json
from dataclasses import dataclass, field
from typing import Any, cast

from solvable.client.answers import Catalogue, Model, Options, Policy
from solvable.client.connection import Connection

__all__ = ["Documents"]


@dataclass(frozen=True, slots=True)
class Documents:
    """What scores stand on. The server is asked each time; what did not change is not sent again."""

    _connection: Connection
    _kept: dict[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)

    def model(self) -> Model:
        """Return what the model is, what it reads, and how good it was."""
        return cast(Model, self._read("/v1/model"))

    def policy(self) -> Policy:
        """Return all that the policy says, and the cutoffs it leads to."""
        return cast(Policy, self._read("/v1/policy"))

    def catalogue(self) -> Catalogue:
        """Return what every feature is called, means and may be used for."""
        return cast(Catalogue, self._read("/v1/catalogue"))

    def comparison_options(self) -> Options:
        """Return in what a client may be compared, and with whom."""
        return cast(Options, self._connection.ask("GET", "/v1/comparison-options").json())

    def _read(self, path: str) -> Any:
        """Return a document, read anew each time: what is done with one is not done to the next."""
        tag, body = self._kept.get(path, ("", b""))
        answer = self._connection.ask("GET", path, headers={"If-None-Match": tag} if tag else None)
        if answer.body:
            tag, body = answer.headers.get("ETag", ""), answer.body
            self._kept[path] = tag, body
        return json.loads(body)
