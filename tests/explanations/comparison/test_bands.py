"""What bands of numbers are called."""

import pytest

from solvable.explanations.comparison.bands import name_band
from solvable.explanations.comparison.scale import just_above
from solvable.vocabulary import Text

ALONE = (0.0, just_above(0.0), 10.0, 20.0)


def said(value):
    return Text(fr=f"{value:g} F", en=f"{value:g} E")


@pytest.mark.parametrize(
    ("low", "high", "is_whole", "fr", "en"),
    [
        pytest.param(None, 10.0, False, "moins de 10 F", "less than 10 E", id="below an edge"),
        pytest.param(10.0, 20.0, False, "de 10 F à moins de 20 F", "10 E to less than 20 E", id="between edges"),
        pytest.param(20.0, None, False, "20 F et plus", "20 E and more", id="from an edge"),
        pytest.param(None, None, False, "toutes les valeurs", "all values", id="no edge"),
        pytest.param(0.0, ALONE[1], False, "0 F", "0 E", id="one value"),
        pytest.param(None, ALONE[1], False, "jusqu’à 0 F", "up to 0 E", id="up to the one value"),
        pytest.param(
            ALONE[1], 10.0, False, "plus de 0 F à moins de 10 F", "more than 0 E to less than 10 E", id="past the value"
        ),
        pytest.param(ALONE[1], None, False, "plus de 0 F", "more than 0 E", id="all past the value"),
        pytest.param(0.0, 10.0, False, "de 0 F à moins de 10 F", "0 E to less than 10 E", id="the value and more"),
        pytest.param(None, 1.0, True, "0 F", "0 E", id="no such thing"),
        pytest.param(1.0, 2.0, True, "1 F", "1 E", id="one whole number"),
        pytest.param(None, 3.0, True, "de 0 F à 2 F", "0 E to 2 E", id="few"),
        pytest.param(2.0, 4.0, True, "de 2 F à 3 F", "2 E to 3 E", id="several whole numbers"),
        pytest.param(4.0, None, True, "4 F et plus", "4 E and more", id="many"),
    ],
)
def test_a_band_is_called_by_what_it_holds(low, high, is_whole, fr, en):
    assert name_band(low, high, ALONE, is_whole=is_whole, said=said) == Text(fr=fr, en=en)


def test_a_band_that_ends_with_the_one_value_includes_it():
    edges = (1.0, 5.0, just_above(5.0))

    assert name_band(1.0, edges[2], edges, is_whole=False, said=said).en == "1 E to 5 E"
    both = (0.0, just_above(0.0), 5.0, just_above(5.0))
    assert name_band(both[1], both[3], both, is_whole=False, said=said).en == "more than 0 E to 5 E"
