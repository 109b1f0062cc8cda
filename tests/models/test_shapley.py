"""Contributions of trees: by the definition, by hand, and as XGBoost itself computes them."""

import math
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
import xgboost as xgb
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_bundle, make_policy, make_portfolio, make_rows, make_workspace
from solvable.decisions.service import ScoringService
from solvable.models.encoding import encode
from solvable.models.forest import Forest, Tree, read_forest
from solvable.models.manifest import ModelFeature
from solvable.models.shapley import FEW, ForestShapley, shapley_of_leaf
from solvable.models.shelf import put_on_shelf
from solvable.models.tree_parts import MOST_QUESTIONS, cut
from solvable.models.trees import DEEPEST_TABLES, Trees, matrix_options

LEVELS = tuple("abcdefghij")


def make_tree(**nodes):
    """Return a tree from its nodes by number: (feature, threshold, left, right, cover) or (value, cover) of a leaf."""
    rows = [nodes[f"n{number}"] for number in range(len(nodes))]
    inner = [row if len(row) == 5 else (0, row[0], -1, -1, row[1]) for row in rows]
    feature, value, left, right, cover = (np.array(column) for column in zip(*inner, strict=True))
    return Tree(
        left=left, right=right, feature=feature, value=value.astype(np.float32), cover=cover.astype(np.float64),
        default_left=np.zeros(len(rows), dtype=bool), to_the_right={},
    )  # fmt: skip


# Of 100 clients, 60 have less than 2 late payments; of the other 40, 30 ask for less than 10,000.
LATENESS_AND_AMOUNT = make_tree(
    n0=(0, 2.0, 1, 2, 100), n1=(-0.5, 60), n2=(1, 10_000.0, 3, 4, 40), n3=(0.5, 30), n4=(1.5, 10)
)
# Of 100 clients, 80 have less than 1 late payment.
LATENESS = make_tree(n0=(0, 1.0, 1, 2, 100), n1=(-0.1, 80), n2=(0.4, 20))


def make_trees(*, depth, n_rounds, seed=0, **parameters):
    """Return trees over numbers, many of them missing, and over categories, with rows that they never saw."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(3000, 6)).astype(np.float32)
    X[:, 1] = np.round(X[:, 1])
    X[:, 4] = rng.integers(0, len(LEVELS), len(X))
    X[:, 5] = rng.integers(0, 3, len(X))
    effect = np.sin(X[:, 4] * 5) + X[:, 0] * (X[:, 1] > 0) + 0.5 * X[:, 5] + np.where(X[:, 2] > 1, 2.0, -0.5)
    is_default = rng.random(len(X)) < 1 / (1 + np.exp(2 - effect))
    X[rng.random(X.shape) < 0.15] = np.nan
    levels = [None, None, None, None, LEVELS, LEVELS[:3]]
    features = tuple(ModelFeature(name=f"f{j}", unit="count", levels=levels[j], monotone=0) for j in range(len(levels)))
    matrix = xgb.DMatrix(X[:2000], label=is_default[:2000], **matrix_options(features))
    parameters = {"objective": "binary:logistic", "max_depth": depth, "seed": seed, "nthread": 1} | parameters
    booster = xgb.train(parameters, matrix, n_rounds)
    rows = {
        feature.name: X[2000:, j].astype(float)
        if feature.levels is None
        else pa.array([None if np.isnan(code) else feature.levels[int(code)] for code in X[2000:, j]])
        for j, feature in enumerate(features)
    }
    columns = {name: pa.array(column, from_pandas=True) for name, column in rows.items()}
    return Trees(booster, features), pa.table(columns), X[2000:]


def by_xgboost(trees, X):
    return trees.booster.predict(xgb.DMatrix(X, nthread=1, **matrix_options(trees.features)), pred_contribs=True)


def expected_margin(tree, client, known, node=0):
    """Return what a tree gives where only some features are known, by walking it: the definition."""
    if tree.left[node] == -1:
        return float(tree.value[node])
    left, right = int(tree.left[node]), int(tree.right[node])
    if tree.feature[node] in known:
        return expected_margin(tree, client, known, left if client[tree.feature[node]] < tree.value[node] else right)
    return sum(
        expected_margin(tree, client, known, child) * tree.cover[child] / tree.cover[node] for child in (left, right)
    )


def by_definition(tree, client, n_features):
    """Return Shapley values as the mean over all orders in which features become known."""
    found = np.zeros(n_features)
    for i in range(n_features):
        others = [j for j in range(n_features) if j != i]
        for size in range(n_features):
            weight = math.factorial(size) * math.factorial(n_features - 1 - size) / math.factorial(n_features)
            for known in combinations(others, size):
                with_it = expected_margin(tree, client, {*known, i})
                found[i] += weight * (with_it - expected_margin(tree, client, set(known)))
    return found


def test_one_question_gives_what_the_client_has_beyond_the_mean_of_all():
    tables = ForestShapley.of(Forest(start=0.25, trees=(LATENESS,)), 1)

    # 0.8 x -0.1 + 0.2 x 0.4 = 0: the tree adds nothing to where everybody starts.
    assert tables.base == pytest.approx(0.25)
    np.testing.assert_allclose(tables.values(np.array([[0.0], [3.0]], dtype=np.float32)), [[-0.1], [0.4]], rtol=1e-6)


def test_two_features_share_what_they_give_together_as_the_definition_says():
    tables = ForestShapley.of(Forest(start=0.0, trees=(LATENESS_AND_AMOUNT, LATENESS)), 2)

    # Nothing known: 0.6 x -0.5 + 0.3 x 0.5 + 0.1 x 1.5 = 0. Three late payments known: 0.75 x 0.5 + 0.25 x 1.5 = 0.75.
    # An amount of 20,000 known: 0.6 x -0.5 + 0.4 x 1.5 = 0.3. Both: 1.5.
    # Lateness: ((0.75 - 0) + (1.5 - 0.3)) / 2 = 0.975, and 0.4 by the other tree; the amount: (0.3 + 0.75) / 2.
    assert tables.base == pytest.approx(0.0, abs=1e-7)
    found = tables.values(np.array([[3.0, 20_000.0]], dtype=np.float32))
    np.testing.assert_allclose(found, [[0.975 + 0.4, 0.525]], rtol=1e-6)


def test_a_feature_that_no_question_is_about_gets_nothing():
    tables = ForestShapley.of(Forest(start=0.0, trees=(LATENESS,)), 3)

    assert tables.values(np.array([[0.0, 5.0, 7.0]], dtype=np.float32))[0, 1:].tolist() == [0.0, 0.0]


@st.composite
def trees_of_three_features(draw):
    """Draw a tree of up to four levels, over three features that come again on the way."""
    nodes: list[tuple] = []

    def grow(depth, cover):
        number = len(nodes)
        nodes.append(())
        if depth == 4 or (depth and draw(st.booleans())):
            nodes[number] = (draw(st.integers(-8, 8)) / 8, cover)
            return number
        share = draw(st.integers(1, 7)) / 8
        left = grow(depth + 1, cover * share)
        right = grow(depth + 1, cover * (1 - share))
        nodes[number] = (draw(st.integers(0, 2)), float(draw(st.integers(-2, 2))), left, right, cover)
        return number

    grow(0, 1000.0)
    return make_tree(**{f"n{number}": node for number, node in enumerate(nodes)})


@settings(max_examples=25)
@given(trees_of_three_features(), st.lists(st.integers(-3, 3), min_size=3, max_size=3))
def test_any_tree_gives_what_the_definition_says(tree, client):
    tables = ForestShapley.of(Forest(start=0.0, trees=(tree,)), 3)

    found = tables.values(np.array([client], dtype=np.float32))[0]

    np.testing.assert_allclose(found, by_definition(tree, client, 3), atol=1e-9)
    assert tables.base == pytest.approx(expected_margin(tree, client, set()), abs=1e-9)
    assert tables.base + found.sum() == pytest.approx(expected_margin(tree, client, {0, 1, 2}), abs=1e-9)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=1, max_size=6))
def test_a_leaf_is_shared_out_whole(ways):
    goes_there = np.array([goes for goes, _ in ways])
    shares = np.array([eighths / 8 for _, eighths in ways])

    found = shapley_of_leaf(3.0, goes_there, shares)

    # What all known features lead to, less what none leads to.
    assert found.sum() == pytest.approx(3.0 * (float(goes_there.all()) - shares.prod()), abs=1e-12)


@pytest.mark.parametrize(
    ("depth", "parameters"),
    [
        pytest.param(1, {}, id="stumps"),
        pytest.param(3, {"max_cat_to_onehot": 1}, id="sets of categories"),
        pytest.param(4, {"max_cat_to_onehot": 100}, id="one category against the others"),
        pytest.param(DEEPEST_TABLES, {"min_child_weight": 0.2}, id="the deepest trees that have tables"),
    ],
)
def test_every_client_gets_what_xgboost_says_with_values_missing_and_categories(depth, parameters):
    trees, rows, X = make_trees(depth=depth, n_rounds=30, **parameters)
    assert read_forest(trees.booster).depth == depth
    if parameters.get("max_cat_to_onehot"):
        assert any(tree.to_the_right for tree in read_forest(trees.booster).trees)

    found = trees.contributions(rows)

    theirs = by_xgboost(trees, X)
    np.testing.assert_allclose(found.values, theirs[:, :-1], atol=1e-4)
    assert found.base == pytest.approx(float(theirs[0, -1]), abs=1e-4)
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), found.margins, atol=1e-4)


def test_trees_too_deep_for_tables_are_explained_by_xgboost():
    trees, rows, X = make_trees(depth=DEEPEST_TABLES + 2, n_rounds=5, min_child_weight=0.1)
    assert read_forest(trees.booster).depth > DEEPEST_TABLES

    np.testing.assert_array_equal(trees.contributions(rows).values, by_xgboost(trees, X)[:, :-1].astype(np.float64))


def test_the_trees_of_a_trained_model_give_what_xgboost_says():
    trees, rows = make_bundle().model, make_rows(500, seed=9)

    found = trees.contributions(rows)

    np.testing.assert_allclose(found.values, by_xgboost(trees, encode(rows, trees.features))[:, :-1], atol=1e-4)


@pytest.mark.parametrize("n_clients", [1, 2, FEW, FEW + 1])
def test_a_client_gets_the_same_to_the_last_bit_alone_and_in_company(n_clients):
    trees, rows, _ = make_trees(depth=4, n_rounds=40)
    in_company = trees.contributions(rows).values

    alone = trees.contributions(rows.slice(100, n_clients)).values

    np.testing.assert_array_equal(alone, in_company[100 : 100 + n_clients])


def test_more_clients_than_fit_into_a_block_get_the_same_as_in_parts():
    trees, rows, _ = make_trees(depth=2, n_rounds=5)
    many = pa.concat_tables([rows] * 6)

    found = trees.contributions(many).values

    np.testing.assert_array_equal(found, np.tile(trees.contributions(rows).values, (6, 1)))


def test_no_part_asks_more_questions_than_a_table_holds_and_every_leaf_is_in_one_part():
    trees, _, _ = make_trees(depth=DEEPEST_TABLES, n_rounds=10, min_child_weight=0.2)
    forest = read_forest(trees.booster)

    parts = list(cut(forest))

    assert max(len(part.questions) for part in parts) == MOST_QUESTIONS
    n_leaves = sum(int((tree.left == -1).sum()) for tree in forest.trees)
    assert sum(len(part.leaves) for part in parts) == n_leaves


def test_the_tables_are_there_before_the_first_client_asks(tmp_path):
    workspace = make_workspace(tmp_path, make_rows(50))
    put_on_shelf(make_bundle(), workspace)

    service = ScoringService.open(workspace, make_portfolio(), make_policy())

    # What a cached property has computed stands among the attributes.
    assert isinstance(vars(service.bundle.model)["_shapley"], ForestShapley)


def test_a_tree_of_one_leaf_moves_the_base_alone():
    tables = ForestShapley.of(Forest(start=0.5, trees=(make_tree(n0=(0.25, 10)), LATENESS)), 1)

    assert tables.base == pytest.approx(0.75)
    np.testing.assert_allclose(tables.values(np.array([[3.0]], dtype=np.float32)), [[0.4]], rtol=1e-6)
