"""The one scoring path: command line, batch, API and desk all end here."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.decisions.decision import Decision, Proposal
from solvable.decisions.policy import AppliedPolicy
from solvable.explanations.accepted import AcceptedClients
from solvable.explanations.contributions import contributions_in_points
from solvable.explanations.reasons import build_reasons
from solvable.explanations.themes import sum_by_theme
from solvable.metrics import probability
from solvable.models.bundle import Bundle
from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.portfolio import CLIENT_ID

__all__ = ["accepted_clients", "decide", "propose", "score"]


def decide(
    rows: pa.Table, *, bundle: Bundle, policy: AppliedPolicy, catalogue: Catalogue, currency: str | None,
    accepted: AcceptedClients | None = None,
) -> list[Decision]:  # fmt: skip
    """Score clients and say why, in the order of the rows.

    Parameters
    ----------
    rows : the clients' numbers and every feature of the model
    policy : what it makes of this model
    currency : ISO code of the amounts, or None where the tables name none
    accepted : what :func:`accepted_clients` says of the same; kept by who decides often, for its words take time

    Raises
    ------
    FeatureMismatchError
        A feature of the model is not among the rows.
    ExplanationError
        For some client the reasons do not add up to the score.
    """
    if rows.num_rows == 0:
        return []
    contributions = contributions_in_points(rows, bundle)
    scale = bundle.manifest.training.points
    features = [feature.name for feature in bundle.manifest.features]
    probs, scores = probability(contributions.log_odds), scale.score(contributions.log_odds)
    base = round(contributions.base)
    accepted = accepted or accepted_clients(bundle, policy, catalogue, currency=currency)
    decisions = []
    read = rows.select([CLIENT_ID, *features])
    for values, points, prob, score in zip(read.to_pylist(), contributions.points, probs, scores, strict=True):
        reasons = build_reasons(
            values, points, features=features, total=int(score) - base, catalogue=catalogue, currency=currency,
            accepted=accepted,
        )  # fmt: skip
        decisions.append(
            Decision(
                client_id=values[CLIENT_ID],
                verdict=policy.cutoffs.verdict(int(score)),
                prob_default=float(prob),
                score=int(score),
                base_points=base,
                reasons=reasons,
                themes=sum_by_theme(reasons, catalogue.themes),
                cutoffs=policy.cutoffs,
                frequency=policy.frequencies.around(int(score)),
                model_version=bundle.version,
                policy_version=policy.version,
                policy_checksum=policy.checksum,
            )
        )
    return decisions


def accepted_clients(
    bundle: Bundle, policy: AppliedPolicy, catalogue: Catalogue, *, currency: str | None
) -> AcceptedClients:
    """Return what is said of the clients whom a policy accepts, by what the bundle keeps of them."""
    standings = bundle.standings.from_score(policy.cutoffs.accept_from)
    return AcceptedClients(standings, catalogue, currency=currency)


def score(rows: pa.Table, bundle: Bundle) -> npt.NDArray[np.int64]:
    """Return the points that :func:`decide` gives, shape (n,), of rows too many to explain; FeatureMismatchError."""
    return bundle.manifest.training.points.score(bundle.log_odds(rows))


def propose(
    client_ids: npt.NDArray[np.int64], log_odds: npt.NDArray[np.float64], *, bundle: Bundle, policy: AppliedPolicy
) -> list[Proposal]:
    """Return what :func:`decide` proposes on the same log-odds, to the last bit, without reasons.

    Parameters
    ----------
    client_ids, log_odds : shape (n,); the log-odds of default as the bundle gives them
    """
    scores = bundle.manifest.training.points.score(log_odds)
    return [
        Proposal(client_id=client_id, verdict=policy.cutoffs.verdict(score), prob_default=prob, score=score)
        for client_id, prob, score in zip(
            client_ids.tolist(), probability(log_odds).tolist(), scores.tolist(), strict=True
        )
    ]
