"""Clients who resemble one: how many, how near, what became of them, and where the client differs from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import pyarrow as pa

from solvable import wording
from solvable.errors import SimilarClientsError
from solvable.explanations.differences import Difference, differences_from, values_of
from solvable.explanations.neighbours import FEWEST_NEIGHBOURS, Nearest, Neighbourhood
from solvable.metrics import wilson_interval
from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.portfolio import CLIENT_ID
from solvable.vocabulary import Language, Text

__all__ = ["DEFAULT_NEIGHBOURS", "Nearness", "SimilarClient", "SimilarClients", "find_similar"]

DEFAULT_NEIGHBOURS = 100
CONFIDENCE = 0.95
# Rows and columns of the table of the nearest: what fits on a page.
N_ROWS, N_COLUMNS = 5, 6
# Of the features that a client differs in most; the next ones differ by too little to matter.
N_DIFFERENCES = 20
# Shares of clients whose neighbours are nearer, up to which these still are close, ordinary, or loose.
CLOSE_TO, ORDINARY_TO, LOOSE_TO = 0.5, 0.9, 0.99


class Nearness(StrEnum):
    """How far a client's neighbours stand, against what is usual for as many neighbours."""

    CLOSE = "close"
    ORDINARY = "ordinary"
    LOOSE = "loose"
    THIN = "thin"  # too far for what became of them to tell much of the client


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarClient:
    """One of the nearest clients; ``values`` are those of the ``columns``, in their order."""

    client_id: int
    distance: float
    is_default: bool
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarClients:
    """The clients with a known outcome who resemble one most. Whether that one repaid is not looked at.

    Attributes
    ----------
    client_ids
        All of them, the nearest first.
    n_known
        Among how many other clients with a known outcome they were sought.
    distance, farthest, by_chance
        Mean and greatest distance from the client, and the mean distance between two clients, as fractions of
        the greatest that there could be: gaps of all features, weighted by the model's use of them.
    share_nearer
        The share of clients whose as many neighbours all stand nearer than this client's farthest.
    n_defaults, low, high
        How many were not repaid, and the ends of Wilson's interval of their share.
    usual_rate
        The share not repaid among all of these.
    scope, nearness_said, repayment
        Sentences; where the neighbourhood is thin, ``repayment`` says so itself.
    warning
        Why to make little of the figures; None where the neighbours are near enough.
    differences
        Where the client differs most from them, by gap and weight: ``N_DIFFERENCES`` features at most.
    columns, own, nearest
        The features that weigh most with the model, one of each reason, by their labels, and the client's and the
        nearest clients' values of them.
    """

    client_id: int
    client_ids: tuple[int, ...]
    n_known: int
    nearness: Nearness
    distance: float
    farthest: float
    by_chance: float
    share_nearer: float
    n_defaults: int
    low: float
    high: float
    usual_rate: float
    scope: Text
    nearness_said: Text
    repayment: Text
    warning: Text | None
    differences: tuple[Difference, ...]
    columns: tuple[Text, ...]
    own: tuple[Text, ...]
    nearest: tuple[SimilarClient, ...]

    @property
    def n(self) -> int:
        """How many clients there are."""
        return len(self.client_ids)

    @property
    def rate(self) -> float:
        """The share that was not repaid."""
        return self.n_defaults / self.n

    @property
    def is_thin(self) -> bool:
        """Whether too few clients resemble this one for the figures to tell much."""
        return self.nearness is Nearness.THIN


def find_similar(
    row: pa.Table,
    neighbourhood: Neighbourhood,
    *,
    k: int = DEFAULT_NEIGHBOURS,
    catalogue: Catalogue,
    currency: str | None,
) -> SimilarClients:
    """Find the clients who resemble one, and say what they tell.

    Parameters
    ----------
    row : one client: the number and the features of the space; an outcome in it is not read
    k : how many, from ``FEWEST_NEIGHBOURS`` to as many as the neighbourhood gives

    Raises
    ------
    SimilarClientsError
        ``k`` is out of these bounds.
    """
    check_number(k, neighbourhood)
    client_id = row[CLIENT_ID][0].as_py()
    one = neighbourhood.space.locate(row)
    found = neighbourhood.nearest(one, k, client_id=client_id)
    distance, farthest = float(found.distances.mean()), float(found.distances[-1])
    share_nearer, by_chance = neighbourhood.usual.share_nearer(k, farthest), neighbourhood.usual.by_chance
    nearness = _nearness(share_nearer)
    n_known, usual_rate = neighbourhood.others(client_id)
    n_defaults = int(neighbourhood.is_default[found.at].sum())
    low, high = wilson_interval(n_defaults, k, CONFIDENCE)
    is_thin = nearness is Nearness.THIN
    columns = _columns(neighbourhood, catalogue)
    return SimilarClients(
        client_id=client_id,
        client_ids=tuple(neighbourhood.client_ids[found.at].tolist()),
        n_known=n_known,
        nearness=nearness,
        distance=distance,
        farthest=farthest,
        by_chance=by_chance,
        share_nearer=share_nearer,
        n_defaults=n_defaults,
        low=low,
        high=high,
        usual_rate=usual_rate,
        scope=_scope(k, n_known),
        nearness_said=_say_nearness(nearness, distance, by_chance),
        repayment=_say_repayment(k, n_defaults, low, high, usual_rate, is_thin=is_thin),
        warning=_warning(k) if is_thin else None,
        differences=differences_from(
            row, one, found.at, neighbourhood, limit=N_DIFFERENCES, catalogue=catalogue, currency=currency
        ),
        columns=tuple(catalogue.features[name].label for name in columns),
        own=tuple(catalogue.said(name, row[name][0].as_py(), currency=currency) for name in columns),
        nearest=_rows(found, columns, neighbourhood, catalogue=catalogue, currency=currency),
    )


def check_number(k: int, neighbourhood: Neighbourhood) -> None:
    """Refuse to seek too few clients, too many, or more than there are; SimilarClientsError."""
    most = neighbourhood.most
    if not FEWEST_NEIGHBOURS <= k <= most:
        raise SimilarClientsError(asked=k, fewest=FEWEST_NEIGHBOURS, most=most, n_known=neighbourhood.n_clients)


def _columns(neighbourhood: Neighbourhood, catalogue: Catalogue) -> list[str]:
    """Return the features that weigh most, one of each reason: others of it would tell nearly the same again."""
    space = neighbourhood.space
    of_reason: dict[str, str] = {}
    for axis in space.widest(len(space.numbers) + len(space.levels)):
        of_reason.setdefault(catalogue.features[axis.feature].reason, axis.feature)
    return list(of_reason.values())[:N_COLUMNS]


def _nearness(share_nearer: float) -> Nearness:
    if share_nearer <= CLOSE_TO:
        return Nearness.CLOSE
    if share_nearer <= ORDINARY_TO:
        return Nearness.ORDINARY
    return Nearness.LOOSE if share_nearer <= LOOSE_TO else Nearness.THIN


def _rows(
    found: Nearest, columns: Sequence[str], neighbourhood: Neighbourhood, *, catalogue: Catalogue, currency: str | None
) -> tuple[SimilarClient, ...]:
    """Return the nearest clients with their values in words."""
    at = found.at[:N_ROWS]
    values = [values_of(feature, at, neighbourhood) for feature in columns]
    return tuple(
        SimilarClient(
            client_id=int(neighbourhood.client_ids[place]),
            distance=float(found.distances[i]),
            is_default=bool(neighbourhood.is_default[place]),
            values=tuple(catalogue.said(feature, values[j][i], currency=currency) for j, feature in enumerate(columns)),
        )
        for i, place in enumerate(at)
    )


def _scope(k: int, n_known: int) -> Text:
    return wording.sentence(
        fr="Les {k} clients qui ressemblent le plus à ce client, parmi {n} autres dont l’issue du crédit est connue.",
        en="The {k} clients most like this one, among {n} others whose credit has a known outcome.",
        k=partial(wording.count, k),
        n=partial(wording.count, n_known),
    )


_NEARNESS = {
    Nearness.CLOSE: Text(fr="Ils lui ressemblent plus que d’habitude", en="They are more like this client than usual"),
    Nearness.ORDINARY: Text(fr="Ils lui ressemblent autant que d’habitude", en="They are as like this client as usual"),
    Nearness.LOOSE: Text(fr="Ils lui ressemblent moins que d’habitude", en="They are less like this client than usual"),
    Nearness.THIN: Text(fr="Ils lui ressemblent peu", en="They are little like this client"),
}


def _say_nearness(nearness: Nearness, distance: float, by_chance: float) -> Text:
    said = _NEARNESS[nearness]
    return wording.sentence(
        fr=f"{said.fr}\u00a0: sur ce qui compte pour le score, l’écart moyen est de {{near}}, contre {{chance}} entre "
        "deux clients pris au hasard.",
        en=f"{said.en}: in what counts for the score, the mean gap is {{near}}, against {{chance}} between two clients "
        "taken at random.",
        near=partial(wording.share, distance),
        chance=partial(wording.share, by_chance),
    )


def _say_repayment(k: int, n_defaults: int, low: float, high: float, usual_rate: float, *, is_thin: bool) -> Text:
    """Say how many were not repaid; what is thin says so in the same breath."""
    fr_verb = "n’a pas été remboursé" if n_defaults <= 1 else "n’ont pas été remboursés"
    en_verb = "was not repaid" if n_defaults == 1 else "were not repaid"
    fr_caveat, en_caveat = "", ""
    if is_thin:
        fr_caveat = " Chiffres à prendre avec réserve\u00a0: trop peu de clients ressemblent vraiment à celui-ci."
        en_caveat = " Treat these figures with caution: too few clients are really like this one."

    def defaults(language: Language) -> str:
        return wording.count(n_defaults, language) if n_defaults else {"fr": "aucun", "en": "none"}[language.value]

    return wording.sentence(
        fr=f"Sur ces {{k}} crédits, {{defaults}} {fr_verb}\u00a0: {{rate}}, entre {{low}} et {{high}} compte tenu du "
        f"hasard\u00a0; parmi tous les autres clients, {{usual}}.{fr_caveat}",
        en=f"Of these {{k}} credits, {{defaults}} {en_verb}: {{rate}}, between {{low}} and {{high}} allowing for "
        f"chance; among all others, {{usual}}.{en_caveat}",
        k=partial(wording.count, k),
        defaults=defaults,
        rate=partial(wording.percent, n_defaults / k),
        low=partial(wording.percent, low),
        high=partial(wording.percent, high),
        usual=partial(wording.percent, usual_rate),
    )


def _warning(k: int) -> Text:
    return wording.sentence(
        fr="Peu de clients ressemblent à celui-ci\u00a0: le plus éloigné des {k} l’est davantage que pour {share} des "
        "clients. Ce qu’ils sont devenus renseigne peu sur lui.",
        en="Few clients are like this one: the farthest of the {k} stands farther than for {share} of clients. What "
        "became of them tells little about this client.",
        k=partial(wording.count, k),
        share=partial(wording.percent, LOOSE_TO),
    )
