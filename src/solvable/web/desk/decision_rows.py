"""Recorded decisions as pages show them: with names, words and the way to the letter."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from solvable.vocabulary import VERDICT_WORDS, Text, Verdict
from solvable.web.desk.authors import names_of
from solvable.web.journal.decisions import DecisionState
from solvable.web.journal.histories import DecisionStory, ReviewStory, decision_stories

__all__ = ["DecisionRow", "ReviewRow", "decision_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A review, and who has to do with it by name; names are empty where there is nobody."""

    story: ReviewStory
    asked_by: str
    assigned_to: str
    concluded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision; ``letter`` is the address of its letter, empty where there is none."""

    story: DecisionStory
    by: str
    second_by: str
    taken: Text
    proposed: Text
    reviews: tuple[ReviewRow, ...]
    letter: str

    @property
    def open_review(self) -> ReviewRow | None:
        """The review that the client waits for."""
        return next((row for row in self.reviews if row.story.is_open), None)

    @property
    def is_under_study(self) -> bool:
        """Whether the decision that closes the study is still to be taken."""
        return self.story.state is DecisionState.HOLDS and self.story.taken is Verdict.REFER


def decision_rows(client_id: int) -> list[DecisionRow]:
    """Return every decision on a client, the latest first."""
    stories = decision_stories(client_id)
    names = names_of(actor for story in stories for actor in _actors(story))
    return [
        DecisionRow(
            story=story,
            by=names[story.by],
            second_by=names[story.second.by] if story.second else "",
            taken=VERDICT_WORDS[story.taken],
            proposed=VERDICT_WORDS[story.proposed],
            reviews=tuple(
                ReviewRow(
                    story=review,
                    asked_by=names[review.asked_by],
                    assigned_to=names.get(review.assigned_to or "", ""),
                    concluded_by=names.get(review.concluded_by or "", ""),
                )
                for review in story.reviews
            ),
            letter=_letter(story),
        )
        for story in stories
    ]


def _actors(story: DecisionStory) -> list[str | None]:
    of_reviews = [actor for review in story.reviews
                  for actor in (review.asked_by, review.assigned_to, review.concluded_by)]  # fmt: skip
    return [story.by, story.second.by if story.second else None, *of_reviews]


def _letter(story: DecisionStory) -> str:
    """Return where the letter of a decision that holds is; a decision that waits is not told to the client yet."""
    if story.state is not DecisionState.HOLDS:
        return ""
    try:
        return reverse("desk:letter", args=[story.decision_id])
    except NoReverseMatch:
        return ""
