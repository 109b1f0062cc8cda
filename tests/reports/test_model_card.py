"""The model card: purpose, data, figures, limits, and who may use the model for what."""

import pytest

from builders import make_bundle, make_validation
from html_text import words_of_html
from solvable.models.manifest import SideCount
from solvable.models.splits import Side
from solvable.reports.model_card import model_card_page, write_model_card
from solvable.vocabulary import Language

SIDES = {
    side.value: SideCount(n_clients=n, n_defaults=n // 10)
    for side, n in zip(Side, (6000, 1500, 1000, 1400), strict=True)
}
MANIFEST = make_bundle().manifest.model_copy(update={"sides": SIDES})


def said(manifest=MANIFEST, language=Language.FR):
    return words_of_html(model_card_page(manifest, make_validation(), language))


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        (Language.FR, ("Objet", "Données", "Ce que la validation en dit", "Limites", "Qui peut s’en servir")),
        (Language.EN, ("Purpose", "Data", "What the validation says", "Limits", "Who may use it, and for what")),
    ],
)  # fmt: skip
def test_the_card_answers_every_question(language, headings):
    words = said(language=language)

    for heading in headings:
        assert heading in words
    assert MANIFEST.version in words


def test_the_clients_of_every_side_are_counted():
    words = said()

    assert "apprendre 6 000 600 10,0 %" in words
    assert "mesurer, une seule fois 1 400 140 10,0 %" in words


def test_what_the_profile_forbids_is_said_to_be_never_read():
    own_data = MANIFEST.model_copy(update={"profile": "own-data"})
    full = MANIFEST.model_copy(update={"profile": "full"})

    assert "Jamais lus par le modèle : motifs de discrimination interdits par la loi" in said()
    assert "scores externes dont personne ici ne connaît la fabrication" in said(own_data)
    assert "Jamais lus" not in said(full)


def test_tables_that_were_not_delivered_are_a_limit():
    without = MANIFEST.model_copy(
        update={"data": MANIFEST.data.model_copy(update={"not_available": ("bureau", "credit_card_balance")})}
    )

    assert "ne peut noter de clients qui les ont : bureau, credit_card_balance." in said(without)
    assert "Tables non livrées" not in said()


def test_the_limits_say_how_well_the_auc_is_known():
    auc = make_validation().ranking.auc

    assert f"±{(auc.high - auc.low) / 2:.3f}".replace(".", ",") in said()


def test_a_card_is_written(tmp_path):
    write_model_card(MANIFEST, make_validation(), tmp_path / "card.html", Language.EN)

    assert "Model card" in (tmp_path / "card.html").read_text()
