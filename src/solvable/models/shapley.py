"""What each feature adds to a client's margin: exact Shapley values of trees, looked up.

The value of a set of features is the margin to expect where they are known and the others are not: a question about an
unknown feature is answered as the clients of training answered it, in their proportions (Lundberg et al., 2020, *From
local explanations to global understanding with explainable AI for trees*, "path-dependent"). XGBoost's
``pred_contribs`` computes the same by walking every tree for every client; here what the leaves of a part give for
each pattern of answers is computed once, and a client's answers are looked up. Sums are in double precision.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from solvable.models.forest import Forest
from solvable.models.tree_parts import Part, PartLeaf, Question, cut

__all__ = ["ForestShapley", "shapley_of_leaf"]

Values = npt.NDArray[np.float64]

# Clients at a time, so that their answers to some thousand questions stay within the processor's cache and a few MB.
BLOCK = 4096
# Answers at a time, likewise.
CELLS = 2**17
# Up to so many clients one look-up for all parts at once is faster than one per part for all clients at once.
FEW = 24
# Leaves at a time while tables are made: a few dozen MB.
LEAVES = 2048


class ForestShapley:
    """Tables of what every part of a forest gives to every feature, for every pattern of answers."""

    def __init__(self, base: float, n_features: int, questions: "_Questions", tables: "Sequence[_Tables]") -> None:
        self.base = base
        self._n_features = n_features
        self._questions = questions
        self._tables = tables

    @classmethod
    def of(cls, forest: Forest, n_features: int) -> Self:
        """Make the tables."""
        by_size: dict[int, list[Part]] = {}
        base, questions = forest.start, _Numbering()
        for part in cut(forest):
            if part.questions:
                by_size.setdefault(len(part.questions), []).append(part)
            base += sum(leaf.value * float(np.prod(leaf.shares)) for leaf in part.leaves)
        tables = [_Tables.of(parts, questions) for parts in by_size.values()]
        return cls(base, n_features, _Questions.of(questions.asked), tables)

    def values(self, X: npt.NDArray[np.float32]) -> Values:
        """Return what each feature adds, shape (n, n_features), for encoded rows of the same shape.

        A client alone is added up in the same order as in company, so that it gets the same to the last bit.
        """
        found = np.zeros((len(X), self._n_features))
        for begin in range(0, len(X), BLOCK):
            clients = slice(begin, begin + BLOCK)
            answers = self._questions.answers(X[clients])
            if answers.shape[1] <= FEW:
                self._add_few(answers, found[clients])
            else:
                found[clients] = self._of_many(answers).T
        return found

    def _add_few(self, answers: npt.NDArray[np.uint8], found: Values) -> None:
        for client, of_client in enumerate(found):
            for tables in self._tables:
                patterns = tables.patterns(answers[:, client : client + 1])[:, 0]
                given = tables.given[np.arange(len(patterns)), :, patterns]
                # One after the other, as below, which a sum over an axis does not promise.
                np.add.at(of_client, tables.features.ravel(), given.ravel())

    def _of_many(self, answers: npt.NDArray[np.uint8]) -> Values:
        found = np.zeros((self._n_features, answers.shape[1]))
        for tables in self._tables:
            patterns = tables.patterns(answers)
            for part, features in enumerate(tables.features):
                given = tables.given[part].take(patterns[part].astype(np.intp), axis=1)
                for feature, of_feature in zip(features.tolist(), given, strict=True):
                    found[feature] += of_feature
        return found


def shapley_of_leaf(value: npt.ArrayLike, goes_there: npt.NDArray[np.bool_], shares: npt.NDArray[np.float64]) -> Values:
    r"""Share out a leaf among the features on the way to it.

    Parameters
    ----------
    value
        What the leaf adds to the margin.
    goes_there : shape (..., n_features)
        Whether the client answers the questions about a feature as the way to the leaf wants.
    shares : shape (..., n_features)
        The share of clients who do, where nothing is known of the feature.

    Notes
    -----
    A set S of known features leads to the leaf with weight ``prod(goes_there in S) * prod(shares not in S)``. The
    Shapley weight of a set of s among d features, s! (d - 1 - s)! / d!, is the integral over t in (0, 1) of
    ``t**s * (1 - t)**(d - 1 - s)``, so that the value of feature i is the leaf's times ``goes_there_i - shares_i``
    times the integral of ``prod(goes_there_j * t + shares_j * (1 - t))`` over the other features j: a polynomial of
    degree d - 1, which Gauss and Legendre's rule integrates exactly.

    Examples
    --------
    One question alone: the client goes left, where 0.25 of the clients go.

    >>> shapley_of_leaf(2.0, np.array([True]), np.array([0.25])).tolist()
    [1.5]
    """
    agrees = goes_there.astype(np.float64)
    points, weights = np.polynomial.legendre.leggauss((shares.shape[-1] + 1) // 2)
    total = np.zeros(np.broadcast_shapes(agrees.shape, shares.shape))
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        total += weight * _product_of_others(agrees * point + shares * (1 - point))
    return np.asarray(value)[..., np.newaxis] * (agrees - shares) * total


def _product_of_others(factors: Values) -> Values:
    """Return for each place of the last axis the product of all other places; without dividing, as some are zero."""
    before, after = np.ones_like(factors), np.ones_like(factors)
    np.cumprod(factors[..., :-1], axis=-1, out=before[..., 1:])
    after[..., :-1] = np.cumprod(factors[..., :0:-1], axis=-1)[..., ::-1]
    return before * after


class _Numbering:
    """Questions in the order in which they were first asked; the same question has the same number."""

    def __init__(self) -> None:
        self._numbers: dict[Question, int] = {}

    def number(self, question: Question) -> int:
        return self._numbers.setdefault(question, len(self._numbers))

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(self._numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    """All questions of a forest, to be answered at once."""

    features: npt.NDArray[np.int64]
    thresholds: npt.NDArray[np.float32]
    default_left: npt.NDArray[np.bool_]
    categorical: npt.NDArray[np.int64]
    # For each question about a category, whether a code goes left; the last place is of a missing one.
    left: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, questions: Sequence[Question]) -> Self:
        categorical = [(n, question) for n, question in enumerate(questions) if question.to_the_right is not None]
        most = max((max(question.to_the_right or (0,)) for _, question in categorical), default=0)
        left = np.ones((len(categorical), most + 3), dtype=np.bool_)
        for row, (_, question) in zip(left, categorical, strict=True):
            row[list(question.to_the_right or ())] = False
            row[-1] = question.default_left
        return cls(
            features=np.array([question.feature for question in questions], dtype=np.int64),
            thresholds=np.array([question.threshold for question in questions], dtype=np.float32),
            default_left=np.array([question.default_left for question in questions], dtype=np.bool_),
            categorical=np.array([n for n, _ in categorical], dtype=np.int64),
            left=left,
        )

    def answers(self, X: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
        """Return 1 where a client goes left, shape (n_questions, n)."""
        columns = np.ascontiguousarray(X.T)
        # A missing value lies below every threshold, or above every one: then one comparison answers.
        lacking = np.isnan(columns)
        both = np.concatenate([np.where(lacking, np.inf, columns), np.where(lacking, -np.inf, columns)])
        places = self.features + np.where(self.default_left, len(columns), 0)
        answers = np.empty((len(self.features), len(X)), dtype=np.bool_)
        at_a_time = max(CELLS // len(X), 1)
        for begin in range(0, len(answers), at_a_time):
            some = slice(begin, begin + at_a_time)
            np.less(both[places[some]], self.thresholds[some, np.newaxis], out=answers[some])
        if self.categorical.size:
            codes = columns[self.features[self.categorical]]
            # Codes that no question names go left, all alike.
            known = np.where(np.isnan(codes), self.left.shape[1] - 1, np.minimum(codes, self.left.shape[1] - 2))
            answers[self.categorical] = np.take_along_axis(self.left, known.astype(np.int64), axis=1)
        return answers.view(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """Parts with equally many questions.

    Attributes
    ----------
    questions : shape (n_parts, n_questions), numbers
    features : shape (n_parts, n_slots)
        A part with fewer features has feature 0 in the places left, which is given nothing there.
    given : shape (n_parts, n_slots, 2 ** n_questions)
    """

    questions: npt.NDArray[np.int64]
    features: npt.NDArray[np.int64]
    given: Values

    @classmethod
    def of(cls, parts: Sequence[Part], questions: _Numbering) -> Self:
        n_slots = max(len(part.features) for part in parts)
        features = np.zeros((len(parts), n_slots), dtype=np.int64)
        for row, part in zip(features, parts, strict=True):
            row[: len(part.features)] = part.features
        return cls(
            questions=np.array([[questions.number(q) for q in part.questions] for part in parts], dtype=np.int64),
            features=features,
            given=_given(parts, n_slots),
        )

    def patterns(self, answers: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Return the answers of each client to each part's questions as bits of one number, shape (n_parts, n)."""
        patterns = np.zeros((len(self.questions), answers.shape[1]), dtype=np.uint8)
        for bit, numbers in enumerate(self.questions.T):
            patterns |= answers[numbers] << np.uint8(bit)
        return patterns


def _given(parts: Sequence[Part], n_slots: int) -> Values:
    """Return what parts give to the features in their slots, for every pattern of answers."""
    n_questions = len(parts[0].questions)
    given = np.zeros((len(parts), n_slots, 2**n_questions))
    patterns = np.arange(2**n_questions)
    for some in _by_length(parts):
        places = np.array([place for place, _ in some])
        slots = np.array([leaf.slots for _, leaf in some])
        asked, wanted = (np.array([getattr(leaf, name) for _, leaf in some]) for name in ("asked", "wanted"))
        goes_there = (patterns[:, np.newaxis] & asked[:, np.newaxis]) == wanted[:, np.newaxis]
        shares = np.array([leaf.shares for _, leaf in some])[:, np.newaxis]
        values = np.array([leaf.value for _, leaf in some])[:, np.newaxis]
        shapley = shapley_of_leaf(values, goes_there, shares)
        np.add.at(given, (places[:, np.newaxis], slots), shapley.swapaxes(1, 2))
    return given


def _by_length(parts: Sequence[Part]) -> Iterator[list[tuple[int, PartLeaf]]]:
    """Give leaves with the places of their parts, those with equally many features on their way together."""
    by_length: dict[int, list[tuple[int, PartLeaf]]] = {}
    for place, part in enumerate(parts):
        for leaf in part.leaves:
            by_length.setdefault(len(leaf.slots), []).append((place, leaf))
    for leaves in by_length.values():
        for begin in range(0, len(leaves), LEAVES):
            yield leaves[begin : begin + LEAVES]
