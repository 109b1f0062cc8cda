"""What is shown to clients is said in short sentences and in nobody's jargon, in both languages."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from solvable.vocabulary import Language
from solvable.web.desk.lexicon import lexicon
from web.made_up import DECLINED, REFERRED, catalogue

MOST_WORDS = 32  # of a sentence: above, who is told it across a desk loses the thread
USUAL_WORDS = 20  # the mean of a page's sentences stays below
VIEWS = ("", "comprendre/", "profil/", "comparer/", "similaires/", "historique/", "simuler/", "decider/")
PAGES = [f"/clients/{client_id}/{view}" for client_id in (DECLINED, REFERRED) for view in VIEWS]
PAGES += ["/modele/", "/lexique/", "/accessibilite/"]
JARGON = {
    Language.FR: (
        r"probabilités? de défaut",
        r"AUC", r"Gini", r"Brier", r"SHAP", r"Shapley", r"log-?odds", r"odds", r"logit",
        r"PSI", r"features?", r"machine learning", r"apprentissage automatique", r"algorithmes?", r"datasets?",
        r"batch",
        r"boosting", r"pipeline", r"cut-?offs?", r"back-?test\w*", r"percentiles?", r"quantiles?", r"écarts?-types?",
        r"régression", r"intervalles? de confiance", r"calibrages?", r"calibration", r"hyperparamètres?", r"endpoint",
        r"scoring", r"default", r"NaN", r"null", r"gradient", r"variance", r"corrélations?",
    ),
    Language.EN: (
        r"probabilit(?:y|ies) of default", r"AUC", r"Gini", r"Brier", r"SHAP", r"Shapley", r"log-?odds", r"odds",
        r"logit", r"PSI", r"features?", r"machine learning", r"algorithms?", r"datasets?",
        r"batch", r"boosting",
        r"pipeline", r"back-?test\w*", r"percentiles?", r"quantiles?", r"standard deviations?", r"regression",
        r"confidence intervals?", r"calibration", r"hyperparameters?", r"endpoint",
        r"NaN", r"null", r"gradient", r"variance",
        r"correlations?",
    ),
}  # fmt: skip
_BLOCKS = frozenset(
    (
        "p",
        "li",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "td",
        "th",
        "caption",
        "summary",
        "figcaption",
        "label",
        "legend",
        "button",
        "div",
        "section",
        "option",
    )
)
_UNSAID = frozenset(("script", "style", "svg", "code"))
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;:])\s+")


class _Said(HTMLParser):
    """The texts inside ``main``, one for each block that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self.depth_of_main = self.depth_of_unsaid = 0

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser's signature.
        self.depth_of_main += tag == "main"
        self.depth_of_unsaid += tag in _UNSAID
        if tag in _BLOCKS:
            self.texts.append("")

    def handle_endtag(self, tag):
        self.depth_of_main -= tag == "main"
        self.depth_of_unsaid -= tag in _UNSAID
        if tag in _BLOCKS:
            self.texts.append("")

    def handle_data(self, data):
        if self.depth_of_main and not self.depth_of_unsaid:
            self.texts[-1] += data


def texts_of(page: str) -> list[str]:
    said = _Said()
    said.feed(page)
    return [text for raw in said.texts if (text := " ".join(raw.split()))]


def sentences(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from _SENTENCE_ENDS.split(text)


def n_words(sentence: str) -> int:
    return sum(any(sign.isalpha() for sign in word) for word in sentence.split())


def jargon_in(text: str, language: Language) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(JARGON[language])})\b", text)


# -- The measures


def test_jargon_is_found_as_a_word_and_not_inside_another():
    assert jargon_in("La probabilité de défaut est faible.", Language.FR) == ["probabilité de défaut"]
    assert jargon_in("A feature with an AUC", Language.EN) == ["feature", "AUC"]
    assert jargon_in("Oddsen et featureless", Language.FR) == []


def test_a_sentence_is_as_long_as_its_words_and_ends_where_it_ends():
    page = "<p>Ignored.</p><main><p>One two 3 three.  Four!</p><svg><text>no</text></svg><li>Five</li></main>"

    assert [(said, n_words(said)) for said in sentences(texts_of(page))] == [
        ("One two 3 three.", 3),
        ("Four!", 1),
        ("Five", 1),
    ]


# -- What is shown


@pytest.mark.parametrize("language", list(Language))
def test_no_page_speaks_jargon_or_in_sentences_that_nobody_can_follow(desk, language):
    desk.cookies["django_language"] = language.value
    too_long, jargon = {}, {}
    for address in PAGES:
        answer = desk.get(address)
        assert answer.status_code == 200, address
        said = texts_of(answer.content.decode())
        # A table's cell or a label is no sentence; what is said ends as a sentence does.
        whole = [sentence for sentence in sentences(said) if sentence.endswith((".", "!", "?", ";", ":"))]
        too_long |= {sentence: address for sentence in whole if n_words(sentence) > MOST_WORDS}
        jargon |= {text: (address, found) for text in said if (found := jargon_in(text, language))}
        assert sum(map(n_words, whole)) <= USUAL_WORDS * len(whole), address

    assert too_long == {}
    assert jargon == {}


@pytest.mark.parametrize("language", list(Language))
def test_no_reason_and_no_word_of_the_glossary_is_jargon(language):
    words = [text.in_language(language) for text in (*catalogue().themes.values(), *catalogue().reasons.values())]
    for feature in catalogue().features.values():
        sentence = feature.sentence[language]
        words += [feature.label.in_language(language), sentence.many, sentence.zero or "", sentence.one or ""]
    for term in lexicon().terms.values():
        words += [text.in_language(language) for text in (term.label, term.short, term.long)]

    assert {word: found for word in words if (found := jargon_in(word, language))} == {}
