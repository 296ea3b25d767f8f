"""Starting tells what is wrong in one sentence; stopping leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time

import pytest

from tests.live import GUIDO, ROOT, Citizen, LiveServer, call, is_running, wait_for


def serve(environment, folder=ROOT, seconds=90):
    return subprocess.run(
        [*GUIDO, "serve"], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=seconds, check=False)


@pytest.fixture
def server(tmp_path, model):
    """A server of its own."""
    server = LiveServer(tmp_path)
    yield server
    if server.process and server.process.poll() is None:
        server.kill()


@pytest.fixture
def checkout(tmp_path, model):
    """A copy of the project's files with its trained model."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("data", "guido", "actions", "widget", "console", "models"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml",
                 "package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@pytest.fixture(scope="module")
def started_twice(tmp_path_factory, model):
    """A server that one test starts, and the next starts again."""
    server = LiveServer(tmp_path_factory.mktemp("twice"))
    yield server
    if server.process and server.process.poll() is None:
        server.kill()


def test_when_the_supervisor_is_killed_its_parts_end_by_themselves(started_twice):
    server = started_twice
    server.start()
    pids = server.children()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    wait_for(lambda: not any(is_running(pid) for pid in pids))


def test_a_second_start_answers_in_under_thirty_seconds_and_ctrl_c_ends_everything(started_twice):
    server = started_twice
    began = time.monotonic()
    server.start()
    assert Citizen(server).says("combien coûte un passeport").cards
    seconds = time.monotonic() - began
    beside = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))  # other tests that run now
    assert seconds < 30 * beside, f"{seconds:.0f} s"
    pids = [server.process.pid, *server.children()]
    assert len(pids) == 3
    assert server.stop() == 0
    assert not any(is_running(pid) for pid in pids)


@pytest.mark.parametrize("which", ["port", "actions_port"])
def test_a_port_in_use_is_told_in_one_sentence(server, which):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(server, which)))
        taken.listen()
        result = serve(server.environment)
    assert result.returncode == 1
    assert result.stderr.startswith(f"guido: Port {getattr(server, which)} is in use")
    assert result.stderr.count("\n") == 1


def test_a_broken_model_is_told_in_one_sentence(server, checkout):
    for model in (checkout / "models").glob("*.tar.gz"):
        model.write_bytes(model.read_bytes()[:1000])
    result = serve(server.environment, checkout)
    assert result.returncode == 1
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("guido: The model ")
    assert "is broken" in last


def test_training_data_that_cannot_be_used_is_told(server, checkout):
    (checkout / "data" / "rules" / "answer.yml").write_text("rules: [", encoding="utf-8")
    result = serve(server.environment, checkout)
    assert result.returncode == 1
    assert "guido: Training failed" in result.stderr


def test_an_unknown_setting_is_told(server):
    result = serve({**server.environment, "GUIDO_PROT": "80"})
    assert result.returncode == 1
    assert result.stderr == (
        "guido: Unknown setting GUIDO_PROT; docs/operation.md lists them all.\n")


def test_a_database_that_cannot_be_opened_is_told_in_one_sentence(server):
    result = serve({**server.environment, "GUIDO_DATABASE_URL": "sqlite:////dev/null/x/y.db"})
    assert result.returncode == 1
    assert result.stderr.startswith("guido: The database cannot be opened")


def test_health_and_metrics_tell_operators_how_it_is(live):
    assert call("GET", f"{live.origin}/health/live") == (200, {"status": "ok"})
    assert call("GET", f"{live.origin}/health/ready") == (
        200, {"database": "ok", "model": "ok"})
    Citizen(live).says("bonjour")
    status, text = call("GET", f"{live.origin}/metrics")
    assert status == 200
    assert "guido_messages_total" in text
    assert "guido_waiting" in text
