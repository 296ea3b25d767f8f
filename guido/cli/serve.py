"""`guido serve`: prepare what is missing, start the processes, watch them, end them all."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from guido.cli import demonstration
from guido.cli.benefits_server import benefits_port, run_benefits
from guido.cli.prepare import check_content, prepare_data
from guido.cli.train import ensure_model
from guido.errors import StartError
from guido.hours import keep_time_of
from guido.logs import configure_logs
from guido.organisation import load_organisation
from guido.settings import Settings, load_settings

PARTS = ("assistant", "console", "actions", "benefits")
# The assistant's process has the console, too, so that one machine needs no third one.
_STARTED = ("actions", "assistant")
_BENEFITS = "benefits"  # if it is installed; without it one procedure is not available
_LEAST_FREE_BYTES = 200 * 1024 * 1024
_START_SECONDS = 120
_STOP_SECONDS = 10
# The write end of this pipe is held by the supervisor alone; when it dies, whatever way,
# the parts read its end and stop, so that no orphan keeps a port.
_LIFELINE = "GUIDO_LIFELINE"


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `serve`."""
    parser = commands.add_parser(
        "serve", help="start everything, or one part of it",
        description="Start everything (the assistant with all pages, and its actions), or one "
                    "part alone, several of which share a database: see docs/operation.md.")
    parser.add_argument(
        "--only", choices=PARTS,
        help="start this part alone, in this process; `console` serves agents and the widget "
             "without the assistant")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Start; returns the exit code when everything has ended."""
    if options.only:
        return _run_part(options.only)
    settings = load_settings()
    # Until everything runs, being ended is like Ctrl-C: training in a process ends with us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _check_machine(settings)
    check_content(settings)
    model = ensure_model()
    filled = prepare_data(settings)
    return _supervise(settings, model, filled)


def _run_part(part: str) -> int:
    lifeline = os.environ.pop(_LIFELINE, None)
    if part == _BENEFITS:  # another program, which watches the lifeline itself
        run_benefits(load_settings(), {_LIFELINE: lifeline} if lifeline else {})
    if lifeline:
        threading.Thread(target=_end_with_parent, args=(int(lifeline),), daemon=True).start()
    settings = load_settings()
    _check_address(settings, part)
    configure_logs(settings.log_level)
    keep_time_of(load_organisation(settings.data_dir / "organisation.yml").department)
    # Imported here: actions and console start without TensorFlow.
    if part == "actions":
        from guido.cli.actions_server import run_actions
        return run_actions(settings)
    if part == "console":
        from guido.cli.console_server import run_console
        return run_console(settings)
    from guido.cli.assistant_server import run_assistant
    return run_assistant(settings, ensure_model())


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)  # returns when the other end is closed
    os._exit(1)


def _check_machine(settings: Settings) -> None:
    for part in _STARTED:
        _check_address(settings, part)
    port = benefits_port(settings)
    if port:
        _check_port("127.0.0.1", port)
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(settings.var_dir).free
    if free < _LEAST_FREE_BYTES:
        raise StartError(
            f"The disk is full: {free // 2**20} MB are free in {settings.var_dir.resolve()}, and "
            f"{_LEAST_FREE_BYTES // 2**20} MB are needed. Make room and start again.")


def _check_address(settings: Settings, part: str) -> None:
    if part == "actions":
        _check_port("127.0.0.1", settings.actions_port_number)
    else:
        _check_port(settings.host, settings.port_number)


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartError(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
            raise StartError(
                f"Port {port} is in use by another program. Stop it, or choose other ports with "
                "GUIDO_PORT and GUIDO_ACTIONS_PORT.") from error


def _supervise(settings: Settings, model: Path, filled: demonstration.Filled) -> int:
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: asked_to_stop.set())
    lifeline, held = os.pipe()
    started = (*_STARTED, _BENEFITS) if benefits_port(settings) else _STARTED
    parts = {part: _start(part, lifeline) for part in started}
    try:
        print(f"Starting (model {model.name}) …", flush=True)
        if not _wait_until_ready(settings, parts, asked_to_stop):
            return 0
        _welcome(settings, filled)
        while not asked_to_stop.wait(0.5):
            _check_alive(parts)
        print("\nStopping …", flush=True)
        return 0
    finally:
        _stop(parts)
        os.close(held)


def _start(part: str, lifeline: int) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches the supervisor alone, which ends the parts.
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "guido.cli.main", "serve", "--only", part],
        env={**os.environ, _LIFELINE: str(lifeline)}, pass_fds=(lifeline,),
        start_new_session=True)


def _check_alive(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    for part, process in parts.items():
        if process.poll() is not None and part != _BENEFITS:
            raise StartError(
                f"The {part} process ended by itself (exit code {process.returncode}); its last "
                "words are above. Everything was stopped and nothing stored is lost: start again.")


def _wait_until_ready(
    settings: Settings, parts: dict[str, subprocess.Popen[bytes]], stop: threading.Event
) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    addresses = [
        f"http://127.0.0.1:{settings.actions_port_number}/health",
        f"http://{_reachable(settings.host)}:{settings.port_number}/health/ready",
    ]
    while addresses and time.monotonic() < deadline and not stop.wait(0.2):
        _check_alive(parts)
        try:
            with urllib.request.urlopen(addresses[0], timeout=5):
                addresses.pop(0)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    if addresses and not stop.is_set():
        raise StartError(f"No answer from {addresses[0]} within {_START_SECONDS} s.")
    return not stop.is_set()


def _stop(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in parts.values():
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in parts.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host


def _welcome(settings: Settings, filled: demonstration.Filled) -> None:
    origin = f"http://{_reachable(settings.host)}:{settings.port_number}"
    print(f"\nGuido is ready.\n  Citizens (demonstration page):  {origin}/"
          f"\n  Agents' console:                {origin}/agents/"
          f"\n  REST channel:                   {origin}/webhooks/rest/webhook")
    if filled.agent_password:
        print(f"\nDemonstration agent, made up now: {demonstration.AGENT_LOGIN} / "
              f"{filled.agent_password}\n  (shown once; a new password: .venv/bin/guido agents "
              f"password {demonstration.AGENT_LOGIN})")
    elif settings.is_demonstration:
        print(f"\nDemonstration agent: {demonstration.AGENT_LOGIN} (forgotten the password? "
              f".venv/bin/guido agents password {demonstration.AGENT_LOGIN})")
    print("\nTry: « je veux un passeport », « et ça coûte combien ? », « où en est mon dossier »,"
          "\n     « je veux parler à quelqu'un », and answer in the console.")
    if settings.is_demonstration:
        print("Made-up requests to follow: .venv/bin/guido cases demonstration")
    print("Stop with Ctrl-C.", flush=True)
