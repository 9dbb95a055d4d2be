"""Clean roots of Debian, each with the package that was built for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT

RELEASES = {"12": "bookworm", "13": "trixie"}


@pytest.fixture(params=sorted(RELEASES))
def clean_root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Give a clean root of a release, with the package in its folder /tmp."""
    release = request.param
    packages = sorted((ROOT / "build").glob(f"survivor-survey_*~deb{release}_*.deb"))
    if not packages:
        pytest.skip("there is no package in build/; `make deb-check` builds it")
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("a clean root is made by root, with debootstrap")
    root = tmp_path / "root"
    made = ["debootstrap", "--variant=minbase", RELEASES[release], str(root)]
    ran = subprocess.run(made, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:]
    (root / "etc/apt/apt.conf.d/90less").write_text('APT::Install-Recommends "false";\n')
    sudo = root / "usr/bin/sudo"
    sudo.write_text('#!/bin/sh\nexec "$@"\n')
    sudo.chmod(0o755)
    shutil.copy(packages[-1], root / "tmp")
    yield root
    shutil.rmtree(root)
