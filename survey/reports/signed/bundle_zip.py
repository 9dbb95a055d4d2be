"""A bundle as a zip file: written the same every time, and read as something a stranger made.

It knows names and bytes. It must not know what the files say, or who signed them.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from stat import S_IFMT, S_IFREG
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from survey.errors import BadInput

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20
_ENCRYPTED = 0x1
_ASK = "Ask whoever gave you the bundle for another copy."
_BROKEN = (BadZipFile, zlib.error, EOFError, struct.error, ValueError, OverflowError,
           NotImplementedError, RuntimeError, OSError, LookupError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BundleLimits:
    """Bytes that a bundle may have, that one file and all of them may have once unpacked, and how
    many files it may hold."""

    bundle: int = 200_000_000
    file: int = 200_000_000
    whole: int = 400_000_000
    files: int = 600


LIMITS = BundleLimits()


def is_plain_name(name: str) -> bool:
    """Tell whether a name is one of a file and leads into no folder."""
    return _PLAIN_NAME.fullmatch(name) is not None and not name.endswith(".")


def write_bundle(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip; the same files give the same bytes, and no moment stands in it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            entry = ZipInfo(name, _ZIP_DAY)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (S_IFREG | 0o644) << 16
            bundle.writestr(entry, files[name])
    return out.getvalue()


def read_bundle(content: bytes, name: str, limits: BundleLimits = LIMITS) -> dict[str, bytes]:
    """Return the files of a zip called `name`; BadInput with what is wrong with it.

    Nothing is written anywhere. Names that lead into a folder, names that occur twice, encrypted
    files, links, more than one zip in a file, and what is too large once unpacked are refused.
    """
    if not content:
        raise _refused(name, "it is empty")
    if len(content) > limits.bundle:
        raise _refused(name, f"it is larger than {limits.bundle // 1_000_000} MB")
    try:
        with ZipFile(BytesIO(content)) as bundle:
            entries = bundle.infolist()
            _require_sound(name, bundle, entries, limits)
            return _unpacked(name, bundle, entries, limits)
    except _BROKEN:
        raise _refused(name, "it is damaged, cut off, or no zip file") from None


def _require_sound(
    name: str, bundle: ZipFile, entries: list[ZipInfo], limits: BundleLimits
) -> None:
    if not 0 < len(entries) <= limits.files:
        raise _refused(name, f"it holds {len(entries)} files")
    if bundle.comment or min(one.header_offset for one in entries) != 0:
        raise _refused(name, "something stands before or after its files")
    seen: set[str] = set()
    for one in entries:
        kind = S_IFMT(one.external_attr >> 16)
        if not is_plain_name(one.filename) or one.orig_filename != one.filename:
            raise _refused(name, "the name of one of its files leads into a folder, or is no name")
        if one.filename.casefold() in seen:
            raise _refused(name, f"it holds {one.filename} twice")
        if one.flag_bits & _ENCRYPTED or kind not in (0, S_IFREG):
            raise _refused(name, f"{one.filename} is encrypted, or no file")
        if one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _refused(name, f"{one.filename} is packed in a way that is not read here")
        seen.add(one.filename.casefold())


def _unpacked(
    name: str, bundle: ZipFile, entries: list[ZipInfo], limits: BundleLimits
) -> dict[str, bytes]:
    """Return all files, counting what comes out: what a zip says of its sizes may be untrue."""
    files: dict[str, bytes] = {}
    left = limits.whole
    for entry in entries:
        pieces: list[bytes] = []
        size = 0
        with bundle.open(entry) as packed:
            while piece := packed.read(_PIECE):
                size += len(piece)
                if size > min(left, limits.file):
                    raise _refused(name, "it is too large once unpacked")
                pieces.append(piece)
        left -= size
        files[entry.filename] = b"".join(pieces)
    return files


def _refused(name: str, why: str) -> BadInput:
    return BadInput(f"{name} is not taken as a bundle: {why}.", do=_ASK)
