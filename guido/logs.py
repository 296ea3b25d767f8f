"""Structured logs: one JSON object a line, with the conversation's id and never with its words."""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from datetime import datetime, timezone

import structlog

# What a record may carry besides its message; anything else is dropped.
FIELDS = ("conversation", "sequence", "channel", "agent", "reason", "milliseconds", "service")

_ASKED = re.compile(r"(?<=\?)[^\s'\"]+")


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; of an exception only type and place are kept.

    An exception's own message may quote what a citizen wrote (a database error quotes its
    parameters), so it is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["raised_in"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Of an address that the web server names, what was asked with it is left out."""
    message = record.getMessage()
    return _ASKED.sub("…", message) if record.name.startswith("sanic.") else message


def _places(traceback) -> list[str]:
    places = []
    while traceback:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-8:]


def _log_warning(message, category, filename, lineno, file=None, line=None) -> None:
    # What dependencies say of each other's age is no news for an operator.
    if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning)):
        logging.getLogger("warnings").warning("%s (%s:%s)", message, filename, lineno)


def _event_name(_logger: object, _method: str, event: dict[str, object]) -> str:
    # Rasa's structured events carry messages and slots as values; their names are enough.
    return str(event.get("event"))


def configure_logs(level: str) -> None:
    """Send all logs and warnings of this process to standard error as JSON lines."""
    structlog.configure(
        processors=[_event_name],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory())
    warnings.showwarning = _log_warning
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("apscheduler", "matplotlib", "sanic.access", "sanic.root", "asyncio",
                  "rasa.shared.core.slot_mappings", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
