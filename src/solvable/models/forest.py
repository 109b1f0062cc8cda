"""The trees of a booster as arrays that one can reason about."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xgboost as xgb

__all__ = ["Forest", "Tree", "read_forest"]

NO_CHILD = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """One tree; node 0 is its root, and each array has a place per node.

    Attributes
    ----------
    left, right
        The children of a node; -1 where it is a leaf.
    feature
        What a node asks about, by its place among the features of the model.
    value
        A node's threshold, in single precision as the trees compare: what is below it goes left. Of a leaf, what it
        adds to the margin.
    default_left
        Whether a client without the value goes left.
    to_the_right
        The codes of the categories that go right, for each node that asks about a category.
    cover
        The weight of the clients who came by a node in training.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    value: npt.NDArray[np.float32]
    default_left: npt.NDArray[np.bool_]
    to_the_right: Mapping[int, tuple[int, ...]]
    cover: npt.NDArray[np.float64]

    def is_leaf(self, node: int) -> bool:
        """Whether a node asks nothing more."""
        return bool(self.left[node] == NO_CHILD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees whose leaves add up to a margin, from ``start`` on."""

    start: float
    trees: tuple[Tree, ...]

    @property
    def depth(self) -> int:
        """The most questions that any client is asked by one tree."""
        return max((_depth(tree, 0) for tree in self.trees), default=0)


def read_forest(booster: xgb.Booster) -> Forest:
    """Return the trees of a booster for a yes or no, which starts from a probability."""
    learner = json.loads(booster.save_raw("json"))["learner"]
    # One number, which newer versions put into a list: there are boosters with several targets.
    start = float(learner["learner_model_param"]["base_score"].strip("[]"))
    trees = learner["gradient_booster"]["model"]["trees"]
    return Forest(start=math.log(start / (1 - start)), trees=tuple(_read_tree(fields) for fields in trees))


def _read_tree(fields: Mapping[str, list[float]]) -> Tree:
    codes = np.asarray(fields["categories"], dtype=np.int64)
    segments = zip(fields["categories_nodes"], fields["categories_segments"], fields["categories_sizes"], strict=True)
    return Tree(
        left=np.asarray(fields["left_children"], dtype=np.int64),
        right=np.asarray(fields["right_children"], dtype=np.int64),
        feature=np.asarray(fields["split_indices"], dtype=np.int64),
        value=np.asarray(fields["split_conditions"], dtype=np.float32),
        default_left=np.asarray(fields["default_left"], dtype=np.bool_),
        to_the_right={
            int(node): tuple(codes[int(begin) : int(begin) + int(size)].tolist()) for node, begin, size in segments
        },
        cover=np.asarray(fields["sum_hessian"], dtype=np.float64),
    )


def _depth(tree: Tree, node: int) -> int:
    if tree.is_leaf(node):
        return 0
    return 1 + max(_depth(tree, int(tree.left[node])), _depth(tree, int(tree.right[node])))
