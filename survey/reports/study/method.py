"""How the study was done and what its numbers cannot say, generated from what was actually done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.disclosure.release import Integrity, QuestionResult, Release
from survey.disclosure.rounding import WHOLE_POINTS_FROM
from survey.reports.release_wording import release_said
from survey.reports.report_language import N_
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    ReportSentence,
    count_text,
    day,
    journal_head,
    language_said,
    listed,
    number,
    people,
    percent_sign,
    put_in,
    say,
    sentence,
    tell,
    told_sentence,
    who,
)
from survey.reports.study.proven import figures, hidden_cells, how_checked, proof, what_stays_open

PRACTICE = N_("PRACTICE: do not send to survivors")
UNREVIEWED = N_("Published without reviews")
CAVEAT = N_("This describes only the people who answered. They are not a random sample.")
NOTE_TO_SURVIVORS = (
    N_(
        "If you are a survivor: this report is about people who chose to answer a set of "
        "questions. It prints numbers, never a person’s own words, and no number in it stands for "
        "one person."
    ),
    N_(
        "Some of it may be hard to read. You can stop at any point, read only the key points, or "
        "ask someone you trust to read it first. Nothing here asks anything of you."
    ),
    N_(
        "If you are in danger now, call your local emergency number. If something here stays with "
        "you, it can help to talk to someone you trust or to a support line where you live."
    ),
    N_("To those who answered: thank you. What you said is why these pages exist."),
)
#: What its first paragraph says where a report has quotes.
NOTE_WITH_QUOTES = N_(
    "If you are a survivor: this report is about people who chose to answer a set of questions. No "
    "number in it stands for one person. A few people’s own words stand in it, because they "
    "allowed it, under “In people’s words”; you can leave that part out."
)
GLOSSARY = (
    (N_("Base"), N_("How many people a number is about. It stands under every chart and table.")),
    (
        N_("Breakdown"),
        N_("One question shown apart for several groups of people, such as age groups."),
    ),
    (
        N_("Closed set"),
        N_("All envelopes that there were when the study closed, under one check number."),
    ),
    (N_("Envelope"), N_("One person’s answers, sealed before they were stored.")),
    (
        N_("Hidden"),
        N_("A number that is not printed because it, or another one, could tell about a person."),
    ),
    (
        N_("Practice study"),
        N_("A study made to try things out. Its answers say nothing about anyone."),
    ),
    (
        N_("Range"),
        N_(
            "A 95% Wilson interval, widened by the rounding of the counts: how far a percentage "
            "may move by chance, for every number of people that is printed so. It does not cover "
            "who chose to answer."
        ),
    ),
    (N_("Rounded"), N_("Moved to the nearest round number, so that the exact one stays unknown.")),
    (N_("Trustee"), N_("A person who holds one share of the key that opens the envelopes.")),
)


@dataclass(frozen=True)
class Passage:
    """Some paragraphs, points and facts under one heading."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def field_days(release: Release) -> str:
    """Return the days on which the study was open, as "1 September 2026 to 31 October 2026"."""
    first, last = day(release.study.opened_on), day(release.study.closed_on)
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)


def respondents(release: Release) -> str:
    """Return how many people answered as printed: "About 300 people answered"."""
    if release.policy.ladder == "under 10":
        return _("Fewer than 10 people answered")
    text = who(release.respondents, release.policy.count_rounding)
    return _("%(people)s answered", people=f"{text[0].upper()}{text[1:]}")


def who_answered(release: Release) -> tuple[ReportSentence, ...]:
    """Return who answered and how they were kept safe, as plain paragraphs."""
    study = release.study
    audience = say(study.audience, study.languages)
    open_to = put_in(_("It was open to: {audience}"), audience=audience)
    read_in = _(
        "%(answered)s (%(days)s). The questions could be read in %(languages)s.",
        answered=respondents(release),
        days=field_days(release),
        languages=_languages(release),
    )
    return (
        tell(f"{read_in} ", told_sentence(open_to) if audience.text else tell()),
        *(tell(paragraph) for paragraph in _kept_safe(release)),
    )


def _languages(release: Release) -> str:
    return listed(tuple(language_said(code) for code in release.study.languages))


def _kept_safe(release: Release) -> tuple[str, ...]:
    study = release.study
    return (
        _(
            "The numbers describe only the people who answered. They are not a random sample. They "
            "say nothing certain about anybody else, and this report never claims that they do."
        ),
        _(
            "Every question could be skipped. Nobody had to give a name, and no name, address, "
            "device or time of answering is kept with the answers. Each person’s answers were "
            "sealed before they were stored, and only %(threshold)s of %(shares)s trustees "
            "together could open them.",
            threshold=study.threshold,
            shares=study.shares,
        ),
        _before_printing(release),
    )


def _before_printing(release: Release) -> str:
    if release.policy.ladder == "under 10":
        return _("So few people answered that nothing is printed of what they said.")
    if release.policy.ladder == "10-29":
        said = _(
            "So few people answered that shares are told in words, and a separate check tried to "
            "work out more than the words say. It could not."
        )
    elif not hidden_cells(release):
        said = _(
            "Before anything was printed, the numbers were rounded, and a separate check looked "
            "for any that could tell about a person."
        )
    else:
        said = _(
            "Before anything was printed, small numbers were hidden and the others were rounded, "
            "and a separate check tried to work the hidden ones out. It could not."
        )
    return f"{said} {what_stays_open(release)}"


_ENTRANCES = {
    "": N_("with the address alone"),
    "codes": N_("with a code that works once"),
    "both": N_("with the address alone, or with a code that works once"),
}
_ENTRANCE_LIMITS = {
    "": (
        N_(
            "We keep nothing that could identify a person, so we cannot rule out that somebody "
            "answered more than once."
        ),
        N_("How people heard of the study is not recorded with the answers."),
    ),
    "codes": (
        N_(
            "Each response came with a code that works once. Whoever had several could answer as "
            "often."
        ),
        N_("Who was given a code was decided by those who gave them out, and is not recorded."),
    ),
    "both": (
        N_(
            "Of those who came with the address alone, we cannot rule out that somebody answered "
            "more than once. A code works once."
        ),
        N_(
            "Who was given a code is not recorded. People with a code and people without one may "
            "think otherwise; the two are told apart only where both groups are large enough."
        ),
    ),
}


def method(release: Release) -> tuple[Passage, ...]:
    """Return the method of the study, in passages, from the facts of the release."""
    return (
        _asking(release),
        _counting(release),
        _small_numbers(release),
        *_false_answers(release),
        _checking(release),
    )


def limits(release: Release) -> tuple[str, ...]:
    """Return what the numbers cannot say: CP-08 of the domain requirements, generated."""
    found = [
        _("People chose to take part. Those who did not, or could not, may think otherwise."),
        _(
            "The questions were asked online only, so nobody without a safe way to go online is "
            "counted."
        ),
        _language_limit(release),
        *_skip_limits(release),
        *_hidden_limits(release),
        _rounding_limit(release),
        *map(_, _ENTRANCE_LIMITS[release.study.entrance]),
    ]
    lost = release.integrity.damaged + release.integrity.foreign
    if lost:
        found.append(_("Some envelopes could not be opened and are not counted (see Method)."))
    if not release.study.reviewed and not release.study.practice:
        found.append(
            _("The questionnaire was published from the command line; nobody reviewed it first.")
        )
    if release.study.practice:
        found.append(_("This is a practice study: its answers say nothing about anyone."))
    return tuple(found)


def citation(release: Release) -> ReportSentence:
    """Return the line with which this report should be cited."""
    study = release.study
    report = _(
        "Survey report, release %(number)s, %(day)s.",
        number=release.number,
        day=day(study.released_on),
    )
    kept = _("Study %(study)s, closed set %(set)s.", study=study.id, set=study.closed_set[:16])
    practice = (_("Practice study."),) if study.practice else ()
    title = told_sentence(say(study.title, study.languages))
    return tell(title, f" {' '.join((report, *practice, kept))}")


def _asking(release: Release) -> Passage:
    study = release.study
    asked = _(
        "Through a web page that sets no cookie, needs no account and loads nothing from anybody "
        "else. Every question could be skipped, and every question with choices had “I’d rather "
        "not say”. The questions are in the annex, word for word."
    )
    reviewed = _("yes") if study.reviewed else _("no: published without reviews")
    facts = [
        (_("Open"), field_days(release)),
        (_("People came in"), _(_ENTRANCES[study.entrance])),
        (_("Languages"), _languages(release)),
        (_("Practice study"), _("yes") if study.practice else _("no")),
        (_("Reviewed before it opened"), reviewed),
    ]
    if study.consent_version:
        version = _("%(version)s of the consent text", version=study.consent_version)
        facts.append((_("Everyone agreed to version"), version))
    facts.append((_("Check number of the questionnaire"), study.questionnaire_fingerprint))
    return Passage("method-asking", _("How people were asked"), (asked,), facts=tuple(facts))


def _counting(release: Release) -> Passage:
    study, found = release.study, release.integrity
    facts = [(_("Check number of the closed set"), study.closed_set)]
    if study.numbers_key:
        facts.append((_("Check numbers of the keys"), f"{study.numbers_key}; {study.words_key}"))
    if study.journal is not None:
        facts.append((_("Journal of what staff did"), journal_head(study.journal)))
    if found.envelopes is not None and found.counted is not None:
        facts = [*_envelopes(found), *facts]
    sealed = _(
        "Each person’s answers were sealed into one envelope, to a key that the web page does not "
        "have. That key was split into %(shares)s shares. It took %(threshold)s of them, held by "
        "different trustees, to open the envelopes.",
        shares=study.shares,
        threshold=study.threshold,
    )
    closed = _(
        "When the study closed, the set of envelopes was fixed under a check number. Only that set "
        "was opened. What could not be counted was left out, and is listed here. An answer that "
        "contradicts itself counts as left blank; the other answers of that person count."
    )
    few = "" if found.envelopes is not None else _too_few(found)
    return Passage(
        "method-counting",
        _("How the answers were kept and counted"),
        (sealed, f"{closed} {_blank(found)} {few}"),
        facts=tuple(facts),
    )


def _blank(found: Integrity) -> str:
    if found.blanks_are_people:
        return _("Forms that were sent without any answer count among the people.")
    return _("Forms that were sent without any answer are counted apart, and are not people here.")


def _envelopes(found: Integrity) -> Iterator[tuple[str, str]]:
    all_there = (
        _("Envelopes in the closed set but for blank ones")
        if found.blank
        else _("Envelopes in the closed set")
    )
    yield all_there, _about(found.envelopes)
    yield _("Counted"), _about(found.counted)
    yield _("Damaged, not counted"), number(found.damaged)
    yield _("Sealed for another study, not counted"), number(found.foreign)
    yield _("Copies of another envelope, not counted"), number(found.copies)
    if found.blank is not None:
        yield _("Sent without any answer, nobody among the people"), _about(found.blank)


def _about(count: int | None) -> str:
    return _("about %(number)s", number=number(count or 0))


def _too_few(found: Integrity) -> str:
    whole = found.damaged + found.foreign + found.copies == 0
    few = _("There were so few that their number is not printed.")
    return f"{few} {_('All could be counted.') if whole else _('Not all could be counted.')}"


def _small_numbers(release: Release) -> Passage:
    policy = release.policy
    why = _("A small number can point at a person, most of all for a reader who knows that person.")
    if policy.ladder in ("under 10", "10-29"):
        more = _("So few people answered that no number of answers is printed at all.")
    else:
        more = _(
            "So a number that stands for fewer than %(people)s is hidden, and for fewer than "
            "%(sensitive)s where the question is a sensitive one. Further numbers are hidden with "
            "them where a hidden one could otherwise be worked out. Both kinds look the same. A "
            "hidden number may be nought, small or large.",
            people=people(policy.threshold),
            sensitive=policy.threshold_sensitive,
        )
    return Passage(
        "hidden-cells",
        _("Why some numbers are hidden"),
        (f"{why} {more}",),
        points=tuple(map(release_said, policy.sentences)),
    )


def _false_answers(release: Release) -> tuple[Passage, ...]:
    """Explain the number of false answers beside a finding, where there may be any."""
    if release.study.entrance == "codes" or release.policy.ladder in ("under 10", "10-29"):
        return ()
    return (
        Passage(
            "method-false",
            _("How many false answers a finding survives"),
            (
                _(
                    "A web page that asks for no name cannot keep false answers out. So each "
                    "finding says how many it would survive. Suppose that so many people answered "
                    "falsely, all in the same way. Without them the share would still bear out "
                    "what the title says, or, where the title has no word for it, stay within its "
                    "range."
                ),
            ),
        ),
    )


def _checking(release: Release) -> Passage:
    return Passage(
        "method-audit",
        _("The check before printing"),
        (how_checked(release), *proof(release)),
        facts=figures(release),
    )


def _language_limit(release: Release) -> str:
    names = _languages(release)
    if len(release.study.languages) == 1:
        return _(
            "The questions could be read only in %(languages)s, and in no other language.",
            languages=names,
        )
    return _(
        "The questions could be read in %(languages)s, and in no other language.", languages=names
    )


def _skip_limits(release: Release) -> Iterator[str]:
    skipped = [
        (row.shown, at, question)
        for at, question in enumerate(release.questions, 1)
        for row in question.missing
        if row.kind in ("skipped", "no_answer")
    ]
    told = [
        (shown, at)
        for shown, at, question in skipped
        if not shown.hidden and shown.count and not _is_meant_to_stay_empty(question)
    ]
    most = sorted(told, key=lambda item: -(item[0].count or 0))[:3]
    if most:
        named = (
            _("Question %(number)s (about %(people)s people)", number=at, people=count_text(shown))
            for shown, at in most
        )
        yield _(
            "Skipped most often, of questions that were asked of everybody: %(questions)s. The "
            "tables give this for every question.",
            questions=listed(tuple(named)),
        )
    hidden = sum(1 for shown, _at, _question in skipped if shown.hidden)
    if hidden == 1:
        yield _("For one question, how many people skipped it is hidden.")
    elif hidden:
        yield _("For %(number)s questions, how many people skipped it is hidden.", number=hidden)


def _is_meant_to_stay_empty(question: QuestionResult) -> bool:
    """Tell whether most people have good reason to give no answer: a question for own words, or one
    that more people were not asked than answered it, as far as both are printed."""
    if question.type == "text":
        return True
    away = [row.shown.count for row in question.missing if row.kind == "not_asked"]
    if not away:
        return False
    return away[0] is None or question.base.count is None or away[0] > question.base.count


def _hidden_limits(release: Release) -> Iterator[str]:
    hidden = hidden_cells(release)
    said = ""
    if hidden:
        said = (
            _("%(number)s numbers are hidden", number=hidden)
            if hidden > 1
            else _("one number is hidden")
        )
    left_out = tuple(_left_out(release))
    if left_out:
        rest = _("%(what)s not printed at all", what=listed(left_out))
        said = _("%(hidden)s, and %(rest)s", hidden=said, rest=rest) if said else rest
    if said:
        yield sentence(said)


def _left_out(release: Release) -> Iterator[str]:
    withheld = sum(1 for question in release.questions if _withheld(question))
    refused = sum(len(question.refusals) for question in release.questions)
    if withheld:
        yield _("%(number)s questions", number=withheld) if withheld > 1 else _("one question")
    if refused:
        yield _("%(number)s breakdowns", number=refused) if refused > 1 else _("one breakdown")


def _withheld(question: QuestionResult) -> bool:
    return question.form == "withheld"


def _rounding_limit(release: Release) -> str:
    policy = release.policy
    if policy.ladder in ("under 10", "10-29"):
        return _("So few people answered that no share is given as a number.")
    percent, sign = "", percent_sign()
    if policy.percent_rounding is not None:
        whole = policy.percent_rounding == 1
        step = _("whole percent") if whole else f"{policy.percent_rounding}{sign}"
        percent = _(", and percentages to the nearest %(step)s", step=step)
    few = policy.percent_rounding_small
    if few is not None and few != policy.percent_rounding:
        least = WHOLE_POINTS_FROM
        below = _("(%(step)s where the base is below %(base)s)", step=f"{few}{sign}", base=least)
        percent += f" {below}"
    if policy.decimal_from is not None:
        base = number(policy.decimal_from)
        percent += _(", or to one decimal where the base is %(base)s or more", base=base)
    counts = _(
        "Counts are rounded to the nearest %(count)s%(percent)s.",
        count=policy.count_rounding,
        percent=percent,
    )
    sums = _("Counts may therefore not add up to their totals, nor percentages to 100.")
    return f"{counts} {sums}"
