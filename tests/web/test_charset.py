"""What a request declares its text to be decides nothing: it is UTF-8, as our pages are."""

import pytest
from django.test import RequestFactory

from solvable.web.charset import Utf8Handler, Utf8Request

WHOLE = b'--B\r\nContent-Disposition: form-data; name="words"\r\n\r\n%s\r\n--B--\r\n'


def declared(content_type, *, query="", body=b""):
    """Return the WSGI environment of a request with that Content-Type."""
    made = RequestFactory().generic("POST" if body else "GET", f"/connexion/?{query}", body)
    return made.environ | {"CONTENT_TYPE": content_type}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said_to_be",
    [
        "charset=base64",
        "charset=hex",
        "charset=idna",
        "charset=undefined",
        "charset=utf-7",
        "x*=nosuch''b",
        "x*=idna''a..b",
    ],
)
def test_a_page_is_answered_whatever_codec_its_address_is_said_to_be_in(said_to_be):
    said = []
    body = Utf8Handler()(declared(f"a; {said_to_be}", query="a=1"), lambda *answer: said.append(answer))

    status, headers = said[0][:2]
    assert status == "200 OK"
    assert {"Content-Security-Policy", "X-Request-ID"} <= dict(headers).keys()
    body.close()


@pytest.mark.parametrize(
    ("charset", "sent", "read"),
    [
        ("utf-7", b"a+2AA-b", "a+2AA-b"),
        ("unicode_escape", b"\\ud800", "\\ud800"),
        ("latin-1", "é".encode(), "é"),
        ("utf-8", b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
    ],
)
def test_no_form_brings_half_of_a_surrogate_pair(charset, sent, read):
    request = Utf8Request(declared(f"multipart/form-data; boundary=B; charset={charset}", body=WHOLE % sent))

    assert request.POST["words"] == read


def test_no_address_brings_half_of_a_surrogate_pair():
    request = Utf8Request(declared("a; charset=utf-8", query="a=%ED%A0%80&b=%u"))

    assert request.GET.dict() == {"a": "\ufffd\ufffd\ufffd", "b": "%u"}
