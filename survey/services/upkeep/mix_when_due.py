"""What an instance needs all day long: keys forgotten in time, the letterbox mixed when due, and
what was published by a program that was killed put in place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from survey.mixing.mix import MixReport, mix
from survey.services.steps.finish_edition import finish_editions
from survey.storage.instance import Instance
from survey.storage.keys import day_keys

_EVERY_SECONDS = 300.0


def mix_when_due(
    instance: Instance, now: datetime, tell: Callable[[Exception], None]
) -> MixReport | None:
    """Forget day keys that are too old, and mix where that is due; None: this node does not mix.

    `tell` takes what went wrong with what was published, which ends no mix.
    """
    day_keys.load(instance.ephemeral, now.toordinal())
    done = mix(instance, now=now) if instance.settings.mixes_here else None
    finish_editions(instance, tell)
    return done


def keep_mixing(
    instance: Instance,
    clock: Callable[[], datetime],
    is_over: Callable[[float], bool],
    tell: Callable[[Exception], None],
    then: Callable[[datetime], None] = lambda _now: None,
) -> None:
    """Mix as often as that is due until it is over; no fault of a mix ends it.

    `is_over` waits for that many seconds at most; `tell` takes what went wrong; `then` is what else
    is looked after each time, and sees to its own faults.
    """
    seconds = 0.0
    while not is_over(seconds):
        now = clock()
        try:
            mix_when_due(instance, now, tell)
        except Exception as error:  # a database that is restarted must not end the mixing
            tell(error)
        then(now)
        seconds = _EVERY_SECONDS
