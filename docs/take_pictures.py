"""Take the pictures of the README from a running demo.

python docs/take_pictures.py ADDRESS USER PASSWORD CLIENT_ID
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FOLDER = Path(__file__).parent / "pictures"


def main(address: str, user: str, password: str, client_id: str) -> None:
    """Log in and take the client page, in French, as a relationship manager sees it first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="fr-FR")
        page.goto(f"{address}/")
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.goto(f"{address}/clients/{client_id}/")
        page.screenshot(path=FOLDER / "client.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:5])
