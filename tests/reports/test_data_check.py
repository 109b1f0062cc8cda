"""The page of a data check: whole, in both languages, and in need of nothing."""

import re
from dataclasses import replace

import pytest

from solvable.errors import ConfigError
from solvable.portfolios.check import ColumnCheck, PortfolioCheck, TableCheck
from solvable.portfolios.column_figures import ColumnFigures
from solvable.portfolios.contracts import ColumnContract, ColumnType
from solvable.portfolios.findings import Finding, Severity
from solvable.portfolios.reference import ReferenceColumn
from solvable.reports.data_check import by_findings, data_check_page, write_data_check
from solvable.vocabulary import Language, Text


def make_column(name, *severities, contract=None, published=None, **figures):
    return ColumnCheck(
        name=name,
        contract=contract or ColumnContract(type=ColumnType.NUMBER, least=0, none_values=("-1",)),
        published=published or ReferenceColumn(),
        figures=ColumnFigures(**({"n_rows": 1000, "n_missing": 0} | figures)),
        findings=tuple(
            Finding(severity=severity, column=name, sentence=Text(fr=f"{name} : à voir.", en=f"{name}: look."))
            for severity in severities
        ),
    )


def make_check(*columns):
    table = TableCheck(
        file="bureau", n_rows=1000, n_clients=1234567, n_set_aside=12, orphans=None, findings=(), columns=columns
    )
    return PortfolioCheck(source="delivery.zip", tables=(table,), not_available=("cards",))


AMOUNT = make_column(
    "AMOUNT", Severity.NOTE, n_missing=79, n_none=5, n_out_of_range=3, least=-0.5, greatest=1234.5,
    published=ReferenceColumn(missing_share=0.1, quantiles={0.0: 1.0, 0.5: 20.0, 1.0: 5000.0}), quantiles={0.5: 22.5},
)  # fmt: skip
GRADE = make_column(
    "GRADE", Severity.WARNING, contract=ColumnContract(type=ColumnType.TEXT),
    published=ReferenceColumn(level_shares={"A": 0.9}), level_counts={"A": 950, **dict.fromkeys("BCDEFG", 5)},
    n_unknown=20, unknown_levels=("<b>",),
)  # fmt: skip


def cells(page, row):
    """Return the words of a row of columns, cell by cell."""
    (found,) = re.findall(rf'<tr[^>]*>\s*<th scope="row" class="name">{row}<.*?</tr>', page, flags=re.DOTALL)
    return [
        " ".join(re.sub("<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found, flags=re.DOTALL)
    ]


def test_a_number_is_shown_with_its_contract_and_beside_its_published_figures():
    page = data_check_page(make_check(AMOUNT), Language.EN)

    assert cells(page, "AMOUNT") == [
        "AMOUNT number, of at least 0, none -1", "7.9% Published 10%", "5", "3", "–", "−0.5 Published 1", "", "",
        "22.5 Published 20", "", "", "1,234 Published 5,000",
    ]  # fmt: skip


def test_a_category_is_shown_by_its_commonest_levels_found_and_published():
    page = data_check_page(make_check(GRADE), Language.EN)

    assert cells(page, "GRADE") == [
        "GRADE text", "0%", "–", "–", "20", "A 95% Published 90% B 0.5% C 0.5% D 0.5% E 0.5% F 0.5% + 1 other",
    ]  # fmt: skip


def test_french_is_written_as_a_bank_writes_it():
    page = data_check_page(make_check(AMOUNT, GRADE), Language.FR)

    assert '<html lang="fr">' in page
    assert "1\u202f234\u202f567" in page
    assert "7,9\u202f%" in page
    assert "«\u00a0Sans objet\u00a0»" in page
    assert "AMOUNT : à voir." in page
    assert "de plus de 2\u00a0points\u202f; au-delà de 10\u00a0points, c’est une alerte." in page


def test_either_language_is_whole():
    def words(language):
        heads = re.findall(r"<(?:h1|caption|dt|th)[^>]*>([^<]+)<", data_check_page(make_check(), language))
        return {head.strip() for head in heads} - {""}

    assert words(Language.FR) & words(Language.EN) == {"Clients"}


def test_a_file_without_rows_has_its_place_and_its_findings():
    nothing = replace(make_check().tables[0], n_rows=0, n_clients=0, findings=make_column("X", Severity.NOTE).findings)

    page = data_check_page(replace(make_check(), tables=(nothing,)), Language.EN)

    assert "X: look." in page


def test_warnings_come_first_and_what_is_in_order_last():
    fine, noted, warned = make_column("A"), make_column("B", Severity.NOTE), make_column("C", Severity.WARNING)

    assert by_findings((fine, noted, warned)) == [warned, noted, fine]
    page = data_check_page(make_check(fine, noted, warned), Language.EN)
    assert page.index("C: look.") < page.index("B: look.")


def test_the_page_needs_no_network_and_no_script():
    page = data_check_page(make_check(AMOUNT, GRADE), Language.EN)

    assert not re.search(r"<script|<link(?! rel=\"icon\" href=\"data:,\")|@import|url\(|https?:|src=", page)


def test_every_table_has_a_caption_and_every_head_a_scope():
    page = data_check_page(make_check(AMOUNT, GRADE), Language.EN)

    assert page.count("<table") == page.count("<caption") == 2
    assert page.count("<th ") == page.count("scope=")


def test_what_a_file_holds_cannot_become_part_of_the_page():
    nasty = make_column(
        "GRADE", contract=ColumnContract(type=ColumnType.TEXT), level_counts={"<script>alert(1)</script>": 1000}
    )

    page = data_check_page(make_check(nasty), Language.EN)

    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("name", ["check.pdf", "no such folder/check.html"])
def test_a_page_that_cannot_be_written_is_refused(tmp_path, name):
    with pytest.raises(ConfigError, match=r"ending in \.html in a folder that exists"):
        write_data_check(make_check(), tmp_path / name, Language.EN)


def test_a_written_page_is_all_there_is(tmp_path):
    write_data_check(make_check(AMOUNT), tmp_path / "check.html", Language.FR)

    assert [path.name for path in tmp_path.iterdir()] == ["check.html"]
    assert (tmp_path / "check.html").read_text(encoding="utf-8") == data_check_page(make_check(AMOUNT), Language.FR)
