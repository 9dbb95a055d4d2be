"""Invented studies to attack: their questionnaires, their people, and all their releases."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity
from survey.disclosure.system.release_history import Past, Wave
from survey.errors import DisclosureRefused
from tests.disclosure.conftest import EVERY_TABLE
from tests.disclosure.joint_reader import Asked, JointReader
from tests.disclosure.printed_rules import SILENT, newcomers

FEW, MANY = 4, 60
SEEDS = st.integers(0, 10**6)


def examples(count):
    return settings(max_examples=count, deadline=None, derandomize=True, database=None,
                    suppress_health_check=list(HealthCheck))  # fmt: skip


def few_and_many(**drawn):
    """Run a property on a few examples in every run, and on many with `make measure`."""

    def double(test):
        cases = [pytest.param(FEW, id="few"),
                 pytest.param(MANY, id="many", marks=pytest.mark.measurement)]  # fmt: skip

        @pytest.mark.parametrize("count", cases)
        def wrapped(kit, count):
            examples(count)(given(**drawn)(lambda **values: test(kit, **values)))()

        wrapped.__name__, wrapped.__doc__ = test.__name__, test.__doc__
        return wrapped

    return double


def publish(kit, q, waves, policy=None):
    """Publish after each wave, as far as it is allowed; give the releases."""
    past, made = Past(), []
    for number, people in enumerate(waves, 1):
        past = Past(past.releases, (*past.waves, Wave(kit.tally_of(q, people), number)))
        n = past.tally(past.people(number)).n  # without those who answered nothing
        try:
            one = protect_next(q, past, policy or EVERY_TABLE, kit.FACTS,
                               Integrity(envelopes=n, counted=n)).release  # fmt: skip
        except DisclosureRefused:
            break
        made.append(one)
        past = Past((*past.releases, one), past.waves)
    return made


def reader_of(asked, waves, releases, exact=False):
    """Give the reader of all releases."""
    reader = JointReader(asked, waves[: max(len(releases), 1)], exact)
    for release in releases:
        reader.reads(release, range(release.number))
    for release in () if exact else releases[1:]:
        newest = release.number - 1
        reader.learns(lambda kind, wave=newest: kind[0] == wave, newcomers(release))
    return reader


def attacked(kit, q, asked, waves, most=40):
    """Publish and attack: each small number must keep its whole range."""
    releases = publish(kit, q, waves)
    reader = reader_of(asked, waves, releases)
    tables = {(x.id, s.by) for one in releases for x in one.questions for s in x.breakdowns}
    columns = {by: columns_of(releases, by) for _, by in tables}
    spans = {frozenset(range(release.number)) for release in releases}
    spans |= {frozenset({wave}) for wave in range(len(releases))}
    secrets = list(reader.secrets(tables, columns, sorted(spans, key=sorted)))
    secrets += reader.untold(
        {(x.id, one.options) for of in releases for x in of.questions for one in x.sums},
        sorted(spans, key=sorted),
    )
    random.Random(len(secrets)).shuffle(secrets)
    for k, (name, inside, least, furthest) in enumerate(secrets[:most]):
        low, high = reader.ends(inside)
        assert low <= least, (name, low, high)
        assert high >= furthest, (name, low, high)
        if k < 3:
            assert reader.whole(inside, 0, least), name
            assert reader.whole(inside, furthest, len(reader.truth) * 10**4), name


def columns_of(releases, by):
    """The columns that were printed of a breakdown, each option of one that holds several, and all
    people in no column."""
    named = {c.id: tuple(c.options) for release in releases for x in release.questions
             for s in x.breakdowns if s.by == by for c in s.categories}  # fmt: skip
    options = next([row.id for row in x.rows] for x in releases[0].questions if x.id == by)
    left = [o for o in options if not any(o in column for column in named.values())]
    several = [column for column in named.values() if len(column) > 1]
    return [*named.values(), *((o,) for column in several for o in column), (*SILENT, *left)]


def single(id_, options, **more):
    return Asked(id_, tuple(f"o{i}" for i in range(options)), **more)


def form(kit, asked, breakdowns, together=(), named=()):
    """The questionnaire of these questions; those that are asked of some stand in a part of their
    own, after the others. `together`: the options that breakdowns may put together; `named`: sets
    of answers by question."""
    parts = [[], []]
    for one in asked:
        options = [{"id": o, "text": o, **({"exclusive": True} if o in one.exclusive else {})}
                   for o in one.options]  # fmt: skip
        options += [{"id": kind, "text": kind, "kind": kind} for kind in one.other]
        question = {"id": one.id, "type": "multiple" if one.multiple else "single",
                    "options": options, "sensitive": one.sensitive}  # fmt: skip
        sets = [group for id_, group in named if id_ == one.id]
        question["together"] = [{"id": f"s{i}", "text": "s", "options": list(group)}
                                for i, group in enumerate(sets)]  # fmt: skip
        if one.id in breakdowns:
            question["breakdown"] = True
            if together:
                groups = [{"id": f"g{i}", "text": "g", "options": list(group)}
                          for i, group in enumerate(together)]  # fmt: skip
                question["merge"] = [groups]
        if one.when:
            word = "includes" if next(x for x in asked if x.id == one.when[0]).multiple else "is"
            question["show_if"] = {"question": one.when[0], word: one.when[1]}
        parts[bool(one.when)].append(question)
    return kit.questionnaire(*(part for part in parts if part))


def crowd(asked, n, seed, skew, silent, within=None):
    """Invent people; `within`: (finer, coarser, share): the finer decides the coarser but for a
    share of the people."""
    chance, people = random.Random(seed), []
    for _ in range(n):
        person = {}
        for one in asked:
            if chance.random() < silent:
                person[one.id] = ("_rns",) if chance.random() < 0.5 else ()
                continue
            weights = [1 / (i + 1) ** skew for i in range(len(one.options) + len(one.other))]
            free = [o for o in one.options if o not in one.exclusive]
            if one.multiple:
                some = [o for o, w in zip(free, weights, strict=False) if chance.random() < w / 1.5]
                person[one.id] = tuple(some) or one.exclusive[:1] or (free[0],)
            else:
                person[one.id] = (chance.choices((*one.options, *one.other), weights)[0],)
        if within:
            finer, coarser, astray = within
            if person[finer] and person[coarser] and person[finer][0].startswith("o"):
                k = len(next(x for x in asked if x.id == coarser).options)
                place = int(person[finer][0][1:]) * k // len(
                    next(x for x in asked if x.id == finer).options)  # fmt: skip
                place = (place + (chance.random() < astray)) % k
                person[coarser] = (f"o{place}",)
        people.append(person)
    return people
