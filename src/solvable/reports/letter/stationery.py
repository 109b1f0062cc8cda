"""What the bank writes its letters with: its address, the texts in each language, and the template of the page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from solvable.decisions.oversight import DepartureGround
from solvable.documents import Document, read_document
from solvable.errors import LetterTemplateError, listed
from solvable.vocabulary import Language, Verdict

__all__ = ["FACTS", "Bank", "LetterTexts", "Right", "Stationery", "read_stationery"]

BANK, TEMPLATE, FONTS = "bank.toml", "letter.typ", "fonts"
# What a text may name in braces.
FACTS = (
    "bank", "client", "data_contact", "date", "decision", "ground", "mediator", "model", "place", "policy",
    "replaced_on", "review_contact", "review_days",
)  # fmt: skip
# Typst would fetch packages named so from the network.
_PACKAGE = re.compile(r'"@[\w-]+/[^"]*"')
_PLACEHOLDER = re.compile(r"\[.*\]", re.DOTALL)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Bank(Document):
    """Who writes. A value in square brackets is a placeholder: letters are marked until none is left."""

    name: Line
    address: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]
    place: Line
    review_contact: Line
    data_contact: Line
    mediator: Line
    signature: Annotated[tuple[Line, ...], Field(min_length=1, max_length=4)]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The fields that still hold a placeholder."""
        fields = self.model_dump()
        return tuple(name for name, value in fields.items() if any(map(_PLACEHOLDER.search, _texts(value))))


class ByVerdict(Document):
    """One text for each decision."""

    accept: Line
    refer: Line
    decline: Line

    def of(self, verdict: Verdict) -> str:
        """Return the text for a decision."""
        return str(getattr(self, verdict.value))


class Labels(Document):
    """Short words around the letter."""

    client: Line
    decision: Line
    dated: Line
    greeting: Line
    farewell: Line
    foot: Line


class Assessment(Document):
    """How the decision came about: by the proposal, after a study, or against the proposal."""

    title: Line
    used: Line
    followed: Line
    to_study: Line
    studied: Line
    departed: Line


class Reasons(Document):
    """What stands around the main reasons, which are never written here."""

    title: Line
    lead: Line
    lead_departed: Line
    against: Line
    in_favour: Line
    none: Line


class Change(Document):
    """What stands around the way to a yes."""

    title: Line
    computed: Line
    mend: Line
    adviser: Line


class Right(Document):
    """Something the client can do, and after which decisions it is told."""

    title: Line
    text: Line
    after: Annotated[tuple[Verdict, ...], Field(min_length=1)] = tuple(Verdict)


class Notices(Document):
    """What marks a letter that must not be sent as it is."""

    placeholder: Line
    replaced: Line


class LetterTexts(Document):
    """All words of a letter in one language, but for the reasons and the way to a yes: those are the record's."""

    subject: ByVerdict
    opening: ByVerdict
    labels: Labels
    assessment: Assessment
    grounds: Mapping[DepartureGround, Line]
    reasons: Reasons
    change: Change
    rights_title: Line
    rights: Annotated[tuple[Right, ...], Field(min_length=1)]
    notices: Notices

    @model_validator(mode="after")
    def _check(self) -> Self:
        missing = [ground.value for ground in DepartureGround if ground not in self.grounds]
        if missing:
            raise ValueError(f"grounds must have every ground, found none for {listed(missing)}")
        for text in _texts(self.model_dump()):
            _check_braces(text)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """Everything that stays the same from letter to letter.

    Attributes
    ----------
    folder
        Where the template is, and what it may include; it can read nothing outside.
    """

    folder: Path
    bank: Bank
    texts: Mapping[Language, LetterTexts]

    @property
    def template(self) -> Path:
        """The Typst file that sets the page."""
        return self.folder / TEMPLATE

    @property
    def fonts(self) -> Path:
        """Where a bank puts fonts of its own; the folder need not be there."""
        return self.folder / FONTS


def read_stationery(folder: Path) -> Stationery:
    """Read a folder with ``bank.toml``, ``letter.typ`` and a text for each language.

    Raises
    ------
    ConfigError
        A document is not there or does not say what it must.
    LetterTemplateError
        The template is not there, or loads packages from the network.
    """
    stationery = Stationery(
        folder=folder,
        bank=read_document(folder / BANK, Bank),
        texts={language: read_document(folder / f"{language.value}.toml", LetterTexts) for language in Language},
    )
    if not stationery.template.is_file():
        raise LetterTemplateError(
            f"expected the template in {folder}, found none. Copy config/letters/{TEMPLATE} there.", file=TEMPLATE
        )
    for source in sorted(folder.rglob("*.typ")):
        _check_offline(source)
    return stationery


def _check_offline(source: Path) -> None:
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        package = _PACKAGE.search(line)
        if package:
            raise LetterTemplateError(
                f"expected files beside the template, found the package {package[0]}, which would be fetched from the "
                "network. Copy what is needed of it into the folder, and import it from there.",
                file=source.name,
                line=number,
            )


def _texts(value: Any) -> Iterator[str]:
    """Give every text in a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, BaseModel):
        yield from _texts(value.model_dump())


def _check_braces(text: str) -> None:
    """Refuse a text that names something which letters do not know; ValueError."""
    try:
        fields = [(name, form, turn) for _, name, form, turn in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise ValueError(f"braces must open and close around a name in {text[:40]!r}, found {error}") from error
    wrong = [name for name, form, turn in fields if name not in FACTS or form or turn]
    if wrong:
        raise ValueError(f"only {listed(FACTS, limit=len(FACTS))} may stand in braces, found {listed(wrong)}")
