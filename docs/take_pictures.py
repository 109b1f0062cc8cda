"""Take the pictures of the README from a running demo.

python docs/take_pictures.py ADDRESS USER PASSWORD CLIENT_ID
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FOLDER = Path(__file__).parent / "pictures"
# Each picture by its name: the page, of the client where it stands in braces, in French as the desk's people see it.
PICTURES: Mapping[str, str] = {
    "client": "/clients/{client}/",
    "understand": "/clients/{client}/comprendre/",
    "compare": "/clients/{client}/comparer/",
    "similar": "/clients/{client}/similaires/",
    "history": "/clients/{client}/historique/",
    "simulate": "/clients/{client}/simuler/",
    "clients": "/",
    "model": "/modele/",
}
WINDOW = {"width": 1280, "height": 900}


def main(address: str, user: str, password: str, client_id: str) -> None:
    """Log in and take every page as a relationship manager sees it first; a page that fails stops the work."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport=WINDOW, locale="fr-FR", reduced_motion="reduce")
        page.goto(f"{address}/connexion/")
        page.fill("#id_username", user)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{address}/")
        tour = page.get_by_role("button", name="Compris")
        if tour.count():
            tour.click()  # It stands on the first page of whoever never closed it.
        for name, path in PICTURES.items():
            answer = page.goto(address + path.format(client=client_id))
            if answer is None or not answer.ok:
                raise SystemExit(
                    f"Expected the page {path} of {address}, found {answer and answer.status}. "
                    f"Is {client_id} a client of this demo, and may {user} see clients?"
                )
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:5])
