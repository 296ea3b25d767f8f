"""A real server as a process, and those who use it: citizens and agents over HTTP."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from guido.handoff import Agents, Role
from guido.settings import load_settings
from guido.storage import Database

ROOT = Path(__file__).parent.parent
GUIDO = [sys.executable, "-m", "guido.cli.main"]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(
    method: str, url: str, body: Any = None, headers: dict[str, str] | None = None,
    opener: urllib.request.OpenerDirector | None = None,
) -> tuple[int, Any]:
    """Status and decoded JSON (or text) of a request; errors are answers, too."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(
        url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with (opener.open if opener else urllib.request.urlopen)(request, timeout=30) as answer:
            return answer.status, _decoded(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, _decoded(error.read())


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


class Server:
    """A server in a folder of its own, with its settings; can be killed and started again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port, self.actions_port = free_port(), free_port()
        self.log = folder / "server.log"
        self.environment = {
            **os.environ, "GUIDO_PORT": str(self.port),
            "GUIDO_ACTIONS_PORT": str(self.actions_port), "GUIDO_VAR": str(folder / "var"),
            **settings,
        }
        self.origin = f"http://127.0.0.1:{self.environment['GUIDO_PORT']}"
        self.process: subprocess.Popen[bytes] | None = None

    def stop(self) -> int:
        """End it as Ctrl-C does; returns its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def guido(self, *arguments: str) -> str:
        """The output of a guido command with this server's settings."""
        return subprocess.run(
            [*GUIDO, *arguments], cwd=ROOT, env=self.environment, check=True,
            capture_output=True, text=True).stdout

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The server's database, for what would take a command of its own."""
        settings = load_settings({name: value for name, value in self.environment.items()
                                  if name.startswith("GUIDO_")})
        database = Database(settings.resolved_database_url)
        try:
            yield database
        finally:
            database.close()

    def add_agent(self, name: str, role: Role = Role.AGENT) -> Agent:
        """A new agent who has signed in."""
        login, password = f"{name.lower()}-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
        with self.database() as database:
            database.run(Agents().add, login, name, password, role)
        return Agent(self, login, password)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*GUIDO, "serve", *arguments], cwd=ROOT, env=self.environment, stdout=log,
                stderr=log)


class LiveServer(Server):
    """`guido serve`: everything, under a supervisor."""

    def start(self, seconds: float = 600) -> None:
        """Start and wait until it says that it is ready; the first of all trains the model."""
        place = self.log.stat().st_size if self.log.exists() else 0
        self.process = self._start()
        deadline = time.monotonic() + seconds
        while b"Guido is ready" not in self.log.read_bytes()[place:]:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, "the server did not start in time"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL to the supervisor and its parts at once, as when the machine loses power."""
        assert self.process
        pids = [self.process.pid, *self.children()]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        wait_for(lambda: not any(is_running(pid) for pid in pids))

    def children(self) -> list[int]:
        """The process ids of the parts."""
        assert self.process
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True,
            check=False)
        return [int(pid) for pid in listed.stdout.split()]


class Part(Server):
    """`guido serve --only assistant|console|actions`: one part as a process."""

    def __init__(self, part: str, folder: Path, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(folder, **settings)
        self.part = part
        self._health = (
            f"http://127.0.0.1:{self.environment['GUIDO_ACTIONS_PORT']}/health"
            if part == "actions" else f"{self.origin}/health/ready")

    def start(self, seconds: float = 60) -> None:
        """Start and wait until it answers."""
        self.begin()
        self.wait_until_ready(seconds)

    def begin(self) -> None:
        """Start without waiting, so that several parts start at the same time."""
        self.process = self._start("--only", self.part)

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Wait until it answers that it is ready."""
        wait_for(self._answers, seconds)

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        assert self.process and self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return call("GET", self._health)[0] == 200
        except OSError:
            return False


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds: float = 10) -> Any:
    """The first true value of a condition; fails if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return value


class Citizen:
    """A citizen on the REST channel."""

    def __init__(self, server: Server, sender: str | None = None) -> None:
        self.server = server
        self.sender = sender or uuid.uuid4().hex

    def says(self, text: object, message_id: str | None = None) -> Replies:
        """Send a message and return the replies."""
        body = {"sender": self.sender, "message": text}
        if message_id:
            body["message_id"] = message_id
        status, replies = call(
            "POST", f"{self.server.origin}/webhooks/rest/webhook", body)
        assert status == 200, replies
        return Replies(replies)


class Replies(list):
    """The replies to one message."""

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] for reply in self)

    @property
    def customs(self) -> list[dict[str, Any]]:
        return [reply["custom"] for reply in self if "custom" in reply]

    @property
    def kinds(self) -> list[str]:
        return [custom["type"] for custom in self.customs]

    @property
    def cards(self) -> list[tuple[str, str]]:
        """(service, facet) of the cards."""
        return [(c["service"], c["facet"]) for c in self.customs if c["type"] == "card"]

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for reply in self for button in reply.get("buttons", ())]


class WidgetCitizen:
    """A citizen on the widget's channel, without a browser."""

    def __init__(self, server: Server) -> None:
        self.base = f"{server.origin}/webhooks/widget"
        status, opened = call("POST", f"{self.base}/conversations")
        assert status == 201
        self.headers = {"Authorization": f"Bearer {opened['token']}"}

    def posts(
        self, text: object, identifier: str | None = None, **more: Any
    ) -> tuple[int, Any]:
        """Send a message; returns status and body of the acknowledgement."""
        body = {"id": identifier or uuid.uuid4().hex, "text": text, **more}
        return call("POST", f"{self.base}/messages", body, self.headers)

    def wishes(self, wish: str) -> tuple[int, Any]:
        """Use the button that is always there: person or assistant."""
        return call("POST", f"{self.base}/{wish}", {"id": uuid.uuid4().hex}, self.headers)

    def sees(self, after: int = 0) -> list[dict[str, Any]]:
        """The messages above a number."""
        status, body = call("GET", f"{self.base}/messages?after={after}", None, self.headers)
        assert status == 200, body
        return body["messages"]

    def waits_for(self, condition, seconds: float = 15) -> list[dict[str, Any]]:
        """All messages, as soon as one fulfils the condition."""
        return wait_for(
            lambda: next(([*seen] for seen in [self.sees()] if any(map(condition, seen))), None),
            seconds)


class Agent:
    """An agent at the console, without a browser."""

    def __init__(self, server: Server, login: str, password: str) -> None:
        self.base = f"{server.origin}/agents"
        self.login, self.password = login, password
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies))
        form = urllib.parse.urlencode({"login": login, "password": password}).encode()
        with self.opener.open(f"{self.base}/sign-in", form, timeout=30) as page:
            found = re.search(r'name="csrf-token" content="([^"]+)"', page.read().decode())
        assert found, "signing in failed"
        self.csrf = found[1]

    def reads(self, path: str) -> tuple[int, Any]:
        """GET below /agents/data."""
        return call("GET", f"{self.base}/data/{path}", opener=self.opener)

    def does(self, path: str, body: Any = None, csrf: str | None = None) -> tuple[int, Any]:
        """POST below /agents/data."""
        headers = {"X-CSRF-Token": self.csrf if csrf is None else csrf}
        return call("POST", f"{self.base}/data/{path}", body or {}, headers, self.opener)

    def queue(self) -> list[dict[str, Any]]:
        """Those who wait or are held."""
        return self.reads("queue")[1]["queue"]

    def finds(self, text: str) -> str:
        """The id of the open conversation in which something was written."""
        def search() -> str | None:
            for entry in reversed(self.queue()):  # whoever came last is looked for most
                _, body = self.reads(f"conversations/{entry['conversation']}/messages")
                if any(m["text"] == text for m in body.get("messages", ())):
                    return entry["conversation"]
            return None
        return wait_for(search)

    def takes(self, conversation: str) -> tuple[int, Any]:
        return self.does(f"conversations/{conversation}/take")

    def writes(
        self, conversation: str, text: str, identifier: str | None = None
    ) -> tuple[int, Any]:
        body = {"id": identifier or uuid.uuid4().hex, "text": text}
        return self.does(f"conversations/{conversation}/messages", body)
