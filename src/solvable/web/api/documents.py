"""Model, policy and catalogue for programs: asked for often, and sent anew only where they changed."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Router
from pydantic import BaseModel

from solvable.web.api.document_schemas import CatalogueOut, ModelOut, PolicyOut
from solvable.web.api.problems import Problem
from solvable.web.services import scoring_service

__all__ = ["router"]

# Nothing in them is a client's: a program may keep them, and asks each time whether they still hold.
KEPT_BY_WHO_ASKED = "private, no-cache"

router = Router(tags=["documents"])

_PROBLEMS: dict[int, Any] = {304: None, 500: Problem, 503: Problem}

Operation = Callable[[HttpRequest], HttpResponse]


def _tells_of_etags(operation: Operation) -> Operation:
    """Add to the description of an operation how a program keeps its document."""
    operation.__doc__ = (
        f"{operation.__doc__}\n\nThe answer has an `ETag`: sent back as `If-None-Match`, it is answered with 304 and "
        "nothing else while the document is the same."
    )
    return operation


@router.get(
    "/v1/model",
    response={200: ModelOut, **_PROBLEMS},
    operation_id="read_model",
    summary="Read about the model that serves",
)
@_tells_of_etags
def read_model(request: HttpRequest) -> HttpResponse:
    """Return what the model is, what it reads, and how good it was on clients that it never saw."""
    return _answer(request, ModelOut.from_manifest(scoring_service().bundle.manifest))


@router.get(
    "/v1/policy",
    response={200: PolicyOut, **_PROBLEMS},
    operation_id="read_policy",
    summary="Read the policy that serves",
)
@_tells_of_etags
def read_policy(request: HttpRequest) -> HttpResponse:
    """Return all that the policy says, and the cutoffs that it leads to for the model that serves."""
    service = scoring_service()
    return _answer(
        request, PolicyOut.from_policy(service.policy, service.cutoffs, model_version=service.model_version)
    )  # fmt: skip


@router.get(
    "/v1/catalogue",
    response={200: CatalogueOut, **_PROBLEMS},
    operation_id="read_catalogue",
    summary="Read what every feature is called, means and may be used for",
)
@_tells_of_etags
def read_catalogue(request: HttpRequest) -> HttpResponse:
    """Return every feature with its words in French and English, and the themes and reasons of explanations."""
    service = scoring_service()
    used = {feature.name for feature in service.bundle.manifest.features}
    return _answer(
        request, CatalogueOut.from_catalogue(service.catalogue, used=used, model_version=service.model_version)
    )  # fmt: skip


def _answer(request: HttpRequest, document: BaseModel) -> HttpResponse:
    """Send a document, or only that it is the one which the program has."""
    body = document.model_dump_json().encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    held = {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}
    response = (
        HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        if held & {tag, "*"}
        else HttpResponse(body, content_type="application/json; charset=utf-8")
    )
    response["ETag"] = tag
    response["Cache-Control"] = KEPT_BY_WHO_ASKED
    return response
