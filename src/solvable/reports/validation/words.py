"""The words of a validation and of a model card, and how their figures are said."""

from collections.abc import Mapping, Sequence
from functools import partial

from solvable import wording
from solvable.models.estimate import Estimate
from solvable.models.manifest import ModelKind
from solvable.models.validation import CostFigures
from solvable.reports.page import FigureTable
from solvable.vocabulary import Language, Text

__all__ = [
    "KINDS",
    "LABELS",
    "cost_in_words",
    "estimate_in_words",
    "interval_in_words",
    "number_in_words",
    "said",
    "share_in_words",
    "table_of",
]

KINDS: Mapping[ModelKind, Text] = {
    ModelKind.BOOSTING: Text(fr="arbres de décision (boosting)", en="boosted trees"),
    ModelKind.SCORECARD: Text(fr="grille de score à points", en="points scorecard"),
}

LABELS: Mapping[str, Text] = {
    "title": Text(fr="Validation du modèle", en="Model validation"),
    "model": Text(fr="Modèle", en="Model"),
    "kind": Text(fr="Nature", en="Kind"),
    "profile": Text(fr="Profil de variables", en="Profile of features"),
    "profile_said": Text(fr="{profile}, {n} variables", en="{profile}, {n} features"),
    "trained_at": Text(fr="Entraîné le", en="Trained on"),
    "measured_on": Text(fr="Mesuré sur", en="Measured on"),
    "measured_on_said": Text(
        fr="{n} clients que le modèle n’a jamais vus, dont {bad} en impayé ({rate})",
        en="{n} clients whom the model never saw, of whom {bad} defaulted ({rate})",
    ),
    "policy": Text(fr="Politique de crédit", en="Credit policy"),
    "policy_said": Text(
        fr="{version}, empreinte {checksum}\u202f; accord à partir de {accept}\u00a0points, refus au-dessous de "
        "{decline}",
        en="{version}, checksum {checksum}; accept from {accept} points, decline below {decline}",
    ),
    "findings": Text(fr="En bref", en="In short"),
    "ranking": Text(fr="Pouvoir discriminant", en="Ranking power"),
    "calibration": Text(fr="Calibrage", en="Calibration"),
    "stability": Text(fr="Stabilité", en="Stability"),
    "cost": Text(fr="Coûts et seuils", en="Costs and cutoffs"),
    "segments": Text(fr="Par segment", en="By segment"),
    "reasons": Text(fr="Vérité des raisons", en="Truth of the reasons"),
    "reasons_tested": Text(fr="Raisons vérifiées en recalculant le score", en="Reasons tested by scoring anew"),
    "reasons_note": Text(
        fr="On change les valeurs qui portent une raison, on recalcule le score, et il doit bouger comme la raison le "
        "dit. Les clients acceptés font mieux que la moyenne\u00a0: ce qui joue en faveur d’un client peut donc rester "
        "en deçà de ce qu’ils ont.",
        en="The values behind a reason are changed, the client is scored anew, and the score must move as the reason "
        "says. Accepted clients are better than most: what speaks for a client may therefore be less than they have.",
    ),
    "of": Text(fr="Sur", en="Of"),
    "colon": Text(fr="\u00a0: ", en=": "),
    "comparison": Text(fr="Comparaison avec d’autres modèles", en="Comparison with other models"),
    "fairness": Text(fr="Équité", en="Fairness"),
    "method": Text(
        fr="Intervalles à 95\u202f%\u00a0: DeLong pour l’AUC et le Gini, Wilson pour les fréquences, bootstrap pour "
        "le KS "
        "et l’équité. Chaque mesure n’a été prise qu’une fois, à la fin de l’entraînement, sur des clients qui n’ont "
        "servi à rien d’autre. Les groupes de moins de {fewest}\u00a0clients ne sont pas montrés\u00a0: on pourrait y "
        "reconnaître quelqu’un, et le hasard y déciderait des chiffres.",
        en="95% intervals: DeLong for AUC and Gini, Wilson for frequencies, bootstrap for KS and fairness. Every "
        "figure "
        "was measured once, at the end of training, on clients who served for nothing else. Groups of fewer than "
        "{fewest} clients are not shown: somebody might be recognised, and chance would decide the figures.",
    ),
    # What the model makes of clients.
    "importance": Text(fr="Ce qui fait bouger le score", en="What moves scores"),
    "themes": Text(fr="Par thème", en="By theme"),
    "themes_note": Text(
        fr="Points moyens : de combien un thème élève ou abaisse le score d’un client, en moyenne, quel que soit le "
        "sens. "
        "Mesuré sur {n} clients que le modèle n’a jamais vus, sans regarder s’ils ont remboursé.",
        en="Mean points: by how much a theme raises or lowers a client's score on average, whichever way. Measured on "
        "{n} clients whom the model never saw, without a look at whether they repaid.",
    ),
    "theme": Text(fr="Thème", en="Theme"),
    "mean_points": Text(fr="Points moyens", en="Mean points"),
    "top_features": Text(fr="Variables les plus importantes", en="Most important features"),
    "top_features_note": Text(
        fr="Les {n} premières des {of} variables du modèle.", en="The first {n} of the model's {of} features."
    ),
    "feature": Text(fr="Variable", en="Feature"),
    "goes": Text(fr="En moyenne", en="On average"),
    "curve_note": Text(
        fr="Points donnés selon la valeur : le point est la moyenne, le trait va du premier au dernier dixième "
        "des clients. "
        "Une même valeur ne donne pas les mêmes points à tous, car le modèle la lit avec les autres.",
        en="Points given by value: the dot is the mean, the line goes from the first to the last tenth of the clients. "
        "One value does not give everybody the same points, since the model reads it together with the others.",
    ),
    "its_value": Text(fr="Valeur", en="Value"),
    "points_given": Text(fr="Points donnés", en="Points given"),
    "four_of_five": Text(fr="Quatre clients sur cinq", en="Four clients of five"),
    # Figures.
    "figures": Text(fr="Chiffres", en="Figures"),
    "figure": Text(fr="Mesure", en="Figure"),
    "value": Text(fr="Valeur", en="Value"),
    "interval": Text(fr="Intervalle à 95\u202f%", en="95% interval"),
    "clients": Text(fr="Clients", en="Clients"),
    "defaults": Text(fr="Impayés", en="Defaults"),
    "default_rate": Text(fr="Taux d’impayés", en="Default rate"),
    "group": Text(fr="Groupe", en="Group"),
    "auc": Text(fr="AUC", en="AUC"),
    "gini": Text(fr="Gini", en="Gini"),
    "ks": Text(fr="KS", en="KS"),
    # Ranking.
    "measures": Text(fr="Mesures", en="Measures"),
    "measures_note": Text(
        fr="AUC\u00a0: la fréquence avec laquelle un impayé est jugé plus risqué qu’un dossier remboursé, 0,5 au "
        "hasard. "
        "Gini = 2\u00a0×\u00a0AUC − 1. KS\u00a0: le plus grand écart entre les parts d’impayés et de remboursés "
        "au-dessous "
        "d’un même score.",
        en="AUC: how often a default is judged riskier than a repaid application, 0.5 by chance. Gini = 2 × AUC − 1. "
        "KS: the widest gap between the shares of defaults and of repaid below one score.",
    ),
    "gains": Text(fr="Gains et lift", en="Gains and lift"),
    "gains_note": Text(
        fr="Les dossiers par dixièmes, les plus risqués d’abord. Lift\u00a0: combien de fois plus d’impayés que dans "
        "autant "
        "de dossiers tirés au hasard.",
        en="Applications by tenths, the riskiest first. Lift: how many times more defaults than among as many "
        "applications drawn by chance.",
    ),
    "tenth": Text(fr="Dixième", en="Tenth"),
    "looked_at": Text(fr="Dossiers regardés", en="Applications looked at"),
    "captured": Text(fr="Impayés trouvés", en="Defaults found"),
    "lift": Text(fr="Lift cumulé", en="Cumulative lift"),
    "by_chance": Text(fr="au hasard", en="by chance"),
    # Calibration.
    "reliability": Text(fr="Courbe de fiabilité", en="Reliability curve"),
    "reliability_note": Text(
        fr="Tranches de même effectif. Un point au-dessus de la diagonale\u00a0: plus d’impayés qu’annoncé.",
        en="Bands of equal count. A point above the diagonal: more defaults than announced.",
    ),
    "band": Text(fr="Tranche", en="Band"),
    "announced": Text(fr="Probabilité annoncée", en="Announced probability"),
    "observed": Text(fr="Impayés observés", en="Observed defaults"),
    "agreement": Text(fr="accord parfait", en="full agreement"),
    "calibration_figures": Text(fr="Mesures de calibrage", en="Calibration figures"),
    "calibration_note": Text(
        fr="Pente 1 et constante 0\u00a0: les probabilités disent vrai. Une pente inférieure à 1\u00a0: elles sont "
        "trop "
        "tranchées. Le score de Brier est fiabilité − résolution + incertitude + écarts dans les tranches.",
        en="Slope 1 and intercept 0: probabilities are true. A slope below 1: they are too bold. The Brier score is "
        "reliability − resolution + uncertainty + differences within bands.",
    ),
    "slope": Text(fr="Pente", en="Slope"),
    "intercept": Text(fr="Constante", en="Intercept"),
    "error": Text(fr="Erreur de calibrage moyenne", en="Expected calibration error"),
    "error_by_chance": Text(fr="… que le hasard seul donnerait", en="… that chance alone would give"),
    "brier": Text(fr="Score de Brier", en="Brier score"),
    "brier_reliability": Text(fr="dont fiabilité", en="of which reliability"),
    "brier_resolution": Text(fr="moins résolution", en="less resolution"),
    "brier_uncertainty": Text(fr="dont incertitude", en="of which uncertainty"),
    "brier_within": Text(fr="dont écarts dans les tranches", en="of which within bands"),
    # Stability.
    "folds": Text(fr="AUC par pli de validation croisée", en="AUC by fold of cross-validation"),
    "folds_note": Text(
        fr="Chaque pli est noté par un modèle appris sur les autres. Moyenne {mean}, écart type {spread}.",
        en="Each fold is scored by a model learned on the others. Mean {mean}, standard deviation {spread}.",
    ),
    "fold": Text(fr="Pli", en="Fold"),
    "fold_said": Text(fr="pli {n}", en="fold {n}"),
    # Costs.
    "cost_curve": Text(fr="Coût et acceptation selon le seuil", en="Cost and acceptance over the cutoff"),
    "cost_note_ratio": Text(
        fr="Un impayé accepté coûte {ratio}\u00a0fois un bon client refusé, qui vaut\u00a01. On gagne à accepter "
        "tant que la "
        "probabilité d’impayé est inférieure à {break_even}. Le seuil a été choisi sur d’autres clients que ceux de "
        "cette page.",
        en="An accepted default costs {ratio} times a good client declined, which counts 1. Accepting pays while the "
        "probability of default is below {break_even}. The cutoff was chosen on other clients than those of this page.",
    ),
    "cost_note_money": Text(
        fr="Coûts en montant, selon l’encours de chaque dossier. On gagne à accepter tant que la probabilité d’impayé "
        "est inférieure à {break_even}. Le seuil a été choisi sur d’autres clients que ceux de cette page.",
        en="Costs in money, by the exposure of each application. Accepting pays while the probability of default is "
        "below {break_even}. The cutoff was chosen on other clients than those of this page.",
    ),
    "cutoff": Text(fr="Seuil d’acceptation, en points", en="Cutoff of acceptance, in points"),
    "cost_per_application": Text(fr="Coût par dossier", en="Cost per application"),
    "accepted_share": Text(fr="Part acceptée", en="Share accepted"),
    "chosen_cutoff": Text(fr="seuil de moindre coût\u00a0: {cutoff}", en="cutoff of least cost: {cutoff}"),
    "way": Text(fr="Décision", en="Decision"),
    "at_chosen": Text(fr="au seuil de moindre coût", en="at the cutoff of least cost"),
    "accept_all": Text(fr="en acceptant tous les dossiers", en="accepting everybody"),
    "decline_all": Text(fr="en refusant tous les dossiers", en="declining everybody"),
    "verdicts": Text(fr="Avis proposés", en="Verdicts proposed"),
    "verdicts_note": Text(
        fr="Taux d’impayés des clients de chaque avis.", en="Default rate of the clients of each verdict."
    ),
    "verdict": Text(fr="Avis", en="Verdict"),
    "share": Text(fr="Part", en="Share"),
    "accept": Text(fr="accord", en="accept"),
    "refer": Text(fr="étude", en="refer"),
    "decline": Text(fr="refus", en="decline"),
    # Groups.
    "left_out": Text(
        fr="{n} clients n’ont pas de valeur, ou sont d’un groupe trop petit pour être montré.",
        en="{n} clients have no value, or are of a group too small to be shown.",
    ),
    "left_out_one": Text(
        fr="1\u00a0client n’a pas de valeur, ou est d’un groupe trop petit pour être montré.",
        en="1 client has no value, or is of a group too small to be shown.",
    ),
    "mean_announced": Text(fr="Impayés annoncés", en="Announced defaults"),
    "accepted": Text(fr="Acceptés", en="Accepted"),
    "declined": Text(fr="Refusés", en="Declined"),
    "everybody": Text(fr="ensemble\u00a0: {value}", en="all: {value}"),
    "auc_of": Text(fr="AUC\u00a0: {label}", en="AUC: {label}"),
    "observed_of": Text(fr="Impayés observés\u00a0: {label}", en="Observed defaults: {label}"),
    # Fairness.
    "fairness_note": Text(
        fr="Mesuré par Fairlearn avec des variables que le modèle n’a pas le droit de lire. Plus grand écart entre "
        "groupes\u00a0: {accepted} pour la part acceptée, {default} pour les impayés parmi les acceptés, {declined} "
        "pour les "
        "bons clients refusés.",
        en="Measured by Fairlearn with features that the model may not read. Greatest difference between groups: "
        "{accepted} of the share accepted, {default} of defaults among the accepted, {declined} of good clients "
        "declined.",
    ),
    "fairness_note_read": Text(
        fr="Mesuré par Fairlearn. Ce modèle lit la variable dont il s’agit. Plus grand écart entre groupes\u00a0: "
        "{accepted} pour la part acceptée, {default} pour les impayés parmi les acceptés, {declined} pour les bons "
        "clients refusés.",
        en="Measured by Fairlearn. This model reads the feature in question. Greatest difference between groups: "
        "{accepted} of the share accepted, {default} of defaults among the accepted, {declined} of good clients "
        "declined.",
    ),
    "default_among_accepted": Text(fr="Impayés parmi les acceptés", en="Defaults among the accepted"),
    "good_declined": Text(fr="Bons clients refusés", en="Good clients declined"),
    "nobody": Text(fr="personne", en="nobody"),
    "points_said": Text(fr="{value}\u00a0points", en="{value} points"),
    # Comparison.
    "alternatives": Text(fr="Profils de variables et grille de score", en="Profiles of features and scorecard"),
    "alternatives_note": Text(
        fr="Mêmes clients, même politique. Écarts avec le modèle de référence, intervalles à 95\u202f%.",
        en="The same clients, the same policy. Differences from the reference model, 95% intervals.",
    ),
    "n_features": Text(fr="Variables", en="Features"),
    "auc_difference": Text(fr="Écart d’AUC", en="Difference of AUC"),
    "cost_per_1000": Text(fr="Coût pour 1\u202f000 dossiers", en="Cost per 1,000 applications"),
    "reference": Text(fr="référence", en="reference"),
    "no_alternatives": Text(
        fr="Aucune comparaison n’a été faite\u00a0: lancez solvable profiles pour mesurer le prix de chaque profil.",
        en="No comparison was made: run solvable profiles to measure the price of each profile.",
    ),
}


def said(name: str, language: Language, **facts: str) -> str:
    """Return words of a language, with facts where their names stand in braces."""
    return LABELS[name].in_language(language).format(**facts)


def number_in_words(value: float, language: Language, *, digits: int = 3) -> str:
    """Write a number as it stands in a column, with a true minus."""
    return wording.decimal(value, language, digits=digits, is_fixed=True).replace("-", "\u2212")


def share_in_words(fraction: float, language: Language, *, digits: int = 1) -> str:
    """Write a fraction as percent as it stands in a column, with a true minus."""
    return wording.percent(fraction, language, digits=digits, is_fixed=True).replace("-", "\u2212")


def interval_in_words(low: float, high: float, language: Language, *, digits: int = 3, is_share: bool = False) -> str:
    """Write the ends of an interval: ``"[0.742, 0.781]"``, or as percent."""
    between = "\u202f; " if language is Language.FR else ", "
    ends = ((share_in_words if is_share else partial(number_in_words, digits=digits))(end, language=language)
            for end in (low, high))  # fmt: skip
    return f"[{between.join(ends)}]"


def estimate_in_words(estimate: Estimate | None, language: Language, *, digits: int = 3, is_share: bool = False) -> str:
    """Write a figure with its interval; a dash where there is none."""
    if estimate is None:
        return "–"
    value = (
        share_in_words(estimate.value, language)
        if is_share
        else number_in_words(estimate.value, language, digits=digits)
    )
    return f"{value} {interval_in_words(estimate.low, estimate.high, language, digits=digits, is_share=is_share)}"


def cost_in_words(value: float, cost: CostFigures, language: Language, *, is_short: bool = False) -> str:
    """Write a cost in the unit of the policy; short where it stands by itself."""
    if cost.kind == "money":
        return wording.amount(value, language, currency=cost.currency)
    return wording.decimal(value, language, digits=3) if is_short else number_in_words(value, language)


def table_of(
    heads: Sequence[str], rows: Sequence[Sequence[str]], language: Language, *, n_words: int = 1
) -> FigureTable:
    """Return a table under the labels of its heads, the first ``n_words`` columns of which hold words."""
    return FigureTable(
        caption=LABELS["figures"].in_language(language),
        heads=tuple(LABELS[head].in_language(language) for head in heads),
        rows=tuple(tuple(row) for row in rows),
        n_words=n_words,
    )
