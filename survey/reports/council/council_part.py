"""The council's part of a report: what it agreed, by how much, where it is divided, who differs.

It knows stored round releases and the register through `Proceedings`. It knows no page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.delphi.life.statements import Register, Statement, StatementAction
from survey.disclosure.council.round_release import PARTS, RoundRelease, StatementShown
from survey.reports.council import council_part_wording as wording
from survey.reports.council.council_charts import RoundLane, number
from survey.reports.council.council_statements import Dissent, RoundReasons, statement_parts
from survey.reports.council.council_statements import StatementPart as _Part
from survey.reports.council.council_wording import (
    ASPECTS,
    kept_in_words,
    middle,
    rated,
    said,
    statement_said,
    told,
    why_not,
)
from survey.reports.council.group_directions import GroupDirection, directions, directions_said
from survey.reports.council.near_rule import near_miss, rule_in_numbers, share_said
from survey.reports.council.proceedings import Proceedings
from survey.reports.council.round_strips import key_of_strip, scale_head, strip
from survey.reports.drawing import Drawing
from survey.reports.pictures.picture_wording import number_word
from survey.reports.report_language import say
from survey.reports.report_words import (
    ReportSentence,
    WordsInLanguage,
    listed,
    people,
    sentence,
    tell,
)

_Pair = tuple[RoundRelease, StatementShown]
_ORDER = tuple(wording.OUTCOMES)


@dataclass(frozen=True, slots=True)
class CouncilLine:
    """One statement (and aspect) as it came out in its last round.

    `agreed`: the rule calls it consensus, for or against. `share`, `middle` (in words) and
    `median` (the number) are as printed, "" where they are not; `near` is a near miss, `rule` what
    the rule asks of so few ratings. `again`: another line above is of the same statement.
    """

    number: int
    statement: str
    anchor: str
    words: WordsInLanguage
    aspect: str
    sign: str
    verdict: str
    agreed: bool
    share: str
    middle: str
    median: str
    rated: str
    near: str
    rule: str
    drawing: Drawing | None
    groups: tuple[GroupDirection, ...]
    came: str
    withheld: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class CouncilDissent:
    """One statement (and aspect) that has minority reports, in short: what the last one says, and
    in which rounds there were some. `reasons` are as moderators summed them up."""

    number: int
    anchor: str
    words: WordsInLanguage
    rounds: str
    report: Dissent
    reasons: tuple[RoundReasons, ...]


@dataclass(frozen=True, slots=True)
class CouncilPart:
    """The whole part; `groups` says who differs in which direction, for the key page."""

    kind: str
    title: str
    lead: str
    head: Drawing
    keys: tuple[tuple[Drawing, str], ...]
    lines: tuple[CouncilLine, ...]
    groups: tuple[ReportSentence, ...]
    dissent: tuple[CouncilDissent, ...]
    dissent_lead: str
    words: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def agreed(self) -> tuple[CouncilLine, ...]:
        """Return what the council agrees on, the clearest first."""
        return tuple(line for line in self.lines if line.agreed)

    @property
    def came(self) -> tuple[tuple[int, str], ...]:
        """Return how each statement came to be, by its number; once where aspects say the same."""
        return tuple(dict.fromkeys((line.number, line.came) for line in self.lines))

    @property
    def rules(self) -> tuple[str, ...]:
        """Return what the rule asks of so few ratings, each once."""
        return tuple(dict.fromkeys(line.rule for line in self.lines if line.rule and not line.near))

    @property
    def near(self) -> tuple[CouncilLine, ...]:
        """Return what comes close to the rule."""
        return tuple(line for line in self.lines if line.near)


def council_part(given: Proceedings) -> CouncilPart:
    """Return the council's part of a report; `given` has at least one release."""
    parts = statement_parts(given)
    lines = _lines(parts, given)
    dissent = tuple(one for part in parts for one in _dissent(part))
    rule = given.releases[-1].policy.rule
    return CouncilPart(
        kind=_kind(given.releases),
        title=_title(lines),
        lead=say(wording.LEAD).format(
            median=rule.median_from, agree=rule.agree_from, oppose=rule.oppose_under
        ),
        head=scale_head(),
        keys=(
            (key_of_strip(latest=True), say("last round: middle rating and middle half")),
            (key_of_strip(latest=False), say("an earlier round")),
        ),
        lines=lines,
        groups=_groups(lines, given),
        dissent=dissent,
        dissent_lead=say(wording.DISSENT_LEAD if dissent else wording.DISSENT_NONE),
        words=_story(given.register, parts),
        notes=_notes(given.releases),
    )


def _lines(parts: Sequence[_Part], given: Proceedings) -> tuple[CouncilLine, ...]:
    """Return a line for each statement and aspect that was rated, the best result first."""
    found: list[tuple[tuple[int, int, float, int], CouncilLine]] = []
    for part in parts:
        for aspect in dict.fromkeys(one.aspect for _, one in _shown(part.id, given)):
            pairs = [pair for pair in _shown(part.id, given) if pair[1].aspect == aspect]
            last = next((pair for pair in reversed(pairs) if told(pair[1])), pairs[-1])
            line = _line(part, pairs, last, given)
            found.append((_place(line, last[1]), line))
    ordered = [line for _, line in sorted(found, key=lambda pair: pair[0])]
    numbers = [line.number for line in ordered]
    return tuple(
        replace(line, again=line.number in numbers[:at]) for at, line in enumerate(ordered)
    )


def _shown(id_: str, given: Proceedings) -> list[_Pair]:
    return [
        (release, one)
        for release in given.releases
        for one in release.statements
        if one.statement == id_
    ]


def _line(part: _Part, pairs: Sequence[_Pair], last: _Pair, given: Proceedings) -> CouncilLine:
    release, one = last
    sign, verdict = _outcome(one)
    aspect = say(ASPECTS.get(one.aspect, one.aspect))
    lanes = tuple(_lane(each.number, shown) for each, shown in pairs)
    of = statement_said(part.number, one.aspect)
    groups = {group.id: said(group.text, given.file) for group in given.file.groups}
    return CouncilLine(
        number=part.number,
        statement=part.id,
        anchor=part.anchor,
        words=part.words,
        aspect=aspect,
        sign=sign,
        verdict=verdict,
        agreed=one.verdict in ("consensus for", "consensus against"),
        share=_share(one, release.policy.rule.agree_from),
        middle=_middle(one),
        median=middle(one) if one.median is not None else "",
        rated=rated(one),
        near=near_miss(one, release.policy.rule),
        rule=rule_in_numbers(one, release.policy.rule),
        drawing=strip(lanes, of),
        groups=directions(
            one,
            part.number,
            release.policy.dissent.medians_apart,
            lambda id_: groups.get(id_, WordsInLanguage(id_)),
        ),
        came=_came(part, [each.number for each, _ in pairs], given.register),
        withheld=kept_in_words(one.withheld),
    )


def _lane(round_: int, one: StatementShown) -> RoundLane:
    part = None if one.third is None else PARTS[one.third]
    return RoundLane(round_, rated(one), one.median, one.q1, one.q3, None, part, why_not(one))


def _outcome(one: StatementShown) -> tuple[str, str]:
    if one.verdict is not None:
        sign, words = wording.OUTCOMES[one.verdict]
    else:
        sign, words = wording.NOT_TOLD if one.withheld else wording.TOO_FEW
    return sign, say(words)


def _share(one: StatementShown, agree: int) -> str:
    """Return the share at the end of the scale where more ratings lie, as printed."""
    if one.shares is None:
        return _by_rule(one, agree)
    low, high = one.shares[0].percent, one.shares[2].percent
    template = wording.SHARE_HIGH if high >= low else wording.SHARE_LOW
    return say(template).format(share=share_said(max(low, high), one.n))


def _by_rule(one: StatementShown, agree: int) -> str:
    """Return what a verdict alone says of the share: at least what the rule asks for."""
    if one.verdict not in ("consensus for", "consensus against"):
        return ""
    high = one.verdict == "consensus for"
    template = wording.SHARE_HIGH if high else wording.SHARE_LOW
    return say(template).format(share=say(wording.AT_LEAST).format(percent=agree))


def _middle(one: StatementShown) -> str:
    if one.third is not None:
        low, high = PARTS[one.third]
        return say(wording.MIDDLE_IN).format(low=low, high=high)
    if one.median is None:
        return ""
    return say(wording.MIDDLE).format(median=number(one.median))


def _place(line: CouncilLine, one: StatementShown) -> tuple[int, int, float, int]:
    """Return where a line stands: agreed first, then by its share and middle rating."""
    at = len(_ORDER) if one.verdict is None else _ORDER.index(one.verdict)
    share = 0 if one.shares is None else max(one.shares[0].percent, one.shares[2].percent)
    away = 0 if one.median is None else abs(one.median - 5)
    return at, -share, -away, line.number


def _kind(releases: Sequence[RoundRelease]) -> str:
    rounds = [
        (release.number, done.completed)
        for release in releases
        if release.statements
        for done in release.flow.rounds
        if done.round == release.number
    ]
    told_ = listed(
        tuple(say(wording.IN_ROUND).format(people=people(n), round=round_) for round_, n in rounds)
    )
    template = say(wording.ONE_ROUND if len(rounds) == 1 else wording.ROUNDS)
    said_ = template.format(rounds=number_word(len(rounds)), rated=told_)
    if not rounds:
        return say("The council’s view")
    return say(wording.KIND).format(rounds=sentence(said_).rstrip("."))


def _title(lines: Sequence[CouncilLine]) -> str:
    if not lines:
        return say(wording.NOTHING_RATED)
    verdicts = {one: say(words) for one, (_, words) in wording.OUTCOMES.items()}
    few = (verdicts["too few to say"], say(wording.NOT_TOLD[1]))
    known = [line for line in lines if line.verdict not in few]
    agreed = sum(line.agreed for line in lines)
    apart = sum(line.verdict == verdicts["disagreement"] for line in lines)
    if not known:
        return say(wording.NO_VERDICT)
    if len(lines) == 1:
        return say(wording.AGREES_ON_ONE if agreed else wording.NOT_ON_ONE)
    template = {
        (True, False): wording.AGREES_ON_SOME,
        (True, True): wording.AGREES_AND_DIVIDED,
        (False, False): wording.AGREES_ON_NONE,
        (False, True): wording.AGREES_ON_NONE_DIVIDED,
    }[agreed > 0, apart > 0]
    if agreed == len(lines):
        template = wording.AGREES_ON_ALL
    return say(template).format(
        agreed=number_word(agreed), rated=number_word(len(lines)), apart=number_word(apart)
    )


def _dissent(part: _Part) -> tuple[CouncilDissent, ...]:
    found = []
    for aspect in dict.fromkeys(report.aspect for report in part.dissent):
        reports = [report for report in part.dissent if report.aspect == aspect]
        rounds = listed(tuple(str(report.round) for report in reports))
        template = wording.DISSENT_ROUND if len(reports) == 1 else wording.DISSENT_ROUNDS
        said_ = say(template).format(rounds=rounds)
        said_ += f"{say(', ')}{aspect[0].lower()}{aspect[1:]}" if aspect else ""
        found.append(
            CouncilDissent(part.number, part.anchor, part.words, said_, reports[-1], part.reasons)
        )
    return tuple(found)


def _groups(lines: Sequence[CouncilLine], given: Proceedings) -> tuple[ReportSentence, ...]:
    found = directions_said(one for line in lines for one in line.groups)
    if found or not lines:
        return found
    asked = bool(given.file.groups)
    return (tell(say(wording.NO_GROUP_DIFFERS if asked else wording.NO_GROUPS)),)


def _came(part: _Part, rounds: Sequence[int], register: Register) -> str:
    """Return in one line how a statement came to be, and when it was rated."""
    known = {one.id: one for one in register.statements}.get(part.id)
    first = _origin(known, register)
    if known is not None and any(step.deed == "edit" for step in known.life):
        first += say(", ") + say(wording.CLEARER)
    if len(rounds) == 1:
        when = say("round %(n)s", n=rounds[0])
    else:
        when = say("rounds %(numbers)s", numbers=listed(tuple(map(str, rounds))))
    then = f" {part.standing}." if part.standing else ""
    return f"{first}{say(', ')}{say(wording.RATED_IN).format(rounds=when)}.{then}"


def _origin(known: Statement | None, register: Register) -> str:
    if known is None:
        return say(wording.CAME_UNKNOWN)
    deeds: dict[StatementAction, int] = {step.deed: step.round for step in known.life}
    if "merge" in deeds and known.sources:
        ideas = say("%(n)s ideas", n=number_word(len(register.originals(known.id))))
        return say(wording.CAME_FROM).format(ideas=ideas, round=deeds["merge"])
    if known.sources:
        return say(wording.CAME_SPLIT)
    at = deeds.get("propose", 0)
    return say(wording.CAME_PROPOSED).format(round=at) if at else say(wording.CAME_FIRST)


def _story(register: Register, parts: Sequence[_Part]) -> tuple[str, ...]:
    """Return what became of the ideas that came in: put together, divided, dropped."""
    came = [one for one in register.statements if not one.sources]
    states = Counter[str](one.state for one in register.statements)
    found = []
    if came:
        ideas = say("one idea")
        if len(came) > 1:
            ideas = say("%(n)s ideas", n=number_word(len(came)))
        found.append(sentence(say(wording.WORDS_CAME).format(ideas=ideas)))
    for state, template in (
        ("merged", wording.WORDS_MERGED),
        ("split", wording.WORDS_SPLIT),
        ("dropped", wording.WORDS_DROPPED),
    ):
        if n := states[state]:
            found.append(say(template).format(n=number_word(n)))
    lost = tuple(str(part.number) for part in parts if part.lost)
    kept, told_lost = say(wording.WORDS_KEPT), say(wording.WORDS_LOST)
    found.append(told_lost.format(numbers=listed(lost)) if lost else kept)
    return tuple(found)


def _notes(releases: Sequence[RoundRelease]) -> tuple[str, ...]:
    rule = releases[-1].policy.rule
    few = any(
        one.n is not None and one.n < wording.PERCENT_FROM
        for release in releases
        for one in release.statements
    )
    return (
        say(wording.NOTE_VERDICT).format(n=rule.too_few_under),
        *((say(wording.NOTE_IN_WORDS),) if few else ()),
        say(wording.NOTE_WORKBOOK),
    )
