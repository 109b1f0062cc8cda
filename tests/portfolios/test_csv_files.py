"""Files rewritten as CSV: the same rows to the last digit, and nothing else left behind."""

from portfolios.builders import stored, take_in
from solvable.portfolios.csv_files import rewrite_as_csv
from solvable.portfolios.home_credit.generate import generate_portfolio
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent


def test_a_portfolio_is_taken_in_the_same_from_either_form(tmp_path):
    folder = tmp_path / "made-up"
    generate_portfolio(folder, 40, 3, Silent())
    before = Workspace(tmp_path / "from parquet")
    take_in(before, folder)

    rewrite_as_csv(folder, Silent())

    after = Workspace(tmp_path / "from csv")
    take_in(after, folder)
    assert {file.suffix for file in folder.iterdir()} == {".csv"}
    assert stored(after, "installments_payments") == stored(before, "installments_payments")
    assert after.tables().fingerprint == before.tables().fingerprint
