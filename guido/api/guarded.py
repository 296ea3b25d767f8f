"""What addresses with a key have in common: the key and its scope, the body, the same twice."""

from __future__ import annotations

import json as standard_json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from guido.api_keys import ApiKey, Idempotency, KeptAnswer, Scope
from guido.content import read_yaml
from guido.errors import CaseNotFound, CaseRefused, GuidoError, KeyReused, MessageRefused
from guido.relay.runtime import Runtime
from guido.storage import Transaction
from guido.web import LARGEST_JSON

_DESCRIPTION = Path(__file__).with_name("openapi.yml")
_IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,120}")
_NO_STORE = {"Cache-Control": "no-store"}
_LONGEST_REASON = 200
_LONGEST_NUMBER = 1000


class Refused(GuidoError):
    """A request is answered with an error: its status, its name and a sentence."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error

    def answer(self) -> HTTPResponse:
        """The error as the document describes it."""
        headers = {"WWW-Authenticate": "Bearer"} if self.status == 401 else {}
        return json({"error": self.error, "message": str(self)}, status=self.status,
                    headers={**_NO_STORE, **headers})


async def read_guarded(
    request: Request, scope: Scope, work: Callable[[Transaction], dict[str, Any]]
) -> HTTPResponse:
    """200 with what `work` finds, for a key with the scope."""
    def whole(tx: Transaction) -> dict[str, Any]:
        _key(tx, request, scope)
        return work(tx)

    try:
        found = await _runtime(request).database.run_async(whole)
    except GuidoError as error:
        return _refusal(error).answer()
    return json(found, headers=_NO_STORE)


async def write_guarded(
    request: Request, scope: Scope, schema: str,
    work: Callable[[Transaction, ApiKey, dict[str, Any]], dict[str, Any]],
) -> HTTPResponse:
    """201 with what `work` makes of the body, which is as the document's schema says.

    With an Idempotency-Key the same request again is answered as the first time.
    """
    def whole(tx: Transaction) -> KeptAnswer:
        key = _key(tx, request, scope)
        body = _body(request, schema)

        def answer() -> KeptAnswer:
            return KeptAnswer(201, standard_json.dumps(work(tx, key, body)))

        name = request.headers.get("idempotency-key")
        if name is None:
            return answer()
        if not _IDEMPOTENCY_KEY.fullmatch(name):
            raise Refused(400, "bad_request", "Idempotency-Key: expected 1 to 120 characters of "
                                              "ASCII without spaces")
        asked = f"{request.method} {request.path}\n".encode() + request.body
        kept = Idempotency(_runtime(request).settings.secret_key())
        return kept.answer(tx, key, name, asked, answer)

    try:
        kept = await _runtime(request).database.run_async(whole)
    except GuidoError as error:
        return _refusal(error).answer()
    return raw(kept.body.encode(), status=kept.status, headers=_NO_STORE,
               content_type="application/json")


def _refusal(error: GuidoError) -> Refused:
    """How an error is answered; what is none of the sender's doing is raised again."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, CaseNotFound):
        return Refused(404, "not_found", "no case with this reference")
    if isinstance(error, CaseRefused):
        return Refused(409, "conflict", str(error))
    if isinstance(error, MessageRefused):
        return Refused(400, "bad_request", f"a text cannot be taken: {error.reason}")
    if isinstance(error, KeyReused):
        return Refused(422, "key_reused", "this Idempotency-Key came with another request")
    raise error


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido


def _key(tx: Transaction, request: Request, scope: Scope) -> ApiKey:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    found = _runtime(request).api_keys.check(tx, given) if kind.lower() == "bearer" else None
    if found is None:
        raise Refused(401, "unauthorised", "no valid key")
    if not found.may(scope):
        raise Refused(403, "forbidden", f"this key has no scope {scope.value}")
    return found


def _body(request: Request, schema: str) -> dict[str, Any]:
    if len(request.body) > LARGEST_JSON:
        raise Refused(413, "too_large", "more than a megabyte of JSON")
    try:
        body = standard_json.loads(
            request.body, parse_constant=_no_number, parse_int=_whole_number)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "bad_request", "expected JSON") from error
    wrong = next(_validator(schema).iter_errors(body), None)
    if wrong:
        place = ".".join(map(str, wrong.absolute_path))
        reason = f"{place}: {wrong.message}" if place else wrong.message
        raise Refused(400, "bad_request", _readable(reason)[:_LONGEST_REASON])
    return body


def _no_number(name: str) -> None:
    raise ValueError(name)


def _whole_number(digits: str) -> int:
    """Python takes minutes for a million digits."""
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number that is too long")
    return int(digits)


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@lru_cache
def _validator(schema: str) -> Draft202012Validator:
    """What the OpenAPI document says of a body is what is taken."""
    components = read_yaml(_DESCRIPTION)["components"]
    return Draft202012Validator(
        {**components["schemas"][schema], "components": components},
        format_checker=Draft202012Validator.FORMAT_CHECKER)
