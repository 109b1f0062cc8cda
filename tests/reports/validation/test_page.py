"""The page of a validation: every figure of the document is told, in both languages, and nothing else is needed."""

import pytest

from builders import make_bundle, make_catalogue, make_policy, make_validation
from html_text import words_of_html
from solvable import wording
from solvable.decisions.costs import MoneyCosts
from solvable.errors import ConfigError
from solvable.explanations.model_view import view_model
from solvable.models.alternatives import Alternative, Alternatives, Difference
from solvable.models.estimate import Estimate
from solvable.models.manifest import ModelKind
from solvable.models.reason_figures import OutcomeFigures, ReasonFigures, ReasonTrial
from solvable.reports.validation.findings import validation_findings
from solvable.reports.validation.page import validation_page, write_validation
from solvable.reports.validation.reason_panels import reason_lines
from solvable.reports.validation.words import estimate_in_words, interval_in_words, number_in_words, share_in_words
from solvable.vocabulary import Language

MANIFEST = make_bundle().manifest
SECTIONS = {
    Language.FR: ["Pouvoir discriminant", "Calibrage", "Stabilité", "Coûts et seuils", "Par segment", "Équité"],
    Language.EN: ["Ranking power", "Calibration", "Stability", "Costs and cutoffs", "By segment", "Fairness"],
}


REASONS = ReasonFigures(
    against_as_accepted=ReasonTrial(n=1200, n_true=1162),
    in_favour_as_accepted=ReasonTrial(n=1200, n_true=503),
    against_exchanged=ReasonTrial(n=360, n_true=360),
    in_favour_exchanged=ReasonTrial(n=0, n_true=0),
    n_first=1200, n_kept=1176, n_clients_disturbed=400, n_first_kept=390, largest_disturbance=0.01,
    good=OutcomeFigures(n_clients=370, points_mean=34.66, n_against_mean=16.14),
    defaulted=OutcomeFigures(n_clients=0, points_mean=None, n_against_mean=None),
    n_reasons=43, n_reasons_lower=25,
)  # fmt: skip


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize("language", Language)
def test_the_page_tells_the_figures_of_the_document(language):
    found = make_validation()

    page = validation_page(MANIFEST, found, language, alternatives=None)

    said = words_of_html(page)
    assert f'<html lang="{language.value}">' in page
    for section in SECTIONS[language]:
        assert section in said
    assert plain(estimate_in_words(found.calibration.slope, language)) in said
    for band in found.calibration.bands:
        assert plain(share_in_words(band.observed.value, language)) in said
    for segment in found.segments:
        for group in segment.groups:
            assert plain(group.label.in_language(language)) in said
            assert plain(estimate_in_words(group.ranking.auc, language)) in said
    for group in found.fairness[0].groups:
        assert plain(estimate_in_words(group.accepted, language, is_share=True)) in said
    assert found.policy_checksum[:12] in said


@pytest.mark.parametrize("language", Language)
def test_every_drawing_has_words_for_those_who_do_not_see_it_and_no_network_is_needed(language):
    page = validation_page(MANIFEST, make_validation(), language, alternatives=None)

    assert page.count("<svg") == page.count('<svg role="img" aria-label="') > 10
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page


@pytest.mark.parametrize("language", Language)
def test_the_page_tells_what_moves_scores_and_from_which_value_on(language):
    view = view_model(make_bundle().importance, make_catalogue(), currency=None)

    page = validation_page(MANIFEST, make_validation(), language, alternatives=None, model=view)

    said = words_of_html(page)
    assert {Language.FR: "Ce qui fait bouger le score", Language.EN: "What moves scores"}[language] in said
    for theme in view.themes:
        assert plain(theme.label.in_language(language)) in said
        assert plain(number_in_words(theme.mean_points, language, digits=1)) in said
    for feature in view.features:
        assert plain(feature.summary.in_language(language)) in said
        for band in feature.curve:
            assert plain(band.label.in_language(language)) in said
            assert plain(interval_in_words(band.points.low, band.points.high, language, digits=1)) in said
    assert page.count("<svg") == page.count('<svg role="img" aria-label="')


def test_without_a_catalogue_there_is_no_such_section():
    said = words_of_html(validation_page(MANIFEST, make_validation(), Language.EN, alternatives=None))

    assert "What moves scores" not in said


def test_costs_in_money_are_told_in_the_currency():
    policy = make_policy().model_copy(update={"costs": MoneyCosts(loss_given_default=0.5, margin=0.05)})
    found = make_validation(policy=policy)
    euros = found.model_copy(update={"cost": found.cost.model_copy(update={"currency": "EUR"})})

    said = words_of_html(validation_page(MANIFEST, euros, Language.FR, alternatives=None))

    assert plain(wording.amount(euros.cost.realised.value, Language.FR, currency="EUR")) in said
    assert "selon l’encours de chaque dossier" in said


def make_alternatives(*, fingerprint):
    def near(value):
        return Estimate(value=value, low=value - 0.01, high=value + 0.01)

    common = {
        "kind": ModelKind.BOOSTING, "has_directions": True, "gini": near(0.5), "cost_per_1000": near(612.5),
    }  # fmt: skip
    worse = Difference(auc=near(-0.02), gini=near(-0.043), cost_per_1000=near(14.0))
    return Alternatives(
        measured_at="2026-11-24T10:00:00+00:00", features_fingerprint=fingerprint, training_checksum="t",
        policy_version="test", n_report=3000, n_report_defaults=240, reference="fair-1", proxies=(),
        models=(
            Alternative(key="fair", version="fair-1", profile="fair", n_features=300, auc=near(0.7612),
                        against_reference=None, **common),
            Alternative(key="own-data", version="own-1", profile="own-data", n_features=290, auc=near(0.7397),
                        against_reference=worse, **common),
        ),
    )  # fmt: skip


def test_other_models_of_the_same_features_are_compared():
    alternatives = make_alternatives(fingerprint=MANIFEST.data.features_fingerprint)

    said = words_of_html(validation_page(MANIFEST, make_validation(), Language.FR, alternatives=alternatives))

    assert "own-data" in said
    assert "référence" in said
    assert plain("−0,020 [−0,030\u202f; −0,010]") in said


@pytest.mark.parametrize("alternatives", [None, make_alternatives(fingerprint="of other features")])
def test_without_a_comparison_the_page_says_how_to_make_one(alternatives):
    said = words_of_html(validation_page(MANIFEST, make_validation(), Language.EN, alternatives=alternatives))

    assert "No comparison was made: run solvable profiles" in said
    assert "own-data" not in said


class TestInShort:
    """The first sentences: computed from the figures."""

    def said(self, **changes):
        found = make_validation().model_copy(update=changes)
        return " ".join(" ".join(finding.fr.split()) for finding in validation_findings(found))

    def calibration(self, low, high):
        found = make_validation().calibration
        slope = Estimate(value=(low + high) / 2, low=low, high=high)
        return found.model_copy(update={"slope": slope})

    @pytest.mark.parametrize(
        ("low", "high", "verdict"),
        [
            pytest.param(0.6, 0.9, "Les probabilités sont trop tranchées", id="slope below one"),
            pytest.param(1.1, 1.4, "Les probabilités sont trop timides", id="slope above one"),
            pytest.param(0.9, 1.1, "Rien n’indique que les probabilités soient mal calibrées", id="one is inside"),
        ],
    )
    def test_the_slopes_interval_decides_what_is_said_of_calibration(self, low, high, verdict):
        assert verdict in self.said(calibration=self.calibration(low, high))

    @pytest.mark.parametrize(
        ("realised", "change"), [pytest.param(0.6, "25 % de moins"), pytest.param(1.0, "25 % de plus")]
    )
    def test_the_cost_is_compared_with_deciding_blindly(self, realised, change):
        cost = make_validation().cost
        changed = cost.model_copy(
            update={
                "realised": Estimate(value=realised, low=0.5, high=1.1), "accept_all": 0.8, "decline_all": 0.9,
            }
        )  # fmt: skip

        assert change in self.said(cost=changed)

    def test_a_group_whose_frequency_is_missed_is_named(self):
        (segment, *_) = make_validation().segments
        group = segment.groups[0].model_copy(update={"prob_mean": 0.02})
        missed = segment.model_copy(update={"groups": (group,)})

        assert "Pour un groupe (Métier : employé), il annonce 2 % d’impayés" in self.said(segments=(missed,))

    def test_a_group_that_is_ranked_clearly_worse_is_named(self):
        (segment, *_) = make_validation().segments
        group = segment.groups[1]
        worse = group.ranking.model_copy(update={"auc": Estimate(value=0.55, low=0.52, high=0.58)})
        ranked = segment.model_copy(update={"groups": (group.model_copy(update={"ranking": worse}),)})

        said = self.said(segments=(ranked,))

        assert "Il classe moins bien un groupe (Métier : forgeron) : AUC 0,550 [0,520 ; 0,580]." in said

    def test_the_widest_gap_of_each_protected_ground_is_said_with_the_observed_rates(self):
        (ground,) = make_validation().fairness
        least = min(ground.groups, key=lambda group: group.accepted.value)

        assert plain(f"({least.label.fr})") in self.said()


def test_a_page_is_written_whole_and_only_as_html(tmp_path):
    write_validation(MANIFEST, make_validation(), tmp_path / "v.html", Language.FR, alternatives=None)

    assert [path.name for path in tmp_path.iterdir()] == ["v.html"]
    with pytest.raises(ConfigError, match=r"ending in \.html"):
        write_validation(MANIFEST, make_validation(), tmp_path / "v.pdf", Language.FR, alternatives=None)


@pytest.mark.parametrize("language", Language)
def test_the_page_tells_whether_the_reasons_are_true(language):
    page = validation_page(
        MANIFEST, make_validation().model_copy(update={"reasons": REASONS}), language, alternatives=None
    )

    said = words_of_html(page)
    assert {Language.FR: "Vérité des raisons", Language.EN: "Truth of the reasons"}[language] in said
    for line in reason_lines(REASONS, language):
        for cell in line:
            assert plain(cell) in said


def test_each_figure_of_the_reasons_is_told_once_with_what_it_counts():
    lines = reason_lines(REASONS, Language.EN)

    assert [(value, of) for _, value, of in lines] == [
        ("96.8%", "1,162 of 1,200"), ("100.0%", "360 of 360"), ("–", "0 of 0"), ("41.9%", "503 of 1,200"),
        ("98.0%", "1,176 of 1,200"), ("97.5%", "390 of 400"), ("34.7", "370"), ("–", "0"), ("16.1", "370"), ("–", "0"),
        ("58.1%", "25 of 43"),
    ]  # fmt: skip
    assert len({told for told, _, _ in lines}) == len(lines)
    assert "moves by 1% at most" in lines[4][0]


def test_the_findings_say_how_many_reasons_against_are_true_where_it_was_measured():
    measured = make_validation().model_copy(update={"reasons": REASONS})

    said = [finding.en for finding in validation_findings(measured)]

    assert sum("Of the first three reasons against, 96.8% are true" in sentence for sentence in said) == 1
    assert not any("reasons against" in finding.en for finding in validation_findings(make_validation()))
