"""The credit story of a Home Credit client, chapter by chapter."""

from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.home_credit.story.card_use import card_use
from solvable.portfolios.home_credit.story.earlier_applications import earlier_applications
from solvable.portfolios.home_credit.story.instalments import instalments
from solvable.portfolios.home_credit.story.loans_by_month import loans_by_month
from solvable.portfolios.home_credit.story.other_credits import other_credits
from solvable.portfolios.home_credit.story.other_credits_by_month import other_credits_by_month
from solvable.portfolios.story import StoryChapter

__all__ = ["story_chapters"]


def story_chapters(catalogue: Catalogue) -> tuple[StoryChapter, ...]:
    """Return the chapters as they are told: what was asked, how it was paid, what is owed elsewhere."""
    return (
        earlier_applications(catalogue),
        instalments(),
        loans_by_month(),
        card_use(),
        other_credits(catalogue),
        other_credits_by_month(),
    )
