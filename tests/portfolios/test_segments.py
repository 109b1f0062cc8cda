"""Segments: declared once, told apart the same everywhere."""

import pyarrow as pa
import pytest

from builders import make_catalogue
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.segments import Segment, segment_members, segment_names
from solvable.vocabulary import Admissibility, Text

LABEL = Text(fr="Segment", en="Segment")


def make_segment(**fields):
    return Segment(**({"key": "by", "label": LABEL, "feature": "amount"} | fields))


def column(*values):
    return pa.chunked_array([pa.array(values)])


def test_an_edge_belongs_to_the_band_above_it():
    members = segment_members(make_segment(edges=(10.0, 20.0)), column(9.9, 10.0, 19.9, 20.0, None))

    assert members.tolist() == [0, 1, 1, 2, -1]


def test_a_level_that_is_not_listed_belongs_to_no_member():
    members = segment_members(
        make_segment(feature="job", levels=("smith", "clerk")), column("clerk", "smith", "baker", None)
    )

    assert members.tolist() == [1, 0, -1, -1]


def test_bands_go_by_their_edges_in_the_words_of_the_catalogue():
    names = segment_names(make_segment(edges=(1000.0, 2500.0)), make_catalogue(), currency="EUR")

    assert [name.en for name in names] == ["less than €1,000", "€1,000 to less than €2,500", "€2,500 and more"]
    assert names[1].fr == "de 1\u202f000\u00a0€ à moins de 2\u202f500\u00a0€"


def test_bands_may_have_names_of_their_own():
    new, known = Text(fr="nouveau", en="new"), Text(fr="connu", en="known")

    assert segment_names(make_segment(edges=(1.0,), names=(new, known)), make_catalogue(), currency=None) == (
        new,
        known,
    )


def test_levels_go_by_the_words_of_the_catalogue():
    segment = make_segment(feature="job", levels=("smith", "baker"))

    assert [name.fr for name in segment_names(segment, make_catalogue(), currency=None)] == ["forgeron", "baker"]


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        pytest.param({}, "needs levels or edges", id="neither"),
        pytest.param({"levels": ("a",), "edges": (1.0,)}, "needs levels or edges", id="both"),
        pytest.param({"edges": (2.0, 1.0)}, "must rise", id="falling edges"),
        pytest.param({"edges": (1.0,), "names": (LABEL,)}, "needs 2 names, one per band, found 1", id="too few names"),
    ],
)
def test_a_segment_that_cannot_tell_clients_apart_is_refused(fields, match):
    with pytest.raises(ValueError, match=match):
        make_segment(**fields)


def test_the_segments_of_home_credit_stand_on_features_of_its_catalogue_and_name_its_tables():
    portfolio = home_credit()

    assert {segment.feature for segment in portfolio.segments} <= portfolio.catalogue.features.keys()
    assert {segment.feature for segment in portfolio.comparisons} <= portfolio.catalogue.features.keys()
    assert portfolio.table_labels.keys() == portfolio.contracts.keys()


def test_clients_of_home_credit_are_compared_by_what_the_law_allows_and_by_age():
    portfolio = home_credit()
    by = {segment.key: portfolio.catalogue.features[segment.feature] for segment in portfolio.comparisons}

    assert {"contract_type", "income", "age", "occupation", "housing"} <= by.keys()
    assert [key for key, feature in by.items() if feature.admissibility is not Admissibility.ALLOWED] == ["age"]
    for segment in portfolio.comparisons:
        names = segment_names(segment, portfolio.catalogue, currency=None)
        assert len({name.fr for name in names}) == len(names) >= 2
