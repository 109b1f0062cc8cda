"""The page of a client's history: what the tables say happened, in chapters with sentences, pictures and tables."""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable.errors import NotReadyError
from solvable.portfolios.story import (
    Chapter,
    ChapterState,
    DatedOutcomes,
    MonthlyAmounts,
    MonthlyArrears,
    MonthlyDelays,
    StoryFigure,
    StoryPicture,
    StoryTable,
)
from solvable.vocabulary import Language
from solvable.web.answers import request_id
from solvable.web.desk.client_frame import frame_of
from solvable.web.desk.language import spoken_language
from solvable.web.desk.story_months import (
    AmountsPicture,
    ArrearsPicture,
    DelaysPicture,
    draw_amounts,
    draw_arrears,
    draw_delays,
)
from solvable.web.desk.story_outcomes import OutcomesPicture, draw_outcomes
from solvable.web.desk.story_tables import ShownTable, lay_out_table
from solvable.web.desk.story_timeline import TimelinePicture, draw_timeline
from solvable.web.services import scoring_service

__all__ = ["story_page"]

# Figures that stand beside the sentence; the portfolio tells the main ones first.
N_FIGURES_FIRST = 4

logger = logging.getLogger(__name__)

Picture = AmountsPicture | ArrearsPicture | DelaysPicture | OutcomesPicture | TimelinePicture


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChapter:
    """One chapter as it stands on the page."""

    chapter: Chapter
    first_figures: tuple[StoryFigure, ...]
    other_figures: tuple[StoryFigure, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[ShownTable, ...]


@require_safe
def story_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the credit story; ``all`` in the address names the tables whose every row is wanted."""
    service, language = scoring_service(), spoken_language()
    [decision] = service.decide([client_id])
    context = frame_of(request, decision, "desk:story")
    try:
        story = service.story(client_id)
    except NotReadyError as error:
        # The answer still stands, so the rest of the client's pages do: only this one has nothing to tell.
        logger.error("Request %s: a story cannot be told yet: %s", request_id(request), error)
        return render(request, "desk/story.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    all_of = frozenset(request.GET.getlist("all"))
    chapters = [_shown(chapter, language, currency=story.currency, all_of=all_of) for chapter in story.chapters]
    is_anything_known = any(chapter.state is not ChapterState.NOTHING for chapter in story.chapters)
    return render(request, "desk/story.html", {**context, "chapters": chapters, "is_anything_known": is_anything_known})


def _shown(chapter: Chapter, language: Language, *, currency: str | None, all_of: frozenset[str]) -> ShownChapter:
    drawn = (
        _draw(table, picture, language, currency=currency) for table in chapter.tables for picture in table.pictures
    )
    return ShownChapter(
        chapter=chapter,
        first_figures=chapter.figures[:N_FIGURES_FIRST],
        other_figures=chapter.figures[N_FIGURES_FIRST:],
        pictures=tuple(picture for picture in drawn if picture is not None),
        tables=tuple(
            lay_out_table(chapter, table, language, currency=currency, all_of=all_of) for table in chapter.tables
        ),
    )


def _draw(table: StoryTable, picture: StoryPicture, language: Language, *, currency: str | None) -> Picture | None:
    match picture:
        case DatedOutcomes():
            return draw_outcomes(table, picture, language, currency=currency)
        case MonthlyAmounts():
            return draw_amounts(table, picture, language, currency=currency)
        case MonthlyDelays():
            return draw_delays(table, picture, language)
        case MonthlyArrears():
            return draw_arrears(table, picture, language)
        case _:
            return draw_timeline(table, picture, language, currency=currency)
