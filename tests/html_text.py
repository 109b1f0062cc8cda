"""What a page says, read without a browser."""

import re
from html import unescape

__all__ = ["reason_table", "words_of_html"]


def reason_table(page: str) -> list[tuple[str, str]]:
    """Return first and last cell of each row of the reasons' table, without the row of those that give no points."""
    (table,) = re.findall(r'<table class="chart".*?</table>', page, flags=re.DOTALL)
    rows = re.findall(r'<tr (?![^>]*class="nothing").*?>(.*?)</tr>', table, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd] .*?>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [(_text(row[0]), _text(row[-1])) for row in cells[1:]]


def words_of_html(page: str) -> str:
    """Return the words of a page of a report without its style and drawings, every blank a plain one."""
    bare = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare.replace("<wbr>", ""))).split())


def _text(cell: str) -> str:
    """Return the words of a cell, blanks folded, typographic spaces kept."""
    return re.sub(r"[ \n\t]+", " ", unescape(re.sub(r"<[^>]*>", " ", cell))).strip()
