"""The key with which an organisation signs: where its secret lies, and what readers are shown."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from werkzeug.test import Client

from survey.cli.main import cli
from survey.cli.wording_actions import what_to_do
from survey.errors import InstanceUnsound, Refused, SurveyError
from survey.sealing.organisation_keys import public_of, read_key_list
from survey.services.overview.read_journal import search_journal
from survey.services.steps.check_bundle import check_bundle
from survey.services.steps.report_files import StudyReport
from survey.services.steps.sign_bundle import sign_bundle
from survey.services.upkeep.keep_signing_key import make_signing_key, renew_signing_key
from survey.storage.files import open_to_others
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.keys.organisation_key import every_key, signing_secret
from tests.reports.bundles import as_bytes
from tests.reports.report_inputs import held
from tests.web.visitor import HOST

DAY, LATER = date(2030, 1, 2), date(2031, 1, 2)


def report() -> StudyReport:
    fields = held("words")
    files = {"release.json": as_bytes(fields)}
    beside = {"datapackage.json": b"{}"}
    return StudyReport(fields["study"]["id"], 1, b"", files, beside=beside)


def test_without_a_key_nothing_is_signed_and_the_command_is_told(instance: Instance) -> None:
    with pytest.raises(Refused, match="no key yet") as refused:
        sign_bundle(instance, report())
    assert "survey key make" in what_to_do(refused.value.guidance)
    with pytest.raises(Refused, match="no key yet"):
        renew_signing_key(instance, secrets.token_bytes, DAY, stolen=False)


def test_a_signed_report_is_checked_with_the_public_list(instance: Instance) -> None:
    made = make_signing_key(instance, secrets.token_bytes, DAY)
    bundle = sign_bundle(instance, report())
    assert bundle.name == f"{report().study_id}-release-1.zip"
    assert bundle == sign_bundle(instance, report())
    found = check_bundle(bundle.content, bundle.name, every_key(instance))
    assert (found.number, found.known, found.files) == (made.number, True, 2)
    with pytest.raises(Refused, match="a key already"):
        make_signing_key(instance, secrets.token_bytes, DAY)


def test_the_secret_lies_in_no_database_and_is_for_its_owner_alone(instance: Instance) -> None:
    make_signing_key(instance, secrets.token_bytes, DAY)
    secret = signing_secret(instance)
    path = instance.folder / "keys" / "organisation.key"
    assert path.read_bytes() == secret
    assert not open_to_others(path)
    with sqlite3.connect(instance.folder / DATABASE_FILE) as database:
        dump = "\n".join(database.iterdump())
    assert secret.hex() not in dump.lower()
    assert secret not in (instance.folder / DATABASE_FILE).read_bytes()
    assert [one.event for one in search_journal(instance, None, "")] == ["signing key made"]


def test_a_renewed_key_leaves_the_older_one_on_the_list(instance: Instance) -> None:
    first = make_signing_key(instance, secrets.token_bytes, DAY)
    before = signing_secret(instance)
    old = sign_bundle(instance, report())
    second = renew_signing_key(instance, secrets.token_bytes, LATER, stolen=False)
    assert signing_secret(instance) != before
    assert [(one.public, one.since, one.until) for one in every_key(instance)] == [
        (second.public, "2030-01-02".replace("2030", "2031"), ""),
        (first.public, "2030-01-02", "2031-01-02"),
    ]
    assert check_bundle(old.content, old.name, every_key(instance)).ended == "2031-01-02"
    renew_signing_key(instance, secrets.token_bytes, LATER, stolen=True)
    assert [one.stolen for one in every_key(instance)] == [False, True, False]


def test_a_lost_or_foreign_secret_signs_nothing(instance: Instance) -> None:
    make_signing_key(instance, secrets.token_bytes, DAY)
    path = instance.folder / "keys" / "organisation.key"
    for content in (b"", b"short", secrets.token_bytes(32)):
        path.write_bytes(content)
        with pytest.raises(InstanceUnsound, match=r"organisation\.key"):
            sign_bundle(instance, report())
    path.unlink()
    with pytest.raises(InstanceUnsound, match="is missing") as lost:
        signing_secret(instance)
    assert "survey key renew" in what_to_do(lost.value.guidance)
    renewed = renew_signing_key(instance, secrets.token_bytes, LATER, stolen=False)
    assert public_of(signing_secret(instance)) == renewed.public


def test_readers_find_the_public_keys_at_one_address(instance: Instance, public_app: Flask) -> None:
    client = Client(public_app, use_cookies=False)
    assert client.get("/key", base_url=HOST).status_code == 404
    make_signing_key(instance, secrets.token_bytes, DAY)
    renew_signing_key(instance, secrets.token_bytes, LATER, stolen=False)
    answer = client.get("/key", base_url=HOST)
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    assert read_key_list(answer.get_data(as_text=True)) == every_key(instance)
    assert signing_secret(instance) not in answer.data
    assert signing_secret(instance).hex().encode() not in answer.data
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def run(instance: Instance) -> Callable[..., Result]:
    """Run `survey key …` in the instance; a refusal is raised."""

    def go(*words: str) -> Result:
        ran = CliRunner().invoke(cli, ["--instance", str(instance.folder), "key", *words])
        if isinstance(ran.exception, SurveyError):
            raise ran.exception
        assert ran.exit_code == 0, ran.output
        return ran

    return go


def test_keys_are_made_shown_and_renewed_at_the_terminal(run: Callable[..., Result]) -> None:
    assert run("show").output == "No key was made yet.\n"
    made = run("make").output
    number = made.splitlines()[0].removeprefix("key ")
    assert "/key" in made
    assert run("show").output.startswith(f"{number}  from 2")
    renewed = run("renew", "--stolen", "--yes").output
    assert number not in renewed
    shown = run("show").output.splitlines()
    assert "stolen: what it signed is not good" in shown[1]
