"""What is asked of every page: axe finds nothing, wide and narrow, light and dark, and only tables scroll sideways."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Page

__all__ = ["check_width", "look", "look_at_file"]

WIDTHS = (1440, 390)


def look(page: Page, where: str = "", also: Callable[[Page], None] | None = None) -> None:
    """Check the open page; ``also`` is asked at every width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_width(page, where)
        if also is not None:
            also(page)
        # The two schemes differ in colours only, so only the rule on contrast is asked again.
        for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
            page.emulate_media(color_scheme=scheme)
            results = _violations(page, {"resultTypes": ["violations"]} | options)
            assert results.violations_count == 0, f"{where}, {scheme}, {width} px\n{results.generate_report()}"


def _violations(page: Page, options: dict[str, list[str]]) -> AxeResults:
    """Ask axe about the open page, which is given its half a megabyte of script once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Of what it found, only this is carried out of the browser: all that passed is far larger.
    return AxeResults(page.evaluate("asked => axe.run(asked).then(({violations}) => ({violations}))", options))


def check_width(page: Page, where: str) -> None:
    """Check that the page does not scroll sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{where}: {wide} px wide in {room}"


def look_at_file(browser: Browser, path: Path, also: Callable[[Page], None] | None = None) -> None:
    """Check a page that is a file of its own, about which the browser may complain of nothing."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    look(page, path.name, also)
    assert complaints == []
    context.close()
