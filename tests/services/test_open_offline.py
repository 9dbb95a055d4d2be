"""Opening on a machine without a network: what is exported, opened there, and brought back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from survey.disclosure.release import Release
from survey.errors import BadInput, Refused, SharesRefused, StudyStateWrong
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.executors import processes
from survey.services.steps.open_shelf import one_thread
from survey.services.studies.bring_back_release import bring_back_release, look_at_brought
from survey.services.studies.close_study import close_study
from survey.services.studies.export_sealed import export_sealed
from survey.services.studies.open_sealed_file import (
    OpenedOffline,
    foresee_sealed,
    open_sealed_file,
    sealed_study,
)
from survey.services.studies.open_study import open_study
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import certificates, releases, study_rows
from tests.conftest import Clock, Published, form_file

Publish = Callable[..., Published]
#: What differs by the place and the moment of an opening.
OF_THE_MOMENT = {"journal"}


@pytest.fixture
def close(publish: Publish, instance: Instance, clock: Clock) -> Callable[[int], Published]:
    """Give a closed study that so many invented people answered."""

    def go(people: int, form: str = "breakdown") -> Published:
        made = publish(form_file(form), practice=True)
        answer_as_invented(instance, made.id, people, Random(people), clock)
        close_study(instance, made.id, clock())
        return made

    return go


Close = Callable[[int], Published]


@pytest.fixture
def elsewhere(
    instance: Instance, clock: Clock, tmp_path: Path
) -> Callable[[Published], OpenedOffline]:
    """Export a study, and open the file with two sheets."""

    def go(study: Published) -> OpenedOffline:
        path = tmp_path / "sealed.bin"
        export_sealed(instance, study.id, path, clock().date())
        found = sealed_study(path, clock().date())
        return open_sealed_file(found, study.sheets[1:], clock().date(), one_thread)

    return go


Elsewhere = Callable[[Published], OpenedOffline]


def told(release: Release) -> dict[str, Any]:
    """Give a release without what differs by the place of its opening."""
    study = release.study.model_dump(mode="json", exclude=OF_THE_MOMENT)
    return release.model_dump(mode="json", exclude={"study"}) | {"study": study}


def stand(instance: Instance, study: Published) -> str:
    """Give where a study stands."""
    with instance.engine.connect() as connection:
        return study_rows.get(connection, study.id).stand


@pytest.mark.slow
@pytest.mark.parametrize("people", [0, 12, 130])
def test_the_release_that_is_brought_back_is_the_one_that_opening_here_makes(
    people: int, close: Close, elsewhere: Elsewhere, instance: Instance, clock: Clock
) -> None:
    study = close(people)
    opened = elsewhere(study)
    assert stand(instance, study) == "closed"
    found, path = bring_back_release(instance, study.id, opened.text, "file", clock().date())
    assert found.release == opened.opened.release
    assert stand(instance, study) == "released"
    with instance.engine.connect() as connection:
        stored = releases.newest(connection, study.id)
        noted = list(journal.entries(connection, study_id=study.id))[-2:]
    assert stored == opened.opened.release
    assert [one.event for one in noted] == ["release brought back", "released"]
    assert (path is None) == (people < 30)
    kept = certificates.kept(instance, study.id, 1)
    again = json.loads(opened.text)["certificate"]
    assert (kept and kept.decode()) == again


@pytest.mark.slow
def test_both_ways_make_the_same_numbers(
    close: Close, elsewhere: Elsewhere, instance: Instance, clock: Clock
) -> None:
    study = close(130)
    opened = elsewhere(study)
    here = open_study(instance, study.id, study.sheets[:2], clock().date(), one_thread)
    assert told(opened.opened.release) == told(here.release)
    assert opened.opened.integrity == here.integrity
    with pytest.raises(StudyStateWrong, match="opened before"):
        bring_back_release(instance, study.id, opened.text, "file", clock().date())


def test_the_file_is_enough_on_another_machine_and_holds_nothing_secret(
    close: Close, instance: Instance, clock: Clock, tmp_path: Path
) -> None:
    study = close(12)
    path = tmp_path / "sealed.bin"
    exported = export_sealed(instance, study.id, path, clock().date())
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_bytes()
    for secret in (*study.sheets, instance.site_key.hex()):
        assert secret.encode() not in content
    assert instance.site_key not in content
    instance.close()
    (instance.folder).rename(instance.folder.with_name("gone"))
    try:
        found = sealed_study(path, clock().date())
        assert found.digest == exported.digest
        assert found.row.closed_digest == exported.closed_set
        foreseen = foresee_sealed(found, study.sheets[:2])
        assert (foreseen.responses, foreseen.release) == (12, 1)
        with pytest.raises(SharesRefused, match="2 are needed"):
            foresee_sealed(found, study.sheets[:1])
        opened = open_sealed_file(found, study.sheets[:2], clock().date(), one_thread)
    finally:
        (instance.folder.with_name("gone")).rename(instance.folder)
    assert opened.opened.integrity.counted == 12
    assert opened.opened.release.study.id == study.id


@pytest.mark.slow
def test_a_file_is_opened_by_several_processes_as_by_one(
    close: Close, instance: Instance, clock: Clock, tmp_path: Path
) -> None:
    study = close(40)
    path = tmp_path / "sealed.bin"
    export_sealed(instance, study.id, path, clock().date())
    found = sealed_study(path, clock().date())
    today = clock().date()
    one = open_sealed_file(found, study.sheets[:2], today, one_thread)
    two = open_sealed_file(found, study.sheets[:2], today, processes(2))
    assert one.text == two.text


def test_a_file_that_was_changed_or_cut_short_opens_nothing(
    close: Close, instance: Instance, clock: Clock, tmp_path: Path
) -> None:
    study = close(3)
    path = tmp_path / "sealed.bin"
    export_sealed(instance, study.id, path, clock().date())
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[200] ^= 1
    for content in (bytes(changed), whole[:-1], whole[:40], b"", b"something else"):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="cut short or changed"):
            sealed_study(path, clock().date())


def test_what_is_open_or_was_opened_is_not_exported(
    publish: Publish, close: Close, instance: Instance, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "sealed.bin"
    open_one = publish(form_file("breakdown"), practice=True)
    with pytest.raises(StudyStateWrong, match="still open for answers"):
        export_sealed(instance, open_one.id, path, clock().date())
    study = close(3)
    open_study(instance, study.id, study.sheets[:2], clock().date(), one_thread)
    with pytest.raises(StudyStateWrong, match="opened before"):
        export_sealed(instance, study.id, path, clock().date())
    assert not path.exists()


def forged(opened: OpenedOffline, **changes: Any) -> str:
    """Give the file of an opening with other things in its release, or in the file itself."""
    whole = json.loads(opened.text)
    release = json.loads(whole["release"])
    for name, value in changes.items():
        place = whole if name in whole and name != "release" else release
        for part in name.split("__")[:-1]:
            place = place[part]
        place[name.split("__")[-1]] = value
    whole["release"] = json.dumps(release)
    return json.dumps(whole)


@pytest.mark.slow
def test_a_forged_or_foreign_release_is_refused_with_words(
    close: Close, elsewhere: Elsewhere, instance: Instance, clock: Clock
) -> None:
    study, other = close(40), close(12)
    opened, foreign = elsewhere(study), elsewhere(other)
    today = clock().date()

    def refused(text: str, of: str = study.id) -> str:
        with pytest.raises(Refused) as error:
            look_at_brought(instance, of, text, "file", today)
        return str(error.value)

    assert f"not of {study.id}" in refused(foreign.text)
    assert "the fingerprint of what was closed" in refused(
        forged(opened, study__closed_set="0" * 64)
    )
    assert "the questions" in refused(forged(opened, study__questionnaire_fingerprint="0" * 64))
    assert "It is release 2, and the next one is 1." in refused(forged(opened, number=2))
    rules = opened.opened.release.policy.model_dump(mode="json") | {"threshold": 2}
    assert "It was made by other rules" in refused(forged(opened, policy=rules))
    head = {"entries": 1, "hash": "0" * 64}
    assert "exported from another instance" in refused(forged(opened, study__journal=head))
    assert "is no certificate with it" in refused(forged(opened, certificate=None))
    assert "with 1 share sheets" in refused(forged(opened, sheets=1))
    assert "made on 2999-01-01" in refused(forged(opened, study__released_on="2999-01-01"))
    numbers = json.loads(json.loads(opened.text)["release"])["questions"]
    numbers[0]["rows"][0]["shown"]["count"] += 10
    assert "does not prove its release" in refused(forged(opened, questions=numbers))
    quiet = json.loads(json.loads(foreign.text)["release"])["questions"]
    quiet[0]["rows"][0]["shown"]["count"] = 3
    assert "no certificate" in refused(forged(foreign, questions=quiet), other.id)
    for text in ("", "{}", "[1]", opened.text[:-9]):
        with pytest.raises(BadInput, match="is not the file of an opening"):
            look_at_brought(instance, study.id, text, "file", today)
    assert stand(instance, study) == "closed"
    assert look_at_brought(instance, study.id, opened.text, "file", today).digest == opened.digest
