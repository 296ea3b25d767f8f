"""Settings, read once from the environment (`GUIDO_*`) and passed to whoever needs them.

Every setting is a field of `Settings`; `docs/operation.md` documents each in a table that
a test holds against this module.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from guido.errors import SettingsError

_SHORTEST_TOKEN = 16
_HOST = r"(?:[a-z0-9.-]*[a-z0-9]|\[[0-9a-f:]+\])"
# As browsers write it: never with the port that goes without saying.
_ORIGIN = re.compile(
    rf"https://{_HOST}(?::(?!443$)\d{{1,5}})?|http://{_HOST}(?::(?!80$)\d{{1,5}})?")
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


def _setting(default: str, description: str) -> str:
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True)
class Webhook:
    """An address of another system, and the secret with which what it gets is signed."""

    url: str
    secret: str


@dataclass(frozen=True)
class Settings:
    """All settings as strings from the environment, with derived values as properties."""

    host: str = _setting("127.0.0.1", "Address that the server listens on")
    port: str = _setting("5005", "Port of the website, the channels, the console and the API")
    public_url: str = _setting(
        "", "Address under which citizens reach the server; empty means host and port")
    origins: str = _setting(
        "", "Other sites whose pages may have the widget, `https://www.exemple.fr,https://…`; "
        "empty for none but its own")
    actions_port: str = _setting("5055", "Port of the action server, reached on 127.0.0.1 only")
    database_url: str = _setting("", "Database; empty means SQLite in the folder `GUIDO_VAR`")
    redis_url: str = _setting(
        "", "Redis for notifications between processes; empty means within one process")
    var: str = _setting("var", "Folder of the embedded database and of the made-up secret")
    data: str = _setting("data", "Folder of the content files")
    secret: str = _setting("", "Key for hashing addresses and dates of birth; made up if empty")
    rest_token: str = _setting(
        "", "Token of the REST channel; if empty, it is open in the demonstration and else closed")
    assistant_timeout: str = _setting("10", "Seconds that the assistant may take for an answer")
    document_days: str = _setting(
        "7", "Days that documents made for citizens can be fetched; then they are deleted")
    demonstration: str = _setting("yes", "`yes` fills an empty database with made-up cases")
    secure_cookies: str = _setting("no", "`yes` marks the console's cookie Secure (behind HTTPS)")
    oidc_issuer: str = _setting(
        "", "Address of the OpenID Connect provider with which agents sign in; empty for none")
    oidc_client_id: str = _setting("", "Name under which the provider knows Guido")
    oidc_client_secret: str = _setting("", "Secret that Guido shares with the provider")
    oidc_label: str = _setting("ProConnect", "Name of the provider on the sign-in page")
    smtp_url: str = _setting(
        "", "Mail server for forwarding, news, reminders and codes, "
        "`smtp://user:password@host:587` or `smtps://…`; empty for none")
    mail_from: str = _setting("", "Address from which e-mails are sent; needed with a mail server")
    partner_tokens: str = _setting(
        "", "Secrets shared with other Guidos, `name=token,name=token`; see below")
    draft_days: str = _setting("30", "Days after which a guided procedure left half-way is erased")
    webhooks: str = _setting(
        "", "Where other systems are told of cases, `name=https://…,name=https://…`; empty for "
        "none")
    webhook_secrets: str = _setting(
        "", "The secrets with which that is signed, `name=secret,name=secret`")
    openfisca_url: str = _setting(
        "", "OpenFisca-France's web API, for estimates of benefits; set by `make run AIDES=1`, "
        "empty for none")
    log_level: str = _setting("info", "debug, info, warning or error")

    @property
    def var_dir(self) -> Path:
        return Path(self.var)

    @property
    def data_dir(self) -> Path:
        return Path(self.data)

    @property
    def origin(self) -> str:
        """The beginning of addresses given to citizens, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def other_origins(self) -> frozenset[str]:
        """The origins of `origins`, as browsers write them; raises SettingsError."""
        given = frozenset(filter(None, (each.strip() for each in self.origins.split(","))))
        for origin in given:
            if not _ORIGIN.fullmatch(origin):
                raise SettingsError(
                    f"GUIDO_ORIGINS: {origin} is not as browsers write it; expected an origin "
                    "such as https://www.exemple.fr, in small letters and without a path.")
        return given

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.var_dir / 'guido.sqlite3'}"

    @property
    def days_of_drafts(self) -> int:
        return self._number("draft_days")

    @property
    def days_of_documents(self) -> int:
        return self._number("document_days")

    @property
    def port_number(self) -> int:
        return self._number("port")

    @property
    def actions_port_number(self) -> int:
        return self._number("actions_port")

    @property
    def patience(self) -> float:
        """Seconds that the relay waits for the assistant."""
        return float(self._number("assistant_timeout"))

    @property
    def is_demonstration(self) -> bool:
        return self.demonstration == "yes"

    @property
    def has_secure_cookies(self) -> bool:
        return self.secure_cookies == "yes"

    @property
    def partners(self) -> dict[str, str]:
        """The token of each other Guido, by its name; raises SettingsError."""
        return self._named("partner_tokens", _SHORTEST_TOKEN)

    @property
    def webhooks_by_name(self) -> dict[str, Webhook]:
        """Where other systems are told of cases, by name; raises SettingsError."""
        urls = self._named("webhooks", len("http://a"))
        secrets_by_name = self._named("webhook_secrets", _SHORTEST_TOKEN)
        if set(urls) != set(secrets_by_name):
            raise SettingsError(
                "GUIDO_WEBHOOKS and GUIDO_WEBHOOK_SECRETS have the same names, each once.")
        for name, url in urls.items():
            if not _is_safe(url):
                raise SettingsError(f"GUIDO_WEBHOOKS: {name} must begin with https://.")
        return {name: Webhook(url, secrets_by_name[name]) for name, url in urls.items()}

    def _named(self, setting: str, shortest: int) -> dict[str, str]:
        given = filter(None, (entry.strip() for entry in getattr(self, setting).split(",")))
        entries = [entry.partition("=") for entry in given]
        found = {name.strip(): value.strip() for name, _, value in entries}
        if len(found) < len(entries) or any(
                not name or len(value) < shortest for name, value in found.items()):
            raise SettingsError(
                f"{environment_name(setting)} cannot be used; expected name=value,name=value with "
                f"each name once and values of at least {shortest} characters.")
        return found

    def _number(self, name: str) -> int:
        value = getattr(self, name)
        if not value.isdigit() or not 0 < int(value) < 65536:
            raise SettingsError(
                f"{environment_name(name)}={value!r} is not a whole number from 1 to 65535."
            )
        return int(value)

    def secret_key(self) -> bytes:
        """The key for keyed hashes: the setting, or one made up once and kept in `var`."""
        if self.secret:
            return self.secret.encode()
        path = self.var_dir / "secret"
        if not path.exists():
            self.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            made_up = path.with_suffix(f".{os.getpid()}")
            made_up.touch(mode=0o600)
            made_up.write_text(secrets.token_hex(32), encoding="ascii")
            try:
                # link() fails if another process was first, so that both use the same key.
                os.link(made_up, path)
            except FileExistsError:
                pass
            finally:
                made_up.unlink()
        return path.read_text(encoding="ascii").encode()


def environment_name(setting: str) -> str:
    """The environment variable of a setting: `rest_token` → `GUIDO_REST_TOKEN`."""
    return f"GUIDO_{setting.upper()}"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read all settings; raises SettingsError for a `GUIDO_*` name that does not exist."""
    environment = os.environ if environment is None else environment
    known = {environment_name(each.name): each.name for each in fields(Settings)}
    unknown = [n for n in environment if n.startswith("GUIDO_") and n not in known]
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}; docs/operation.md lists them all.")
    values = {name: environment[variable] for variable, name in known.items()
              if environment.get(variable)}
    settings = Settings(**values)
    for name in ("port", "actions_port", "assistant_timeout", "document_days",
                 "draft_days"):
        settings._number(name)
    if settings.public_url and not settings.public_url.startswith(("https://", "http://")):
        raise SettingsError("GUIDO_PUBLIC_URL must begin with https:// or http://.")
    if settings.openfisca_url and not _is_safe(settings.openfisca_url):
        raise SettingsError(
            "GUIDO_OPENFISCA_URL must begin with https://; http:// is for this machine alone.")
    if settings.redis_url and not _is_redis_url(settings.redis_url):
        raise SettingsError(
            "GUIDO_REDIS_URL cannot be used; expected an address such as "
            "redis://:password@host:6379/0, rediss://… (with TLS) or unix:///path.")
    if settings.oidc_issuer:
        _check_provider(settings)
    _check_mail(settings)
    _ = settings.partners, settings.webhooks_by_name, settings.other_origins
    for name in ("demonstration", "secure_cookies"):
        if getattr(settings, name) not in ("yes", "no"):
            raise SettingsError(f"{environment_name(name)} must be yes or no.")
    return settings


def _is_redis_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        is_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # no port number, or a bracket too few
        return False
    if parts.scheme == "unix":
        return bool(parts.path)
    return parts.scheme in ("redis", "rediss") and is_host and (
        parts.path.strip("/").isdigit() or not parts.path.strip("/"))


def _check_mail(settings: Settings) -> None:
    if bool(settings.smtp_url) != bool(settings.mail_from):
        raise SettingsError("GUIDO_SMTP_URL and GUIDO_MAIL_FROM are set together, or neither.")
    if settings.smtp_url and not _is_smtp_url(settings.smtp_url):
        raise SettingsError(
            "GUIDO_SMTP_URL cannot be used; expected an address such as "
            "smtp://user:password@host:587 or smtps://user:password@host:465.")
    if settings.mail_from and not _ADDRESS.fullmatch(settings.mail_from):
        raise SettingsError("GUIDO_MAIL_FROM must be an e-mail address.")


def _is_smtp_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (
            parts.port is None or parts.port > 0)
    except ValueError:  # no port number, or a bracket too few
        return False


def _is_safe(url: str) -> bool:
    """Whether it is encrypted, or on this machine."""
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    is_here = address.hostname in ("127.0.0.1", "localhost")
    return bool(address.hostname) and (
        address.scheme == "https" or (address.scheme == "http" and is_here))


def _check_provider(settings: Settings) -> None:
    if not _is_safe(settings.oidc_issuer):
        raise SettingsError("GUIDO_OIDC_ISSUER must begin with https://.")
    if not settings.oidc_client_id or not settings.oidc_client_secret:
        raise SettingsError(
            "GUIDO_OIDC_ISSUER needs GUIDO_OIDC_CLIENT_ID and GUIDO_OIDC_CLIENT_SECRET.")
