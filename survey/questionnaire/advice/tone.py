"""Words of authors that can hurt, hurry or press the people who answer: patterns with examples.

It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from survey.questionnaire.advice.asking import ASKING
from survey.questionnaire.advice.demanding import DEMANDING
from survey.questionnaire.advice.lints import Lint, Span, Where
from survey.questionnaire.advice.lints import pattern as _words

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")

LINTS: tuple[Lint, ...] = (
    *ASKING,
    *DEMANDING,
    Lint(
        "TI-16",
        "all",
        _words(r"[!¡！]"),
        "there is an exclamation mark",
        "Write it calmly, with a full stop",
        ("Thank you!", "¡Gracias!"),
        ("Thank you.", "¿Cuándo?"),
        english=False,
    ),
    Lint(
        "TI-16",
        "prompts",
        _words(
            r"\byou (?:should(?:n't)? have|owe)\b|\byour duty\b|\bonly you can\b|\blet (?:us|"
            r"them|"
            r"others) down\b|\bwe need you\b|\bif you (?:really )?cared?\b|\byou must\b"
        ),
        "this may press people or make them feel guilty",
        "Say what the answers are for, and that every question can be skipped",
        ("You must answer this.", "You should have told someone.", "Only you can stop this."),
        ("You can skip any question.", "What should be in place?"),
    ),
    Lint(
        "TI-16",
        "prompts",
        _words(
            r"\burgent(?:ly)?\b|\bact now\b|\blast chance\b|\bas soon as possible\b|"
            r"\bimmediately\b|"
            r"\bbefore it(?: is|'s) too late\b|\bdon't (?:wait|miss)\b|\bright away\b|"
            r"\bonly (?:\d+|a few) (?:days?|hours?|minutes?) left\b"
        ),
        "this is a word of urgency",
        "Take it out: there is no hurry here",
        ("Please answer urgently.", "Only 3 days left to answer.", "Do it before it's too late."),
        ("How soon should the first update come?", "Within a week"),
    ),
    Lint(
        "TI-03",
        "prompts",
        _words(
            r"\bhurry\b|\btime(?:d)? out\b|\bcount ?down\b|\btimer\b|\btime limit\b|\brun(?:ning|"
            r"s)? "
            r"out of time\b|\byou have \d+ minutes\b|\bwithin \d+ minutes\b|\bbe quick\b"
        ),
        "this hurries people",
        "Take it out: answering has no time limit",
        ("Please hurry.", "You have 10 minutes.", "There is a time limit."),
        ("It takes about 10 minutes.", "How long did it take?"),
    ),
    Lint(
        "TI-16",
        "prompts",
        _words(
            r"\bbrave(?:ry|ly|r|st)?\b|\bcourage(?:ous)?\b|\binspir(?:ing|ational)\b|\bhero(?:es|"
            r"ic)?\b|"
            r"\b(?:so|very) strong\b|\bproud of you\b"
        ),
        "this praises people for what they went through",
        "Thank them plainly",
        ("You are so brave.", "Thank you for your courage.", "Your story is inspiring."),
        ("Thank you.", "Your answers will be used to ask for clearer help."),
    ),
    Lint(
        "EX-06",
        "all",
        _words(
            r"\bkeeps? you (?:completely )?safe\b|\beras(?:es?|ing) (?:your|the|all)\b|"
            r"\bhid(?:es?|ing) "
            r"your (?:history|tracks)\b|\b(?:completely|totally|100 ?%) anonymous\b|"
            r"\bno one can ever\b"
        ),
        "nobody can promise this",
        "Say what is done, and what remains",
        ("This button keeps you safe.", "It erases your history.", "You are 100% anonymous."),
        ("This survey is anonymous.", "Did you feel safe?"),
    ),
    Lint(
        "TI-06",
        "notes",
        _words(r"\btrigger(?:s|ing|ed)?\b"),
        "“trigger” predicts how somebody will feel",
        "Say “content note”, and plainly what comes",
        ("Trigger warning: abuse.", "This may be triggering."),
        ("Some people find that upsetting.", "The next questions are about reporting."),
    ),
    Lint(
        "RD-03",
        "questions",
        _words(
            r"\band/or\b|\bnot\b[^.?]{0,25}\b(?:without|un(?:able|clear|likely|willing|happy))\b"
        ),
        "this asks two things at once, or says no twice",
        "Ask one thing, and say it plainly",
        ("Were you tricked and/or pressed?", "Was it not unclear?"),
        ("Were you tricked?", "Was it clear?", "How easy or hard was it?"),
    ),
)


def unquoted(words: str) -> str:
    """Return a text with blanks for all that stands in quotation marks, each letter in its
    place."""
    return _QUOTED.sub(lambda said: "“" + " " * (len(said.group()) - 2) + "”", words)


def is_quoted(words: str, span: Span) -> bool:
    """Say whether a place of a text stands in quotation marks."""
    return any(
        said.start() <= span[0] and span[1] <= said.end() for said in _QUOTED.finditer(words)
    )


@lru_cache(maxsize=4096)
def heard(words: str, where: tuple[Where, ...], english: bool) -> tuple[Lint, ...]:
    """Return the lints that a text of an author runs into, each once.

    `where` names what kind of text it is. Words in quotation marks are spoken about, not said.
    """
    plain = unquoted(words)
    return tuple(
        lint
        for lint in LINTS
        if lint.where in where
        and (english or not lint.english)
        and any(True for _ in lint.hits(plain))
    )


#: Words for women and men, girls and boys, as they stand alone on an option.
_WOMEN = "woman female girl women girls f femme fille mujer niña chica امرأة أنثى بنت"
_MEN = "man male boy men boys m homme garçon hombre niño chico رجل ذكر ولد"
_FEMALE, _MALE = frozenset(_WOMEN.split()), frozenset(_MEN.split())


def forced_binary(labels: list[str]) -> bool:
    """Say whether the labels of all options of a question leave only woman or man (TI-17)."""
    said = {label.strip().casefold().removeprefix("a ") for label in labels}
    return bool(said & _FEMALE) and bool(said & _MALE) and said <= _FEMALE | _MALE
