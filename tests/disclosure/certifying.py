"""Certificates for the tests of the verifier, of invented studies: any whole tables that fit.

Integer programs find them, one cell after the other. Where none is found, more is hidden.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from survey.disclosure.proof.verify import FORMAT, Waves, _tighten
from survey.disclosure.proof.verify_study import ReadRelease
from survey.disclosure.proof.verify_sums import EVERYONE, asked_in
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity, Release
from survey.disclosure.rounding import Steps, shares
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.files.reading import to_json
from survey.reports.study.bundle import release_json
from tests.disclosure.conftest import EVERY_TABLE

NOTHING = {"hidden": True, "count": None, "percent": None, "low": None, "high": None, "words": ""}


def digest(content: Any) -> str:
    """Return the digest of parsed JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_form(questionnaire: Any) -> str:
    """Return the digest of a questionnaire without its words, which stand under ""."""

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return None if "" in part else {key: bare(one) for key, one in part.items()}
        return [bare(one) for one in part] if isinstance(part, list) else part

    return digest(bare(questionnaire))


def releases_of(kit: Any, *crowds: int, skew: float = 0.4) -> tuple[list[Any], Any]:
    """Release a study with a path, tables, and every type of question again and again."""
    none = {"id": "none", "text": "None", "exclusive": True}
    q = kit.questionnaire(
        [{"id": "g", "type": "single", "breakdown": True, "options": kit.options(3)},
         {"id": "a", "type": "single", "sensitive": True, "options": kit.options(4, "dont_know")},
         {"id": "m", "type": "multiple", "options": [*kit.options(4), none]}],
        [{"id": "s", "type": "scale", "points": ["1", "2", "3"],
          "show_if": {"question": "g", "is": "o0"}},
         {"id": "r", "type": "ranking", "options": kit.options(3)},
         {"id": "w", "type": "text"}],
    )  # fmt: skip
    waves: tuple[Wave, ...] = ()
    made: tuple[Release, ...] = ()
    for number, people in enumerate(crowds, 1):
        waves = (
            *waves,
            Wave(kit.tally_of(q, kit.crowd(q, people, 4 + number, skew, 0.08)), number),
        )
        counted = Integrity(envelopes=sum(crowds[:number]), counted=sum(crowds[:number]), blank=0)
        made = (*made, protect_next(q, Past(made, waves), EVERY_TABLE, kit.FACTS, counted).release)
    return [json.loads(release_json(one)) for one in made], json.loads(to_json(q))


class Maker:
    """Looks for tables that fit some releases of a study, the last of which is to be proven."""

    def __init__(self, releases: Sequence[Any], questionnaire: Any) -> None:
        asked = asked_in(questionnaire)
        self.waves = Waves(
            [ReadRelease(one, asked, questionnaire["languages"]) for one in releases]
        )
        self.low, self.high = self.waves.bounds()
        lines = list(self.waves.lines())
        assert _tighten(self.low, self.high, lines), "the release contradicts itself"
        self.names = sorted(self.low)
        at = {cell: i for i, cell in enumerate(self.names)}
        terms = [(k, at[cell], factor) for k, line in enumerate(lines) for cell, factor in line]
        rows, columns, factors = (np.array(part) for part in zip(*terms, strict=True))
        shape = (len(lines), len(self.names))
        self.sums = LinearConstraint(csr_matrix((factors, (rows, columns)), shape), 0, 0)
        self.tables: list[list[int]] = []

    def demands(self) -> Iterator[tuple[str, int]]:
        """Return the cells of which tables must be shown, and how many people one must have."""
        for run in self.waves.runs():
            name, printed = self.waves.name(run), self.waves.printed(run)
            for cell, rule in self.waves.sums.cells.items():
                place = name + cell
                if rule is None or cell in printed or self.low[place] >= rule[0]:
                    continue
                among = [rule[2] or EVERYONE]
                if "@" in cell and cell.partition("@")[0] in self.waves.sums.answers:
                    among.append(cell.partition("@")[0])
                if self.high[place] or rule[1]:
                    yield place, min(rule[0], *(self.high[name + one] for one in among))

    def made(self) -> list[str]:
        """Look for all tables; return the cells of which there are none."""
        failed = []
        for cell, most in self.demands():
            i = self.names.index(cell)
            for least, top in ((0, 0), (most, None)):
                if any(t[i] == 0 if top == 0 else t[i] >= least for t in self.tables):
                    continue
                low, high = dict(self.low), dict(self.high)
                low[cell] = max(low[cell], least)
                high[cell] = high[cell] if top is None else top
                if not self.found(low, high):
                    failed.append(cell)
        if not self.tables and not failed:
            self.found(self.low, self.high)
        return failed

    def found(self, low: Any, high: Any) -> bool:
        """Look for one table between bounds."""
        if any(low[cell] > high[cell] for cell in self.names):
            return False
        ends = [np.array([side[cell] for cell in self.names], float) for side in (low, high)]
        size = len(self.names)
        answer = milp(np.zeros(size), integrality=np.ones(size), bounds=Bounds(*ends),
                      constraints=self.sums, options={"time_limit": 20})  # fmt: skip
        if answer.x is not None:
            self.tables.append([round(x) for x in answer.x])
        return answer.x is not None


def certificate(releases: Sequence[Any], tables: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return a certificate of the last of some releases."""
    *earlier, release = releases
    return {"format": FORMAT, "release": digest(release), "earlier": [digest(x) for x in earlier],
            "tables": [list(table) for table in tables]}  # fmt: skip


def certified(releases: Sequence[Any], questionnaire: Any) -> tuple[Any, Any]:
    """Return the last release with more hidden, where that was needed, and its certificate."""
    *earlier, release = copy.deepcopy(list(releases))
    for one in (*earlier, release):
        one["study"]["questionnaire_digest"] = digest_of_form(questionnaire)
    for _ in range(12):
        maker = Maker([*earlier, release], questionnaire)
        failed = maker.made()
        if not failed:
            counted(release, questionnaire, len(maker.tables))
            return release, certificate([*earlier, release], maker.tables)
        for cell in failed:
            hide(release, cell.rpartition("|")[2])
    raise AssertionError(f"not enough can be hidden: {failed}")


def hide(release: Any, cell: str) -> None:
    """Hide the numbers of a question beside a cell, and work out the other percentages anew."""
    hide_beside(release, cell)
    reshared(release)


def reshared(release: Any, *, everywhere: bool = False) -> None:
    """Work out the percentages of a release anew, where any stood or `everywhere`."""
    policy = release["policy"]
    steps = Steps(policy["count_rounding"], policy["percent_rounding"],
                  policy["percent_rounding_small"], policy.get("decimal_from"))  # fmt: skip
    for q in release["questions"]:
        adds_up = q["type"] not in ("multiple", "text")
        columns = [(q["base"], [row["shown"] for row in q["rows"]])]
        for table in q["breakdowns"]:
            bases = [category["base"] for category in table["categories"]]
            columns += zip(bases, map(list, zip(*table["cells"], strict=True)), strict=True)
        for base, cells in columns:
            if any(one["percent"] is not None for one in cells) or (everywhere and base["count"]):
                counts = [one["count"] for one in cells]
                made = shares(counts, base["count"], steps, adds_up=adds_up)
                for one, new in zip(cells, made, strict=True):
                    one.update(new.model_dump(mode="json"))


def hide_beside(release: Any, cell: str) -> None:
    """Hide the numbers of a question beside a cell, in its table or for everyone."""
    id_, _, rest = cell.partition("/")
    by = rest.partition("@")[2].partition(":")[0]
    question = next((q for q in release["questions"] if q["id"] == id_), None)
    tables = [t for t in question["breakdowns"] if t["by"] == by] if question else []
    inner = [c for table in tables for row in table["cells"] for c in row if not c["hidden"]]
    if inner:
        row = rest.partition("@")[0].partition("/")[0].lstrip("=")
        table = tables[0]
        if row in table["row_ids"]:
            line = table["cells"][table["row_ids"].index(row)]
            if not all(one["hidden"] for one in line):
                line[:] = [dict(NOTHING) for _ in line]
                return
        table["cells"] = [[dict(NOTHING) for _ in row] for row in table["cells"]]
        return
    for q in [question] if question else release["questions"]:
        for row in (*q["rows"], *q["missing"]):
            row["shown"] = dict(NOTHING)
        if any(row["kind"] == "rather_not_say" for row in q["missing"]):
            q["missing"] = [row for row in q["missing"] if row["kind"] != "rather_not_say"]
            for row in q["missing"]:
                if row["kind"] == "skipped":
                    row["id"] = row["kind"] = "no_answer"


def counted(release: Any, questionnaire: Any, tables: int) -> None:
    """Write the figures of the audit anew."""
    read = ReadRelease(release, asked_in(questionnaire), questionnaire["languages"])
    told = {}
    for place in read.places:
        owner, _, last = place.cell.rpartition("/")
        apart = last in ("skipped", "rather_not_say")
        told[f"{owner}/no_answer" if apart else place.cell] = place.shown["hidden"]
    release["audit"] |= {
        "cells": len(told),
        "hidden": sum(told.values()),
        "alternatives": tables,
    }
