"""The file with the day key, from which pages in people's hands are sealed.

It knows the ratchet of `sealing.page_state` and one small file. It must not know what pages hold.
"""

from __future__ import annotations

from pathlib import Path

from survey.errors import InstanceUnsound
from survey.sealing.page_state import KEY_SIZE, DayKeys, advance
from survey.storage.files import locked, write_durably

FILE = "day-key"

_LOCK = "day-key.lock"
_FORMAT = b"day-key/1 "


def create(ephemeral: Path, today: int, key: bytes) -> DayKeys:
    """Write a first day key (32 random bytes) for the day number `today`, unless there is one."""
    with locked(ephemeral / _LOCK):
        if (ephemeral / FILE).exists():
            return _read(ephemeral)
        keys = DayKeys(today, key)
        _write(ephemeral, keys)
        return keys


def load(ephemeral: Path, today: int) -> DayKeys:
    """Give the day keys for the day number `today`, and forget those older than two days on disk.

    Safe between processes; a process keeps the result for the day and loads again on the next.
    InstanceUnsound when the file is lost or damaged, or the clock is behind it.
    """
    if not ephemeral.is_dir():
        raise _unsound("is missing")
    with locked(ephemeral / _LOCK):
        kept = _read(ephemeral)
        if today < kept.oldest_day:
            raise InstanceUnsound(
                "The clock of this machine is behind the day key.",
                do="Set the clock right. If it was once far ahead, remove the file day-key in the"
                " folder ephemeral and run `survey doctor --repair`, which makes it anew.",
            )
        keys = advance(kept, today)
        if keys is not kept:
            _write(ephemeral, keys)
        return keys


def peek(ephemeral: Path) -> DayKeys:
    """Give the day keys as they lie on disk, changing nothing; InstanceUnsound as `load`."""
    return _read(ephemeral)


def _read(ephemeral: Path) -> DayKeys:
    try:
        content = (ephemeral / FILE).read_bytes()
    except FileNotFoundError:
        raise _unsound("is missing") from None
    day, _, key = content.removeprefix(_FORMAT).partition(b" ")
    if not content.startswith(_FORMAT) or not day.isdigit() or len(key) != 2 * KEY_SIZE:
        raise _unsound("is damaged")
    try:
        return DayKeys(int(day), bytes.fromhex(key.decode("ascii")))
    except ValueError:
        raise _unsound("is damaged") from None


def _write(ephemeral: Path, keys: DayKeys) -> None:
    content = _FORMAT + str(keys.oldest_day).encode() + b" " + keys.key.hex().encode()
    write_durably(ephemeral / FILE, content)


def _unsound(what: str) -> InstanceUnsound:
    return InstanceUnsound(
        f"The file day-key in the folder ephemeral {what}.",
        kept="No response is lost; pages that people have open now start again.",
        do="Bring the file back (all web nodes hold the same one); or remove what is left of it and"
        " run `survey doctor --repair`, which makes it anew.",
    )
