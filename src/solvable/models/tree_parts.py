"""Trees cut into parts, each with few enough questions that a table can hold all answers to them.

A part is a subtree together with the way down to it. Whoever takes another way gets other leaves, and is told so by
the same questions: the answers to a part's questions decide what every leaf of it gives to every feature.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from solvable.models.forest import Forest, Tree

__all__ = ["MOST_QUESTIONS", "Part", "PartLeaf", "Question", "cut"]

# A tree of depth four is cut into four parts of five questions. With one question more each table doubles; with one
# fewer there are twice as many parts to look up. More than eight would not fit into a byte.
MOST_QUESTIONS = 7


@dataclass(frozen=True, slots=True)
class Question:
    """What a node asks; the answer is yes where a client goes left.

    ``to_the_right`` are the categories that go right, None where a number is compared with the threshold.
    """

    feature: int
    threshold: float
    default_left: bool
    to_the_right: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class PartLeaf:
    """A leaf, and what its way asks of each feature; the tuples have a place per feature on the way.

    Attributes
    ----------
    value
        What the leaf adds to the margin.
    slots
        The places of the features among those of the part.
    asked, wanted
        As bits: which questions of the part are about the feature, and the answers that lead to the leaf.
    shares
        The share of clients who go that way at the questions about the feature, where nothing is known of it.
    """

    value: float
    slots: tuple[int, ...]
    asked: tuple[int, ...]
    wanted: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A subtree with the way down to it: its questions in the order of their bits, its features and its leaves."""

    questions: tuple[Question, ...]
    features: tuple[int, ...]
    leaves: tuple[PartLeaf, ...]


def cut(forest: Forest) -> Iterator[Part]:
    """Give the parts of all trees; no tree may be deeper than ``MOST_QUESTIONS``."""
    for tree in forest.trees:
        for way, root in _roots(tree, (), 0):
            yield _Cutting(tree).part(way, root)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step down from a node."""

    node: int
    goes_left: bool


def _roots(tree: Tree, way: tuple[_Step, ...], node: int) -> Iterator[tuple[tuple[_Step, ...], int]]:
    """Give the roots of the largest subtrees that make parts, with the way to each."""
    if len(way) + _count_questions(tree, node) <= MOST_QUESTIONS:
        yield way, node
        return
    yield from _roots(tree, (*way, _Step(node, True)), int(tree.left[node]))
    yield from _roots(tree, (*way, _Step(node, False)), int(tree.right[node]))


def _count_questions(tree: Tree, node: int) -> int:
    if tree.is_leaf(node):
        return 0
    return 1 + _count_questions(tree, int(tree.left[node])) + _count_questions(tree, int(tree.right[node]))


@dataclass(slots=True)
class _Cutting:
    """One part while it is cut out: which node has which bit, and which feature which place."""

    tree: Tree
    bits: dict[int, int] = field(default_factory=dict)
    slots: dict[int, int] = field(default_factory=dict)

    def part(self, way: tuple[_Step, ...], root: int) -> Part:
        leaves = tuple(self._leaf(leaf, steps) for steps, leaf in self._ways(way, root))
        return Part(
            questions=tuple(_question(self.tree, node) for node in self.bits), features=tuple(self.slots), leaves=leaves
        )

    def _ways(self, way: tuple[_Step, ...], node: int) -> Iterator[tuple[tuple[_Step, ...], int]]:
        if self.tree.is_leaf(node):
            yield way, node
            return
        yield from self._ways((*way, _Step(node, True)), int(self.tree.left[node]))
        yield from self._ways((*way, _Step(node, False)), int(self.tree.right[node]))

    def _leaf(self, leaf: int, way: Sequence[_Step]) -> PartLeaf:
        asked: dict[int, int] = {}
        wanted: dict[int, int] = {}
        shares: dict[int, float] = {}
        for step, after in zip(way, [*(step.node for step in way), leaf][1:], strict=True):
            bit = 1 << self.bits.setdefault(step.node, len(self.bits))
            slot = self.slots.setdefault(int(self.tree.feature[step.node]), len(self.slots))
            asked[slot] = asked.get(slot, 0) | bit
            wanted[slot] = wanted.get(slot, 0) | (bit if step.goes_left else 0)
            shares[slot] = shares.get(slot, 1.0) * float(self.tree.cover[after] / self.tree.cover[step.node])
        return PartLeaf(
            float(self.tree.value[leaf]), tuple(asked), tuple(asked.values()), tuple(wanted.values()),
            tuple(shares.values()),
        )  # fmt: skip


def _question(tree: Tree, node: int) -> Question:
    return Question(
        int(tree.feature[node]), float(tree.value[node]), bool(tree.default_left[node]), tree.to_the_right.get(node)
    )
