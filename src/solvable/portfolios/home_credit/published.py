"""What is published of the real tables, file by file: figures only, no row of them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from solvable.portfolios.reference import ReferenceColumn, ReferenceTable

__all__ = ["published"]


@cache
def published() -> Mapping[str, ReferenceTable]:
    """Return the published statistics by file stem, lower case.

    Gathered from what analysts of the published files have printed; the areas under the curve are of
    30,751 clients with an outcome. Some quantiles were rounded by their source to two digits;
    where that left only the thousands of a day count, they are left out.
    """
    document = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {stem: _table(fields) for stem, fields in document.items()}


def _table(fields: Mapping[str, Any]) -> ReferenceTable:
    return ReferenceTable(
        n_rows=fields["n_rows"],
        columns={name: _column(column) for name, column in fields["columns"].items()},
        clients_share=fields.get("clients_share", {}),
        rows_per_client=fields.get("rows_per_client"),
    )


def _column(fields: Mapping[str, Any]) -> ReferenceColumn:
    levels = fields.get("levels", {})
    return ReferenceColumn(
        missing_share=fields.get("missing_share"),
        mean=fields.get("mean"),
        quantiles={float(share): value for share, value in fields.get("quantiles", {}).items()},
        levels=frozenset(levels),
        level_shares={level: known["share"] for level, known in levels.items() if known["share"] is not None},
        default_rates={level: known["default_rate"] for level, known in levels.items() if "default_rate" in known},
        auc=fields.get("auc"),
    )
