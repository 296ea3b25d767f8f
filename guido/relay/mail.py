"""Sending an e-mail through the administration's mail server."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from guido.errors import PartnerUnavailable

_SECONDS = 15.0
_PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_log = logging.getLogger(__name__)


async def send_mail(url: str, mail: EmailMessage) -> None:
    """Hand an e-mail to the server of `smtp://user:password@host:port`; off the event loop.

    `smtps` is encrypted from the start, `smtp` as soon as the server can be asked for it, which
    it must if it is another machine. Raises PartnerUnavailable with the reason « mail ».
    """
    try:
        await asyncio.get_running_loop().run_in_executor(None, _send, url, mail)
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("an e-mail was not taken: %s", type(error).__name__)
        raise PartnerUnavailable("mail", f"the mail server failed: {error}") from error


def _send(url: str, mail: EmailMessage) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    with server:
        if parts.scheme == "smtp" and (host not in _LOCAL or _offers_tls(server)):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


def _offers_tls(server: smtplib.SMTP) -> bool:
    server.ehlo()
    return server.has_extn("starttls")
