"""A disk that is really full: a few megabytes of memory, mounted for the server alone."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from survey.storage.instance import Instance
from tests.conftest import Published, form_file
from tests.faults.filled_disk import filled_disk
from tests.faults.served import wait_until_it_listens
from tests.page_client import hidden_fields
from tests.ports import reserved_port
from tests.web.test_web_not_now import WORDS
from tests.web.visitor import Page, six_words

MEGABYTES = 8
#: Nobody else sends: the log is full long before.
MOST = 100
#: Mounts memory at its first word, copies the second word's folder there and becomes the rest.
MOUNTED = f"""
mount -t tmpfs -o size={MEGABYTES}m,mode=700 none "$1" && cp -a "$2/." "$1" && shift 2 && exec "$@"
"""
SURVEY = (sys.executable, "-c", "from survey.cli.main import main; main()")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class SmallDisk:
    """A server whose instance lies on a disk that nobody else has."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
        self._process, self._folder, self._port = process, folder, port

    @property
    def place(self) -> Path:
        """Return where its folder is seen from here."""
        return Path(f"/proc/{self._process.pid}/root{self._folder}")

    def survey(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Give a command where the disk is."""
        inside = ("nsenter", f"--mount=/proc/{self._process.pid}/ns/mnt")
        every = [*inside, *SURVEY, "--instance", str(self._folder), *words]
        return subprocess.run(every, capture_output=True, text=True, check=False)

    def page(self, study: Published, fields: Mapping[str, object]) -> tuple[int, Page]:
        """Send fields, and give the status and the page that follow."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            sent = urllib.parse.urlencode(fields, doseq=True)
            connection.request("POST" if sent else "GET", f"/f/{study.id}", sent or None, _FORM)
            answer = connection.getresponse()
            return answer.status, Page(answer.read().decode())
        finally:
            connection.close()


@contextmanager
def on_a_small_disk(instance: Instance, place: Path) -> Iterator[SmallDisk]:
    """Serve a copy of an instance from a disk of a few megabytes for a block."""
    place.mkdir()
    with reserved_port() as port, place.with_suffix(".log").open("wb") as said:
        serve = [*SURVEY, "--instance", str(place), "serve", "--public", f"127.0.0.1:{port}"]
        words = ["sh", "-c", MOUNTED, "sh", str(place), str(instance.folder), *serve]
        process = subprocess.Popen(["unshare", "-m", *words], stdout=said, stderr=said)
        try:
            wait_until_it_listens(process, port)
            yield SmallDisk(process, place, port)
        finally:
            process.terminate()
            process.wait(timeout=120)


@pytest.fixture
def disk(instance: Instance, tmp_path: Path) -> Iterator[SmallDisk]:
    """Serve the instance, with all that was published in it, from a small disk."""
    if os.geteuid() or shutil.which("unshare") is None or shutil.which("nsenter") is None:
        pytest.skip("only root can mount a disk of its own")
    instance.engine.dispose()
    with on_a_small_disk(instance, tmp_path / "small") as small:
        yield small


@pytest.fixture
def study(publish: Callable[..., Published]) -> Published:
    """Publish a form with a text question."""
    return publish(form_file("text"), practice=True)


def to_send(disk: SmallDisk, study: Published) -> dict[str, object]:
    """Answer up to the last page, and return what its button would send."""
    (question,) = [one.id for one in study.questionnaire.questions() if one.type == "text"][:1]
    _, page = disk.page(study, {})
    for pressed in ({"go": "next"}, {"go": "begin"}, {"go": "review", f"q.{question}": WORDS}):
        _, page = disk.page(study, {**hidden_fields(page.html), **pressed})
    assert WORDS in page.html
    return {**hidden_fields(page.html), "go": "send", "r": "yes"}


@pytest.mark.long
def test_what_is_sent_to_a_full_disk_stays_on_the_page_until_there_is_room(
    study: Published, disk: SmallDisk
) -> None:
    """The database's log has a little room of its own: so people send until nothing is kept."""
    thanked = 0
    with filled_disk(disk.place):
        _, page = disk.page(study, to_send(disk, study))
        while six_words(page) and thanked < MOST:
            thanked += 1
            _, page = disk.page(study, to_send(disk, study))
        assert "Nothing could be delivered just now." in page.words
        assert WORDS in page.html
        said = disk.survey("doctor", "--json")
        checks = json.loads(said.stdout)["checks"]
        wrong = [one["what"] for one in checks if one["name"] == "disk" and not one["ok"]]
        assert any("Nothing can be written" in one for one in wrong), said
        assert "0.0 GB are free where the instance folder lies." in wrong, said
    status, page = disk.page(study, {**hidden_fields(page.html), "go": "send", "r": "yes"})
    assert (status, bool(six_words(page))) == (200, True), page.words
    closed = disk.survey("study", "close", study.id)
    assert f"closed {study.id} with {thanked + 1} response" in closed.stdout, closed
