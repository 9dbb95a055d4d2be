"""The certificate of a release: whole tables that show that no small cell can be worked out.

It knows a system, what is hidden in it and the tables that the audit found. It must not judge them:
`verify.py` does, which shares nothing with this house.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey.disclosure.system import Cell, Rule, System

FORMAT = "survivor-survey-certificate/1"

_NO_RULE = Rule()


@dataclass(frozen=True, slots=True)
class Proof:
    """A system, the ids of its hidden cells, and tables of whole people, the true one first.

    `first_release`: for cells printed before this release, the number of the release that did.
    """

    system: System
    hidden: frozenset[str]
    tables: Sequence[Sequence[int]]
    first_release: Mapping[str, int] = field(default_factory=dict)


def certify(
    proofs: Sequence[Proof],
    release: Mapping[str, Any],
    *,
    number: int = 1,
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Give the certificate of a release, ready to be written as JSON: integers and words only.

    `proofs` are of systems that share no cell and of cells that are tied in no way. `release` is
    the parsed JSON of what is published; the certificate holds its digest. `names`: what the
    release prints under another name than its cell has, to the id of that cell. ValueError when a
    requirement has no rule that it follows from.
    """
    cells = [cell for proof in proofs for cell in proof.system.cells.values()]
    at = {cell.id: i for i, cell in enumerate(cells)}
    if len(at) < len(cells):
        raise ValueError("two systems name the same cell")
    status = {cell.id: _status(proof, cell) for proof in proofs
              for cell in proof.system.cells.values()}  # fmt: skip
    first = {cell: n for proof in proofs for cell, n in proof.first_release.items()}
    printed = {id_: first.get(id_, number if name == "printed" else 0)
               for id_, name in status.items() if name in ("printed", "known")}  # fmt: skip
    body = {
        "format": FORMAT,
        "release": digest(release),
        "cells": [_line_of(cell, status[cell.id], printed.get(cell.id, 0), at) for cell in cells],
        "names": sorted([name, at[cell]] for name, cell in (names or {}).items()),
        "lines": [
            [[at[cell], factor] for cell, factor in line]
            for proof in proofs
            for line in proof.system.lines
        ],
        "needs": [[at[c.id], c.need.low, c.need.high] for c in cells if c.need is not None],
        "published": [
            [at[cell.id], cell.count] for cell in cells if status[cell.id] in ("printed", "known")
        ],
        "tables": _together(proofs),
    }
    return {**body, "check": digest(body)}


def digest(content: object) -> str:
    """Give the SHA-256 of a parsed JSON text, however it was laid out."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _status(proof: Proof, cell: Cell) -> str:
    if cell.role == "printable":
        return "hidden" if cell.id in proof.hidden else "printed"
    return cell.role


def _line_of(cell: Cell, status: str, release: int, at: Mapping[str, int]) -> list[Any]:
    """Give what the certificate says of one cell."""
    rule = cell.rule or _NO_RULE
    if cell.need is not None and cell.rule is None:
        raise ValueError(f"the requirement of {cell.id} follows from no rule")
    groups = [at[group] for group in rule.groups]
    few = at[rule.few] if rule.few else -1
    return [cell.id, rule.threshold, rule.zeros, status, release, groups, few]


def _together(proofs: Sequence[Proof]) -> list[list[int]]:
    """Put the tables of all systems side by side; where one has no more, its true table stands."""
    most = max((len(proof.tables) for proof in proofs), default=1)
    return [
        [
            int(people)
            for proof in proofs
            for people in (proof.tables[k] if k < len(proof.tables) else proof.tables[0])
        ]
        for k in range(most)
    ]
