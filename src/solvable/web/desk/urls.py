"""Addresses of the desk, in French as its people speak."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter
from django.views.i18n import set_language

from solvable.web.desk import deciding, people, reviewing
from solvable.web.desk.accessibility import accessibility_page
from solvable.web.desk.client import client_page
from solvable.web.desk.compare import compare_page
from solvable.web.desk.door import Door
from solvable.web.desk.letter import letter_page
from solvable.web.desk.lexicon import lexicon_page
from solvable.web.desk.model import model_card_page, model_page, validation_page
from solvable.web.desk.numbers import ClientNumber
from solvable.web.desk.profile import profile_page
from solvable.web.desk.search import search_page
from solvable.web.desk.search_export import export_clients
from solvable.web.desk.similar import similar_page
from solvable.web.desk.simulating import simulate_page
from solvable.web.desk.story import story_page
from solvable.web.desk.tour import close_tour, tour_page
from solvable.web.desk.understand import understand_page

__all__ = ["app_name", "urlpatterns"]

register_converter(ClientNumber, "client_number")

app_name = "desk"
_client = [
    path("", client_page, name="client"),
    path("comprendre/", understand_page, name="understand"),
    path("profil/", profile_page, name="profile"),
    path("similaires/", similar_page, name="similar"),
    path("comparer/", compare_page, name="compare"),
    path("historique/", story_page, name="story"),
    path("simuler/", simulate_page, name="simulate"),
    path("decider/", deciding.decide_page, name="decide"),
    path("decider/enregistrer/", deciding.record, name="record-decision"),
]
_decision = [
    path("lettre/", letter_page, name="letter"),
    path("confirmer/", deciding.confirm, name="confirm-decision"),
    path("reexamen/", deciding.ask_for_review, name="ask-review"),
]
_reviews = [
    path("", reviewing.reviews_page, name="reviews"),
    path("<client_number:review_id>/", reviewing.review_page, name="review"),
    path("<client_number:review_id>/prendre/", reviewing.take, name="take-review"),
    path("<client_number:review_id>/conclure/", reviewing.conclude, name="conclude-review"),
]
_access = [
    path("", people.people_page, name="people"),
    path("personnes/<int:person_id>/debloquer/", people.unlock_person, name="unlock-person"),
    path("personnes/<int:person_id>/fermer/", people.shut_out, name="shut-out"),
    path("personnes/<int:person_id>/rouvrir/", people.let_in_again, name="let-in-again"),
    path("cles/<int:key_id>/revoquer/", people.revoke, name="revoke-key"),
]
_model = [
    path("", model_page, name="model"),
    path("validation/", validation_page, name="validation"),
    path("fiche/", model_card_page, name="model-card"),
]
# What programs ask for is looked for after these: hence one line for many.
urlpatterns = [
    path("", search_page, name="search"),
    path("clients.csv", export_clients, name="export-clients"),
    path("clients/<client_number:client_id>/", include(_client)),
    path("decisions/<client_number:decision_id>/", include(_decision)),
    path("reexamens/", include(_reviews)),
    path("acces/", include(_access)),
    path("modele/", include(_model)),
    path("connexion/", Door.as_view(), name="login"),
    path("deconnexion/", LogoutView.as_view(), name="logout"),
    path("visite/", tour_page, name="tour"),
    path("visite/fermer/", close_tour, name="close-tour"),
    path("lexique/", lexicon_page, name="lexicon"),
    path("accessibilite/", accessibility_page, name="accessibility"),
    path("langue/", set_language, name="language"),
]
