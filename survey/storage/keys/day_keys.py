"""The file with the day key, from which pages in people's hands are sealed; and what day it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from survey.errors import Action, ClockDoubted, Do, InstanceUnsound
from survey.sealing.page_state import DAYS_KEPT, KEY_SIZE, DayKeys, advance
from survey.storage.files import locked, write_durably

FILE = "day-key"

_LOCK = "day-key.lock"
_FORMAT = b"day-key/1 "

#: Days after the last one at work that a clock is believed without an operator. One: a draft stays
#: for a day more than was promised, so that nothing promised ends when a clock jumps that far.
A_LITTLE = 1


def create(ephemeral: Path, today: int, key: bytes) -> DayKeys:
    """Write a first day key (32 random bytes) for the day number `today`, unless there is one."""
    with locked(ephemeral / _LOCK):
        if (ephemeral / FILE).exists():
            return _read(ephemeral)
        keys = DayKeys(today - DAYS_KEPT, key)
        _write(ephemeral, keys)
        return keys


def load(ephemeral: Path, today: int) -> DayKeys:
    """Return the day keys for the day number `today`, and forget those older than two days on disk.

    Safe between processes; a process keeps the result for the day and loads again on the next.
    InstanceUnsound when the file is lost or damaged; ClockDoubted when the clock jumped: then
    nothing is forgotten.
    """
    if not ephemeral.is_dir():
        raise _unsound("is missing")
    with locked(ephemeral / _LOCK):
        kept = _read(ephemeral)
        require_believed(kept, today)
        keys = advance(kept, today)
        if keys is not kept:
            _write(ephemeral, keys)
        return keys


def require_believed(keys: DayKeys, today: int) -> None:
    """Raise ClockDoubted when the day number `today` is not near the last day at work."""
    last = keys.oldest_day + DAYS_KEPT
    if keys.oldest_day <= today <= last + A_LITTLE:
        return
    days = abs(today - last)
    raise ClockDoubted(
        f"The clock of this machine says {date.fromordinal(today)}, {days} days"
        f" {'after' if today > last else 'before'} the last day on which this instance was at work"
        f" ({date.fromordinal(last)}).",
        kept="Nothing was erased, and people are told that they can keep their page and try later.",
        do=(
            "If the clock is wrong, set it right: nothing else is needed.",
            "If it is right, accept the time",
            Action(Do.ACCEPT_TIME),
        ),
    )


def bring(ephemeral: Path, keys: DayKeys, today: int) -> None:
    """Put the day keys of another node in place of whatever lies there, so that both agree.

    ClockDoubted when the other node was not at work near the day number `today`.
    """
    require_believed(keys, today)
    with locked(ephemeral / _LOCK):
        _write(ephemeral, advance(keys, today))


def accept(ephemeral: Path, today: int, key: bytes) -> DayKeys:
    """Believe that it is the day number `today`, whatever day it was before; return the day keys.

    A clock that was far ahead and is set back gets `key` (32 random bytes), since keys of days gone
    by cannot be had back: pages that people have open start again.
    """
    with locked(ephemeral / _LOCK):
        kept = _read(ephemeral)
        behind = today < kept.oldest_day
        keys = DayKeys(today - DAYS_KEPT, key) if behind else advance(kept, today)
        _write(ephemeral, keys)
        return keys


def peek(ephemeral: Path) -> DayKeys:
    """Return the day keys as they lie on disk, changing nothing; InstanceUnsound as `load`."""
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
        do=(
            "Bring the file back (all web nodes hold the same one); or remove what is left of it "
            "and have it made anew",
            Action(Do.REPAIR),
        ),
    )
