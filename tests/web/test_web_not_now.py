"""When something is wrong on our side nobody is thanked for what is lost: "Not now"."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.cli.wording_actions import what_to_do
from survey.errors import ClockDoubted, InstanceUnsound
from survey.mixing.doctor import examine
from survey.mixing.mix import mix, open_to_mix
from survey.services.studies.close_study import close_study
from survey.settings import read_settings, shipped
from survey.storage.instance import Instance
from survey.storage.keys import batch_keys, day_keys
from survey.storage.letters import letterbox
from survey.storage.studies import study_rows
from survey.web.public.app import app_of
from tests.conftest import Clock, Published, form_file
from tests.web.visitor import HOST, Page, Visitor, six_words

Publish = Callable[..., Published]
Harm = Callable[[Path], None]

KEEP = "Not now. Keep this page."
WORDS = "Something I wanted to say."


@pytest.fixture
def study(publish: Publish) -> Published:
    """Publish a form with a text question, for practice."""
    return publish(form_file("text"), practice=True)


def at_review(app: Flask, study: Published) -> Visitor:
    """Return a visitor who answered and looks the answers over."""
    visitor = Visitor(app, study.id)
    visitor.begin()
    (question,) = [one.id for one in study.questionnaire.questions() if one.type == "text"][:1]
    visitor.press("review", **{question: WORDS})
    assert WORDS in visitor.page.html
    return visitor


def came_back(visitor: Visitor, code: str) -> Page:
    """Return the page on which somebody stopped with a code."""
    visitor.open()
    visitor.press("next")
    visitor.press("resume")
    return visitor.press("open", {"w": code})


def secret_of(instance: Instance) -> Path:
    """Return where the secret of the batch of the moment lies."""
    with instance.engine.connect() as conn:
        return batch_keys.secret_path(instance.ephemeral, batch_keys.current(conn).number)


def waiting(instance: Instance, study: Published) -> int:
    """Return how many letters wait."""
    with instance.engine.connect() as conn:
        return letterbox.waiting(conn, study.id)


def zeroed(ephemeral: Path) -> None:
    """Write zeros over the secret of the first batch."""
    (ephemeral / "batch-1.key").write_bytes(bytes(32))


def gone(ephemeral: Path) -> None:
    """Take the whole folder away."""
    shutil.rmtree(ephemeral)


def cut(ephemeral: Path) -> None:
    """Leave nothing in the file."""
    (ephemeral / "batch-1.key").write_bytes(b"")


def another(ephemeral: Path) -> None:
    """Put another file in the place of the secret, as a backup would."""
    new = ephemeral / "brought-back"
    new.write_bytes(bytes(range(32)))
    new.replace(ephemeral / "batch-1.key")


HARMS = [gone, zeroed, cut, another]


@pytest.mark.parametrize("harm", HARMS)
def test_nobody_is_thanked_when_what_they_sent_could_never_be_opened(
    public_app: Flask, instance: Instance, study: Published, harm: Harm
) -> None:
    people = [at_review(public_app, study) for _ in range(45)]
    harm(instance.ephemeral)
    for visitor in people:
        page = visitor.press("send")
        assert visitor.response.status_code == 503
        assert page.headings == [KEEP]
        assert page.buttons[:1] == ["send"]
    assert waiting(instance, study) == 0


def test_all_is_kept_and_the_same_button_sends_once_the_secret_is_back(
    public_app: Flask, instance: Instance, study: Published, clock: Clock, tmp_path: Path
) -> None:
    people = [at_review(public_app, study) for _ in range(5)]
    shutil.move(instance.ephemeral, tmp_path / "elsewhere")
    for visitor in people:
        visitor.press("send")
    shutil.move(tmp_path / "elsewhere", instance.ephemeral)
    for visitor in people:
        assert visitor.press("send").headings == ["Thank you"]
    close_study(instance, study.id, clock())
    with instance.engine.connect() as conn:
        row = study_rows.get(conn, study.id)
    assert (row.counted, row.lost) == (5, 0)


def test_what_was_written_can_be_looked_at_and_put_aside_meanwhile(
    public_app: Flask, instance: Instance, study: Published
) -> None:
    visitor = at_review(public_app, study)
    zeroed(instance.ephemeral)
    page = visitor.press("send")
    assert "a code that keeps it" in page.words
    visitor.press("stay")
    assert WORDS in visitor.page.html
    visitor.press("pause")
    assert visitor.press("keep").headings == ["Your code to come back"]


def test_a_copy_that_is_right_is_taken_once_the_mix_has_looked_at_it(
    public_app: Flask, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor, secret = at_review(public_app, study), secret_of(instance)
    copy = secret.with_name("copy")
    shutil.copyfile(secret, copy)
    secret.unlink()
    copy.replace(secret)
    assert visitor.press("send").headings == [KEEP]
    mix(instance, now=clock())
    assert visitor.press("send").headings == ["Thank you"]


def test_what_was_taken_in_before_is_still_said_to_be(
    public_app: Flask, instance: Instance, study: Published
) -> None:
    visitor = at_review(public_app, study)
    before = visitor.page
    visitor.press("send")
    gone(instance.ephemeral)
    visitor.page = before
    assert "already sent" in visitor.press("send").words


def test_a_wish_to_take_back_is_not_thanked_for_either(
    public_app: Flask, instance: Instance, study: Published
) -> None:
    words = ["acorn", "acorn", "acorn", "acorn", "acorn", "acorn"]
    client = Client(public_app)
    zeroed(instance.ephemeral)
    said = client.post(f"/r/{study.id}/", base_url=HOST, data={"w": words, "l": "en"}).text
    assert "Not now." in said
    assert said.count('value="acorn"') == 6


@pytest.mark.parametrize("harm", HARMS)
def test_neither_the_door_nor_the_mixing_starts_with_a_wrong_secret(
    instance: Instance, study: Published, harm: Harm
) -> None:
    assert study
    settings = read_settings([shipped("config") / "default.toml"], {})
    assert app_of(instance.folder, settings)
    harm(instance.ephemeral)
    for start in (app_of, open_to_mix):
        with pytest.raises(InstanceUnsound) as caught:
            start(instance.folder, settings)
        assert caught.value.do


def test_no_line_of_a_log_tells_when_somebody_tried(
    public_app: Flask, instance: Instance, study: Published, caplog: Any
) -> None:
    visitor = at_review(public_app, study)
    zeroed(instance.ephemeral)
    caplog.clear()
    visitor.press("send")
    assert caplog.records == []


@pytest.mark.parametrize("days", [2, 10, 30, 400, -10])
def test_a_clock_that_jumps_shuts_nothing_for_good_and_loses_nothing(
    public_app: Flask, instance: Instance, study: Published, clock: Clock, days: int
) -> None:
    """Pages say “Not now” while the clock is in doubt, and nothing is mixed, closed or erased."""
    visitor, other = at_review(public_app, study), at_review(public_app, study)
    other.press("pause")
    code = six_words(other.press("keep"))
    clock.jump(days=days)
    page = visitor.press("send")
    assert visitor.response.status_code == 503
    assert page.headings == [KEEP]
    assert visitor.press("send").headings == [KEEP]
    with pytest.raises(ClockDoubted):
        mix(instance, now=clock())
    with pytest.raises(ClockDoubted):
        close_study(instance, study.id, clock())
    assert Visitor(public_app, study.id).open().headings == ["Not now."]
    found = [one for one in examine(instance, clock()) if one.name == "clock"]
    assert [what_to_do(one.guidance) for one in found] == [
        "If the clock is wrong, set it right: nothing else is needed. If it is right, accept the"
        " time: survey doctor --accept-time"
    ]
    clock.jump(days=-days)
    assert visitor.press("send").headings == ["Thank you"]
    assert WORDS in came_back(Visitor(public_app, study.id), code).html


def test_a_time_that_was_accepted_is_gone_on_with(
    public_app: Flask, instance: Instance, study: Published, clock: Clock
) -> None:
    visitor = at_review(public_app, study)
    clock.jump(days=10)
    assert visitor.press("send").headings == [KEEP]
    day_keys.accept(instance.ephemeral, clock().toordinal(), bytes(32))
    visitor = at_review(public_app, study)
    assert visitor.press("send").headings == ["Thank you"]
    assert all(one.ok for one in examine(instance, clock()) if one.name in ("clock", "day key"))
