"""A small portfolio to explore, of which every figure can be counted by hand, and explorations made up outright."""

from builders import make_catalogue, make_feature
from portfolios.builders import make_row, take_in, write_delivery
from solvable.portfolios.check import PortfolioCheck
from solvable.portfolios.engine import write_features
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.segments import Segment
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent
from solvable.reports.exploration import ClientGroup, Exploration, Relation, SegmentRates, Variable
from solvable.vocabulary import Text

__all__ = ["build_workspace", "make_exploration", "make_group", "make_variable"]

FIRST = 100_001


def build_workspace(folder, n_clients=40, *, with_outcomes=True, bureau=True, always=None, **cells):
    """Import and describe clients of whom every fourth defaults; those who do not default have other credits.

    Clients are numbered from 100,001; those with an even number declare a job, the others none (365243).
    """
    clients = [
        make_row(
            "application",
            SK_ID_CURR=FIRST + n,
            TARGET=int(n % 4 == 0) if always is None else always,
            NAME_CONTRACT_TYPE="Cash loans" if n % 2 else "Revolving loans",
            AMT_INCOME_TOTAL=50_000.0 + 5_000 * n,
            DAYS_EMPLOYED=-100 - n if (FIRST + n) % 2 == 0 else 365243,
            AMT_GOODS_PRICE=None if n % 4 == 0 else 100_000.0 + n,
            **cells,
        )
        for n in range(n_clients)
    ]
    if not with_outcomes:
        clients = [{name: cell for name, cell in client.items() if name != "TARGET"} for client in clients]
    files = {"application_train" if with_outcomes else "application_test": clients}
    if bureau:
        files["bureau"] = [
            make_row("bureau", SK_ID_CURR=FIRST + n, SK_ID_BUREAU=5_000_000 + 10 * n + i, AMT_CREDIT_SUM=1000.0)
            for n in range(n_clients)
            if n % 4
            for i in range(n % 4)
        ]
    workspace = Workspace(folder / "workspace")
    take_in(workspace, write_delivery(folder / "delivery", files))
    write_features(home_credit(), workspace, Silent())
    return workspace


def make_group(label="group", n_clients=1000, n_defaults=80):
    return ClientGroup(label=Text(fr=f"{label} (fr)", en=label), n_clients=n_clients, n_defaults=n_defaults)


def make_variable(name="late_count", *rates, n_lacking=0, **fields):
    """Return a variable of bands of 1,000 clients each, of which so many in 1,000 defaulted."""
    bands = tuple(make_group(f"band {i}", 1000, n) for i, n in enumerate(rates or (20, 80, 200)))
    lacking = make_group("missing", n_lacking, 0)
    feature = fields.pop("feature", None) or make_catalogue().features.get(name) or make_feature(name)
    return Variable(feature=feature, bands=bands, lacking=lacking, **fields)


def make_exploration(**fields):
    """Return an exploration of 10,000 clients of whom 8 % default, in which nothing else stands out."""
    given = {
        "check": PortfolioCheck(source="delivery.zip", tables=(), not_available=()),
        "currency": None,
        "n_clients": 12_000,
        "everyone": make_group("all", 10_000, 800),
        "tables": (),
        "emptiest": (),
        "gaps": (),
        "none_values": (),
        "n_features": 6,
        "n_compared": 5,
        "variables": (),
        "relation": Relation(features=(), correlations=()),
        "segments": (),
    }
    return Exploration(**(given | fields))


def make_segment_rates(*members):
    segment = Segment(key="job", label=Text(fr="Métier", en="Job"), feature="job", levels=("clerk",))
    return SegmentRates(segment=segment, members=members, beside=make_group("none", 0, 0))
