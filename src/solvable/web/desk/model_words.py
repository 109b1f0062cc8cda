"""What a model is worth, what it may not look at and what the policy makes of it: sentences for anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from solvable import wording
from solvable.decisions.costs import RatioCosts
from solvable.decisions.decision import Cutoffs
from solvable.decisions.policy import Policy
from solvable.models.manifest import Manifest
from solvable.models.validation import Validation, VerdictFigures
from solvable.portfolios.catalogue import Catalogue
from solvable.vocabulary import VERDICT_WORDS, Admissibility, Text, Verdict
from solvable.wording import sentence

__all__ = [
    "Excluded",
    "VerdictShare",
    "excluded_features",
    "limits",
    "policy_in_words",
    "quality",
    "uses_external_scores",
    "verdict_shares",
]

_A_TENTH = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Features that the model may not look at, for one and the same reason."""

    why: Text
    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShare:
    """How many of the measured clients a verdict was proposed for, and how many of these did not repay.

    ``share`` and ``share_unpaid`` are fractions of all measured clients.
    """

    verdict: Verdict
    share: float
    share_unpaid: float
    of_all: Text
    unpaid: Text


def quality(validation: Validation) -> Iterator[Text]:
    """Say how good a model was on the clients that it was measured on, without a word of statistics."""
    n, n_defaults = validation.n_clients, validation.n_defaults
    yield sentence(
        fr="Mesuré une seule fois, sur {n} clients dont il n’avait rien appris\u00a0; {bad} d’entre eux n’ont "
        "pas remboursé "
        "({rate}).",
        en="Measured once, on {n} clients from whom it had learned nothing; {bad} of them did not repay ({rate}).",
        n=partial(wording.count, n),
        bad=partial(wording.count, n_defaults),
        rate=partial(wording.percent, n_defaults / n),
    )
    yield sentence(
        fr="Prenez au hasard un client qui a remboursé et un client qui n’a pas remboursé\u00a0: le premier a le "
        "score le plus "
        "élevé {right} fois sur 100. À pile ou face, ce serait 50.",
        en="Take a client who repaid and one who did not, by chance: the first has the higher score {right} "
        "times out of "
        "100. By tossing a coin it would be 50.",
        right=partial(wording.count, round(100 * validation.ranking.auc.value)),
    )
    yield sentence(
        fr="Pour ces clients, le calcul attendait {expected} impayés\u00a0; il y en a eu {bad}.",
        en="Of these clients the calculation expected {expected} not to repay; {bad} did not.",
        expected=partial(
            wording.count, round(sum(band.n_clients * band.prob_mean for band in validation.calibration.bands))
        ),
        bad=partial(wording.count, n_defaults),
    )
    if validation.gains:
        tenth = min(validation.gains, key=lambda gain: abs(gain.looked_at_share - _A_TENTH))
        yield sentence(
            fr="Les clients aux scores les plus faibles, {looked} de tous, réunissent {held} des impayés.",
            en="The clients with the lowest scores, {looked} of all, hold {held} of those not repaid.",
            looked=partial(wording.percent, tenth.looked_at_share, digits=0),
            held=partial(wording.percent, tenth.captured_share, digits=0),
        )
    yield _saved(validation)


def verdict_shares(validation: Validation) -> tuple[VerdictShare, ...]:
    """Return what was proposed to the measured clients, and what became of them."""
    found = {
        Verdict.ACCEPT: validation.accepted, Verdict.REFER: validation.referred, Verdict.DECLINE: validation.declined,
    }  # fmt: skip
    return tuple(
        _verdict_share(verdict, figures, validation.n_clients)
        for verdict, figures in found.items()
        if figures.n_clients
    )


def limits(validation: Validation) -> tuple[Text, ...]:
    """Say what the figures cannot show."""
    return (
        Text(
            fr="On ne connaît la suite que des crédits accordés. Des demandes refusées autrefois, le modèle ne "
            "sait rien.",
            en="What followed is known of granted credits only. Of applications declined in the past the model knows "
            "nothing.",
        ),
        Text(
            fr="Il a été mesuré sur d’autres clients, mais de la même époque. S’il reste aussi bon avec le "
            "temps, il faut le "
            "suivre.",
            en="It was measured on other clients, but of the same time. Whether it stays as good has to be watched.",
        ),
        sentence(
            fr="Un score parle d’un ensemble de clients. Parmi ceux dont le refus était proposé, {rate} n’ont "
            "pas remboursé\u00a0; "
            "les autres ont remboursé.",
            en="A score speaks of many clients. Of those proposed to be declined, {rate} did not repay; the "
            "others did.",
            rate=partial(wording.percent, validation.declined.n_defaults / validation.declined.n_clients, digits=0),
        )
        if validation.declined.n_clients
        else Text(
            fr="Aucun refus n’a été proposé à ces clients.", en="None of these clients was proposed to be declined."
        ),
    )


def excluded_features(manifest: Manifest, catalogue: Catalogue) -> tuple[Excluded, ...]:
    """Return what the profile of a model shuts out, by the reason that the catalogue gives; each family once."""
    allowed = set(manifest.training.profiles[manifest.profile])
    by_reason: dict[Text, dict[str, Text]] = {}
    for feature in catalogue.features.values():
        if feature.admissibility not in allowed and feature.admissibility_reason is not None:
            by_reason.setdefault(feature.admissibility_reason, {}).setdefault(feature.family, feature.label)
    return tuple(Excluded(why=why, labels=tuple(labels.values())) for why, labels in by_reason.items())


def uses_external_scores(manifest: Manifest, catalogue: Catalogue) -> bool:
    """Whether the model reads scores of a make that nobody here can explain."""
    read = (catalogue.features.get(feature.name) for feature in manifest.features)
    return any(feature is not None and feature.admissibility is Admissibility.OPAQUE for feature in read)


def policy_in_words(policy: Policy, cutoffs: Cutoffs) -> Iterator[Text]:
    """Say what the bank wants, and the cutoffs that it leads to for the model that serves."""
    yield sentence(
        fr="Accord à partir de {accept} points, refus en dessous de {decline}.",
        en="Accepted from {accept} points, declined below {decline}.",
        accept=partial(wording.count, cutoffs.accept_from),
        decline=partial(wording.count, cutoffs.decline_below),
    )
    yield _costs(policy)
    yield _grey_zone(policy)
    watched = policy.four_eyes.accepting
    if watched:
        yield sentence(
            fr="Accepter une demande pour laquelle le calcul propose «\u00a0{verdicts}\u00a0» demande l’accord "
            "d’une seconde personne.",
            en="To accept an application for which “{verdicts}” is proposed takes a second person.",
            verdicts=lambda language: ", ".join(VERDICT_WORDS[verdict].in_language(language) for verdict in watched),
        )
    yield sentence(
        fr="Le client qui demande un réexamen a une réponse en {days} jours au plus.",
        en="A client who asks for a review has an answer within {days} days.",
        days=partial(wording.count, policy.reviews.days),
    )


def _saved(validation: Validation) -> Text:
    cost = validation.cost
    if cost.realised.value >= cost.accept_all:
        return Text(
            fr="Sous cette politique, suivre le calcul ne coûte pas moins que d’accepter tout le monde.",
            en="Under this policy, following the calculation costs no less than accepting everybody.",
        )
    return sentence(
        fr="Suivre le calcul coûte {less} de moins que d’accepter tout le monde.",
        en="Following the calculation costs {less} less than accepting everybody.",
        less=partial(wording.percent, 1 - cost.realised.value / cost.accept_all, digits=0),
    )


def _verdict_share(verdict: Verdict, figures: VerdictFigures, n_clients: int) -> VerdictShare:
    return VerdictShare(
        verdict=verdict,
        share=figures.n_clients / n_clients,
        share_unpaid=figures.n_defaults / n_clients,
        of_all=sentence(fr="{crowd}", en="{crowd}", crowd=partial(wording.crowd, figures.n_clients, n_clients)),
        unpaid=sentence(
            fr="{crowd}", en="{crowd}", crowd=partial(wording.crowd, figures.n_defaults, figures.n_clients)
        ),
    )


def _costs(policy: Policy) -> Text:
    costs = policy.costs
    if isinstance(costs, RatioCosts):
        return sentence(
            fr="Accepter un client qui ne rembourse pas coûte à la banque {times} fois autant que refuser un "
            "client qui aurait "
            "remboursé.",
            en="Accepting a client who does not repay costs the bank {times} times as much as declining one who "
            "would have.",
            times=lambda language: wording.decimal(costs.default_accepted / costs.good_declined, language, digits=1),
        )
    return sentence(
        fr="Un client accepté qui ne rembourse pas fait perdre {loss} du montant\u00a0; un client refusé à tort, "
        "{margin}.",
        en="A client who is accepted and does not repay loses the bank {loss} of the amount; one declined "
        "wrongly, {margin}.",
        loss=partial(wording.percent, costs.loss_given_default),
        margin=partial(wording.percent, costs.margin),
    )


def _grey_zone(policy: Policy) -> Text:
    share = policy.grey_zone.referred_share
    if share is None:
        return Text(
            fr="Une personne étudie les dossiers dont l’expérience ne dit pas de quel côté du seuil ils se trouvent.",
            en="A person studies the cases of which experience does not tell on which side of the cutoff they are.",
        )
    if share == 0:
        return Text(fr="Aucun dossier n’est mis à l’étude d’office.", en="No case is referred as a matter of course.")
    return sentence(
        fr="Une personne étudie les dossiers les plus proches du seuil, {share} de tous.",
        en="A person studies the cases nearest the cutoff, {share} of all.",
        share=partial(wording.percent, share, digits=0),
    )
