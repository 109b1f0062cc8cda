"""Everything that a caller can get wrong, as types that carry their facts.

Each message has three parts: what was expected, what was found, what to do next. Messages end up in
logs: they name columns, client numbers and limits, never a name, an income or an address.
"""

from collections.abc import Collection

__all__ = [
    "AccessError",
    "BundleError",
    "CatalogueError",
    "ClientRowsError",
    "ComparisonError",
    "ConfigError",
    "DecidedMeanwhileError",
    "ExplanationError",
    "FeatureMismatchError",
    "GroundsMissingError",
    "ImportRefusedError",
    "LetterTemplateError",
    "MissingExtraError",
    "NotReadyError",
    "PaymentBelowInterestError",
    "ProposalChangedError",
    "RecordStateError",
    "RepeatedKeyError",
    "SearchError",
    "SecondPersonError",
    "SimilarClientsError",
    "SimulationError",
    "SolvableError",
    "StorageError",
    "TableError",
    "TermTooShortError",
    "TrackingError",
    "TrainingError",
    "UnknownClientError",
    "UnknownRecordError",
    "WrittenOnceError",
    "listed",
]


def listed(names: Collection[str], *, limit: int = 8) -> str:
    """Join names for a message, the first ``limit`` of them.

    Examples
    --------
    >>> listed(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    >>> listed([])
    'none'
    """
    if not names:
        return "none"
    shown = ", ".join(list(names)[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


class SolvableError(Exception):
    """A mistake that the caller can mend; the message says how."""


class ConfigError(SolvableError):
    """A setting or a document in ``config/`` does not say what it must."""


class LetterTemplateError(ConfigError):
    """A letter cannot be set; ``file`` and ``line`` say where, None where that is not known."""

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        self.file, self.line = file, line
        where = f"Letter template {file or ''}".rstrip() + (f", line {line}" if line is not None else "")
        super().__init__(f"{where}: {message}")


class AccessError(SolvableError):
    """A person or a key cannot be given what was asked for, or is not there."""


class CatalogueError(SolvableError):
    """A feature has no full entry in its portfolio's catalogue."""


class TableError(SolvableError):
    """Something is wrong with the rows of a table; ``table`` is None where no table is at fault."""

    def __init__(
        self, message: str, *, table: str | None = None, column: str | None = None, row: int | None = None
    ) -> None:
        self.table, self.column, self.row = table, column, row
        parts = [
            f"Table {table}" if table is not None else "",
            f"column {column}" if column is not None else "",
            f"row {row:,}" if row is not None else "",
        ]
        where = ", ".join(part for part in parts if part)
        super().__init__(f"{where}: {message}" if where else message)


class ImportRefusedError(TableError):
    """A file cannot be taken in; nothing was changed."""

    def __init__(
        self, message: str, *, table: str | None = None, column: str | None = None, row: int | None = None
    ) -> None:
        super().__init__(f"{message} Nothing was imported.", table=table, column=column, row=row)


class ClientRowsError(TableError):
    """The rows given for a new client are not those of one client, or not what their tables hold."""


class SimulationError(SolvableError):
    """A change of an application that cannot be computed."""


class PaymentBelowInterestError(SimulationError):
    """A monthly payment would not even pay the interest of the amount."""

    def __init__(self, *, interest: float, payment: float) -> None:
        self.interest, self.payment = interest, payment
        super().__init__(
            f"Expected a monthly payment above the interest, which is {interest:.2f} a month, found {payment}. "
            "Give a higher payment or a smaller amount."
        )


class TermTooShortError(SimulationError):
    """Over the stated term of a contract its payments do not pay the amount back."""

    def __init__(self, *, n_months: float, fewest_months: int) -> None:
        self.n_months, self.fewest_months = n_months, fewest_months
        super().__init__(
            f"Expected a term over which the monthly payments pay the amount back, found {n_months} months: "
            f"it takes {fewest_months} at least. Give the term of the contract."
        )


class SimilarClientsError(SolvableError):
    """Similar clients were asked for that are too few, too many, or more than there are."""

    def __init__(self, *, fewest: int, most: int, n_known: int, asked: int = 0) -> None:
        self.asked, self.fewest, self.most = asked, fewest, most
        if most < fewest:
            message = (
                f"Similar clients are sought among at least {fewest + 1} with a known outcome, found {n_known}. "
                "Import more clients, build their features, and ask again."
            )
        else:
            message = (
                f"Expected a number of similar clients from {fewest} to {most:,}, found {asked:,} "
                f"({n_known:,} clients have a known outcome). Ask for a number within these bounds."
            )
        super().__init__(message)


class ComparisonError(SolvableError):
    """A client cannot be compared in the way that was asked for."""


class SearchError(SolvableError):
    """Clients cannot be searched in the way that was asked for; ``field`` is what cannot be used of it."""

    def __init__(self, message: str, *, field: str) -> None:
        self.field = field
        super().__init__(message)


class NotReadyError(SolvableError):
    """Something that an earlier step makes is not there yet."""

    def __init__(self, what: str, *, command: str) -> None:
        self.what, self.command = what, command
        super().__init__(f"{what} Run `{command}` first.")


class StorageError(SolvableError):
    """A disk does not take what is to be written, or may not be written to; nothing was changed."""

    def __init__(self, place: str, *, found: str) -> None:
        self.place = place
        super().__init__(
            f"Expected to write into {place}, found: {found}. Free space on the disk, or let this user write there, "
            "then run this again. Nothing was changed."
        )


class MissingExtraError(SolvableError):
    """Something was asked for that needs libraries which are installed on request only."""

    def __init__(self, *, extra: str, needed_for: str) -> None:
        self.extra = extra
        super().__init__(
            f"{needed_for} needs libraries that are not installed. Run `make install EXTRAS={extra}` first."
        )


class TrackingError(SolvableError):
    """A tracking server or file does not take what is logged."""


class TrainingError(SolvableError):
    """The clients at hand are too few, or too much alike, to learn from."""


class UnknownClientError(SolvableError):
    """The workspace has no client of that number."""

    def __init__(self, client_id: int) -> None:
        self.client_id = client_id
        super().__init__(
            f"Expected the number of a client in the workspace, found {client_id}, which is not there. "
            "Check the number, or import the tables that have this client."
        )


class BundleError(SolvableError):
    """A model bundle is damaged, incomplete or of a format this version does not read."""

    def __init__(self, message: str, *, file: str) -> None:
        self.file = file
        super().__init__(f"{file}: {message}")


class FeatureMismatchError(SolvableError):
    """The features at hand are not those that the model was trained on."""

    def __init__(self, *, model_version: str, missing: Collection[str]) -> None:
        self.model_version, self.missing = model_version, tuple(missing)
        super().__init__(
            f"Model {model_version} needs features that are not there: {listed(self.missing)}. "
            "Was a feature renamed? Run `solvable features build` and `solvable train` again."
        )


class ExplanationError(SolvableError):
    """Contributions do not add up to the score, so no reason is given."""

    def __init__(self, *, client_id: int, points: float, explained: float) -> None:
        self.client_id, self.points, self.explained = client_id, points, explained
        super().__init__(
            f"The reasons of client {client_id} must add up to {points:.4f} points, found {explained:.4f}. "
            "No reasons are given. Report this with the model version: the bundle or its library is at fault."
        )


class UnknownRecordError(SolvableError):
    """The journal has no record of that kind and number."""

    def __init__(self, kind: str, record_id: int) -> None:
        self.kind, self.record_id = kind, record_id
        super().__init__(
            f"Expected the number of a {kind} in the journal, found {record_id}, which is not there or was erased. "
            "Check the number."
        )


class WrittenOnceError(SolvableError):
    """A record was to be changed or deleted; a correction is a new record that names the old one."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(
            f"Expected a new record, found a change of a {kind} that is written already. "
            "Records are never changed: write a correction that names it."
        )


class GroundsMissingError(SolvableError):
    """Something was done that needs a ground and words for it, and they are not there."""

    def __init__(self, *, deed: str, needed: str) -> None:
        self.deed, self.needed = deed, needed
        super().__init__(f"{deed} needs {needed}, found none. Say why; it is kept with the record.")


class SecondPersonError(SolvableError):
    """Somebody was to check what they did themselves."""

    def __init__(self, *, deed: str, first: str) -> None:
        self.deed, self.first = deed, first
        super().__init__(f"{deed} needs somebody other than {first}, found the same. Ask a colleague.")


class RecordStateError(SolvableError):
    """A record is not in the state in which this can be done with it."""

    def __init__(self, *, kind: str, record_id: int, expected: str, found: str) -> None:
        self.kind, self.record_id, self.expected, self.found = kind, record_id, expected, found
        super().__init__(
            f"Expected a {kind} that {expected}, found that {kind} {record_id} {found}. Look at the record again."
        )


class ProposalChangedError(SolvableError):
    """A proposal was decided on that is another one by now."""

    def __init__(self, *, client_id: int) -> None:
        self.client_id = client_id
        super().__init__(
            f"Expected the proposal for client {client_id} that was on the screen, found that it changed since. "
            "Look at the proposal as it is now, and decide again."
        )


class DecidedMeanwhileError(SolvableError):
    """There is a decision on a client that a new one does not say it corrects: somebody decided meanwhile."""

    def __init__(self, *, client_id: int, decision_id: int) -> None:
        self.client_id, self.decision_id = client_id, decision_id
        super().__init__(
            f"Expected that nobody decided on client {client_id} meanwhile, found decision {decision_id}. Look at it; "
            "where yours is to take its place, say that it corrects it."
        )


class RepeatedKeyError(SolvableError):
    """An idempotency key comes again with another request."""

    def __init__(self) -> None:
        super().__init__(
            "Expected the request that this idempotency key came with first, found another one. "
            "Send a new key with a new request."
        )
