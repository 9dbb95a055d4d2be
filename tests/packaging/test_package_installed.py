"""The Debian package is installed, set up, served and purged in a clean root, as the page tells."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.packaging.clean_roots import RELEASES, make_root

ANSWERS = "The Listening House\nhttps://survey.example.org\n\n\n\n\n"
PLACES = (
    "/usr/lib/survivor-survey",
    "/etc/survivor-survey",
    "/var/lib/survivor-survey",
    "/var/lib/survivor-survey-ephemeral",
    "/var/backups/survivor-survey",
)
#: A certificate of nobody, where certbot would put one.
CERTIFICATE = """
mkdir -p /etc/letsencrypt/live/survey.example.org && cd /etc/letsencrypt/live/survey.example.org
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=survey.example.org \\
    -keyout privkey.pem -out fullchain.pem 2>/dev/null
"""
LOOPBACK = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x41))"
)
PYTHON = "/usr/lib/survivor-survey/bin/python"

Within = Callable[..., str]


@pytest.fixture(params=sorted(RELEASES))
def within(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Within]:
    """Give what runs a script in a clean root of a release, with the package in its folder /tmp."""
    root = make_root(tmp_path / "root", request.param)
    sudo = root / "usr/bin/sudo"
    sudo.write_text('#!/bin/sh\nexec "$@"\n')
    sudo.chmod(0o755)
    shutil.copy(Path(__file__).with_name("serve_in_root.py"), root / "tmp")

    def run(script: str, typed: str = "", *, network: bool = True) -> str:
        apart = ["--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc"]
        words = ["unshare", *apart, *([] if network else ["--net"]), "chroot", str(root)]
        told = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(
            [*words, "sh", "-ec", f"cd /tmp\n{script}"],
            env=told, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout + done.stderr

    yield run
    shutil.rmtree(root)


def blocks() -> list[str]:
    """Give what the page says to type, where it says that it was tried."""
    text = (ROOT / "docs" / "installing.md").read_text("utf-8")
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def left(within: Within) -> set[str]:
    """Give the places of the package that are there, and its user."""
    asked = "".join(f"[ ! -e {place} ] || echo {place}\n" for place in PLACES)
    return set(within(f"{asked}getent passwd survivor-survey | cut -d: -f1\n").split())


@pytest.mark.long
def test_a_package_is_installed_as_told_and_purged_without_a_trace(within: Within) -> None:
    """Nothing was set up, so nothing is kept; then again, with an instance, which is kept."""
    install, set_up, in_front, front_sound, look = blocks()
    assert "sudo survey setup" in within(install)
    within("apt-get install -y openssl adduser")
    within("apt-get purge -y survivor-survey")
    assert left(within) == set()

    within("apt-get install -y ./survivor-survey_*.deb")
    assert left(within) == {*PLACES, "survivor-survey"}
    said = within(set_up, ANSWERS)
    assert "all is well" in said
    assert "begin http://localhost:8001/begin/" in said
    within(in_front + CERTIFICATE)
    up = f'{PYTHON} -c "{LOOPBACK}"\n'
    within(up + front_sound, network=False)
    assert "administrator" in within(look)
    served = within(f"{up}{PYTHON} serve_in_root.py", network=False)
    assert "all served" in served
    saved = within("tar --exclude-caches -cf - -C /var/lib . | tar -tf -")
    assert "./survivor-survey/instance/survey.db" in saved
    assert "survivor-survey-ephemeral/day-key" not in saved

    purged = within("apt-get purge -y survivor-survey")
    assert "They were NOT deleted" in purged
    assert left(within) == {*PLACES[1:], "survivor-survey"} - {PLACES[4]}
    within("test -s /var/lib/survivor-survey/instance/survey.db")
    (ending,) = re.findall(r"^ +(rm -r .+)$", purged, re.MULTILINE)
    within(ending)
    assert left(within) == set()
