"""What the published survey says, counted with the csv module alone.

It knows the columns of the file and nothing of mappings, pages, records or tables of ours.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ACTS = {
    "RUDENESS": "rude",
    "NAME_CALLING": "names",
    "THREATS": "threats",
    "IMPERSONATION": "impersonated",
    "SUSTAINED_HARASSMENT": "lasting",
    "CROSS_PLATFORM_HARASSMENT": "across",
    "STALKING": "stalked",
    "SEXUAL_ADVANCES": "sexual",
    "STEREOTYPING": "stereotyped",
    "DOXXING": "exposed",
    "OTHER": "other",
    "NONE_OF_THE_ABOVE": "none-of-these",
}
REACTIONS = {
    "IGNORED": "nothing",
    "ASKED_USER_TO_STOP": "asked",
    "SOLICITED_COMMUNITY_SUPPORT": "support",
    "BLOCKED_USER": "blocked",
    "REPORTED_TO_MAINTAINERS": "maintainers",
    "REPORTED_TO_HOST_OR_ISP": "host",
    "CONSULTED_LEGAL_COUNSEL": "lawyer",
    "CONTACTED_LAW_ENFORCEMENT": "police",
    "OTHER": "other",
}
CHANGES = {
    "STOPPED_CONTRIBUTING": "stopped",
    "PSEUDONYM": "pseudonym",
    "WORK_IN_PRIVATE": "private",
    "CHANGE_USERNAME": "username",
    "CHANGE_ONLINE_PRESENCE": "presence",
    "SUGGEST_COC": "rules",
    "PUBLIC_COMMUNITY_DISCUSSION": "spoke-openly",
    "PRIVATE_COMMUNITY_DISCUSSION": "spoke-privately",
    "OFFLINE_CHANGES": "offline",
    "OTHER": "other",
    "NONE_OF_THE_ABOVE": "none-of-these",
}
EFFECTS = {
    "": "skipped",
    "Not at all effective": "p1",
    "A little effective": "p2",
    "Somewhat effective": "p3",
    "Mostly effective": "p4",
    "Completely effective": "p5",
}
MANY = {
    "witnessed": ("ONEHOT.NEGATIVE_WITNESS.", ACTS),
    "experienced": ("ONEHOT.NEGATIVE_EXPERIENCE.", ACTS),
    "reaction": ("ONEHOT.NEGATIVE_RESPONSE.", REACTIONS),
    "changed": ("ONEHOT.NEGATIVE_CONSEQUENCES.", CHANGES),
}

#: How many people, by question, what they said (an option or a kind of missing answer), breakdown
#: question ("" for everyone) and what they said there.
Counts = Counter[tuple[str, str, str, str]]


def count_file(path: Path) -> tuple[int, Counts]:
    """Give the number of people in the file, and the counts."""
    counts: Counts = Counter()
    people = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people += 1
            for question, said in _said(row):
                counts[question, said, "", ""] += 1
                counts[question, said, "year", row["year"]] += 1
                counts[question, said, "population", row["population"]] += 1
    return people, counts


def _said(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "population", row["population"]
    yield "year", row["year"]
    for question, (start, names) in MANY.items():
        chosen = [said for name, said in names.items() if row[start + name] == "1"]
        for said in chosen or ["skipped"]:
            yield question, said
    for name, said in REACTIONS.items():
        if said == "nothing":
            continue
        # The form asks how much something helped only where it was said to have been done.
        asked = row["ONEHOT.NEGATIVE_RESPONSE." + name] == "1"
        effect = EFFECTS[row["LIKERT.RESPONSE_EFFECTIVENESS." + name]]
        yield f"helped-{said}", effect if asked else "not_asked"
