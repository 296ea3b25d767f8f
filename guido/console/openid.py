"""OpenID Connect: what is asked of an identity provider, and what is checked in its answers.

Authorization code with PKCE (S256), state and nonce, as ProConnect wants it. Guido is the relying
party; the provider is the only one named in the settings.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from guido.errors import IdentityCancelled, IdentityRefused
from guido.settings import Settings

_SCOPE = "openid email"
_PATIENCE = aiohttp.ClientTimeout(total=10)
_METADATA_SECONDS = 600
_CLOCKS_DIFFER_SECONDS = 60
# No symmetric ones: a public key must never do as the secret of a signature.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Attempt:
    """What the browser keeps between going to the provider and coming back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Whom the provider names; `email` only if the provider does not doubt it."""

    issuer: str
    subject: str
    email: str | None
    id_token: str


class Provider:
    """An identity provider; raises IdentityRefused for answers that are missing or wrong."""

    def __init__(self, issuer: str, client_id: str, secret: str, callback: str) -> None:
        self.issuer = issuer
        self._client_id, self._secret, self._callback = client_id, secret, callback
        self._known: tuple[float, dict[str, Any]] | None = None

    async def begin(self) -> tuple[str, Attempt]:
        """The address at the provider where a person signs in, and what to keep meanwhile."""
        attempt = Attempt(generate_token(43), generate_token(43), generate_token(64))
        async with _asking() as http:
            metadata = await self._metadata(http)
        return prepare_grant_uri(
            metadata["authorization_endpoint"], self._client_id, "code", self._callback, _SCOPE,
            attempt.state, nonce=attempt.nonce, code_challenge_method="S256",
            code_challenge=create_s256_code_challenge(attempt.verifier)), attempt

    async def finish(self, attempt: Attempt, answer: Mapping[str, str]) -> Identity:
        """The identity for which the provider's answer is a code.

        The caller has compared the state. Raises IdentityCancelled, too.
        """
        if answer.get("iss", self.issuer) != self.issuer:
            raise IdentityRefused("the answer is another issuer's")
        if answer.get("error") == "access_denied":
            raise IdentityCancelled("the person did not sign in at the provider")
        if "error" in answer or "code" not in answer:
            raise IdentityRefused(f"the provider answered {answer.get('error', 'no code')[:80]!r}")
        async with _asking() as http:
            metadata = await self._metadata(http)
            if metadata.get("authorization_response_iss_parameter_supported") and (
                    "iss" not in answer):
                raise IdentityRefused("the answer does not say whose issuer it is")
            tokens = await self._tokens(http, metadata, answer["code"], attempt.verifier)
            keys = _keys(await _json(http, "GET", metadata["jwks_uri"]))
            claims = checked_id_token(
                tokens.get("id_token"), keys, self.issuer, self._client_id, attempt.nonce,
                tokens.get("access_token"))
            about = await self._userinfo(http, metadata, tokens, keys)
        if about and about.get("sub") != claims["sub"]:
            raise IdentityRefused("the user information is about somebody else")
        return Identity(self.issuer, claims["sub"], _email({**claims, **about}),
                        tokens["id_token"])

    async def end_address(self, id_token: str, back: str) -> str | None:
        """The address that ends the person's session at the provider, if it offers one."""
        async with _asking() as http:
            end = (await self._metadata(http)).get("end_session_endpoint")
        return add_params_to_uri(end, [
            ("id_token_hint", id_token), ("client_id", self._client_id),
            ("post_logout_redirect_uri", back), ("state", generate_token(20)),
        ]) if end else None

    async def _metadata(self, http: aiohttp.ClientSession) -> dict[str, Any]:
        if self._known and self._known[0] > time.monotonic():
            return self._known[1]
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await _json(http, "GET", address)
        if metadata.get("issuer") != self.issuer:
            raise IdentityRefused("the provider describes itself as another issuer")
        scheme = urlsplit(self.issuer).scheme
        for name in _ENDPOINTS:
            if not str(metadata.get(name, "")).startswith(f"{scheme}://"):
                raise IdentityRefused(f"the provider's description has no usable {name}")
        self._known = (time.monotonic() + _METADATA_SECONDS, metadata)
        return metadata

    async def _tokens(
        self, http: aiohttp.ClientSession, metadata: dict[str, Any], code: str, verifier: str
    ) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier,
                "redirect_uri": self._callback}
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" not in ways:
            form |= {"client_id": self._client_id, "client_secret": self._secret}
            return await _json(http, "POST", metadata["token_endpoint"], data=form)
        # RFC 6749, 2.3.1: both are encoded as in a form first.
        who = aiohttp.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))
        return await _json(http, "POST", metadata["token_endpoint"], data=form, auth=who)

    async def _userinfo(
        self, http: aiohttp.ClientSession, metadata: dict[str, Any], tokens: dict[str, Any],
        keys: KeySet,
    ) -> dict[str, Any]:
        if not metadata.get("userinfo_endpoint"):
            return {}
        kind, body = await _fetch(http, "GET", metadata["userinfo_endpoint"], headers={
            "Authorization": f"Bearer {tokens.get('access_token', '')}"})
        if kind != "application/jwt":
            return _object(body)
        return checked_userinfo(body, keys, self.issuer, self._client_id)


def checked_id_token(
    token: object, keys: KeySet, issuer: str, client_id: str, nonce: str,
    access_token: str | None,
) -> dict[str, Any]:
    """The claims of an identity token that is the provider's, for us, now and for this attempt."""
    decoded = _decoded(token, keys)
    claims = CodeIDToken(decoded.claims, decoded.header, options={
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "sub": {"essential": True},
    }, params={"nonce": nonce, "client_id": client_id, "access_token": access_token})
    try:
        claims.validate(leeway=_CLOCKS_DIFFER_SECONDS)
    except (JoseError, AuthlibBaseError, TypeError, ValueError) as error:
        raise IdentityRefused(f"the identity token is wrong: {error}") from error
    return dict(claims)


def checked_userinfo(
    token: str, keys: KeySet, issuer: str, client_id: str
) -> dict[str, Any]:
    """The claims of signed user information, as ProConnect gives it."""
    decoded = _decoded(token, keys)
    registry = jwt.JWTClaimsRegistry(
        leeway=_CLOCKS_DIFFER_SECONDS, iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id})
    try:
        registry.validate(decoded.claims)
    except JoseError as error:
        raise IdentityRefused(f"the user information is wrong: {error}") from error
    return decoded.claims


def _decoded(token: object, keys: KeySet) -> jwt.Token:
    try:
        return jwt.decode(str(token), keys, algorithms=_ALGORITHMS)
    except (JoseError, ValueError) as error:
        raise IdentityRefused(f"a token cannot be trusted: {error}") from error


def _keys(published: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set({
            "keys": [key for key in published["keys"] if key.get("use", "sig") == "sig"]})
    except (JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise IdentityRefused("the provider's keys cannot be read") from error


def _email(claims: dict[str, Any]) -> str | None:
    """ProConnect says nothing of `email_verified`: its identity providers are vetted."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified", True) is True else None


def _asking() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=_PATIENCE)


async def _json(
    http: aiohttp.ClientSession, method: str, url: str, **options: Any
) -> dict[str, Any]:
    return _object((await _fetch(http, method, url, **options))[1])


async def _fetch(
    http: aiohttp.ClientSession, method: str, url: str, **options: Any
) -> tuple[str, str]:
    """Type and text of a good answer."""
    try:
        async with http.request(method, url, allow_redirects=False, **options) as answer:
            if answer.status != 200:
                raise IdentityRefused(f"{urlsplit(url).path} answered {answer.status}")
            return answer.content_type, await answer.text()
    except (aiohttp.ClientError, asyncio.TimeoutError, UnicodeError) as error:
        raise IdentityRefused(
            f"{urlsplit(url).path} did not answer: {type(error).__name__}") from error


def _object(body: str) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise IdentityRefused("the provider's answer is not JSON") from error
    if not isinstance(read, dict):
        raise IdentityRefused("the provider's answer is not an object")
    return read


@lru_cache(maxsize=1)
def provider_of(settings: Settings) -> Provider | None:
    """The provider of the settings, or None; the same one each time."""
    if not settings.oidc_issuer:
        return None
    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret,
                    f"{settings.origin}/agents/openid/callback")
