"""What catalogues cost: read in a fresh process, and to say a sentence, beside gettext's way.

Prints a table; asserts nothing about time, which belongs to the machine.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from statistics import median

import pytest
from babel.messages.mofile import write_mo
from babel.support import Translations

from survey.questionnaire.catalogues import catalogue
from survey.web.rendering.localisation import speaker
from tests.house.gather_words import read_catalogue

ROUNDS, LOOPS = 15, 10_000
FRESH = """
import time
import {without}
start = time.perf_counter()
{first}
print((time.perf_counter() - start) * 1000)
"""


def milliseconds(without: str, first: str) -> float:
    """Give the median wall time of `first` over fresh processes that have loaded `without`."""
    program = FRESH.format(without=without, first=first)
    times = [
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
        )
        for _ in range(7)
    ]
    return median(times)


def nanoseconds(actions: list[Callable[[], object]]) -> list[float]:
    """Give the median over rounds of the mean time of one call of each action, taking turns."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):
        for action, own in zip(actions, times, strict=True):
            start = time.perf_counter()
            for _ in range(LOOPS):
                action()
            own.append((time.perf_counter() - start) / LOOPS * 1e9)
    return [median(own) for own in times]


@pytest.mark.measurement
def test_what_catalogues_cost() -> None:
    """At start, and for each sentence of a page."""
    file = BytesIO()
    write_mo(file, read_catalogue("ar"))
    file.seek(0)
    compiled = Translations(file)
    say = speaker("ar")
    assert compiled.ugettext("Skip this part") == say("Skip this part")
    ours, theirs = nanoseconds([lambda: say("Continue"), lambda: compiled.ugettext("Continue")])
    read = "from survey.questionnaire.catalogues import catalogue; "
    loading = milliseconds("flask, babel.dates, survey.settings", read)
    reading = milliseconds(
        "survey.questionnaire.catalogues",
        read + "[catalogue(language) for language in ('fr', 'es', 'ar')]",
    )
    print(f"\nsentences in a catalogue                  {len(catalogue('ar')):8}")
    print(f"loading what reads them, ms               {loading:8.1f}")
    print(f"reading three catalogues, ms              {reading:8.1f}")
    print(f"saying a sentence, ns                     {ours:8.0f}")
    print(f"the same through gettext's own table, ns  {theirs:8.0f}")
