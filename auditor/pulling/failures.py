"""What can go wrong between an SDK and its registry, in one line that says what to do and holds no secret."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from auditor.errors import PullError
from auditor.pulling.registry import Registry

_MOST = 200
_UNREACHED = re.compile(r"Connect|Timeout|UnsupportedProtocol|InvalidURL")
"""Kinds of errors by which every SDK and what is below it say that nobody answered."""
_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD")
_LEAST_SECRET = 6
_FIRST_REFUSAL = 400
"""The least status of HTTP that says no; a smaller one with an error is an answer that nobody could read."""


def in_words(error: Exception, registry: Registry, where: str, *, is_begun: bool) -> PullError:
    """An error of an SDK as one of ours; `where` is the address, if known, `is_begun` whether it was asked anything."""
    place = f"{registry.NAME} ({bare(where)})" if where else registry.NAME
    kinds = " ".join(type(one).__name__ for one in _chain(error))
    if any(sign in f"{kinds}: {error}" for sign in registry.NO_CREDENTIALS):
        return PullError(f"{place}: no credentials: set {registry.CREDENTIALS}{_reason(error)}")
    if isinstance(error, ImportError) or (isinstance(error, AttributeError | TypeError) and not is_begun):
        newer = f"pip install --upgrade 'agent-fleet-auditor[{registry.EXTRA}]'"
        return PullError(f"{place}: the SDK {registry.MODULE!r} is not the one expected: {newer}{_reason(error)}")
    status = _status(error)
    if status is None and (_UNREACHED.search(kinds) or any(map(_is_of_the_network, _chain(error)))):
        return PullError(f"{place}: cannot be reached: check the address and the network{_reason(_deepest(error))}")
    reason = _reason(error) if status != 401 else ""  # what follows would be a part of the key, with stars
    return PullError(f"{place}: {_said(status, registry)}{reason}")


def _said(status: int | None, registry: Registry) -> str:
    if status in (401, 403):
        return (
            f"refused the credentials ({status}): set {registry.CREDENTIALS}, of somebody who may read {registry.HOLDS}"
        )
    if status == 404:
        return f"knows no such thing (404): check the address, and that its version has {registry.HOLDS}"
    if status == 429:
        return "asks to be called less often (429), also after the SDK waited: try again later"
    if status is not None and status >= 500:
        return f"failed itself ({status}), also when the SDK tried again: try later"
    return f"refused ({status})" if status is not None else "did not answer as its SDK expects"


def _status(error: Exception) -> int | None:
    """The status of HTTP by which a registry refused; None where that is not what went wrong."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    told = getattr(error, "status_code", None)  # OpenAI, Anthropic, Langfuse
    if told is None and type(error).__name__ in ("RestException", "MlflowException") and not error.__context__:
        told = error.get_http_status_code()  # type: ignore[attr-defined]
    found = told if told is not None else response
    return found if isinstance(found, int) and found >= _FIRST_REFUSAL else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it, the outermost first."""
    seen = 0
    while error is not None and seen < 20:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _deepest(error: Exception) -> BaseException:
    """What the system itself said; the error where it said nothing."""
    return next((one for one in _chain(error) if isinstance(one, OSError) and one.strerror), error)


def _is_of_the_network(error: BaseException) -> bool:
    return isinstance(error, ConnectionError | TimeoutError | ssl.SSLError)


def _reason(error: BaseException) -> str:
    """What an error says, as the end of a sentence: its first sentence, short, without secrets."""
    body = getattr(error, "body", None)  # Langfuse's own text repeats headers
    message = _message(body) if body is not None else getattr(error, "strerror", None) or str(error)
    line = next(iter(without_secrets(message).strip().splitlines()), "").partition(". ")[0][:_MOST]
    return f" ({type(error).__name__}: {line})" if line else f" ({type(error).__name__})"


def _message(body: Any) -> str:
    """The words in the body of an answer."""
    while isinstance(body, dict):
        body = next((body[name] for name in ("error", "message", "detail", "Message") if body.get(name)), "")
    return body if isinstance(body, str) else ""


def without_secrets(message: str) -> str:
    """A text without the values of variables of the environment that hold secrets, and with bare addresses."""
    for name, value in os.environ.items():
        if _SECRET.search(name.upper()) and len(value) >= _LEAST_SECRET:
            message = message.replace(value, f"${name}")
    return re.sub(r"[a-z][a-z0-9+.-]{0,20}://[^\s'\"<>)]{1,2000}", lambda found: bare(found[0]), message)


def bare(address: str) -> str:
    """An address without user, password, query and fragment."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that cannot be read"
    if not parts.scheme:
        return address
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
