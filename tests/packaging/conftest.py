"""Clean roots of Debian, each with the package that was built for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.clean_roots import RELEASES, make_root


@pytest.fixture(params=sorted(RELEASES))
def clean_root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Give a clean root of a release, with the package in its folder /tmp."""
    root = make_root(tmp_path / "root", request.param)
    sudo = root / "usr/bin/sudo"
    sudo.write_text('#!/bin/sh\nexec "$@"\n')
    sudo.chmod(0o755)
    yield root
    shutil.rmtree(root)
