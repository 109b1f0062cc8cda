"""What a validation comes to, in sentences: computed, in the order in which a validator asks."""

from collections.abc import Iterator

from solvable import wording
from solvable.metrics import wilson_interval
from solvable.models.estimate import Estimate
from solvable.models.validation import Validation
from solvable.reports.validation.words import cost_in_words, estimate_in_words
from solvable.vocabulary import Language, Text
from solvable.wording import sentence

__all__ = ["validation_findings"]

# Of ten groups of a model that is right, one report in ten names one by chance.
WORTH_SAYING = 0.99


def validation_findings(validation: Validation) -> tuple[Text, ...]:
    """Return the main results of a validation."""
    return tuple(_findings(validation))


def _findings(validation: Validation) -> Iterator[Text]:
    auc = validation.ranking.auc
    yield sentence(
        fr="Le modèle juge un impayé plus risqué qu’un dossier remboursé {share} du temps (AUC {auc}).",
        en="The model judges a default riskier than a repaid application {share} of the time (AUC {auc}).",
        share=lambda language: wording.percent(auc.value, language),
        auc=lambda language: _with_interval(auc, language),
    )
    top = validation.gains[0]
    yield sentence(
        fr="Le dixième de dossiers le plus risqué contient {captured} des impayés.",
        en="The riskiest tenth of the applications holds {captured} of the defaults.",
        captured=lambda language: wording.percent(top.captured_share, language),
    )
    yield _calibration(validation)
    yield _cost(validation)
    yield from _reasons(validation)
    yield from _segments(validation)
    yield from _fairness(validation)


def _calibration(validation: Validation) -> Text:
    calibration = validation.calibration
    slope, intercept = calibration.slope, calibration.intercept
    facts = {
        "slope": lambda language: _with_interval(slope, language) if slope else "–",
        "error": lambda language: wording.percent(calibration.error, language, digits=2),
        "chance": lambda language: wording.percent(calibration.error_by_chance, language, digits=2),
    }
    told = "pente {slope}, erreur moyenne {error} contre {chance} par le seul hasard."
    told_en = "slope {slope}, mean error {error} against {chance} by chance alone."
    if slope is None or intercept is None:
        return sentence(fr=f"Calibrage\u00a0: {told}", en=f"Calibration: {told_en}", **facts)
    if slope.high < 1:
        return sentence(
            fr=f"Les probabilités sont trop tranchées\u00a0: {told}",
            en=f"The probabilities are too bold: {told_en}", **facts,
        )  # fmt: skip
    if slope.low > 1:
        return sentence(
            fr=f"Les probabilités sont trop timides\u00a0: {told}",
            en=f"The probabilities are too timid: {told_en}", **facts,
        )  # fmt: skip
    return sentence(
        fr=f"Rien n’indique que les probabilités soient mal calibrées\u00a0: {told}",
        en=f"Nothing says that the probabilities are badly calibrated: {told_en}", **facts,
    )  # fmt: skip


def _cost(validation: Validation) -> Text:
    cost = validation.cost
    best_blind = min(cost.accept_all, cost.decline_all)
    return sentence(
        fr="Au seuil de moindre coût, un dossier coûte {cost} en moyenne, contre {blind} en décidant sans "
        "modèle\u00a0: "
        "{change}.",
        en="At the cutoff of least cost an application costs {cost} on average, against {blind} when deciding without "
        "a model: {change}.",
        cost=lambda language: cost_in_words(cost.realised.value, cost, language),
        blind=lambda language: cost_in_words(best_blind, cost, language),
        change=lambda language: _change(cost.realised.value / best_blind - 1, language),
    )


def _reasons(validation: Validation) -> Iterator[Text]:
    if validation.reasons is None or not validation.reasons.against_as_accepted.n:
        return
    found = validation.reasons.against_as_accepted
    yield sentence(
        fr="Des trois premières raisons en défaveur, {share} sont vraies\u00a0: avec les valeurs habituelles des "
        "clients acceptés, le score monte.",
        en="Of the first three reasons against, {share} are true: with what accepted clients typically have, the score "
        "rises.",
        share=lambda language: wording.share(found.n_true / found.n, language),
    )


def _segments(validation: Validation) -> Iterator[Text]:
    """Name the groups that the model ranks clearly worse, or whose frequency it clearly misses."""
    auc = validation.ranking.auc.value
    for segment in validation.segments:
        for group in segment.groups:
            names = {
                "segment": segment.label.in_language,
                "group": group.label.in_language,
            }
            if group.ranking is not None and group.ranking.auc.high < auc:
                yield sentence(
                    fr="Il classe moins bien un groupe ({segment}\u00a0: {group})\u00a0: AUC {auc}.",
                    en="It ranks one group less well ({segment}: {group}): AUC {auc}.",
                    auc=lambda language, found=group.ranking.auc: _with_interval(found, language),  # type: ignore[misc]
                    **names,
                )
            low, high = wilson_interval(group.n_defaults, group.n_clients, WORTH_SAYING)
            if not low <= group.prob_mean <= high:
                yield sentence(
                    fr="Pour un groupe ({segment}\u00a0: {group}), il annonce {announced} d’impayés et on en observe "
                    "{observed}.",
                    en="For one group ({segment}: {group}) it announces {announced} of defaults, and {observed} are "
                    "observed.",
                    announced=lambda language, found=group: wording.percent(found.prob_mean, language),  # type: ignore[misc]
                    observed=lambda language, found=group: wording.percent(  # type: ignore[misc]
                        found.n_defaults / found.n_clients, language
                    ),
                    **names,
                )


def _fairness(validation: Validation) -> Iterator[Text]:
    for ground in validation.fairness:
        ordered = sorted(ground.groups, key=lambda group: group.accepted.value)
        least, most = ordered[0], ordered[-1]
        yield sentence(
            fr="{ground}\u00a0: la part acceptée va de {least} ({who}) à {most} ({others})\u202f; leurs taux d’impayés "
            "observés sont de {risk} et {other_risk}.",
            en="{ground}: the share accepted goes from {least} ({who}) to {most} ({others}); their observed default "
            "rates are {risk} and {other_risk}.",
            ground=ground.label.in_language,
            least=lambda language, group=least: wording.percent(group.accepted.value, language),  # type: ignore[misc]
            most=lambda language, group=most: wording.percent(group.accepted.value, language),  # type: ignore[misc]
            who=least.label.in_language,
            others=most.label.in_language,
            risk=lambda language, group=least: wording.percent(group.observed.value, language),  # type: ignore[misc]
            other_risk=lambda language, group=most: wording.percent(group.observed.value, language),  # type: ignore[misc]
        )


def _change(change: float, language: Language) -> str:
    size = wording.percent(abs(change), language)
    if language is Language.FR:
        return f"{size} {'de moins' if change < 0 else 'de plus'}"
    return f"{size} {'less' if change < 0 else 'more'}"


def _with_interval(estimate: Estimate, language: Language) -> str:
    return estimate_in_words(estimate, language)
