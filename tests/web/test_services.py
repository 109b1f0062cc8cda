import pytest

from solvable.errors import NotReadyError
from solvable.web.services import scoring_service
from web.made_up import FakeScoringService, open_fake


def test_the_service_is_opened_once(settings):
    settings.SCORING_SERVICE = open_fake

    assert scoring_service() is scoring_service()


def test_a_failure_is_not_remembered(settings):
    attempts = []

    def open_at_the_second_try() -> FakeScoringService:
        attempts.append(1)
        if len(attempts) == 1:
            raise NotReadyError("Nothing here yet.", command="solvable train")
        return FakeScoringService()

    settings.SCORING_SERVICE = open_at_the_second_try

    with pytest.raises(NotReadyError):
        scoring_service()
    assert isinstance(scoring_service(), FakeScoringService)


def test_the_projects_own_service_comes_from_the_workspace_and_says_what_it_lacks(settings, tmp_path):
    settings.SCORING_SERVICE = "solvable.web.services.open_from_workspace"
    settings.WORKSPACE = tmp_path

    with pytest.raises(NotReadyError, match="has no features yet"):
        scoring_service()
