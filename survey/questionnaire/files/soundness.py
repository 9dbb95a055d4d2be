"""What makes a questionnaire unusable although each part of it is well formed.

It knows no files, lines or people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from survey.questionnaire.files.named_sets import unsound_sets
from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.files.report_marks import unsound_marks
from survey.questionnaire.model import (
    Answered,
    Closed,
    Includes,
    Is,
    MergedCategory,
    Multiple,
    Note,
    Option,
    Question,
    Questionnaire,
    Ranking,
    Rule,
    Scale,
    ScaleEnds,
    Section,
    Single,
    Written,
    valid_options,
)
from survey.questionnaire.places import is_country
from survey.questionnaire.text_places import texts
from survey.questionnaire.texts import plain_words, seen
from survey.questionnaire.youth import birth_dates, unfit_for_young

CONTENT_NOTE_WORDS = 60
BREAKDOWNS = 3
QUESTIONS = 60


def unsound(q: Questionnaire) -> tuple[Finding, ...]:
    """Return everything that must be changed before this questionnaire can be used, by place."""
    findings = chain(
        _languages(q),
        _words(q),
        _ids(q),
        _sizes(q),
        _regions(q),
        _sensitive_pages(q),
        _rules(q),
        _items(q),
        birth_dates(q),
        unfit_for_young(q),
        unsound_marks(q),
    )
    return tuple(findings)


def _regions(q: Questionnaire) -> Iterator[Finding]:
    for i, code in enumerate(q.audience.regions):
        path = ("audience", "regions", i)
        if not is_country(code):
            yield Finding(path, f"{shown(code)} is no country", "Write its two letters, such as GB")
        if code in q.audience.regions[:i]:
            yield Finding(path, f"{shown(code)} stands here twice", "Keep it once")


def _languages(q: Questionnaire) -> Iterator[Finding]:
    for code, times in Counter(q.languages).items():
        if times > 1:
            yield Finding(("languages",), f"{shown(code)} stands here twice", "Keep it once")


def _words(q: Questionnaire) -> Iterator[Finding]:
    first = q.languages[0]
    for path, text, required in texts(q):
        if not any(seen(words) for _, words in text.pairs):
            if required:
                yield Finding(path, "there are no words here", "Write what people will read")
            continue
        if text.pairs[0][0] != "":
            what = f"there are no words in {shown(first)}, the first language of this questionnaire"
            yield Finding(path, what, f"Add them as “{first}: …”, or change “languages”")
        for code, words in text.pairs:
            if code and code not in q.languages:
                what = f"{shown(code)} is not in the list of languages"
                yield Finding((*path, code), what, "Add it under “languages”, or take it out here")
            elif code and not seen(words):
                what = f"there are no words in {shown(code)}"
                yield Finding((*path, code), what, "Write them, or take this line out")


def _ids(q: Questionnaire) -> Iterator[Finding]:
    sections = [(("sections", i, "id"), section.id) for i, section in enumerate(q.sections)]
    yield from _twice(sections, "section")
    items = [
        (("sections", i, "questions", j, "id"), item.id)
        for i, section in enumerate(q.sections)
        for j, item in enumerate(section.items)
    ]
    yield from _twice(items, "question or note")


def _twice(places: Iterable[tuple[Path, str]], of_what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, id_ in places:
        if id_ in seen:
            yield Finding(
                path,
                f"the id {shown(id_)} is already used by another {of_what}",
                "Give each its own id",
            )
        seen.add(id_)


def _sizes(q: Questionnaire) -> Iterator[Finding]:
    count = sum(1 for _ in q.questions())
    if count > QUESTIONS:
        what = f"there are {count} questions, more than {QUESTIONS}"
        yield Finding(("sections",), what, "Ask less, or make two questionnaires")
    yield from too_many_breakdowns(q)


def too_many_breakdowns(q: Questionnaire) -> Iterator[Finding]:
    """Return each breakdown beyond as many as there can be."""
    for path, _ in list(_breakdown_places(q))[BREAKDOWNS:]:
        what = f"more than {BREAKDOWNS} questions are marked “breakdown”, which can point to people"
        yield Finding((*path, "breakdown"), what, f"Keep at most {BREAKDOWNS}")


def _breakdown_places(q: Questionnaire) -> Iterator[tuple[Path, Single]]:
    for path, question in _questions(q):
        if isinstance(question, Single) and question.breakdown:
            yield path, question


def _questions(q: Questionnaire) -> Iterator[tuple[Path, Question]]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            if not isinstance(item, Note):
                yield ("sections", i, "questions", j), item


def _sensitive_pages(q: Questionnaire) -> Iterator[Finding]:
    ends = {0: "first", len(q.sections) - 1: "last"}
    for i, section in enumerate(q.sections):
        path: Path = ("sections", i)
        if not section.questions:
            yield Finding(path, "this section asks nothing", "Add a question, or move its note")
        if section.sensitivity == 1:
            continue
        if i in ends:
            what = f"the {ends[i]} section has sensitivity {section.sensitivity}"
            do = "Begin and end with a section of sensitivity 1"
            yield Finding((*path, "sensitivity"), what, do)
        if section.id not in q.noted_by and not section.same_note:
            what = f"a section of sensitivity {section.sensitivity} has no content note"
            do = "Add “content_note:”, at most 60 words on what comes"
            yield Finding((*path, "content_note"), what, do)
    for i, section in enumerate(q.sections):
        yield from _long_note(section, ("sections", i, "content_note"))
        if section.same_note:
            yield from _shared_note(q, section, ("sections", i, "same_note"))


def _shared_note(q: Questionnaire, section: Section, path: Path) -> Iterator[Finding]:
    if section.content_note:
        what = "this section has a content note of its own and takes the one before as well"
        yield Finding(path, what, "Keep “content_note:” or “same_note:”, and take the other out")
    elif section.id not in q.noted_by:
        what = "the section before this one has no content note to share"
        yield Finding(path, what, "Write “content_note:” here, or in the section before")


def _long_note(section: Section, path: Path) -> Iterator[Finding]:
    longest = max((len(words.split()) for _, words in section.content_note.pairs), default=0)
    if longest > CONTENT_NOTE_WORDS:
        what = f"this content note has {longest} words"
        yield Finding(path, what, f"Shorten it to at most {CONTENT_NOTE_WORDS} words")


def _rules(q: Questionnaire) -> Iterator[Finding]:
    earlier: dict[str, Question] = {}
    everything = {question.id for question in q.questions()}
    for i, section in enumerate(q.sections):
        path: Path = ("sections", i)
        if section.show_if is not None:
            yield from _rule(section.show_if, (*path, "show_if"), earlier, everything)
        for j, item in enumerate(section.items):
            if item.show_if is not None:
                place = (*path, "questions", j, "show_if")
                yield from _rule(item.show_if, place, earlier, everything)
        earlier.update((question.id, question) for question in section.questions)


def _rule(
    rule: Rule, path: Path, earlier: Mapping[str, Question], everything: set[str]
) -> Iterator[Finding]:
    for where, leaf in _leaves(rule, path):
        question = earlier.get(leaf.question)
        if question is not None:
            yield from _leaf(leaf, where, question)
        elif leaf.question in everything:
            what = f"the question {shown(leaf.question)} comes in this section or a later one"
            do = "A rule can look only at questions of earlier sections; move one of the two"
            yield Finding((*where, "question"), what, do)
        else:
            what = f"there is no question {shown(leaf.question)}"
            yield Finding((*where, "question"), what, "Write the id of a question of this file")


def _leaves(rule: Rule, path: Path) -> Iterator[tuple[Path, Is | Includes | Answered]]:
    if isinstance(rule, (Is, Includes, Answered)):
        yield path, rule
        return
    for word in ("all", "any"):
        for i, part in enumerate(getattr(rule, word, ())):
            yield from _leaves(part, (*path, word, i))
    inner = getattr(rule, "not_", None)
    if inner is not None:
        yield from _leaves(inner, (*path, "not"))


def _leaf(leaf: Is | Includes | Answered, path: Path, question: Question) -> Iterator[Finding]:
    if isinstance(leaf, Answered):
        return
    word, option = ("is", leaf.is_) if isinstance(leaf, Is) else ("includes", leaf.includes)
    right = "includes" if isinstance(question, (Multiple, Ranking)) else "is"
    if isinstance(question, Written):
        what = f"{shown(question.id)} is a text question, so it has no option {shown(option)}"
        yield Finding((*path, word), what, "Write “answered: true” instead")
    elif option not in {known.id for known in question.options}:
        what = f"the question {shown(question.id)} has no option {shown(option)}"
        known_ids = ", ".join(known.id for known in question.options)
        yield Finding((*path, word), what, f"Write one of: {known_ids}")
    elif word != right:
        what = f"“{word}” does not fit {shown(question.id)}, a {question.type} question"
        yield Finding((*path, word), what, f"Write “{right}: {option}”")


def _items(q: Questionnaire) -> Iterator[Finding]:
    for path, question in _questions(q):
        if isinstance(question, Written):
            continue
        yield from _options(question, path)
        yield from _at_most(question, path)
        yield from _same_words(question, path)
        yield from unsound_sets(question, (*path, "together"))
        if isinstance(question, Scale):
            yield from _scale(question, path)
        if isinstance(question, Single) and question.merge:
            if not question.breakdown:
                what = "“merge” stands at a question that is not a breakdown"
                yield Finding((*path, "merge"), what, "Add “breakdown: true”, or take “merge” out")
            yield from _ladder(question, (*path, "merge"))


def _at_most(question: Closed, path: Path) -> Iterator[Finding]:
    if not isinstance(question, Multiple) or question.at_most is None:
        return
    together = [one for one in valid_options(question) if not one.exclusive]
    if question.at_most >= len(together):
        what = f"“at_most: {question.at_most}” limits nothing: {len(together)} can go together here"
        yield Finding((*path, "at_most"), what, "Write a smaller number, or take it out")


def _written_options(question: Closed) -> tuple[str, tuple[Option, ...]]:
    if isinstance(question, Scale):
        return "other", question.other
    return "options", question.options


def _options(question: Closed, path: Path) -> Iterator[Finding]:
    name, options = _written_options(question)
    yield from _twice(
        [((*path, name, i, "id"), option.id) for i, option in enumerate(options)], "option here"
    )
    kinds: set[str] = set()
    for i, option in enumerate(options):
        place = (*path, name, i)
        if option.exclusive and not isinstance(question, Multiple):
            what = "“exclusive” has no use here: only one answer can be chosen"
            yield Finding((*place, "exclusive"), what, "Take it out, or use “type: multiple”")
        if option.kind != "option" and option.kind in kinds:
            what = f"a second option of kind {shown(option.kind)}"
            yield Finding((*place, "kind"), what, "Keep one of each kind in a question")
        kinds.add(option.kind)
    if not isinstance(question, Scale) and len(valid_options(question)) < 2:
        what = "fewer than two of these options are answers"
        yield Finding((*path, name), what, "Add options without “kind”")


def _same_words(question: Closed, path: Path) -> Iterator[Finding]:
    """Find answers that read the same in a language: nobody could tell which one was meant."""
    if isinstance(question, Scale) and isinstance(question.points, ScaleEnds):
        return
    read: dict[tuple[str, str], str] = {}
    for i, option in enumerate(question.options):
        for code, words in option.text.pairs:
            plain = plain_words(words)
            first = read.setdefault((code, plain), option.id)
            if plain and first != option.id:
                what = f"{shown(words)} reads the same as the answer {shown(first)}"
                yield Finding(_place(question, path, i), what, "Give each answer its own words")
                break


def _place(question: Closed, path: Path, i: int) -> Path:
    if not isinstance(question, Scale):
        return (*path, "options", i)
    points = len(question.options) - len(question.other)
    return (*path, "other", i - points) if i >= points else (*path, "points", i)


def _scale(question: Scale, path: Path) -> Iterator[Finding]:
    points = question.points
    if isinstance(points, ScaleEnds) and not 1 <= points.to - points.from_ <= 10:
        count = points.to - points.from_ + 1
        what = f"a scale from {points.from_} to {points.to} has {count} points"
        yield Finding((*path, "points"), what, "Make it 2 to 11 points, for example from 1 to 9")
    count_points = len(question.options) - len(question.other)
    taken = {option.id for option in question.options[:count_points]}
    for i, option in enumerate(question.other):
        place = (*path, "other", i)
        if option.kind == "option":
            what = "“other” holds only “don't know” and “does not apply”"
            yield Finding((*place, "kind"), what, "Add “kind: dont_know” or “kind: does_not_apply”")
        if option.id in taken:
            what = f"the id {shown(option.id)} is that of a point"
            yield Finding((*place, "id"), what, "Choose another id")


def _ladder(question: Single, path: Path) -> Iterator[Finding]:
    ids = {option.id for option in valid_options(question)}
    below: list[set[str]] = [{id_} for id_ in sorted(ids)]
    for i, rung in enumerate(question.merge):
        place: Path = (*path, i)
        flaws = list(_rung(rung, place, ids))
        yield from flaws
        groups = [set(category.options) for category in rung]
        if flaws:
            return
        if len(rung) < 2 or len(groups) >= len(below):
            what = f"this step has {len(rung)} categories, and there were {len(below)} before it"
            yield Finding(place, what, "Each step needs fewer than the one before, and 2 or more")
        elif not all(any(small <= group for group in groups) for small in below):
            what = "this step tears apart a category of the step before it"
            yield Finding(place, what, "Only join whole categories of the step before")
        below = groups


def _rung(rung: tuple[MergedCategory, ...], path: Path, ids: set[str]) -> Iterator[Finding]:
    categories = [((*path, i, "id"), category.id) for i, category in enumerate(rung)]
    yield from _twice(categories, "category here")
    times = Counter(option for category in rung for option in category.options)
    unknown = sorted(set(times) - ids)
    if unknown:
        what = f"{', '.join(unknown)}: not an answer of this question"
        yield Finding(path, what, "Use the ids of options without “kind”")
    if missing := [id_ for id_ in sorted(ids) if id_ not in times]:
        yield Finding(
            path,
            f"{', '.join(missing)}: in none of these categories",
            "Put each answer into one category",
        )
    if doubled := sorted(id_ for id_ in times if times[id_] > 1):
        yield Finding(
            path,
            f"{', '.join(doubled)}: in more than one category",
            "Put each answer into one category",
        )
