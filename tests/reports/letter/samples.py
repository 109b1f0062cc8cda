"""Recorded decisions to write letters about, and what a reader makes of a PDF."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from builders import REPOSITORY
from solvable.decisions.recorded import RecordedProposal, read_proposal
from solvable.reports.letter import LetterFacts, Stationery, read_stationery, write_letter
from solvable.reports.letter.stationery import Bank
from solvable.vocabulary import Language, Verdict
from web.made_up import ACCEPTED, DECLINED, REFERRED, FakeScoringService

SHIPPED = REPOSITORY / "config" / "letters"
CLIENT_OF = {Verdict.ACCEPT: ACCEPTED, Verdict.REFER: REFERRED, Verdict.DECLINE: DECLINED}
BANK = Bank(
    name="Banque des Deux Rives",
    address=("3 quai des Brumes", "69002 Lyon"),
    place="Lyon",
    review_contact="Service des réexamens, 3 quai des Brumes, 69002 Lyon",
    data_contact="donnees@deuxrives.example",
    mediator="Médiation de la consommation, 75000 Paris",
    signature=("Jeanne Morel", "Directrice du crédit"),
)


@cache
def proposal_of(verdict: Verdict, *, with_way: bool = True) -> RecordedProposal:
    """Return a proposal as the journal gives it back, by way of JSON."""
    document = FakeScoringService().evidence(CLIENT_OF[verdict], with_way=with_way).document()
    return read_proposal(json.loads(json.dumps(document)))


def make_facts(taken: Verdict, *, proposed: Verdict | None = None, **changes: object) -> LetterFacts:
    """Return a decision that follows its proposal unless another is named."""
    proposal = proposal_of(taken if proposed is None else proposed)
    about = {
        "decision_id": 17, "client_id": proposal.client_id, "decided_at": datetime(2026, 11, 28, 23, 30, tzinfo=UTC),
        "decided_on": date(2026, 11, 29), "taken": taken, "ground": None, "proposal": proposal,
    }  # fmt: skip
    return LetterFacts(**(about | changes))


def make_stationery(*, folder: Path = SHIPPED, **changes: object) -> Stationery:
    """Return the shipped texts and template, for a bank that has filled in who it is."""
    return replace(read_stationery(folder), bank=BANK.model_copy(update=changes))


@cache
def letter_of(verdict: Verdict, language: Language) -> bytes:
    """Return the letter of a decision that followed its proposal, written once."""
    return write_letter(make_facts(verdict), make_stationery(), language=language)


def read_pdf(pdf: bytes) -> PdfReader:
    """Open a letter."""
    return PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    """Return what a letter says, without spaces: lines break anywhere."""
    return squeezed(" ".join(page.extract_text() for page in read_pdf(pdf).pages))


def squeezed(text: str) -> str:
    """Return a text without spaces."""
    return "".join(text.split())


def tags_of(pdf: bytes) -> list[str]:
    """Return the tags of a letter in the order in which they are read."""
    return list(_tags(read_pdf(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _tags(node: DictionaryObject) -> Iterator[str]:
    if "/S" in node:
        yield str(node["/S"]).removeprefix("/")
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(found, DictionaryObject):
            yield from _tags(found)
