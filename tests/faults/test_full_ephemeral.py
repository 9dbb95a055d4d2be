"""A full disk that holds `ephemeral/` alone: the doctor and a mix name it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from survey.storage.instance import Instance

#: Mounts a little memory at its first word, moves the second word's folder there, leaves a link to
#: it, fills it up and becomes the rest.
FILLED = """
mount -t tmpfs -o size=64k,mode=700 none "$1" && cp -a "$2/." "$1" && rm -r "$2" && ln -s "$1" "$2"
cat /dev/zero > "$1/filler" 2>/dev/null; shift 2 && exec "$@"
"""
#: Looks an instance over and mixes, as the commands do, and loads less than they.
BOTH = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from survey.mixing.doctor import examine
from survey.mixing.mix import mix
from survey.settings import Settings
from survey.storage.faults import FAULTS, explained
from survey.storage.instance import unchecked_instance
instance = unchecked_instance(Path(sys.argv[1]), Settings())
now = datetime.now(UTC)
print(*(f"BAD {one.name}: {one.what}" for one in examine(instance, now) if one.bad), sep="\\n")
try:
    mix(instance, now=now)
except FAULTS as fault:
    print(explained(fault))
"""


def test_a_full_disk_of_the_secrets_alone_is_named(instance: Instance, tmp_path: Path) -> None:
    if os.geteuid() or shutil.which("unshare") is None:
        pytest.skip("only root can mount a disk of its own")
    instance.close()
    place = tmp_path / "apart"
    place.mkdir()
    both = [sys.executable, "-c", BOTH, str(instance.folder)]
    words = ["sh", "-c", FILLED, "sh", str(place), str(instance.ephemeral), *both]
    ran = subprocess.run(["unshare", "-m", *words], capture_output=True, text=True, check=False)
    assert (
        f"BAD disk: Nothing can be written into the folder ephemeral, which lies in {place}: "
        "No space left on device.\n"
    ) in ran.stdout, ran
    assert f"the disk on which {place} lies is full." in ran.stdout, ran
