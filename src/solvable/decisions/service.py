"""Everything that scoring needs, opened once: what the command line, the API and the desk call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.decisions.asking import Askable, Asking
from solvable.decisions.decide import accepted_clients, decide, propose
from solvable.decisions.decision import Cutoffs, Decision, Proposal
from solvable.decisions.evidence import Evidence, gather_evidence
from solvable.decisions.once import once
from solvable.decisions.policy import AppliedPolicy, Policy, apply_policy
from solvable.decisions.readiness import check_features
from solvable.decisions.scored_clients import keep_scores, read_log_odds, scores_path, verdicts_of
from solvable.decisions.search import Directory, Found, Query, Scores, build_choices, risk_bands
from solvable.decisions.way_to_yes import WayToYes
from solvable.decisions.what_if import WhatIf
from solvable.errors import NotReadyError
from solvable.explanations.accepted import AcceptedClients
from solvable.explanations.comparison import (
    AmongAll,
    Comparison,
    Density,
    Filters,
    Population,
    TooFew,
    compare,
    compare_two,
    place_among_all,
)
from solvable.explanations.likeness import choose_features
from solvable.explanations.model_view import ModelView, view_model
from solvable.explanations.neighbours import Neighbourhood
from solvable.explanations.similar import DEFAULT_NEIGHBOURS, SimilarClients, find_similar
from solvable.models.bundle import Bundle, load_bundle
from solvable.models.shelf import current_bundle
from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.live_clients import LiveClients
from solvable.portfolios.new_client import Rows
from solvable.portfolios.portfolio import CLIENT_ID, IS_DEFAULT, Portfolio
from solvable.portfolios.profile import ProfileGroup, describe_client
from solvable.portfolios.segments import Segment
from solvable.portfolios.simulation import Changes
from solvable.portfolios.story import CreditStory
from solvable.portfolios.story_teller import StoryTeller
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent

__all__ = ["ScoringService"]


@dataclass(frozen=True, kw_only=True)
class ScoringService:
    """One model and one policy over one feature table; safe to call from several threads."""

    bundle: Bundle
    policy: Policy
    catalogue: Catalogue
    clients: FeatureTable
    stories: StoryTeller
    currency: str | None
    comparisons: tuple[Segment, ...]
    scores: Path
    portfolio: Portfolio
    workspace: Workspace

    @classmethod
    def open(cls, workspace: Workspace, portfolio: Portfolio, policy: Policy, *, folder: Path | None = None) -> Self:
        """Load a bundle and the feature table, and make ready what explaining a client needs.

        Parameters
        ----------
        folder
            Of the bundle; that which the workspace says serves, where none is given.

        Raises
        ------
        NotReadyError
            There are no features or no bundle yet, or the features were made by another recipe than
            those the model learned from, so that equal names may not mean equal things.
        BundleError
            The bundle is damaged.
        """
        features = workspace.features()
        bundle = load_bundle(folder or current_bundle(workspace))
        check_features(bundle.manifest, features)
        bundle.model.prepare()
        return cls(
            bundle=bundle,
            policy=policy,
            catalogue=portfolio.catalogue,
            clients=FeatureTable(workspace.features_path()),
            stories=StoryTeller(portfolio, workspace, tables_fingerprint=features.tables_fingerprint),
            currency=features.currency,
            comparisons=portfolio.comparisons,
            scores=scores_path(workspace, model_version=bundle.version, features_fingerprint=features.fingerprint),
            portfolio=portfolio,
            workspace=workspace,
        )

    @property
    def model_version(self) -> str:
        """The name under which decisions record the model."""
        return self.bundle.version

    @property
    def policy_version(self) -> str:
        """The name under which decisions record the policy."""
        return self.policy.version

    @property
    def score_range(self) -> tuple[int, int]:
        """Ends of the scale of points that is drawn; scores beyond them exist."""
        scale = self.bundle.manifest.training.points
        return scale.scale_from, scale.scale_to

    @property
    def cutoffs(self) -> Cutoffs:
        """What the policy makes of this model's *choose* side."""
        return self.applied.cutoffs

    @once
    def applied(self) -> AppliedPolicy:
        """Cutoffs and observed frequencies; ConfigError where the costs need amounts that are not there."""
        return apply_policy(self.policy, self.bundle)

    @once
    def accepted(self) -> AcceptedClients:
        """Where the clients stand whom the policy accepts."""
        return accepted_clients(self.bundle, self.applied, self.catalogue, currency=self.currency)

    @once
    def model_view(self) -> ModelView:
        """What moves scores, described; CatalogueError where the catalogue does not have a feature of the model."""
        return view_model(self.bundle.importance, self.catalogue, currency=self.currency)

    @once
    def read_by_model(self) -> FeatureTable:
        """All stored clients with what the model reads of them, and nothing else."""
        return self.clients.narrowed([CLIENT_ID, *(feature.name for feature in self.bundle.manifest.features)])

    def decide(self, client_ids: Sequence[int]) -> list[Decision]:
        """Decide about stored clients, in the order asked.

        Raises
        ------
        UnknownClientError
            A number is not that of a stored client.
        """
        return self._decide(self.read_by_model.rows(client_ids))

    def decide_all(self, *, batch_size: int = 5000) -> Iterator[list[Decision]]:
        """Decide about every stored client, by number, in batches."""
        for rows in self.read_by_model.batches(batch_size):
            yield self._decide(rows)

    def find_decisions(self, client_ids: Sequence[int]) -> list[Decision]:
        """Decide about those of some clients who are stored, in the order asked; nothing of the others."""
        return self._decide(self.read_by_model.find_rows(client_ids))

    def find_proposals(self, client_ids: Sequence[int]) -> list[Proposal]:
        """Return what :meth:`find_decisions` proposes without reasons; looked up where all clients are scored."""
        places = self.clients.find_places(client_ids)
        try:
            kept = self.log_odds
        except NotReadyError:
            if not places.size:
                return []
            rows = self.read_by_model.find_rows(client_ids)
            return propose(
                rows[CLIENT_ID].to_numpy(), self.bundle.log_odds(rows), bundle=self.bundle, policy=self.applied
            )
        return propose(self.clients.client_ids[places], kept[places], bundle=self.bundle, policy=self.applied)

    def evidence(self, client_id: int, *, with_way: bool = False) -> Evidence:
        """Decide about one stored client, with all that the proposal stands on.

        Parameters
        ----------
        with_way
            Also find what would lead to *accept*, so that the letter can tell it. None is found where the tables that
            it is computed from are not there: a decision is recorded all the same.

        Raises
        ------
        UnknownClientError
            The number is not that of a stored client.
        """
        return gather_evidence(
            self.read_by_model.rows([client_id]),
            bundle=self.bundle,
            policy=self.policy,
            catalogue=self.catalogue,
            currency=self.currency,
            way=self._way_if_tables(client_id) if with_way else None,
        )

    def has_client(self, client_id: int) -> bool:
        """Return whether a number is that of a stored client."""
        return bool(self.clients.find_places([client_id]).size)

    def describe(self, client_id: int) -> tuple[ProfileGroup, ...]:
        """Return who a client is; UnknownClientError."""
        (row,) = self.clients.rows([client_id]).to_pylist()
        used = {feature.name for feature in self.bundle.manifest.features}
        return describe_client(row, self.catalogue, used=used, currency=self.currency)

    def places(self, client_id: int) -> Mapping[str, AmongAll]:
        """Return where a client stands among all others in what :meth:`describe` tells; UnknownClientError.

        What stands under no name has no place: too few others have a value. The first answer counts all clients.
        """
        (row,) = self.clients.rows([client_id]).to_pylist()
        shown = [name for facts in self.catalogue.profile_groups.values() for name in facts.features]
        return place_among_all(self.population, row, shown)

    def similar(self, client_id: int, k: int = DEFAULT_NEIGHBOURS) -> SimilarClients:
        """Return the ``k`` clients with a known outcome who resemble a stored client most.

        Raises
        ------
        UnknownClientError
            The number is not that of a stored client.
        SimilarClientsError
            ``k`` is out of bounds.
        """
        row = self.clients.rows([client_id])
        return find_similar(row, self.neighbourhood, k=k, catalogue=self.catalogue, currency=self.currency)

    @once
    def neighbourhood(self) -> Neighbourhood:
        """All clients with a known outcome by how alike they are."""
        mean_points = self.bundle.importance.mean_points
        rows = self.clients.columns([CLIENT_ID, IS_DEFAULT, *choose_features(mean_points)])
        return Neighbourhood.build(rows, self.bundle.manifest.features, mean_points)

    @once
    def population(self) -> Population:
        """All stored clients, to compare one of them with the others."""
        return Population(
            self.clients, self.catalogue, self.comparisons, currency=self.currency, read_verdicts=self._read_verdicts
        )

    def compare(self, client_id: int, feature: str, filters: Filters) -> Comparison | TooFew:
        """Compare a stored client with others in one feature.

        Raises
        ------
        UnknownClientError
            The client, or one of the similar ones, is not stored.
        ComparisonError
            There is no such feature or filter, or it may not be compared.
        NotReadyError
            A verdict is asked for, and this model has not scored all clients yet.
        """
        return compare(self.population, client_id, feature, filters)

    def compare_two(self, client_id: int, features: tuple[str, str], filters: Filters) -> Density | TooFew:
        """Compare a stored client with others in two features at once; raises what :meth:`compare` does."""
        return compare_two(self.population, client_id, features, filters)

    def search(self, query: Query) -> Found:
        """Return one page of the stored clients that meet some criteria.

        Raises
        ------
        SearchError
            The criteria, the order or the page are not such as can be asked for.
        NotReadyError
            They go by verdict or score, and this model has not scored all clients yet.
        """
        return self.directory.search(query)

    @once
    def directory(self) -> Directory:
        """All stored clients, to find some of them; its columns are read when first asked for."""
        choices = build_choices(self.portfolio.search, self.comparisons, self.population)
        return Directory(self.population, self.portfolio.search, choices, read_scores=self._read_scores)

    def story(self, client_id: int) -> CreditStory:
        """Return what the tables say happened to a client; UnknownClientError, NotReadyError."""
        return self.stories.tell(client_id)

    def askable(self, client_id: int) -> tuple[Askable, ...]:
        """Return what may be changed of a stored client's application, and where it stands; UnknownClientError."""
        return self.asking.askable(self.asking.live.stored(client_id))

    def what_if(self, client_id: int, changes: Changes, *, stated_months: float | None = None) -> WhatIf:
        """Return what would be decided if a stored client asked differently.

        Parameters
        ----------
        stated_months
            The term of the contract, where it is known; else that of the application, or its estimate.

        Raises
        ------
        UnknownClientError
            The number is not that of a stored client.
        SimulationError
            A change that may not or cannot be made.
        """
        return self.asking.what_if(self.asking.live.stored(client_id, stated_months=stated_months), changes)

    def decide_new(self, rows: Mapping[str, Rows]) -> Decision:
        """Decide about a client given as rows of the tables; ClientRowsError."""
        [decision] = self._decide(self.asking.live.new(rows).features)
        return decision

    def what_if_new(self, rows: Mapping[str, Rows], changes: Changes, *, stated_months: float | None = None) -> WhatIf:
        """Return the same of a client given as rows of the tables; ClientRowsError, SimulationError."""
        return self.asking.what_if(self.asking.live.new(rows, stated_months=stated_months), changes)

    def way_to_yes(self, client_id: int, *, stated_months: float | None = None) -> WayToYes:
        """Return the smallest changes that lead a stored client to *accept*; as :meth:`what_if`."""
        return self.asking.way_to_yes(self.asking.live.stored(client_id, stated_months=stated_months))

    def way_to_yes_new(self, rows: Mapping[str, Rows], *, stated_months: float | None = None) -> WayToYes:
        """Return the same of a client given as rows of the tables; ClientRowsError, SimulationError."""
        return self.asking.way_to_yes(self.asking.live.new(rows, stated_months=stated_months))

    @once
    def asking(self) -> Asking:
        """What computes changed applications; planned when first asked, which takes seconds.

        Raises
        ------
        NotReadyError
            The tables that the features were made from are not there.
        """
        return Asking(
            bundle=self.bundle,
            bounds=self.policy.way_to_yes,
            portfolio=self.portfolio,
            live=self.live,
            decide=self._decide,
        )

    @once
    def live(self) -> LiveClients:
        """Clients whose features are computed now, by tables and features alone; NotReadyError."""
        return LiveClients(self.portfolio, self.workspace.table_paths(), self.clients)

    def take_over(self, other: "ScoringService") -> None:
        """Take over what neither model nor policy changes, and takes seconds to make, from one of the same features."""
        if self.clients.path == other.clients.path and "live" in vars(other):
            vars(self)["live"] = other.live

    def first_clients(self, *, limit: int) -> list[int]:
        """Return the smallest client numbers, for examples."""
        return self.clients.first_clients(limit)

    def _way_if_tables(self, client_id: int) -> WayToYes | None:
        try:
            return self.way_to_yes(client_id)
        except NotReadyError:
            return None

    def _decide(self, rows: pa.Table) -> list[Decision]:
        return decide(
            rows,
            bundle=self.bundle,
            policy=self.applied,
            catalogue=self.catalogue,
            currency=self.currency,
            accepted=self.accepted,
        )

    def score_everybody(self) -> None:
        """Score all stored clients, unless that is done: lists, verdict filters and :attr:`log_odds` wait for it."""
        keep_scores(self.bundle, self.clients, self.scores, Silent())

    @once
    def log_odds(self) -> npt.NDArray[np.float64]:
        """Every stored client's log-odds of default, by number, shape (n,); NotReadyError until all are scored."""
        return read_log_odds(self.scores, self.clients.client_ids, model_version=self.model_version)

    def _read_verdicts(self) -> npt.NDArray[np.int8]:
        return self._read_scores().verdicts

    def _read_scores(self) -> Scores:
        points = self.bundle.manifest.training.points.score(self.log_odds).astype(np.int32)
        return Scores(
            points=points,
            verdicts=verdicts_of(points, self.cutoffs),
            risks=risk_bands(points, self.bundle.manifest.training.points),
        )
