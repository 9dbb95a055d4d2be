"""A clean root of a release of Debian, with the package that was built for it in /tmp."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT

RELEASES = {"12": "bookworm", "13": "trixie"}


def make_root(root: Path, release: str) -> Path:
    """Make a root of a release, or skip where that cannot be done; return it."""
    packages = sorted((ROOT / "build").glob(f"survivor-survey_*~deb{release}_*.deb"))
    if not packages:
        pytest.skip("there is no package in build/; `make deb-check` builds it")
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("a clean root is made by root, with debootstrap")
    made = ["debootstrap", "--variant=minbase", RELEASES[release], str(root)]
    ran = subprocess.run(made, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:]
    (root / "etc/apt/apt.conf.d/90less").write_text('APT::Install-Recommends "false";\n')
    shutil.copy(packages[-1], root / "tmp")
    return root
