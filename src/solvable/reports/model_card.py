"""The model card: what a model is for, what it learned from, what it does, its limits, and who may use it for what."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from solvable import wording
from solvable.models.manifest import Manifest
from solvable.models.splits import Side
from solvable.models.validation import FEWEST_CLIENTS, Validation
from solvable.reports.page import FigureTable, render_page, write_page
from solvable.reports.validation.decision_panels import cost_note
from solvable.reports.validation.findings import validation_findings
from solvable.reports.validation.page import model_facts
from solvable.reports.validation.words import (
    cost_in_words,
    estimate_in_words,
    said,
    share_in_words,
)
from solvable.vocabulary import Admissibility, Language, Text
from solvable.wording import sentence

__all__ = ["model_card_page", "write_model_card"]

LABELS: Mapping[str, Text] = {
    "title": Text(fr="Fiche du modèle", en="Model card"),
    "purpose": Text(fr="Objet", en="Purpose"),
    "purpose_said": Text(
        fr="Estimer la probabilité qu’un client qui demande un crédit ait des difficultés de paiement sur l’une des "
        "premières échéances, et proposer un accord, une étude ou un refus avec ses motifs. Le modèle propose\u202f; "
        "une "
        "personne décide, et le client peut demander qu’une personne réexamine son dossier.",
        en="To estimate the probability that a client who asks for credit will have payment difficulties on one of the "
        "first instalments, and to propose acceptance, study or refusal with its reasons. The model proposes; a person "
        "decides, and the client may ask for a person to look at the case again.",
    ),
    "data": Text(fr="Données", en="Data"),
    "clients_by_use": Text(fr="Clients par usage", en="Clients by use"),
    "uses": Text(fr="Usages", en="Uses"),
    "side": Text(fr="Usage des clients", en="Use of the clients"),
    "clients": Text(fr="Clients", en="Clients"),
    "defaults": Text(fr="Impayés", en="Defaults"),
    "default_rate": Text(fr="Taux d’impayés", en="Default rate"),
    Side.TRAIN.value: Text(fr="apprendre", en="to learn from"),
    Side.CALIBRATE.value: Text(fr="calibrer les probabilités", en="to calibrate probabilities"),
    Side.CHOOSE.value: Text(fr="choisir les seuils", en="to choose cutoffs"),
    Side.REPORT.value: Text(fr="mesurer, une seule fois", en="to measure, once"),
    "figures": Text(fr="Résultats", en="Figures"),
    "figure": Text(fr="Mesure", en="Figure"),
    "value": Text(fr="Valeur, intervalle à 95\u202f%", en="Value, 95% interval"),
    "accepted_referred_declined": Text(fr="Accord, étude, refus", en="Accept, refer, decline"),
    "limits": Text(fr="Limites", en="Limits"),
    "use": Text(fr="Qui peut s’en servir, et pour quoi", en="Who may use it, and for what"),
    "who": Text(fr="Qui", en="Who"),
    "may": Text(fr="Pour quoi", en="For what"),
    "may_not": Text(fr="Pas pour", en="Not for"),
    "results": Text(fr="Ce que la validation en dit", en="What the validation says"),
}

ADMISSIBILITY: Mapping[Admissibility, Text] = {
    Admissibility.ALLOWED: Text(fr="variables admises", en="allowed features"),
    Admissibility.PROTECTED: Text(
        fr="motifs de discrimination interdits par la loi", en="grounds on which the law forbids to discriminate"
    ),
    Admissibility.PROXY: Text(fr="variables qui en tiendraient lieu", en="features that stand in for those"),
    Admissibility.THIRD_PARTY: Text(fr="informations sur d’autres personnes", en="facts about other people"),
    Admissibility.OPAQUE: Text(
        fr="scores externes dont personne ici ne connaît la fabrication",
        en="external scores of a make that nobody here can explain",
    ),
}

# Who, for what, and what not.
USES: tuple[tuple[Text, Text, Text], ...] = (
    (
        Text(fr="Chargé de relation client", en="Relationship manager"),
        Text(
            fr="Lire la proposition et ses motifs, les expliquer au client, décider",
            en="Read the proposal and its reasons, explain them to the client, decide",
        ),
        Text(
            fr="Opposer le score au client sans motif, ni décider à partir du score seul",
            en="Quote the score to the client without reasons, or decide by the score alone",
        ),
    ),
    (
        Text(fr="Analyste des risques", en="Risk analyst"),
        Text(
            fr="Fixer la politique, comparer les modèles, suivre dérive et équité",
            en="Set the policy, compare models, watch drift and fairness",
        ),
        Text(
            fr="Fixer un prix, provisionner, recouvrer\u00a0: le modèle n’a pas été mesuré pour cela",
            en="Set prices, provisions or collections: the model was not measured for these",
        ),
    ),
    (
        Text(fr="Auditeur, conformité", en="Auditor, compliance"),
        Text(
            fr="Rejouer une décision, contrôler motifs, équité et calibrage",
            en="Replay a decision, check reasons, fairness and calibration",
        ),
        Text(fr="Identifier un client dans ces chiffres", en="Identify a client in these figures"),
    ),
    (
        Text(fr="Autre service ou autre établissement", en="Another department or lender"),
        Text(
            fr="Rien avant une validation sur ses propres clients", en="Nothing before a validation on its own clients"
        ),
        Text(
            fr="Assurance, emploi, logement, clients d’un autre portefeuille",
            en="Insurance, employment, housing, clients of another portfolio",
        ),
    ),
)


def write_model_card(manifest: Manifest, validation: Validation, path: Path, language: Language) -> None:
    """Write the page; the file appears whole or not at all.

    Raises
    ------
    ConfigError
        The file's ending is not .html, or its folder does not exist.
    """
    write_page(model_card_page(manifest, validation, language), path)


def model_card_page(manifest: Manifest, validation: Validation, language: Language) -> str:
    """Return the page as HTML, from what a bundle says of itself."""
    return render_page(
        "model_card.html",
        language,
        LABELS,
        facts=model_facts(manifest, validation, language),
        sides=_sides(manifest, language),
        data_notes=tuple(_data_notes(manifest)),
        results=_results(validation, language),
        findings=validation_findings(validation),
        cost_note=cost_note(validation, language),
        limits=tuple(_limits(manifest, validation)),
        uses=_uses(language),
    )


def _sides(manifest: Manifest, language: Language) -> FigureTable:
    counts = [(side, manifest.sides[side.value]) for side in Side if side.value in manifest.sides]
    return FigureTable(
        caption=LABELS["clients_by_use"].in_language(language),
        heads=_heads(("side", "clients", "defaults", "default_rate"), language),
        rows=tuple(
            (
                LABELS[side.value].in_language(language),
                wording.count(count.n_clients, language),
                wording.count(count.n_defaults, language),
                share_in_words(count.n_defaults / count.n_clients, language),
            )
            for side, count in counts
        ),
    )


def _data_notes(manifest: Manifest) -> Iterator[Text]:
    """Say which features were read, and which never."""
    allowed = manifest.training.profiles[manifest.profile]
    left_out = [admissibility for admissibility in Admissibility if admissibility not in allowed]
    yield sentence(
        fr="Portefeuille {portfolio}, variables d’empreinte {features}. {n} variables, du profil {profile}.",
        en="Portfolio {portfolio}, features of checksum {features}. {n} features, of profile {profile}.",
        portfolio=lambda _: manifest.data.portfolio,
        features=lambda _: manifest.data.features_fingerprint[:12],
        n=lambda language: wording.count(len(manifest.features), language),
        profile=lambda _: manifest.profile,
    )
    if left_out:
        yield sentence(
            fr="Jamais lus par le modèle\u00a0: {kinds}.",
            en="Never read by the model: {kinds}.",
            kinds=lambda language: ", ".join(ADMISSIBILITY[kind].in_language(language) for kind in left_out),
        )
    if manifest.data.not_available:
        yield sentence(
            fr="Tables non livrées\u00a0: {tables}.",
            en="Tables not delivered: {tables}.",
            tables=lambda _: ", ".join(manifest.data.not_available),
        )


def _results(validation: Validation, language: Language) -> FigureTable:
    cost = validation.cost
    shares = [found.n_clients / validation.n_clients for found in (
        validation.accepted, validation.referred, validation.declined)]  # fmt: skip
    rows = [
        (said("auc", language), estimate_in_words(validation.ranking.auc, language)),
        (said("gini", language), estimate_in_words(validation.ranking.gini, language)),
        (said("ks", language), estimate_in_words(validation.ranking.ks, language)),
        (said("slope", language), estimate_in_words(validation.calibration.slope, language)),
        (said("error", language), share_in_words(validation.calibration.error, language, digits=2)),
        (said("brier", language), wording.decimal(validation.calibration.brier, language, digits=4)),
        (
            f"{said('cost_per_application', language)}, {said('at_chosen', language)}",
            cost_in_words(cost.realised.value, cost, language),
        ),
        (
            f"{said('cost_per_application', language)}, {said('accept_all', language)}",
            cost_in_words(cost.accept_all, cost, language),
        ),
        (
            LABELS["accepted_referred_declined"].in_language(language),
            ", ".join(share_in_words(share, language) for share in shares),
        ),
    ]
    return FigureTable(
        caption=LABELS["figures"].in_language(language), heads=_heads(("figure", "value"), language), rows=tuple(rows)
    )


def _limits(manifest: Manifest, validation: Validation) -> Iterator[Text]:
    """Say what the figures cannot show; what depends on this model is computed."""
    yield Text(
        fr="L’issue n’est connue que pour des crédits accordés\u00a0: d’une demande que la banque aurait refusée "
        "autrefois, "
        "le modèle n’a jamais vu la suite.",
        en="Outcomes are known of credits that were granted only: of an application that the bank would have declined "
        "in the past, the model never saw what follows.",
    )
    yield Text(
        fr="Les clients de la mesure sont d’autres clients, mais de la même période que ceux de "
        "l’apprentissage\u00a0: la tenue "
        "du modèle dans le temps reste à suivre.",
        en="The clients of the measurement are others than those learned from, but of the same time: how the model "
        "holds "
        "over time remains to be watched.",
    )
    yield sentence(
        fr="La mesure porte sur {n}\u00a0impayés\u00a0: l’AUC est connue à ±{half} près.",
        en="It was measured on {n} defaults: the AUC is known to within ±{half}.",
        n=lambda language: wording.count(validation.n_defaults, language),
        half=lambda language: wording.decimal(
            (validation.ranking.auc.high - validation.ranking.auc.low) / 2, language, digits=3
        ),
    )
    if manifest.data.not_available:
        yield sentence(
            fr="Le modèle a appris sans ces tables et ne peut noter de clients qui les ont\u00a0: {tables}.",
            en="The model learned without these tables and cannot score clients who have them: {tables}.",
            tables=lambda _: ", ".join(manifest.data.not_available),
        )
    n_left_out = max(
        [segment.n_left_out for segment in validation.segments] + [ground.n_left_out for ground in validation.fairness],
        default=0,
    )
    if n_left_out:
        yield sentence(
            fr="Rien n’est dit des groupes de moins de {fewest}\u00a0clients\u00a0: dans un découpage, "
            "jusqu’à {n}\u00a0clients, sans valeur ou d’un groupe si petit, ne figurent pas.",
            en="Nothing is told of groups of fewer than {fewest} clients: of one breakdown up to {n} clients, without "
            "a value or of so small a group, are left out.",
            fewest=lambda language: wording.count(FEWEST_CLIENTS, language),
            n=lambda language: wording.count(n_left_out, language),
        )


def _uses(language: Language) -> FigureTable:
    return FigureTable(
        caption=LABELS["uses"].in_language(language),
        heads=_heads(("who", "may", "may_not"), language),
        rows=tuple(tuple(text.in_language(language) for text in use) for use in USES),
        n_words=3,
    )


def _heads(names: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(LABELS[name].in_language(language) for name in names)
