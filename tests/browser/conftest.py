"""A real browser before the real application, served in this process with made-up clients."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from live_server import served
from solvable.web.access import Role
from web.conftest import records_let_go
from web.made_up import open_fake

__all__ = ["PASSWORD", "Visit", "records_let_go"]

CHROMIUM = shutil.which("chromium")
PASSWORD = "une-phrase-de-passe"
# A machine with other work besides takes long over a page, which is not wrong for that; only what fails waits so long.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none."""
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here: `apt-get install chromium` runs these"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, at which Django would refuse to touch its records.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(transactional_db, settings, static_files) -> Iterator[str]:  # noqa: ARG001 - asked for what they do.
    """The address of a server that a relationship manager, camille, and an administrator, ada, may log in to."""
    settings.SCORING_SERVICE = open_fake
    get_user_model().objects.create_user(
        "camille", password=PASSWORD, first_name="Camille", last_name="Martin", role=Role.RELATIONSHIP_MANAGER
    )
    get_user_model().objects.create_user("ada", password=PASSWORD, role=Role.ADMINISTRATOR)
    with served() as address:
        yield address


_EXPECTED = ("the server responded with a status of", "htmx:sendAbort", "htmx:afterRequest")


@dataclass
class Visit:
    """A person at a browser window, and everything that the browser complained about meanwhile."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Note what the browser writes, but for what tests tell themselves and requests that a later one replaced."""
        if message.type in ("error", "warning") and not any(words in message.text for words in _EXPECTED):
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.address + path)

    def log_in(self, name: str = "camille", home: str = "/") -> None:
        """Log in as anybody would, and arrive on the first page of one's role."""
        self.go("/connexion/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.address + home)

    def come_in(self, name: str = "camille") -> None:
        """Be logged in already: where it is not the door that is tried, nobody need go through it again."""
        client = Client()
        client.force_login(get_user_model().objects.get(username=name))
        session = client.cookies[project.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": session, "url": self.address}])


@pytest.fixture
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open a window, of the kind that the test asks for; the browser may complain about nothing in it."""
    window = {"viewport": {"width": 1440, "height": 900}} | getattr(request, "param", {})
    context = browser.new_context(**window)
    visit = Visit(context.new_page(), address)
    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.close()
    assert visit.complaints == []
