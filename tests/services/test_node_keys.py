"""A further web node gets its keys in a sealed file, and then both read each other's pages."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner, Result
from pyrage import x25519

from survey.cli.main import cli
from survey.errors import BadInput, SurveyError
from survey.settings import Settings
from survey.storage.files import open_to_others
from survey.storage.instance import Instance, open_instance
from survey.storage.keys import day_keys
from survey.web.public.app import create_app
from tests.conftest import Clock, Published, form_file
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.web.test_web_not_now import at_review
from tests.web.visitor import Visitor

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


def survey(instance: Instance, *words: object, folder: Path | None = None) -> Result:
    """Give a command on the first node, or in the folder of another."""
    said = {
        "SURVEY_DATABASE_URL": instance.settings.database_url,
        "SURVEY_MIXES_HERE": "true" if folder is None else "false",
    }
    every = ["--instance", folder or instance.folder, "node", *words]
    return CliRunner(env=said).invoke(cli, [str(word) for word in every])


def refuses_what_does_not_fit(
    instance: Instance, sealed: Path, key: Path, recipient: str, second: Path
) -> None:
    """Ask for five things that cannot be, and see that none of them changed anything."""
    other = sealed.with_name("other")
    refused = [
        survey(instance, "keys", "--in", sealed, "--identity", key),
        survey(instance, "keys", "--in", key, "--identity", key, folder=second),
        survey(instance, "keys", "--out", sealed, "--recipient", recipient),
        survey(instance, "keys", "--out", other, "--recipient", "age1wrong"),
        survey(instance, "keys", "--out", other),
    ]
    assert all(isinstance(one.exception, SurveyError) for one in refused)
    assert sealed.exists()
    assert not (second / "keys").exists()
    assert not other.exists()


@ON_POSTGRESQL
def test_keys_go_from_node_to_node_once_and_both_agree(
    instance: Instance, publish: Callable[..., Published], clock: Clock, tmp_path: Path
) -> None:
    study = publish(form_file("text"), practice=True)
    key, sealed, second = tmp_path / "key", tmp_path / "keys.age", tmp_path / "second"
    recipient = survey(instance, "key", key, folder=second).output.split()[-1]
    assert survey(instance, "keys", "--out", sealed, "--recipient", recipient).exit_code == 0
    assert not open_to_others(sealed)
    refuses_what_does_not_fit(instance, sealed, key, recipient, second)
    for secret in (instance.site_key, day_keys.peek(instance.ephemeral).key):
        assert secret not in sealed.read_bytes()
        assert secret.hex().encode() not in sealed.read_bytes()
    given = "--in", sealed, "--identity", key, "--ephemeral", tmp_path / "apart"
    taken = survey(instance, "keys", *given, folder=second)
    assert taken.exit_code == 0, taken.exception
    assert (second / "ephemeral").resolve() == tmp_path / "apart"
    assert {"CACHEDIR.TAG", "day-key"} <= {path.name for path in (tmp_path / "apart").iterdir()}
    assert not sealed.exists()
    assert not key.exists()
    assert not list((second / "ephemeral").glob("batch-*"))
    marks = [survey(instance, "show", folder=one).output.split()[-1] for one in (None, second)]
    assert marks[0] == marks[1] == taken.output.split()[-1]
    other = open_instance(second, instance.settings.model_copy(update={"mixes_here": False}))
    first = at_review(create_app(instance, clock), study)
    elsewhere = Visitor(create_app(other, clock), study.id)
    elsewhere.page = first.page
    assert elsewhere.press("send").headings == ["Thank you"]
    assert "already sent" in first.press("send").words
    other.close()


@ON_POSTGRESQL
def test_what_opens_and_holds_no_keys_is_refused(instance: Instance, tmp_path: Path) -> None:
    """Whoever saw the public key of the new node can seal anything to it."""
    key, sealed, second = tmp_path / "key", tmp_path / "keys.age", tmp_path / "second"
    recipient = survey(instance, "key", key, folder=second).output.split()[-1]
    whole = {"format": "node-keys/1", "site_key": "00" * 32, "day_key": "11" * 32}
    days = (json.dumps(whole | {"day": day}) for day in (math.inf, 10**30, -5, None))
    short = json.dumps(whole | {"day": 739000, "day_key": "11"})
    for told in (*days, short, "[" * 100_000, "[]", ""):
        sealed.write_bytes(pyrage.encrypt(told.encode(), [x25519.Recipient.from_str(recipient)]))
        refused = survey(instance, "keys", "--in", sealed, "--identity", key, folder=second)
        assert isinstance(refused.exception, BadInput), told[:80]
        assert (key.exists(), sealed.exists(), second.exists()) == (True, True, False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_a_file_has_one_node(instance: Instance, tmp_path: Path) -> None:
    recipient = survey(instance, "key", tmp_path / "key").output.split()[-1]
    done = survey(instance, "keys", "--out", tmp_path / "out", "--recipient", recipient)
    assert isinstance(done.exception, SurveyError)
    assert not (tmp_path / "out").exists()
