"""Notices to citizens, and what they have asked for, as e-mails."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from guido.french.texts import Texts
from guido.notifications import Agreement, Entry


def news_mail(
    texts: Texts, administration: str, sender: str, entry: Entry, agreement: Agreement,
    stop_link: str,
) -> EmailMessage:
    """A notice, with the link that ends them; the same again after a failure is the same."""
    mail = _mail(texts, administration, sender, entry, agreement.address)
    mail["List-Unsubscribe"] = f"<{stop_link}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(texts(
        "notifications.mail.body", text=entry.payload["text"], administration=administration,
        link=stop_link) + "\n")
    return mail


def letter_mail(
    texts: Texts, administration: str, sender: str, entry: Entry
) -> EmailMessage:
    """What somebody has asked for, to the address that they gave."""
    mail = _mail(texts, administration, sender, entry, entry.payload["address"])
    mail.set_content(texts(
        "notifications.mail.letter", text=entry.payload["text"],
        administration=administration) + "\n")
    return mail


def _mail(
    texts: Texts, administration: str, sender: str, entry: Entry, address: str | None
) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, address
    mail["Subject"] = texts(
        "notifications.mail.subject", subject=entry.payload["subject"],
        administration=administration)
    mail["Date"] = formatdate()
    domain = sender.rpartition("@")[2].strip("> ")
    mail["Message-ID"] = f"<news-{entry.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    return mail
