"""Which reasons change when a client asks differently."""

import dataclasses

import pyarrow as pa
import pytest

from builders import make_applied, make_bundle, make_catalogue, make_rows
from solvable.decisions.decide import decide
from solvable.decisions.what_if import WhatIf, compare_reasons

ROWS = make_rows(40, seed=3)


def decided(rows):
    return decide(rows, bundle=make_bundle(), policy=make_applied(), catalogue=make_catalogue(), currency=None)


def what_if(before, after):
    return WhatIf(
        before=before, after=after, loan_before=None, loan_after=None, changes=compare_reasons(before, after)
    )  # fmt: skip


def test_changed_reasons_are_the_difference_of_the_scores_for_every_client():
    halved = ROWS.set_column(ROWS.schema.get_field_index("amount"), "amount", pa.array(ROWS["amount"].to_numpy() / 2))

    found = [what_if(before, after) for before, after in zip(decided(ROWS), decided(halved), strict=True)]

    assert any(case.changes for case in found)
    for case in found:
        gained = sum(change.difference for change in case.changes)
        assert gained == case.after.score - case.before.score
        sizes = [abs(change.difference) for change in case.changes]
        assert sizes == sorted(sizes, reverse=True)
        assert 0 not in sizes
        amounts = [change for change in case.changes if change.key == "amount"]
        after = {reason.key: reason for reason in case.after.reasons}
        assert all(change.sentence == after["amount"].sentence for change in amounts)


def test_a_client_who_changes_nothing_has_no_changed_reason():
    (decision,) = decided(ROWS.slice(0, 1))

    assert compare_reasons(decision, decision) == ()


def test_a_value_that_comes_to_be_known_takes_the_place_of_its_missing():
    place = ROWS.schema.get_field_index("job")
    unknown, known = (ROWS.set_column(place, "job", pa.array([job] * 40, pa.string())) for job in (None, "smith"))

    found = [what_if(before, after) for before, after in zip(decided(unknown), decided(known), strict=True)]

    assert any(change.key not in {reason.key for reason in case.before.reasons} for case in found
               for change in case.changes)  # fmt: skip
    for case in found:
        points = {change.key: (change.points_before, change.points_after) for change in case.changes}
        gone = {reason.key for reason in case.before.reasons} - {reason.key for reason in case.after.reasons}
        assert all(points[key][1] == 0 for key in gone & points.keys())


def test_changes_that_do_not_sum_to_the_difference_cannot_exist():
    first, other = next((a, b) for a, b in zip(decided(ROWS), decided(ROWS)[1:], strict=False) if a.score != b.score)

    with pytest.raises(ValueError, match="must sum to the difference"):
        dataclasses.replace(what_if(first, other), changes=())
