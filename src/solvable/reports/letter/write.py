"""Put a letter together: the record's own sentences, between the bank's texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from solvable import wording
from solvable.decisions.recorded import SaidReason
from solvable.decisions.way_to_yes import Found
from solvable.reports.letter.facts import LetterFacts
from solvable.reports.letter.stationery import Bank, LetterTexts, Stationery
from solvable.reports.letter.typeset import typeset
from solvable.vocabulary import Language, Text, Verdict

__all__ = ["compose", "write_letter"]

# What a search for a way came to, where the client can make something of it.
_TOLD = (Found.WAY, Found.NO_WAY)


def write_letter(facts: LetterFacts, stationery: Stationery, *, language: Language) -> bytes:
    """Return the letter about a recorded decision as PDF; the same bytes each time.

    Raises
    ------
    LetterTemplateError
        The template has a mistake, or a text has a character that no font can show.
    """
    values = compose(facts, stationery, language=language)
    return typeset(stationery.template, values, fonts=stationery.fonts, at=facts.decided_at)


def compose(facts: LetterFacts, stationery: Stationery, *, language: Language) -> dict[str, Any]:
    """Return everything that the letter says, as texts in the order in which they are read."""
    bank, texts = stationery.bank, stationery.texts[language]
    draft = _Draft(
        facts=facts, bank=bank, texts=texts, language=language, named=_name_facts(facts, bank, texts, language)
    )
    said, verdict = draft.said, facts.taken
    sections = [_assessment(draft), _reasons(draft)]
    if verdict is not Verdict.ACCEPT:
        sections.append(_change(draft))
    return {
        "language": language.value,
        "verdict": verdict.value,
        "notices": _notices(draft),
        "bank": {"name": bank.name, "address": list(bank.address)},
        "reference": [said(texts.labels.client), said(texts.labels.decision)],
        "dated": said(texts.labels.dated),
        "subject": said(texts.subject.of(verdict)),
        "greeting": said(texts.labels.greeting),
        "opening": said(texts.opening.of(verdict)),
        "sections": sections,
        "rights": {
            "title": said(texts.rights_title),
            "items": [
                {"title": said(right.title), "text": said(right.text)}
                for right in texts.rights
                if verdict in right.after
            ],
        },
        "farewell": said(texts.labels.farewell),
        "signature": list(bank.signature),
        "foot": said(texts.labels.foot),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A decision, the texts of one language, and what these may name in braces."""

    facts: LetterFacts
    bank: Bank
    texts: LetterTexts
    language: Language
    named: Mapping[str, str]

    def said(self, text: str) -> str:
        """Return one of the bank's texts with its facts; what a fact says is not read for braces again."""
        return text.format_map(self.named)

    def recorded(self, text: Text) -> str:
        """Return words of the record, as they stand."""
        return text.in_language(self.language)


def _name_facts(facts: LetterFacts, bank: Bank, texts: LetterTexts, language: Language) -> Mapping[str, str]:
    replaced = facts.replaced_on
    return {
        "bank": bank.name,
        "client": str(facts.client_id),
        "data_contact": bank.data_contact,
        "date": wording.day(facts.decided_on.isoformat(), language),
        "decision": str(facts.decision_id),
        "ground": "" if facts.ground is None else texts.grounds[facts.ground],
        "mediator": bank.mediator,
        "model": facts.proposal.model_version,
        "place": bank.place,
        "policy": facts.proposal.policy_version,
        "replaced_on": "" if replaced is None else wording.day(replaced.isoformat(), language),
        "review_contact": bank.review_contact,
        "review_days": str(facts.proposal.review_days),
    }


def _notices(draft: _Draft) -> list[str]:
    """Return what marks a letter that must not be sent as it is."""
    notices = draft.texts.notices
    found = [notices.placeholder] if draft.bank.placeholders else []
    if draft.facts.replaced_on is not None:
        found.append(notices.replaced)
    return [draft.said(text) for text in found]


def _section(
    title: str, *, before: Sequence[str] = (), lists: Sequence[Mapping[str, Any]] = (), after: Sequence[str] = ()
) -> dict[str, Any]:
    return {"title": title, "before": list(before), "lists": list(lists), "after": list(after)}


def _assessment(draft: _Draft) -> dict[str, Any]:
    """Say that a calculation proposed and a person decided, and whether they agree."""
    facts, said = draft.facts, draft.texts.assessment
    if facts.departs:
        how = said.studied if facts.proposal.verdict is Verdict.REFER else said.departed
    else:
        how = said.to_study if facts.taken is Verdict.REFER else said.followed
    return _section(draft.said(said.title), before=[draft.said(said.used), draft.said(how)])


def _reasons(draft: _Draft) -> dict[str, Any]:
    """Give the main reasons of both sides; first those that speak for what was decided."""
    facts, said = draft.facts, draft.texts.reasons
    sides = [(said.against, facts.proposal.against), (said.in_favour, facts.proposal.in_favour)]
    if facts.taken is Verdict.ACCEPT:
        sides.reverse()
    lists = [{"title": draft.said(title), "items": _items(draft, reasons)} for title, reasons in sides if reasons]
    lead = said.none if not lists else said.lead_departed if facts.departs else said.lead
    return _section(draft.said(said.title), before=[draft.said(lead)], lists=lists)


def _items(draft: _Draft, reasons: Sequence[SaidReason]) -> list[dict[str, str]]:
    return [
        {
            "text": draft.recorded(reason.sentence),
            "note": "" if reason.accepted is None else draft.recorded(reason.accepted),
        }
        for reason in reasons
    ]


def _change(draft: _Draft) -> dict[str, Any]:
    """Say what could lead to a yes, as it was found when the decision was recorded."""
    said, way = draft.texts.change, draft.facts.proposal.way
    told = way if way is not None and way.found in _TOLD else None
    if told is None:
        return _section(draft.said(said.title), before=[draft.said(said.mend), draft.said(said.adviser)])
    items = [{"text": draft.recorded(each), "note": ""} for each in told.alternatives]
    return _section(
        draft.said(said.title),
        before=[draft.recorded(told.said)],
        lists=[{"title": "", "items": items}] if items else [],
        after=[draft.said(text) for text in ([said.computed, said.mend] if items else [said.mend])],
    )
