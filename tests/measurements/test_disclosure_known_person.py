"""One person known but for one answer, in a survey of 28 questions: `make measure`."""

from __future__ import annotations

import random
import resource
from collections import Counter
from time import perf_counter, process_time

import pytest

from survey.disclosure.release import Release
from tests.disclosure.attacked_studies import crowd, form, publish, single
from tests.disclosure.conftest import Kit
from tests.disclosure.joint_reader import Answer, Asked, answers_of
from tests.disclosure.printed_rules import SILENT, facts
from tests.measurements.crossed_reader import CrossedReader, Person

pytestmark = pytest.mark.measurement

SPLITTERS = ("age", "place", "role", "year")
#: People known but for one answer, and the seconds of processor that one survey may take.
KNOWN, LIMIT = 6, 300


def survey() -> list[Asked]:
    """Return 28 questions: four splitters, twelve of one choice, eight of several, two paths."""
    asked = [single(by, size) for by, size in zip(SPLITTERS, (5, 4, 3, 4), strict=True)]
    asked += [single(f"one{i}", 5, sensitive=i % 3 == 0, other=("dont_know",) * (i % 4 == 1))
              for i in range(14)]  # fmt: skip
    many = ("o0", "o1", "o2", "o3", "none")
    asked += [Asked(f"many{i}", many, multiple=True, exclusive=("none",), sensitive=i % 3 == 0)
              for i in range(8)]  # fmt: skip
    return [
        *asked,
        single("then0", 4, when=("one1", "o0")),
        single("then1", 4, when=("one2", "o1")),
    ]


def answers(one: Asked, said: Answer) -> list[Answer]:
    """Return the answers that may stand in place of one: for several choices, with one option
    more or less."""
    if not one.multiple:
        return [(option,) for option in one.options]
    free = [o for o in one.options if o not in one.exclusive]
    if said[0] not in free:
        return [said, *((o,) for o in free)]
    turned = [tuple(o for o in free if (o in said) != (o == flip)) for flip in free]
    return [said, *(some for some in turned if some)]


def is_told(asked: list[Asked], person: Person, one: Asked) -> bool:
    """Say whether the other answers tell this one without any release: by a path."""
    after = [x for x in asked if x.when and x.when[0] == one.id]
    return person[one.id] == ("not_asked",) or any(person[x.id] != ("not_asked",) for x in after)


def barred(asked: list[Asked], one: Asked, answer: Answer) -> bool:
    """Say whether an answer would have led to a question that the person was not asked."""
    return any(x.when and x.when[0] == one.id and x.when[1] in answer for x in asked)


def reader_of(asked: list[Asked], raw: list[Person], release: Release) -> CrossedReader:
    people = [answers_of(asked, person) for person in raw]
    told = list(facts(release, {"then0", "then1"} & {one.id for one in asked}))
    return CrossedReader(asked, SPLITTERS, people, told)


@pytest.mark.parametrize("n", [150, 300, 1000])
def test_a_person_known_but_for_one_answer(n: int) -> None:
    asked = survey()
    raw = crowd(asked, n, n, 0.7, 0.04)
    (release,) = publish(Kit, form(Kit, asked, set(SPLITTERS)), [raw])
    reader = reader_of(asked, raw, release)
    assert all(f.low <= k <= f.high for f, k in zip(reader.facts, reader.truth, strict=True))
    rarest = sorted(reader.people, key=lambda p: reader.sizes[reader.crossing(p)])
    chosen = random.Random(n).sample(rarest[: n // 3], KNOWN)
    begun, used, found = perf_counter(), process_time(), Counter[str]()
    for person in chosen:
        for one in asked:
            said = person[one.id]
            if said[0] in SILENT or is_told(asked, person, one):
                found["not asked about"] += 1
                continue
            left = [answer for answer in answers(one, said) if not barred(asked, one, answer)]
            seconds = max(1.0, LIMIT - (process_time() - used))
            may = {a: a == said or reader.may(person, one.id, a, seconds) for a in left}
            found["answers"] += len(left)
            for verdict in may.values():
                found[{True: "possible", False: "excluded", None: "undecided"}[verdict]] += 1
            found["questions"] += 1
            found["told"] += sum(v is not False for v in may.values()) < 2
            for answer, verdict in may.items():
                if verdict is False:
                    print("  excluded:", one.id, answer, reader.crossing(person), said)
    spent = process_time() - used
    print(f"\n{n} people, {len(reader.crossings)} crossings, {len(reader.sizes)} with somebody, "
          f"{len(reader.facts)} facts: {dict(found)}, "
          f"{spent:.0f} s of processor, {perf_counter() - begun:.0f} s, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # fmt: skip
    assert found["told"] == 0
    assert spent < LIMIT + 60
