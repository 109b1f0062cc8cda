"""What a page says, read without a browser."""

import re
from html import unescape

__all__ = ["reason_table", "words_of_html", "words_of_main"]


def reason_table(page: str) -> list[tuple[str, str]]:
    """Return name and points of each row of the reasons' table, from the starting point to the score."""
    (table,) = re.findall(r'<table class="reason-figures".*?</table>', page, flags=re.DOTALL)
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th><td class="number">(.*?)</td>', table, flags=re.DOTALL)
    return [(_text(name), _text(points)) for name, points in rows]


def words_of_html(page: str) -> str:
    """Return the words of a page of a report without its style and drawings, every blank a plain one."""
    bare = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare.replace("<wbr>", ""))).split())


def words_of_main(page: str) -> str:
    """Return what the main part of a page of the desk says, without its tags, every blank a plain one."""
    body = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def _text(cell: str) -> str:
    """Return the words of a cell, blanks folded, typographic spaces kept."""
    return re.sub(r"[ \n\t]+", " ", unescape(re.sub(r"<[^>]*>", " ", cell))).strip()
