"""Addresses of the desk, in French as its people speak."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter
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
urlpatterns = [
    path("", search_page, name="search"),
    path("clients.csv", export_clients, name="export-clients"),
    path("clients/<client_number:client_id>/", client_page, name="client"),
    path("clients/<client_number:client_id>/comprendre/", understand_page, name="understand"),
    path("clients/<client_number:client_id>/profil/", profile_page, name="profile"),
    path("clients/<client_number:client_id>/similaires/", similar_page, name="similar"),
    path("decisions/<client_number:decision_id>/lettre/", letter_page, name="letter"),
    path("clients/<client_number:client_id>/simuler/", simulate_page, name="simulate"),
    path("clients/<client_number:client_id>/decider/", deciding.decide_page, name="decide"),
    path("clients/<client_number:client_id>/decider/enregistrer/", deciding.record, name="record-decision"),
    path("decisions/<client_number:decision_id>/confirmer/", deciding.confirm, name="confirm-decision"),
    path("decisions/<client_number:decision_id>/reexamen/", deciding.ask_for_review, name="ask-review"),
    path("reexamens/", reviewing.reviews_page, name="reviews"),
    path("reexamens/<client_number:review_id>/", reviewing.review_page, name="review"),
    path("reexamens/<client_number:review_id>/prendre/", reviewing.take, name="take-review"),
    path("reexamens/<client_number:review_id>/conclure/", reviewing.conclude, name="conclude-review"),
    path("clients/<client_number:client_id>/comparer/", compare_page, name="compare"),
    path("clients/<client_number:client_id>/historique/", story_page, name="story"),
    path("connexion/", Door.as_view(), name="login"),
    path("deconnexion/", LogoutView.as_view(), name="logout"),
    path("acces/", people.people_page, name="people"),
    path("acces/personnes/<int:person_id>/debloquer/", people.unlock_person, name="unlock-person"),
    path("acces/personnes/<int:person_id>/fermer/", people.shut_out, name="shut-out"),
    path("acces/personnes/<int:person_id>/rouvrir/", people.let_in_again, name="let-in-again"),
    path("acces/cles/<int:key_id>/revoquer/", people.revoke, name="revoke-key"),
    path("modele/", model_page, name="model"),
    path("modele/validation/", validation_page, name="validation"),
    path("modele/fiche/", model_card_page, name="model-card"),
    path("visite/", tour_page, name="tour"),
    path("visite/fermer/", close_tour, name="close-tour"),
    path("lexique/", lexicon_page, name="lexicon"),
    path("accessibilite/", accessibility_page, name="accessibility"),
    path("langue/", set_language, name="language"),
]
