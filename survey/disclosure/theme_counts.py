"""How many texts hold a theme, as a report may print it; the one place that makes a ThemeCounts.

It knows exact counts while a call lasts, and the release that they are printed beside. It must not
know a text, who coded it, or which codes one text was given together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from survey.disclosure.policy import Policy, SizeStep
from survey.disclosure.release import QuestionResult, Release, Shown, Words
from survey.disclosure.rounding import Steps, nearest, shares
from survey.disclosure.thirds import in_words
from survey.errors import DisclosureRefused
from survey.questionnaire.texts import Frozen

FORMAT = "survivor-survey-themes/1"
HowFarAgreed = Literal["reliable", "tentative", "low", "unknown"]

_KEPT = "What the coders did is kept, and nothing was printed."
_HIDDEN = Shown(hidden=True)


class ThemeCount(NamedTuple):
    """How many texts of one question hold a theme, exactly: in memory only.

    A text that holds a theme below another holds that one as well; `under` is its number (0: none).
    `agreed` says how far the coders agreed on it.
    """

    code: int
    name: str
    rule: str
    under: int
    texts: int
    agreed: HowFarAgreed = "unknown"


class ThemeRow(Frozen):
    """One theme as it is printed; `agreed` is "" where its count is not printed as a number."""

    code: int
    name: str
    rule: str
    under: int = 0
    shown: Shown
    agreed: Literal["", "reliable", "tentative", "low", "unknown"] = ""


class ThemeCounts(Frozen):
    """The themes of the texts to one question, printed beside a release of the study.

    `base` is how many people wrote, as that release prints it. Only `protect_themes` makes one.
    """

    format: Literal["survivor-survey-themes/1"] = "survivor-survey-themes/1"
    study_id: str
    release: int
    question_id: str
    question: Words
    ladder: SizeStep
    base: Shown
    code_book: int
    themes: tuple[ThemeRow, ...]
    sentences: tuple[str, ...]


def protect_themes(
    release: Release,
    question_id: str,
    *,
    texts: int,
    not_coded: int,
    code_book: int,
    counts: Sequence[ThemeCount],
    policy: Policy,
) -> ThemeCounts:
    """Return the themes of the texts to one question, as they may stand beside a release.

    `texts` is how many were opened, `not_coded` how many of these no two people have settled yet,
    `code_book` the version of the code book. DisclosureRefused with the reason where nothing may be
    printed. Method and attacks: docs/disclosure.md.
    """
    question = written_question(release, question_id)
    base = wrote(question)
    step = _checked_step(texts, not_coded, base, policy)
    in_numbers = step != "10-29" and base.count is not None
    steps = theme_steps(release, texts, policy)
    rows = _in_numbers(counts, texts, base, policy, steps) if in_numbers else _said(counts, texts)
    return ThemeCounts(
        study_id=release.study.id,
        release=release.number,
        question_id=question_id,
        question=question.text,
        ladder=step,
        base=base,
        code_book=code_book,
        themes=tuple(
            ThemeRow(
                code=one.code,
                name=one.name,
                rule=one.rule,
                under=one.under,
                shown=rows[one.code],
                agreed=one.agreed if in_numbers and not rows[one.code].hidden else "",
            )
            for one in counts
        ),
        sentences=theme_sentences(policy, in_numbers),
    )


def why_themes_hidden() -> str:
    """Say why counts of themes are hidden, whatever they are."""
    return (
        "Few texts hold them, or few do not, or few of the theme above do not; which of these, and "
        "how many, is told to nobody."
    )


def _checked_step(texts: int, not_coded: int, wrote: Shown, policy: Policy) -> SizeStep:
    """Return the step of the ladder for so many texts; refuse where nothing may be printed."""
    if not_coded:
        raise _refused(
            "Some texts to this question are not settled by two people yet.",
            "Code the rest first: what is missing could be told from a second count.",
        )
    step = policy.step(texts)
    if step == "under 10":
        raise _refused(
            f"Fewer than {policy.words_from} texts were coded, so no theme is counted.",
            "Write about them in words, with quotes that two people approved.",
        )
    if wrote.count is not None and abs(wrote.count - texts) > policy.count_rounding:
        raise _refused(
            "The texts that were opened are not of the people whom the release counts.",
            "Open the texts of the same closing as the numbers.",
        )
    return step


def written_question(release: Release, question_id: str) -> QuestionResult:
    """Return a question that people answered in words; DisclosureRefused where there is none."""
    for question in release.questions:
        if question.id == question_id and question.type == "text":
            return question
    raise _refused(
        "The release does not have this question as one that people answered in words.",
        "Choose a question for free texts.",
    )


def wrote(question: QuestionResult) -> Shown:
    """Return how many people wrote, as the release prints it; refuse where it does not."""
    for row in question.rows:
        if row.kind == "option" and not row.shown.hidden and question.form == "numbers":
            return row.shown.model_copy(update={"percent": None, "low": None, "high": None})
    if question.form == "words" and question.base.words:
        return question.base
    raise _refused(
        "The release does not print how many people wrote, so themes of it would tell.",
        "Write about them in words, with quotes that two people approved.",
    )


def _in_numbers(
    counts: Sequence[ThemeCount], texts: int, wrote: Shown, policy: Policy, steps: Steps
) -> Mapping[int, Shown]:
    """Return what is printed of each theme: small ones, and what all but a few hold, are hidden.

    What people write is taken to be sensitive, so nobody at all is hidden like few. Below another
    theme one is hidden, too, where few of that one are without it, and where that one is.
    """
    t = policy.t(sensitive=True)
    whole = {0: texts, **{one.code: one.texts for one in counts}}
    small = {one.code for one in counts if one.texts < t or whole[one.under] - one.texts < t}
    hidden = small | {one.code for one in counts if one.under in small}
    rounding = policy.count_rounding
    printed = [None if one.code in hidden else nearest(one.texts, rounding) for one in counts]
    base = wrote.count or nearest(texts, rounding)
    cells = shares(printed, base, steps, adds_up=False)
    return {one.code: cell for one, cell in zip(counts, cells, strict=True)}


def _said(counts: Sequence[ThemeCount], texts: int) -> Mapping[int, Shown]:
    """Return the share of each theme in words; a theme below another has none, whatever it is, for
    two words could sharpen each other."""
    return {
        one.code: _HIDDEN if one.under else Shown(words=in_words(one.texts, texts))
        for one in counts
    }


def theme_steps(release: Release, texts: int, policy: Policy) -> Steps:
    """Return what numbers of themes are rounded to; they have decimals where those of the release
    that they stand beside have."""
    points, few = policy.percent_step(texts), policy.percent_rounding_small
    decimal_from = release.policy.decimal_from if points == 1 else None
    return Steps(policy.count_rounding, points, few, decimal_from)


def theme_sentences(policy: Policy, in_numbers: bool) -> tuple[str, ...]:
    """Return what is printed below themes, about how they were found and protected."""
    common = (
        "Two people gave each text its themes, each alone, and settled together where they "
        "differed. A text can hold several themes or none.",
        "Themes are counted once, when every text to the question is settled, and never again.",
    )
    if not in_numbers:
        return (
            *common,
            f"Fewer than {policy.numbers_from} texts were coded, so shares are printed in words, "
            "and those of themes below another are not printed.",
        )
    t = policy.t(sensitive=True)
    return (
        *common,
        f"A theme is hidden where fewer than {t} texts hold it, or fewer than {t} do not, nobody "
        f"and everybody included; below another theme also where fewer than {t} of its texts do "
        f"not hold it. Other counts are rounded to the nearest {policy.count_rounding}.",
    )


def _refused(what: str, do: str) -> DisclosureRefused:
    return DisclosureRefused(what, kept=_KEPT, do=do)
