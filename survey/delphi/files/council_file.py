"""The file by which a council is begun: who it is for, its words, its groups and its policy.

It opens no file and must not know a member or an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from survey.delphi.files.checklist import TOPICS
from survey.delphi.files.file_reading import (
    language_flaws,
    pressing_flaws,
    tree_of,
    twice,
)
from survey.delphi.files.plans import SURVIVOR as SURVIVOR
from survey.delphi.files.plans import CouncilFile as CouncilFile
from survey.delphi.files.plans import MemberGroup as MemberGroup
from survey.delphi.files.plans import Planned, RoundPlan
from survey.delphi.form.form_labels import WORDS
from survey.delphi.form.round_form import form_of
from survey.delphi.rule import CouncilPolicy
from survey.questionnaire.files.explaining import built
from survey.questionnaire.files.problems import Finding, shown
from survey.questionnaire.files.soundness import unsound
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.text_places import first_language_first
from survey.questionnaire.texts import Text

#: Numbers of the policy that are stricter when they are smaller; all others when larger.
_SMALLER = frozenset({
    "oppose_under", "rounds_most", "stable_change_under", "stable_cv_change_under",
    "minority_percent", "medians_apart",
})  # fmt: skip
_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{1,6}\Z")
_PLACES = re.compile(r"%(?:\([a-z]+\)s|.?)")


def read_council(
    yaml_text: str | bytes, name: str, policy: CouncilPolicy | None = None
) -> CouncilFile:
    """Read a council from the text (or UTF-8 bytes) of a YAML file.

    `name` is that of the file, for problems; `policy` the one of the installation, which the file
    may make stricter (None: the shipped one). QuestionnaireProblems lists all that is wrong.
    """
    tree = tree_of(yaml_text, name, "council file")
    data = dict(tree.data)
    numbers, flaws = _policy(data.pop("policy", {}), policy or CouncilPolicy())
    tree.findings = [f for f in tree.findings if not _is_decimal(f, tree.data)]
    council, findings = built(CouncilFile, data)
    if council is not None and numbers is not None:
        council = council.model_copy(update={"policy": numbers})
        council = first_language_first(council, council.languages)
        findings += _unsound(council)
    findings = tree.with_flaws([*findings, *flaws])
    if council is None or findings:
        raise tree.problems(name, findings)
    return council


def as_form(council: CouncilFile) -> Questionnaire:
    """Return a questionnaire with this council's own words and one statement, to look at the words.

    What stands in its first section is not the council's.
    """
    statement = Planned(id="statement", text=Text((("", "A statement."),)))
    plan = RoundPlan(
        kind="rate",
        title=council.title,
        introduction=council.introduction,
        ask_why=False,
        statements=(statement,),
    )
    return form_of(council, plan, 1)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a council file after YAML loading."""
    schema = CouncilFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _is_decimal(finding: Finding, data: Any) -> bool:
    """Say whether a finding is only that YAML reads a number with a point where one belongs."""
    if finding.path[:1] != ("policy",) or "as a number" not in finding.what:
        return False
    for step in finding.path:
        data = data[step]
    return isinstance(data, str) and _DECIMAL.match(data) is not None


def _policy(given: Any, base: CouncilPolicy) -> tuple[CouncilPolicy | None, list[Finding]]:
    """Return `base` with the numbers of a file in place of its own, where all are as strict."""
    if not isinstance(given, dict):
        what, do = f"{shown(given)} is not a policy", "Write the parts of config/council.toml here"
        return None, [Finding(("policy",), what, do)]
    numbers: dict[str, Any] = base.model_dump()
    for part, values in given.items():
        if not isinstance(values, dict):
            numbers[part] = values
            continue
        read = {
            key: float(v) if isinstance(v, str) and _DECIMAL.match(v) else v
            for key, v in values.items()
        }
        numbers[part] = {**numbers.get(part, {}), **read}
    made, flaws = built(CouncilPolicy, numbers)
    if made is not None:
        flaws = list(_weaker(made, base))
    return made, [Finding(("policy", *f.path), f.what, f.do) for f in flaws]


def _weaker(made: CouncilPolicy, base: CouncilPolicy) -> Iterator[Finding]:
    old: Mapping[str, Mapping[str, Any]] = base.model_dump()
    for part, numbers in made.model_dump().items():
        for key, value in numbers.items():
            known = old[part][key]
            if value != known and (value > known) == (key in _SMALLER):
                what = f"{shown(value)} is weaker than what is set here, {known:g}"
                bound = "at most" if key in _SMALLER else "at least"
                yield Finding((part, key), what, f"Write {bound} {known:g}, or take it out")


def _unsound(council: CouncilFile) -> Iterator[Finding]:
    for name in ("title", "introduction", "consent", "details", "closing"):
        text: Text = getattr(council, name)
        yield from pressing_flaws((name,), text)
    flaws = [*language_flaws(council, council.languages), *_groups(council), *_labels(council)]
    yield from chain(flaws, _topics(council))
    if not flaws:
        yield from _as_form(council)


def _groups(council: CouncilFile) -> Iterator[Finding]:
    ids = [(("groups", i, "id"), group.id) for i, group in enumerate(council.groups)]
    yield from twice(ids)
    if len(ids) == 1:
        yield Finding(("groups",), "there is one group only", "Write two or more, or none")


def _topics(council: CouncilFile) -> Iterator[Finding]:
    known = [id_ for topics in TOPICS.values() for id_ in topics]
    for part, written in (("about", council.about), ("left_out", council.left_out)):
        for topic in written:
            if topic not in known:
                do = f"Write one of: {', '.join(known)}"
                yield Finding((part, topic), f"{shown(topic)} is no topic of the checklist", do)
            elif part == "left_out" and topic in council.about:
                what = f"{shown(topic)} stands under “about” as well"
                yield Finding((part, topic), what, "Keep one of the two")


def _labels(council: CouncilFile) -> Iterator[Finding]:
    for label, translated in council.labels.items():
        wanted = sorted(_PLACES.findall(WORDS[label]["en"]))
        for code, words in translated.items():
            path = ("labels", label, code)
            if code not in council.languages:
                what = f"{shown(code)} is not in the list of languages"
                yield Finding(path, what, "Add it under “languages”, or take it out here")
            if sorted(_PLACES.findall(words)) != wanted:
                places = " and ".join(wanted)
                do = f"Keep {places} in it" if wanted else "Write “per cent” in words"
                yield Finding(path, "its places for other words are not those of ours", do)
    if unknown := council.wording().unknown():
        first = council.languages[0]
        what = f"the fixed words of forms are not known in {shown(first)}: {', '.join(unknown)}"
        do = f"Write each under “labels:”, such as “{unknown[0]}: {{{first}: …}}”"
        yield Finding(("labels",), what, do)


def _as_form(council: CouncilFile) -> Iterator[Finding]:
    """Return what a questionnaire with this council's words would be refused for."""
    for finding in unsound(as_form(council)):
        if finding.path[:1] != ("sections",):
            yield finding
