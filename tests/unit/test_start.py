"""What stands in the way of a start is told before anything is begun."""

from __future__ import annotations

import shutil
from collections import namedtuple

import pytest

from guido.cli import serve
from guido.cli.prepare import check_content
from guido.errors import ContentError, SettingsError, StartError
from guido.settings import Settings, load_settings
from tests.live import free_port

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        var=str(tmp_path / "var"), port=str(free_port()), actions_port=str(free_port()))


def test_a_full_disk_is_told_with_what_is_needed(settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 5 * 2**20))
    with pytest.raises(StartError, match=r"The disk is full: 5 MB are free in .*200 MB are needed"):
        serve._check_machine(settings)


def test_an_address_that_is_not_ours_is_told(settings):
    elsewhere = Settings(host="192.0.2.1", port=settings.port, var=settings.var)
    with pytest.raises(StartError, match=r"Cannot listen on 192\.0\.2\.1"):
        serve._check_machine(elsewhere)


@pytest.mark.parametrize(("name", "value"), [
    ("GUIDO_PORT", "http"), ("GUIDO_PORT", "0"), ("GUIDO_PORT", "70000"),
    ("GUIDO_DEMONSTRATION", "maybe"), ("GUIDO_ASSISTANT_TIMEOUT", "-1"),
])
def test_a_setting_that_cannot_be_used_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_a_made_up_secret_is_kept_and_readable_by_its_owner_alone(settings):
    first = settings.secret_key()
    assert settings.secret_key() == first
    assert len(first) == 64
    assert (settings.var_dir / "secret").stat().st_mode & 0o077 == 0


def test_a_secret_that_is_set_is_used_and_nothing_made_up(tmp_path):
    settings = Settings(secret="ours", var=str(tmp_path / "var"))
    assert settings.secret_key() == b"ours"
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("name", [
    "replies.yml", "messages.yml", "organisation.yml", "handoff.yml",
    "procedures/acte_naissance.yml"])
def test_a_broken_content_file_is_named_before_anything_starts(settings, tmp_path, name):
    data = shutil.copytree("data", tmp_path / "data")
    (data / name).write_text("nier:\n  text: D'accord : oui", encoding="utf-8")
    with pytest.raises(ContentError, match=name):
        check_content(Settings(data=str(data)))


@pytest.mark.parametrize("url", ["http://openfisca.example:2000", "ftp://127.0.0.1", "https://"])
def test_what_a_household_lives_on_is_never_sent_elsewhere_in_the_clear(url):
    with pytest.raises(SettingsError, match="GUIDO_OPENFISCA_URL"):
        load_settings({"GUIDO_OPENFISCA_URL": url})
    assert load_settings({"GUIDO_OPENFISCA_URL": "http://127.0.0.1:5056"}).openfisca_url


@pytest.mark.parametrize("origin", [
    "www.exemple.fr", "https://www.exemple.fr/", "https://Exemple.fr", "https://exemple.fr:443",
    "http://exemple.fr:80", "https://*.exemple.fr", "null", "*", "https://a.fr https://b.fr"])
def test_an_origin_that_no_browser_writes_is_refused_rather_than_never_met(origin):
    with pytest.raises(SettingsError, match="GUIDO_ORIGINS"):
        load_settings({"GUIDO_ORIGINS": f"https://a.fr,{origin}"})


def test_origins_are_those_of_the_setting_and_none_else():
    settings = load_settings({"GUIDO_ORIGINS": "https://a.fr, http://[::1]:81,https://b.fr:8443"})
    assert settings.other_origins == {"https://a.fr", "http://[::1]:81", "https://b.fr:8443"}
    assert load_settings({}).other_origins == frozenset()
