"""Fetching a published file over http: resumed where it was cut off, and kept to be asked for again."""

import hashlib
import http.client
import json
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from solvable.errors import ImportRefusedError
from solvable.portfolios.workspace import file_checksum, replace_json
from solvable.progress import Progress

__all__ = ["download", "without_secrets"]

MAX_ATTEMPTS = 5
FIRST_WAIT_SECONDS = 1.0
TIMEOUT_SECONDS = 60.0
CHUNK_BYTES = 1 << 20
# Twenty times the published zip of 0.7 GB.
MAX_DOWNLOAD_BYTES = 16_384 << 20
# The server says that it may do better later.
STATUSES_TO_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})


class _CutOffError(Exception):
    """The connection ended before the file did; what arrived is kept."""


# An OSError of any other kind comes from the disk, and does not mend itself.
_NETWORK_ERRORS = (
    urllib.error.URLError, ConnectionError, TimeoutError, ssl.SSLError, http.client.HTTPException, _CutOffError,
)  # fmt: skip


def download(url: str, folder: Path, *, progress: Progress, wait: Callable[[float], None] = time.sleep) -> Path:
    """Return a local copy of what stands behind a URL, fetching only what is not there yet.

    An unfinished copy is continued when the server still has the same file (``If-Range``). A finished
    one is kept, and used again when the server says that nothing changed.

    Parameters
    ----------
    folder
        Where copies are kept, each in a folder of its own.
    wait
        Called with the seconds to wait between attempts.

    Raises
    ------
    ImportRefusedError
        The server refuses, stays away through several attempts, or sends more than can be wanted.
    """
    shown = without_secrets(url)
    kept = folder / hashlib.sha256(url.encode()).hexdigest()[:16]
    kept.mkdir(parents=True, exist_ok=True)
    # The last part of the address may name the table, so it is kept; all else in it is made harmless.
    file = kept / (re.sub(r"[^A-Za-z0-9._-]", "_", PurePosixPath(urlsplit(url).path).name).lstrip(".") or "download")
    progress.start(f"download {shown}")
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            wait(FIRST_WAIT_SECONDS * 2 ** (attempt - 1))
        try:
            _fetch(url, file, progress)
            break
        except urllib.error.HTTPError as error:
            error.close()
            if error.code not in STATUSES_TO_RETRY:
                raise ImportRefusedError(
                    f"expected {shown} to be a file, found that the server answers {error.code}. "
                    "Check the address, or download the file with a browser and import it from disk."
                ) from error
        except _NETWORK_ERRORS:
            continue
    else:
        raise ImportRefusedError(
            f"expected {shown} to arrive whole, found the connection cut off {MAX_ATTEMPTS} times. "
            "What arrived is kept: run the same command again to continue."
        )
    progress.finish(f"{file.stat().st_size:,} bytes, SHA-256 {file_checksum(file)}")
    return file


def without_secrets(url: str) -> str:
    """Return a URL as it may be shown and stored: without user, password and query.

    Examples
    --------
    >>> without_secrets("https://me:secret@bank.example/data.zip?token=abc")
    'https://bank.example/data.zip'
    """
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _fetch(url: str, file: Path, progress: Progress) -> None:
    """Make one attempt: ask for what is missing, append it, and name the file when it is whole."""
    part = file.with_name(f".{file.name}.part")
    known = _validators(part) if part.exists() else _validators(file)
    n_have = part.stat().st_size if part.exists() and known else 0
    headers = {"Accept-Encoding": "identity", "User-Agent": "solvable"}
    if n_have:
        headers |= {"Range": f"bytes={n_have}-", "If-Range": known.get("ETag") or known["Last-Modified"]}
    elif file.exists():
        conditions = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        headers |= {conditions[name]: value for name, value in known.items()}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 the caller checked that it is http
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 as above
            _receive(response, part, n_have=n_have, url=url, progress=progress)
    except urllib.error.HTTPError as error:
        if error.code == http.client.NOT_MODIFIED and file.exists():
            error.close()
            return
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
            error.close()
            raise _CutOffError from error
        raise
    _validators_path(part).replace(_validators_path(file))
    part.replace(file)


def _receive(response: Any, part: Path, *, n_have: int, url: str, progress: Progress) -> None:
    continues = response.status == http.client.PARTIAL_CONTENT
    if continues and not response.headers.get("Content-Range", "").startswith(f"bytes {n_have}-"):
        part.unlink()
        raise _CutOffError
    if not continues:
        n_have = 0
    length = response.headers.get("Content-Length")
    n_expected = n_have + int(length) if length is not None else None
    if (n_expected or 0) > MAX_DOWNLOAD_BYTES:
        raise _too_large(url)
    replace_json(_validators_path(part), _comparable(response.headers))
    progress.start(f"download {without_secrets(url)}", total=n_expected)
    progress.advance(n_have)
    with part.open("ab" if continues else "wb") as target:
        while chunk := response.read(CHUNK_BYTES):
            target.write(chunk)
            n_have += len(chunk)
            progress.advance(len(chunk))
            if n_have > MAX_DOWNLOAD_BYTES:
                raise _too_large(url)
    if n_expected is not None and n_have != n_expected:
        raise _CutOffError


def _too_large(url: str) -> ImportRefusedError:
    return ImportRefusedError(
        f"expected {without_secrets(url)} to have at most {MAX_DOWNLOAD_BYTES:,} bytes, found more. Check the address."
    )


def _comparable(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Keep what tells one version of a file from another; a weak tag promises too little to append by."""
    found = {name: headers.get(name) for name in ("ETag", "Last-Modified")}
    return {name: value for name, value in found.items() if value and not value.startswith("W/")}


def _validators_path(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _validators(file: Path) -> Mapping[str, str]:
    with suppress(FileNotFoundError, json.JSONDecodeError):
        found: dict[str, str] = json.loads(_validators_path(file).read_text(encoding="utf-8"))
        return found
    return {}
