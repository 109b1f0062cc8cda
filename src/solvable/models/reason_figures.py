"""Whether the reasons of a model are true, as measured once on clients it never saw."""

from solvable.documents import Document

__all__ = ["OutcomeFigures", "ReasonFigures", "ReasonTrial"]


class ReasonTrial(Document):
    """Reasons whose values were changed, and those of them after which the score moved as they say."""

    n: int
    n_true: int

    @property
    def share(self) -> float | None:
        """The share that is true; None of none."""
        return self.n_true / self.n if self.n else None


class OutcomeFigures(Document):
    """Clients of one outcome: the mean of their points beyond the base, and of how many reasons speak against each.

    Both are None of nobody.
    """

    n_clients: int
    points_mean: float | None
    n_against_mean: float | None


class ReasonFigures(Document):
    """All of it; *first* reasons are the three that weigh most on their side.

    Attributes
    ----------
    against_as_accepted
        First reasons against, their features set to what accepted clients typically have: the score must rise.
    in_favour_as_accepted
        The same of first reasons in favour: the score must fall. Accepted clients are better than most, so that
        what speaks for a client against everybody's mean may still be less than they have.
    against_exchanged, in_favour_exchanged
        First reasons, their features exchanged for those of other clients, drawn at random: the score must
        rise, or fall, on average.
    n_kept, n_first
        How many of the first reasons against are still among them once every amount, share, ratio, duration
        and external score is changed a little, and how many there were.
    n_first_kept, n_clients_disturbed
        In how many clients the very first stayed the first, of how many.
    largest_disturbance
        By which fraction a value is changed at most.
    good, defaulted
        Clients by what became of them.
    n_reasons, n_reasons_lower
        Reasons of which both outcomes have clients and that move a point on average, and those of them that give
        defaulted clients less.
    """

    against_as_accepted: ReasonTrial
    in_favour_as_accepted: ReasonTrial
    against_exchanged: ReasonTrial
    in_favour_exchanged: ReasonTrial
    n_first: int
    n_kept: int
    n_clients_disturbed: int
    n_first_kept: int
    largest_disturbance: float
    good: OutcomeFigures
    defaulted: OutcomeFigures
    n_reasons: int
    n_reasons_lower: int
