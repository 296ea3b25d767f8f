"""A notice to a citizen as a letter."""

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
    """The e-mail, with the link that ends them; the same again after a failure is the same."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, agreement.address
    mail["Subject"] = texts(
        "notifications.mail.subject", subject=entry.payload["subject"],
        administration=administration)
    mail["Date"] = formatdate()
    domain = sender.rpartition("@")[2].strip("> ")
    mail["Message-ID"] = f"<news-{entry.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{stop_link}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(texts(
        "notifications.mail.body", text=entry.payload["text"], administration=administration,
        link=stop_link) + "\n")
    return mail
