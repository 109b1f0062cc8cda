"""What somebody had typed when their session ran out: kept on the server, and given back to them alone.

A form that keeps its text carries a signed mark of who was shown it and on which page. Where it comes back without a
session, the text waits in a new one until somebody logs in; anybody but its author who does makes it go away.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from solvable import wording
from solvable.web.desk.language import spoken_language
from solvable.web.desk.typed_words import LONGEST_WORDS, read_words
from solvable.web.journal.models import Person

__all__ = ["MARK", "connect", "has_draft", "keep_draft", "mark_of", "take_draft"]

# The field that carries the mark, and what is kept under in the session.
MARK = "draft"
_KEPT = "desk.draft"
_SALT = "solvable.web.desk.drafts"
# Neither of these is text that somebody typed.
_NOT_KEPT = frozenset({MARK, "csrfmiddlewaretoken", "once"})
_MOST_FIELDS = 20


def mark_of(request: HttpRequest, page: str, *about: int) -> str:
    """Return the mark for a form of the page of that name, to which whoever logs in is led back."""
    return signing.dumps({"person": request.user.pk, "page": reverse(page, args=about)}, salt=_SALT)


def keep_draft(request: HttpRequest) -> str | None:
    """Keep the text of a form that cannot be taken now; return the page it was typed on, None where it has no mark.

    Nothing is done with the form: it is shown again, for the person to look at and send.
    """
    mark = _read_mark(request)
    if mark is None:
        return None
    names = [name for name in list(request.POST)[:_MOST_FIELDS] if name not in _NOT_KEPT]
    fields = {name: read_words(request.POST, name) for name in names}
    # A page of ours lets nobody type more; whoever sends more without one may not fill the records.
    is_cut = any(len(words) > LONGEST_WORDS for words in fields.values())
    kept = {name: words[:LONGEST_WORDS] for name, words in fields.items()}
    request.session[_KEPT] = {**mark, "fields": kept, "is_cut": is_cut}
    return str(mark["page"])


def has_draft(request: HttpRequest) -> bool:
    """Whether text waits here for whoever typed it to log in."""
    return _KEPT in request.session


def take_draft(request: HttpRequest) -> tuple[Mapping[str, str], str]:
    """Return what the person had typed on the page at hand, once, and what to tell them; nothing if none is theirs."""
    kept = request.session.get(_KEPT)
    if kept is None or kept["page"] != request.path:
        return {}, ""
    del request.session[_KEPT]
    if kept["person"] != request.user.pk:
        return {}, ""
    notice = _("Your session had ended. What you typed is here again; nothing was recorded.")
    if kept.get("is_cut"):
        most = wording.count(LONGEST_WORDS, spoken_language())
        notice += " " + _("It was longer than %(most)s characters: its end was not kept.") % {"most": most}
    return dict(kept["fields"]), notice


def connect() -> None:
    """Have what one person typed go away as soon as another logs in."""
    user_logged_in.connect(_drop_of_others, dispatch_uid=_KEPT)


def _drop_of_others(sender: object, request: HttpRequest, user: Person, **_about: Any) -> None:  # noqa: ARG001
    kept = request.session.get(_KEPT)
    if kept is not None and kept["person"] != user.pk:
        del request.session[_KEPT]


def _read_mark(request: HttpRequest) -> Mapping[str, Any] | None:
    """Return who was shown the form and where; None for a form without a mark of ours.

    A mark is as old as the page: there is no reason to let go of what somebody typed over a long lunch.
    """
    try:
        return signing.loads(request.POST.get(MARK, ""), salt=_SALT)  # type: ignore[no-any-return]
    except signing.BadSignature:
        return None
