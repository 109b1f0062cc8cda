"""Everything that the stored tables hold about one client: for the client who asks."""

from typing import Any

import pyarrow.parquet as pq

from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.workspace import Workspace

__all__ = ["read_client_rows"]


def read_client_rows(workspace: Workspace, portfolio: Portfolio, client_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return a client's rows of every stored table, by table; NotReadyError where nothing was imported."""
    of_client_table = portfolio.contracts[portfolio.client_table].client_column
    return {
        name: pq.read_table(
            path, filters=[(portfolio.contracts[name].client_column or of_client_table, "==", client_id)]
        ).to_pylist()
        for name, path in workspace.table_paths().items()
    }
