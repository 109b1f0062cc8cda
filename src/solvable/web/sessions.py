"""How long somebody stays logged in: while they click, and never longer than a working day."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

__all__ = ["end_in_time"]

_BEGAN, _SEEN = "began_at", "seen_at"
# The time of the last click is kept to the minute: a write per click would gain nothing.
_NOTED_EVERY_S = 60


def end_in_time(request: HttpRequest) -> None:
    """End the session of somebody who logged in too long ago; note that the others are still there.

    Django itself ends a session that was not written for `SESSION_COOKIE_AGE`, which is why a click is written.
    """
    # What a program asks has no session, whatever cookies a browser sent with it.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "session"):
        return
    session, now = request.session, int(time.time())
    if SESSION_KEY not in session:
        return
    began = session.get(_BEGAN, now)
    if now - began >= settings.SESSION_LONGEST_S:
        session.flush()
    elif now - session.get(_SEEN, 0) >= _NOTED_EVERY_S:
        session[_BEGAN], session[_SEEN] = began, now
