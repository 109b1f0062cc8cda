"""Whatever a model may read can be said: every feature of every profile, with a value and without."""

import numpy as np
import pytest

from builders import training_config
from solvable.explanations.accepted import AcceptedClients
from solvable.explanations.reasons import build_reasons
from solvable.models.standings import Standing
from solvable.portfolios.home_credit import home_credit
from solvable.train import admissible_features
from solvable.vocabulary import Admissibility, Unit

PROFILES = sorted(training_config().profiles)
CATALOGUE = home_credit().catalogue


def values_of(feature):
    """Return values that are said differently: none, one, several, or every level that has words."""
    if feature.unit is Unit.CATEGORY:
        return [*CATALOGUE.levels[feature.name]]
    return [0.0, 1.0] if feature.unit is Unit.FLAG else [0.0, 1.0, 0.37, 46.0]


def said(feature, value):
    """Return the one reason of a client of whom a model knows this feature only."""
    typical = values_of(feature)[0]
    standing = Standing(
        typical=typical, share=0.7 if isinstance(typical, str) or feature.unit is Unit.FLAG else None, known_share=0.9
    )
    [reason] = build_reasons(
        {feature.name: value}, np.array([-7.0]), features=[feature.name], total=-7, catalogue=CATALOGUE,
        currency=None, accepted=AcceptedClients({feature.name: standing}, CATALOGUE, currency=None),
    )  # fmt: skip
    return reason


@pytest.mark.parametrize("profile", PROFILES)
def test_every_feature_of_a_profile_has_a_sentence_in_both_languages_with_a_value_and_without(profile):
    for feature in admissible_features(home_credit(), training_config(), profile):
        for value in (*values_of(feature), None):
            reason = said(feature, value)

            assert reason.is_missing == (value is None)
            for text in (reason.label, reason.theme_label, reason.sentence, reason.accepted):
                for words in (text.fr, text.en):
                    assert words == words.strip()
                    assert not {"{", "}", "_"} & set(words), (feature.name, words)


@pytest.mark.parametrize("profile", [profile for profile in PROFILES if profile != "full"])
def test_no_profile_for_service_has_a_protected_feature_to_make_a_reason_of(profile):
    barred = {Admissibility.PROTECTED, Admissibility.PROXY, Admissibility.THIRD_PARTY}

    assert not [f.name for f in admissible_features(home_credit(), training_config(), profile)
                if f.admissibility in barred]  # fmt: skip


def test_a_reason_belongs_to_one_theme():
    themes = {}
    for feature in CATALOGUE.features.values():
        themes.setdefault(feature.reason, set()).add(feature.theme)

    assert {reason for reason, found in themes.items() if len(found) > 1} == set()
