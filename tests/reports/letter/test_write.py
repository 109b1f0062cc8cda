"""The letter says what the record says, between the bank's texts, in a PDF that a screen reader can read."""

import pytest

from reports.letter.samples import (
    SHIPPED,
    letter_of,
    make_facts,
    make_stationery,
    proposal_of,
    read_pdf,
    squeezed,
    tags_of,
    words_of,
)
from solvable.decisions.oversight import DepartureGround
from solvable.reports.letter import read_stationery, write_letter
from solvable.reports.letter.write import compose
from solvable.vocabulary import Language, Verdict

FR, EN = Language
ACCEPT, REFER, DECLINE = Verdict
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", list(Language))
AFTER_EACH_VERDICT = pytest.mark.parametrize("verdict", list(Verdict))


def section(facts, title, *, language=FR):
    """Return the section of a title."""
    [found] = [part for part in compose(facts, make_stationery(), language=language)["sections"]
               if part["title"] == title]  # fmt: skip
    return found


# -- What it says


@IN_EACH_LANGUAGE
@AFTER_EACH_VERDICT
def test_the_main_reasons_stand_in_it_word_for_word_as_they_were_recorded(verdict, language):
    facts = make_facts(verdict)

    words = words_of(letter_of(verdict, language))

    reasons = [*facts.proposal.against, *facts.proposal.in_favour]
    assert len(reasons) >= 3
    for reason in reasons:
        assert squeezed(reason.sentence.in_language(language)) in words
        if reason.accepted is not None:
            assert squeezed(reason.accepted.in_language(language)) in words


@IN_EACH_LANGUAGE
def test_a_refusal_gives_reasons_against_first_and_an_acceptance_those_in_favour(language):
    first = {}
    for verdict in (DECLINE, ACCEPT):
        values = compose(make_facts(verdict), make_stationery(), language=language)
        first[verdict] = values["sections"][1]["lists"][0]["items"][0]["text"]

    assert first[DECLINE] == proposal_of(DECLINE).against[0].sentence.in_language(language)
    assert first[ACCEPT] == proposal_of(ACCEPT).in_favour[0].sentence.in_language(language)


@pytest.mark.parametrize(
    ("verdict", "language", "words"),
    [
        (DECLINE, FR, "Votre demande de crédit n’est pas acceptée"),
        (DECLINE, FR, "évaluation automatisée"),
        (DECLINE, FR, "décidé, le 29 novembre 2026,"),
        (DECLINE, FR, "Nous vous répondrons sous 30 jours"),
        (DECLINE, FR, "Adressez-vous à : Service des réexamens, 3 quai des Brumes, 69002 Lyon"),
        (DECLINE, FR, "donnees@deuxrives.example"),
        (DECLINE, FR, "Points conseil budget"),
        (DECLINE, FR, "Client n° 100002"),
        (DECLINE, FR, "décision n° 17"),
        (DECLINE, EN, "assessed automatically"),
        (REFER, FR, "une personne de la banque étudie votre dossier et décidera"),
        (REFER, EN, "is being studied"),
        (ACCEPT, FR, "nous avons donné notre accord"),
        (ACCEPT, EN, "Your credit application is accepted"),
    ],
)
def test_the_client_is_told_what_was_decided_how_and_what_they_can_do(verdict, language, words):
    assert squeezed(words) in words_of(letter_of(verdict, language))


def test_debt_advice_and_a_way_to_a_yes_are_not_told_to_who_was_accepted():
    words = words_of(letter_of(ACCEPT, FR))

    assert squeezed("Points conseil budget") not in words
    assert squeezed("Ce qui pourrait changer") not in words


def test_what_would_lead_to_a_yes_is_told_as_it_was_recorded():
    told = section(make_facts(REFER), "Ce qui pourrait changer notre réponse")

    [alternative] = proposal_of(REFER).way.alternatives
    assert [item["text"] for item in told["lists"][0]["items"]] == [alternative.fr]
    assert told["before"] == [proposal_of(REFER).way.said.fr]
    assert "29 novembre 2026" in told["after"][0]


def test_that_no_change_would_lead_to_a_yes_is_said_plainly():
    told = section(make_facts(DECLINE), "Ce qui pourrait changer notre réponse")

    assert told["before"] == [proposal_of(DECLINE).way.said.fr]
    assert told["lists"] == []


def test_where_no_way_was_recorded_none_is_made_up():
    told = section(
        make_facts(DECLINE, proposal=proposal_of(DECLINE, with_way=False)), "Ce qui pourrait changer notre réponse"
    )

    assert told["lists"] == []
    assert "un autre montant" in told["before"][1]


@pytest.mark.parametrize(
    ("proposed", "taken", "words"),
    [
        pytest.param(ACCEPT, ACCEPT, "elle a suivi la proposition", id="as proposed"),
        pytest.param(ACCEPT, DECLINE, "n’a pas suivi la proposition. Elle s’est fondée sur de nouvelles pièces.",
                     id="against the proposal"),
        pytest.param(REFER, DECLINE, "a étudié votre dossier et a décidé. Elle s’est fondée sur de nouvelles pièces.",
                     id="after a study"),
        pytest.param(REFER, REFER, "étudie votre dossier et décidera", id="to be studied"),
    ],
)  # fmt: skip
def test_whether_the_person_followed_the_calculation_is_said_with_their_ground(proposed, taken, words):
    ground = None if proposed is taken else DepartureGround.NEW_DOCUMENTS
    facts = make_facts(taken, proposed=proposed, ground=ground)

    assert words in section(facts, "Comment votre demande a été examinée")["before"][1]


def test_a_decision_that_departs_from_its_proposal_without_a_ground_is_no_record():
    with pytest.raises(ValueError, match="has no ground"):
        make_facts(DECLINE, proposed=ACCEPT)


@IN_EACH_LANGUAGE
def test_a_copy_of_a_decision_that_was_replaced_says_so(language):
    facts = make_facts(DECLINE, replaced_on=make_facts(DECLINE).decided_on)

    [notice] = compose(facts, make_stationery(), language=language)["notices"]

    assert ("29 novembre 2026" if language is FR else "29 November 2026") in notice


@IN_EACH_LANGUAGE
def test_letters_of_a_bank_that_has_not_said_who_it_is_are_marked(language):
    unfilled = compose(make_facts(DECLINE), read_stationery(SHIPPED), language=language)
    half_filled = compose(make_facts(DECLINE), make_stationery(mediator="[médiateur]"), language=language)
    filled = compose(make_facts(DECLINE), make_stationery(), language=language)

    assert len(unfilled["notices"]) == len(half_filled["notices"]) == 1
    assert filled["notices"] == []


# -- The PDF


@IN_EACH_LANGUAGE
@AFTER_EACH_VERDICT
def test_a_screen_reader_finds_language_title_and_headings_in_order(verdict, language):
    pdf = letter_of(verdict, language)

    root, tags = read_pdf(pdf).trailer["/Root"], tags_of(pdf)
    assert root["/Lang"] == language.value
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert read_pdf(pdf).metadata.title == make_stationery().texts[language].subject.of(verdict)
    headings = [tag for tag in tags if tag.startswith("H")]
    assert headings[0] == "H1"
    assert headings.count("H1") == 1
    assert "H3" in headings
    assert {"L", "LI", "P"} <= set(tags)


@IN_EACH_LANGUAGE
@AFTER_EACH_VERDICT
def test_it_fits_two_pages_and_carries_its_own_letters(verdict, language):
    reader = read_pdf(letter_of(verdict, language))

    assert len(reader.pages) <= 2
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [595, 842]  # A4
    fonts = {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert {font.partition("+")[2].split("-")[0] for font in fonts} == {"Figtree"}


@pytest.mark.parametrize("n_lines", range(9, 16))
def test_the_signature_never_stands_on_a_page_of_its_own(n_lines):
    address = (*make_stationery().bank.address, *["Bâtiment B"] * n_lines)
    stationery = make_stationery(address=address)
    last_right = "Accéder à vos données"

    *_, last = read_pdf(write_letter(make_facts(ACCEPT), stationery, language=FR)).pages

    assert squeezed(last_right) in squeezed(last.extract_text())
    assert squeezed(stationery.bank.signature[0]) in squeezed(last.extract_text())


def test_the_same_record_gives_the_same_bytes_and_another_day_does_not():
    facts = make_facts(DECLINE)
    pdf = letter_of(DECLINE, FR)

    assert write_letter(facts, make_stationery(), language=FR) == pdf
    later = make_facts(DECLINE, decided_at=facts.decided_at.replace(day=27))
    assert write_letter(later, make_stationery(), language=FR) != pdf


HOSTILE = [
    '#panic("no") *bold* _it_ $x^2$ @label <tag> = head',
    "] } ) #{ sys.inputs } \\u{202e} // comment /* *",
    "{decision} {bank.__class__} {0} %s",
    "Łódź & “Çédille” €uro – Привет שלום",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_is_ever_read_as_markup_or_as_a_field(hostile):
    stationery = make_stationery(name=hostile, signature=(hostile,))

    pdf = write_letter(make_facts(DECLINE), stationery, language=FR)

    said = words_of(pdf)
    if hostile.isascii():
        assert said.count(squeezed(hostile)) == 2
    assert tags_of(pdf).count("H1") == 1


def test_what_nobody_can_see_does_not_reach_the_letter():
    stationery = make_stationery(place="Ly\x00on\x1b \u202eniap\u202c")

    assert squeezed("Ly on niap , le 29") in words_of(write_letter(make_facts(DECLINE), stationery, language=FR))
