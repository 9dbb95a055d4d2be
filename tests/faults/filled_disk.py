"""A disk that is filled to its last byte for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def filled_disk(folder: Path) -> Iterator[None]:
    """Fill the disk on which a folder lies, which must be a small one of its own, for a block."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    try:
        yield
    finally:
        filler.unlink()
