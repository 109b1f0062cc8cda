"""The chain by itself, without a database: whatever is done to a chain, it is found out."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvable.web.journal.canonical import canonical
from solvable.web.journal.chain import FIRST, BreakKind, Head, Sealed, commitment_to, next_link, verify

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
LENGTHS = st.integers(min_value=1, max_value=7)


def make_chain(n_links):
    """Return a chain of decisions as it would be stored, each with a column that repeats its content."""
    entries, head = [], Head(sequence=0, seal=FIRST)
    for n in range(1, n_links + 1):
        content, salt = canonical({"taken": "accept", "client_id": n}), f"{n:064x}"
        record = Sealed(
            kind="decision", record_id=n, content=content, salt=salt, commitment=commitment_to(content, salt),
            columns={"client_id": n},
        )  # fmt: skip
        link = next_link(
            head, kind="decision", record_id=n, recorded_at=f"2026-11-{n:02d}T09:00:00+00:00",
            commitment=record.commitment,
        )  # fmt: skip
        entries.append((link, record))
        head = Head(sequence=link.sequence, seal=link.seal)
    return entries


def head_of(entries):
    return Head(sequence=entries[-1][0].sequence, seal=entries[-1][0].seal)


def kinds(entries, **options):
    return {found.kind for found in verify(entries, **options)}


@given(JSON)
@settings(max_examples=50)
def test_a_content_is_read_back_as_it_was_and_written_again_alike(content):
    text = canonical(content)

    assert json.loads(text) == content
    assert canonical(json.loads(text)) == text


def test_the_order_in_which_a_content_was_put_together_makes_no_difference():
    assert canonical({"b": 1, "a": [1, 2]}) == canonical({"a": [1, 2], "b": 1}) != canonical({"a": [2, 1], "b": 1})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(float("nan"), id="not a number"),
        pytest.param([float("inf")], id="infinity"),
        pytest.param({1: "one"}, id="a key that is no text"),
        pytest.param([{"deep": {None: 1}}], id="a key deep inside"),
        pytest.param("\ud800", id="half a character"),
    ],
)
def test_what_json_cannot_say_is_refused(content):
    with pytest.raises(ValueError, match=r"Out of range|Keys must be texts|surrogates not allowed"):
        canonical(content)


@given(LENGTHS)
@settings(max_examples=7)
def test_a_chain_that_nobody_touched_holds(n_links):
    entries = make_chain(n_links)

    assert kinds(entries, noted=[head_of(entries)]) == set()
    assert kinds([]) == set()


@given(LENGTHS, st.data())
@settings(max_examples=40)
def test_a_change_of_any_field_of_any_link_is_found(n_links, data):
    entries = make_chain(n_links)
    place = data.draw(st.integers(0, n_links - 1))
    link, record = entries[place]
    name = data.draw(st.sampled_from(sorted(type(link).__slots__)))
    value = getattr(link, name)
    changed = dataclasses.replace(link, **{name: value + 1 if isinstance(value, int) else value[::-1] + "0"})
    entries[place] = (changed, record)

    assert kinds(entries)


@given(LENGTHS, st.data())
@settings(max_examples=40)
def test_a_change_of_any_part_of_any_record_is_found(n_links, data):
    entries = make_chain(n_links)
    place = data.draw(st.integers(0, n_links - 1))
    link, record = entries[place]
    changed = data.draw(
        st.sampled_from(
            [
                {"content": record.content.replace("accept", "decline")},
                {"content": record.content + " "},
                {"content": None},
                {"content": None, "salt": None},
                {"salt": "0" * 64},
                {"commitment": commitment_to("{}", "")},
                {"columns": {"client_id": 99}},
                {"kind": "review"},
                {"record_id": 99},
            ]
        )
    )
    entries[place] = (link, dataclasses.replace(record, **changed))

    assert kinds(entries) & {BreakKind.RECORD_CHANGED, BreakKind.ERASED_WITHOUT_GROUNDS}


@given(st.integers(2, 7), st.data())
@settings(max_examples=40)
def test_a_missing_link_is_found_and_one_that_is_missing_at_the_end_by_the_head_that_was_noted(n_links, data):
    entries = make_chain(n_links)
    head, place = head_of(entries), data.draw(st.integers(0, n_links - 1))
    del entries[place]

    assert bool(kinds(entries)) == (place < n_links - 1)
    assert kinds(entries, noted=[head])


@given(st.integers(2, 7), st.data())
@settings(max_examples=40)
def test_two_links_that_change_places_are_found_also_when_they_are_numbered_anew(n_links, data):
    entries = make_chain(n_links)
    one, other = data.draw(st.lists(st.integers(0, n_links - 1), min_size=2, max_size=2, unique=True))
    entries[one], entries[other] = entries[other], entries[one]

    assert kinds(entries)
    numbered = [(dataclasses.replace(link, sequence=n + 1), record) for n, (link, record) in enumerate(entries)]
    assert kinds(numbered)


def test_a_record_that_is_not_there_is_named():
    entries = make_chain(3)
    entries[1] = (entries[1][0], None)

    [found] = verify(entries)

    assert (found.kind, found.sequence) == (BreakKind.RECORD_MISSING, 2)
    assert "decision 2" in found.found


def test_an_erased_content_breaks_nothing_where_an_erasure_names_it():
    entries = make_chain(3)
    link, record = entries[1]
    entries[1] = (link, dataclasses.replace(record, content=None, salt=None))

    assert kinds(entries) == {BreakKind.ERASED_WITHOUT_GROUNDS}
    assert kinds(entries, erased={("decision", 2)}) == set()


def test_a_chain_that_was_written_anew_holds_by_itself_and_not_against_the_head_that_was_noted():
    noted = head_of(make_chain(3))
    anew = make_chain(2)
    link = next_link(
        head_of(anew), kind="decision", record_id=3, recorded_at="2026-11-03T09:00:00+00:00", commitment="ab" * 32
    )
    entries = [
        *anew,
        (link, Sealed(kind="decision", record_id=3, content=None, salt=None, commitment="ab" * 32, columns={})),
    ]

    assert kinds(entries, erased={("decision", 3)}) == set()
    assert kinds(entries, erased={("decision", 3)}, noted=[noted]) == {BreakKind.HEAD_MISSING}
