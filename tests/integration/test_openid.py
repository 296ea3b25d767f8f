"""Signing in with OpenID Connect, at a real provider that requires PKCE."""

from __future__ import annotations

import html
import re
import time
import uuid
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from guido.console.openid import Provider, checked_id_token, checked_userinfo
from guido.console.openid_routes import ATTEMPT_SECONDS, COOKIE, sealed, unsealed
from guido.errors import IdentityCancelled, IdentityRefused, SettingsError
from guido.handoff import Agents
from guido.settings import load_settings
from tests.identity import CLIENT, SECRET, OpenIdServer, Person
from tests.live import call

KEY = OpenIdServer.KEY


@pytest.fixture
def guido(openid_server):
    return openid_server


class Visitor(Person):
    """Somebody who wants to sign in at a console."""

    def __init__(self, guido) -> None:
        super().__init__()
        self.guido, self.base = guido, f"{guido.origin}/agents"
        self.callback = f"{self.base}/openid/callback"

    def goes_to_provider(self, login: str) -> str:
        """The address with which the provider sends them back."""
        begun = self.asks(f"{self.base}/openid/start")
        assert begun.status == 302
        return self.signs_in_at_provider(begun.headers["location"], login, self.callback)

    def signs_in(self, login: str):
        return self.asks(self.goes_to_provider(login))

    @property
    def is_signed_in(self) -> bool:
        return self.asks(f"{self.base}/").status == 200


@pytest.fixture
def visitor(guido):
    return Visitor(guido)


@pytest.fixture
def account(guido):
    """The login of a new account, whose address at the provider is the same."""
    login = f"camille-{uuid.uuid4().hex[:8]}"
    guido.hires(login)
    return login


def test_an_agent_signs_in_with_the_provider_and_comes_back_as_the_same(visitor, account):
    assert "Se connecter avec ProConnect" in visitor.asks(f"{visitor.base}/sign-in").text
    answer = visitor.signs_in(account)
    assert answer.status == 200
    assert 'content="0;url=/agents/"' in answer.text
    cookies = " ".join(answer.headers.get_all("set-cookie")).lower()
    assert "guido_agent=" in cookies and "samesite=strict" in cookies and "httponly" in cookies
    assert "Camille" in visitor.asks(f"{visitor.base}/").text
    assert visitor.cookie(COOKIE) is None, "the attempt is over"
    again = Visitor(visitor.guido)
    again.signs_in(account)
    assert again.is_signed_in


@pytest.mark.parametrize("cookie", ["", ".", "e30.\udcff", "\udcff.x", "e30." + 64 * "0"])
def test_a_cookie_that_nobody_here_has_made_is_no_attempt(cookie):
    assert unsealed(cookie, KEY) is None


def test_the_request_to_the_provider_has_state_nonce_and_a_challenge(visitor):
    begun = visitor.asks(f"{visitor.base}/openid/start")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    attempt = unsealed(visitor.cookie(COOKIE), KEY)
    assert asked["state"] == [attempt.state]
    assert asked["nonce"] == [attempt.nonce]
    assert asked["code_challenge_method"] == ["S256"]
    assert attempt.verifier not in begun.headers["location"]
    cookie = begun.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/agents/openid"))


def test_whoever_has_no_account_is_told_to_ask_the_administrator(visitor):
    answer = visitor.signs_in(f"stranger-{uuid.uuid4().hex[:8]}")
    assert answer.status == 403
    assert "Demandez à votre administrateur" in answer.text
    assert "/session/end?" in answer.text, "they can sign in as somebody else"
    assert not visitor.is_signed_in


def test_a_deactivated_account_is_refused_at_the_first_time_and_later(visitor, account):
    agents = Agents()
    with visitor.guido.database() as database:
        agent = database.run(agents.named, account)
        database.run(agents.deactivate, agent.id)
        assert visitor.signs_in(account).status == 403
        database.run(agents.activate, agent.id)
        assert visitor.signs_in(account).status == 200
        database.run(agents.deactivate, agent.id)
    assert not visitor.is_signed_in
    assert visitor.signs_in(account).status == 403


def test_an_address_that_the_provider_did_not_verify_opens_no_account(visitor):
    visitor.guido.hires("doubtful")
    assert visitor.signs_in("doubtful").status == 403


@pytest.mark.parametrize("what", ["state", "no cookie", "forged cookie", "old cookie"])
def test_an_answer_that_was_not_asked_for_by_this_browser_is_refused(visitor, account, what):
    address = visitor.goes_to_provider(account)
    attempt = unsealed(visitor.cookie(COOKIE), KEY)
    if what == "state":
        address = address.replace(attempt.state, "another")
    elif what == "no cookie":
        visitor.cookies.clear()
    elif what == "forged cookie":
        visitor.sets(COOKIE, sealed(attempt, b"another key"))
    else:
        visitor.sets(COOKIE, _old(attempt))
    answer = visitor.asks(address)
    assert answer.status == 400
    assert "Recommencez" in answer.text
    assert not visitor.is_signed_in


def _old(attempt) -> str:
    now = time.time
    try:
        time.time = lambda: now() - ATTEMPT_SECONDS - 1
        return sealed(attempt, KEY)
    finally:
        time.time = now


@pytest.mark.parametrize("what", ["nonce", "verifier"])
def test_a_code_of_another_attempt_is_refused(visitor, account, what):
    address = visitor.goes_to_provider(account)
    attempt = unsealed(visitor.cookie(COOKIE), KEY)
    visitor.sets(COOKIE, sealed(replace(attempt, **{what: "x" * 64}), KEY))
    answer = visitor.asks(address)
    assert answer.status == 502
    assert "connectez-vous avec votre mot de passe" in answer.text.replace("\n     ", "")
    assert not visitor.is_signed_in


def test_a_code_is_good_once(visitor, account):
    address = visitor.goes_to_provider(account)
    attempt = visitor.cookie(COOKIE)
    assert visitor.asks(address).status == 200
    thief = Visitor(visitor.guido)
    thief.asks(f"{thief.base}/openid/start")
    thief.sets(COOKIE, attempt)
    assert thief.asks(address).status == 502
    assert not thief.is_signed_in


def test_who_changes_their_mind_at_the_provider_can_begin_again(visitor):
    visitor.asks(f"{visitor.base}/openid/start")
    state = unsealed(visitor.cookie(COOKIE), KEY).state
    answer = visitor.asks(f"{visitor.callback}?error=access_denied&state={state}")
    assert answer.status == 403
    assert "Recommencer avec ProConnect" in answer.text
    assert "/agents/sign-in" in answer.text


def test_signing_out_ends_the_session_here_and_leads_to_its_end_at_the_provider(visitor, account):
    visitor.signs_in(account)
    page = visitor.asks(f"{visitor.base}/").text
    csrf = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    answer = visitor.asks(f"{visitor.base}/sign-out", {}, **{"X-CSRF-Token": csrf})
    end = html.unescape(re.search(r'content="0;url=([^"]+)"', answer.text)[1])
    assert end.startswith(f"{visitor.guido.providers.issuer}/session/end?")
    assert parse_qs(urlsplit(end).query)["post_logout_redirect_uri"] == [f"{visitor.base}/sign-in"]
    assert visitor.asks(end).status == 200, "the provider takes the request"
    assert not visitor.is_signed_in


def test_without_a_provider_there_is_no_second_way_in(console_server):
    page = Person().asks(f"{console_server.origin}/agents/sign-in").text
    assert "openid" not in page
    assert call("GET", f"{console_server.origin}/agents/openid/start")[0] == 404


def provider(guido, issuer: str | None = None, **other: str) -> Provider:
    values = {"client_id": CLIENT, "secret": SECRET,
              "callback": f"{guido.origin}/agents/openid/callback", **other}
    return Provider(issuer or guido.providers.issuer, **values)


async def answer_of(asked: Provider, visitor, login: str = "camille"):
    """An attempt and the provider's answer to it."""
    address, attempt = await asked.begin()
    back = visitor.signs_in_at_provider(address, login, visitor.callback)
    return attempt, {name: each[0] for name, each in parse_qs(urlsplit(back).query).items()}


async def test_a_provider_that_signs_the_user_information_is_understood(guido, visitor):
    strict = provider(guido, guido.providers.strict_issuer)
    identity = await strict.finish(*await answer_of(strict, visitor))
    assert (identity.issuer, identity.subject, identity.email) == (
        guido.providers.strict_issuer, "camille", "camille@ville.fr")


async def test_the_answer_of_another_issuer_is_refused(guido, visitor):
    asked = provider(guido)
    attempt, answer = await answer_of(asked, visitor)
    for issuer in ({"iss": "https://elsewhere.example"}, {}):
        changed = {**{k: v for k, v in answer.items() if k != "iss"}, **issuer}
        with pytest.raises(IdentityRefused, match="issuer"):
            await asked.finish(attempt, changed)
    assert (await asked.finish(attempt, answer)).subject == "camille"


async def test_a_wrong_secret_and_errors_are_refused_and_giving_up_is_told_apart(guido, visitor):
    attempt, answer = await answer_of(provider(guido), visitor)
    with pytest.raises(IdentityRefused, match="/token answered 401"):
        await provider(guido, secret="wrong").finish(attempt, answer)
    with pytest.raises(IdentityRefused, match="server_error"):
        await provider(guido).finish(attempt, {"error": "server_error"})
    with pytest.raises(IdentityCancelled):
        await provider(guido).finish(attempt, {"error": "access_denied"})


@pytest.mark.parametrize("place", ["http://127.0.0.1:9", "GUIDO", "SLASH"])
async def test_a_provider_that_is_away_or_somebody_else_is_refused(guido, place):
    issuer = {"GUIDO": guido.origin, "SLASH": f"{guido.providers.issuer}/"}.get(place, place)
    with pytest.raises(IdentityRefused):
        await provider(guido, issuer).begin()


SIGNING = RSAKey.generate_key(2048, parameters={"kid": "ours"}, auto_kid=False)
KEYS = KeySet.import_key_set({"keys": [SIGNING.as_dict(private=False)]})
ISSUER = "https://id.example"
_DAY = 24 * 3600  # the tests below run long after they are read
GOOD = {"iss": ISSUER, "aud": CLIENT, "sub": "camille", "nonce": "nonce",
        "iat": int(time.time()), "exp": int(time.time()) + _DAY,
        "at_hash": create_half_hash("access", "RS256").decode()}


def token(claims, key=SIGNING, algorithm="RS256") -> str:
    return jwt.encode({"alg": algorithm, "kid": "ours"}, claims, key, algorithms=[algorithm])


def check(written: object) -> dict:
    return checked_id_token(written, KEYS, ISSUER, CLIENT, "nonce", "access")


def test_a_good_identity_token_is_taken():
    assert check(token(GOOD))["sub"] == "camille"
    assert check(token({**GOOD, "aud": [CLIENT, "other"], "azp": CLIENT}))["sub"] == "camille"


@pytest.mark.parametrize("wrong", [
    {"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "other"}, {"aud": None},
    {"aud": [CLIENT, "other"], "azp": "other"}, {"nonce": "other"}, {"nonce": None},
    {"exp": int(time.time()) - 120}, {"exp": None}, {"iat": int(time.time()) + _DAY},
    {"at_hash": "other"}, {"sub": None}, {"sub": 7}], ids=" ".join)
def test_an_identity_token_with_a_wrong_claim_is_refused(wrong):
    claims = {name: value for name, value in {**GOOD, **wrong}.items() if value is not None}
    with pytest.raises(IdentityRefused, match="identity token is wrong"):
        check(token(claims))


@pytest.mark.parametrize("written", [
    None, "", "a.b.c",
    token(GOOD, RSAKey.generate_key(2048)),
    token(GOOD, OctKey.import_key("a secret that anybody may know!!"), "HS256"),
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW1pbGxlIn0.",
], ids=["none", "empty", "no token", "another key", "signed with a shared secret", "unsigned"])
def test_an_identity_token_without_the_providers_signature_is_refused(written):
    with pytest.raises(IdentityRefused, match="cannot be trusted"):
        check(written)


def test_signed_user_information_for_somebody_else_is_refused():
    assert checked_userinfo(token(GOOD), KEYS, ISSUER, CLIENT)["sub"] == "camille"
    for wrong in ({"aud": "other"}, {"iss": "https://elsewhere.example"}):
        with pytest.raises(IdentityRefused):
            checked_userinfo(token({**GOOD, **wrong}), KEYS, ISSUER, CLIENT)


@pytest.mark.parametrize(("values", "message"), [
    ({"ISSUER": "http://id.example"}, "must begin with https"),
    ({"ISSUER": "https://id.example", "CLIENT_ID": "guido"}, "needs")])
def test_half_a_provider_is_told_at_the_start(values, message):
    with pytest.raises(SettingsError, match=message):
        load_settings({f"GUIDO_OIDC_{name}": value for name, value in values.items()})
