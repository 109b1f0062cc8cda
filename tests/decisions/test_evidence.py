"""What a decision stood on, kept as text, gives the same decision again, or says what differs."""

import dataclasses
import json

import numpy as np
import pyarrow as pa
import pytest

from builders import make_bundle, make_catalogue, make_policy, make_rows, make_scorecard_bundle
from solvable.decisions.evidence import gather_evidence, replay
from solvable.errors import BundleError, FeatureMismatchError
from solvable.models.bundle import load_bundle
from solvable.models.shelf import put_on_shelf
from solvable.portfolios.workspace import Workspace
from solvable.vocabulary import Text

CATALOGUE = make_catalogue()


def stored(bundle, checksum="b0" * 32):
    return dataclasses.replace(bundle, checksum=checksum)


def evidence_of(row, bundle=None, **changes):
    options = {"policy": make_policy(), "catalogue": CATALOGUE, "currency": "EUR"}
    return gather_evidence(row, **({"bundle": bundle or stored(make_bundle())} | options | changes))


def kept(evidence):
    """Return the document of evidence as it comes back from where it was stored."""
    return json.loads(json.dumps(evidence.document()))


@pytest.mark.parametrize(
    "bundle", [pytest.param(make_bundle, id="trees"), pytest.param(make_scorecard_bundle, id="scorecard")]
)
def test_every_client_is_decided_upon_again_as_they_were_to_the_last_bit(bundle):
    bundle, rows = stored(bundle()), make_rows(40, seed=3)

    for place in range(rows.num_rows):
        document = kept(evidence_of(rows.slice(place, 1), bundle))
        assert replay(document, bundle=bundle, catalogue=CATALOGUE) == ()


def test_a_bundle_from_the_shelf_decides_as_the_one_that_was_put_there(tmp_path):
    bundle = load_bundle(put_on_shelf(make_bundle(), Workspace(tmp_path)))

    document = kept(evidence_of(make_rows(1), bundle))

    assert document["model_checksum"] == bundle.checksum
    again = load_bundle(tmp_path / "bundles" / bundle.version)
    assert replay(document, bundle=again, catalogue=CATALOGUE) == ()


def test_only_what_the_model_reads_is_kept_and_a_missing_value_as_none():
    rows = make_rows(1)
    without = rows.set_column(rows.schema.get_field_index("score"), "score", pa.array([np.nan]))

    inputs = evidence_of(without).inputs

    assert inputs.keys() == {feature.name for feature in make_bundle().manifest.features}
    assert "age" not in inputs
    assert inputs["score"] is None


def test_a_changed_input_changes_score_probability_and_reasons_and_each_is_said():
    document = kept(evidence_of(make_rows(1)))
    document["inputs"]["late_count"] += 6

    differences = {found.what: found for found in replay(document, bundle=stored(make_bundle()), catalogue=CATALOGUE)}

    assert {"score", "prob_default"} <= differences.keys()
    assert any(what.startswith("reasons[") for what in differences)
    assert differences["score"].recorded == document["proposal"]["score"] > differences["score"].computed


def test_another_model_under_the_same_name_is_said_by_its_checksum():
    document = kept(evidence_of(make_rows(1)))

    [found] = replay(document, bundle=stored(make_bundle(), "c1" * 32), catalogue=CATALOGUE)

    assert (found.what, found.recorded, found.computed) == ("model_checksum", "b0" * 32, "c1" * 32)


def test_a_reason_that_is_worded_otherwise_by_now_is_said_and_nothing_else():
    document = kept(evidence_of(make_rows(1)))
    reasons = dict.fromkeys(CATALOGUE.reasons, Text(fr="Autres mots", en="Other words"))

    differences = replay(
        document, bundle=stored(make_bundle()), catalogue=dataclasses.replace(CATALOGUE, reasons=reasons)
    )

    assert {found.what.split("].")[1] for found in differences} == {"label.fr", "label.en"}


def test_a_policy_that_was_written_with_fewer_fields_gives_the_same_decision():
    document = kept(evidence_of(make_rows(1)))
    policy = json.loads(document["policy"])
    del policy["retention"]
    earlier = document | {"policy": json.dumps(policy, separators=(",", ":"))}

    [found] = replay(earlier, bundle=stored(make_bundle()), catalogue=CATALOGUE)

    assert found.what == "policy_checksum"  # The text was changed after it was recorded; the verdict is the same.


def test_a_model_that_reads_what_was_not_recorded_is_refused():
    document = kept(evidence_of(make_rows(1)))
    del document["inputs"]["amount"]

    with pytest.raises(FeatureMismatchError, match="amount"):
        replay(document, bundle=stored(make_bundle()), catalogue=CATALOGUE)


def test_a_model_that_is_in_no_folder_gives_no_evidence():
    with pytest.raises(BundleError, match="found one in memory"):
        evidence_of(make_rows(1), make_bundle())
