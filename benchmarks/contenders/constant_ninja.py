"""The smallest Django Ninja endpoint: it returns a constant, without middleware, records or a key."""

from django.conf import settings

settings.configure(
    SECRET_KEY="only-for-measurements",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DEBUG=False,
    MIDDLEWARE=[],
)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - settings come first.
from django.urls import path  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402

__all__ = ["application", "urlpatterns"]

api = NinjaAPI(openapi_url=None, docs_url=None)


class Constant(Schema):
    """Nothing but a word."""

    status: str


@api.get("/constant/{client_id}", response=Constant)
def constant(request, client_id: int):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """Answer the same to everybody."""
    return Constant(status="ok")


urlpatterns = [path("", api.urls)]
application = get_wsgi_application()
