"""Words of authors that can hurt, hurry or press the people who answer: patterns with examples.

It knows what authors write. It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

#: Where a pattern is looked for: in everything people read, in what asks or explains, in notes.
Where = Literal["all", "prompts", "questions", "notes"]


@dataclass(frozen=True, slots=True)
class Lint:
    """One pattern: `found` says what it is, `do` what to write; examples are tried in tests.

    `english` patterns look at English words only. With `unless_denied`, a sentence that says "not"
    or "never" is left alone ("We do not ask who did it"). With `stops`, a study cannot be asked of
    people while such words stand in it.
    """

    rule: str
    where: Where
    pattern: re.Pattern[str]
    found: str
    do: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    english: bool = True
    unless_denied: bool = False
    stops: bool = False

    def hits(self, words: str) -> Iterator[re.Match[str]]:
        """Give each place of a text in which the pattern is found and said."""
        for found in self.pattern.finditer(words):
            if not (self.unless_denied and _DENIED.search(_sentence_at(words, found.start()))):
                yield found


_SENTENCE = re.compile(r"[^.!?؟]*[.!?؟]*")
_DENIED = re.compile(
    r"\b(?:not|never|without|nobody|no one|no|nothing|none)\b|n['’]t\b", re.IGNORECASE
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


LINTS: tuple[Lint, ...] = (
    Lint(
        "TI-10",
        "questions",
        _words(
            r"\b(?:describe|tell us|write down|explain|say)\b[^.?]{0,40}\b(?:what (?:happened to|"
            r"was "
            r"done|(?:he|she|they|the person) did)|(?:the|your|this) (?:abuse|assault|rape|"
            r"attack))|"
            r"\b(?:describe|tell us) what happened\b"
        ),
        "this asks for a description of what was done to someone",
        "Ask about help, answers or choices; nobody needs to tell what was done",
        (
            "Please describe what happened.",
            "Tell us about the abuse.",
            "Describe in your own words what was done to you.",
        ),
        ("What happened after you reported?", "We do not ask you to describe what happened."),
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "TI-10",
        "questions",
        _words(
            r"\bwhat (?:was|is|were|are) (?:in|on|shown in) (?:the|your|this|that) "
            r"(?:image|picture|photo|video)s?\b|\bwhat (?:does|did|do) the (?:image|picture|photo|"
            r"video)s? show\b|\bdescribe (?:the|your|this) (?:image|picture|photo|video)"
        ),
        "this asks what an image shows",
        "Ask what happened to the image, never what is in it",
        ("What was in the image?", "What did the pictures show?", "Describe the video."),
        ("What happened to the image in the end?", "We do not ask what the image shows."),
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "TI-10",
        "questions",
        _words(
            r"\bwho (?:did (?:it|this|that)|abused|hurt|assaulted|attacked|groomed|harmed|"
            r"(?:made|took|shared|sent) (?:the|your|it|this))\b|\bname of (?:the|your) (?:abuser|"
            r"attacker|offender|person who)"
        ),
        "this asks who did it",
        "Leave it out: an answer could point to a person",
        ("Who did this to you?", "Who abused you?", "Who shared the image?"),
        ("Who could help?", "Who should be able to make a report?", "We do not ask who did it."),
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "TI-11",
        "prompts",
        _words(r"\bwhy (?:did|have|had|were|would|do|are)(?:n['’]t| not)? you\b|\bhow come you\b"),
        "“why did you” can sound like blame",
        "Ask what made it easier or harder",
        ("Why did you send it?", "Why didn’t you tell anyone?", "Why have you not reported?"),
        ("What made it hard to tell someone?", "Did you hear why?"),
        stops=True,
    ),
    Lint(
        "TI-10",
        "questions",
        _words(
            r"\b(?:décri(?:vez|s)|raconte[zr]?|expliquez|describ[ae]|cuent[ae]|cuéntanos|explique)\b"
            r"[^.?]{0,40}\b(?:ce qui (?:s['’]est passé|t['’]est arrivé|vous est arrivé)|l['’]abus|"
            r"lo que (?:pasó|te hicieron|le hicieron|ocurrió)|el abuso)|"
            r"\bqui (?:t['’]a|vous a|a) (?:fait|agressée?|abusé)|"
            r"\bquién (?:te|le|lo) (?:hizo|abusó|agredió|compartió)|"
            r"\bqu['’](?:y avait-il|est-ce qu['’]il y avait) (?:sur|dans) (?:l['’]image|la photo|"
            r"la vidéo)|\bqué (?:había|se veía) en (?:la imagen|la foto|el vídeo)|"
            r"صف(?:ي)? ما (?:حدث|حصل)|من (?:فعل|اعتدى)|ماذا كان في الصورة"
        ),
        "this asks what was done, who did it or what an image shows",
        "Ask about help, answers or choices; nobody needs to tell what was done",
        (
            "Décrivez ce qui s'est passé.",
            "¿Quién te hizo esto?",
            "صف ما حدث لك",
            "Qui vous a agressé ?",
        ),
        ("Qu'est-ce qui a aidé ?", "¿Qué ayudó?", "ماذا ساعدك؟"),
        english=False,
        stops=True,
    ),
    Lint(
        "TI-11",
        "prompts",
        _words(
            r"\bpourquoi (?:n['’])?(?:avez-vous|as-tu|êtes-vous|es-tu)|"
            r"\bpourquoi (?:est-ce que )?(?:vous|tu) (?:n['’]|ne )|"
            r"\bpor qué (?:no )?(?:lo |la |se lo )?(?:hiciste|hizo|dijiste|dijo|contaste|contó|"
            r"enviaste|envió|denunciaste|denunció)|لماذا (?:لم|فعلت|أرسلت)"
        ),
        "“why did you” can sound like blame",
        "Ask what made it easier or harder",
        ("Pourquoi n'avez-vous rien dit ?", "¿Por qué no lo dijiste?", "لماذا لم تخبر أحدا؟"),
        ("Qu'est-ce qui a rendu cela difficile ?", "¿Qué lo hizo difícil?"),
        english=False,
        stops=True,
    ),
    Lint(
        "TI-16",
        "all",
        _words(
            r"\b(?:you must|you have to|you are required to|(?:is|are) (?:required|mandatory|"
            r"compulsory))\b(?=[^.?]{0,40}\b(?:answer|question|field|reply)\b)|"
            r"\b(?:answer|question|field|reply)s?\b[^.?]{0,20}\b(?:is|are) (?:required|mandatory|"
            r"compulsory)|\b(?:required|mandatory) (?:question|field|answer)"
        ),
        "this says that answering is a must",
        "Take it out: every question can be skipped",
        (
            "You must answer.",
            "This field is required.",
            "You have to answer this question.",
            "A mandatory question",
        ),
        ("You can skip any question.", "You do not have to answer.", "No answer is required."),
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "AN-01",
        "questions",
        _words(
            r"\bwhat(?:['’]s| is| are| was) (?:your|his|her|their|the person['’]s) "
            r"(?:(?:full|first|last|real|family|user) ?)?(?:names?|e-?mails?|"
            r"(?:phone|telephone|mobile|whatsapp)(?: number)?|(?:home |street |e-?mail )?address|"
            r"handle|profile)\b|"
            r"(?:^|[.!?:]\s+|\bplease )(?:write|enter|give|leave|type|add|share|tell|send) "
            r"(?:us )?your (?:(?:full|first|last|real|family) )?(?:name|e-?mail|phone|telephone|"
            r"mobile|address|user ?name|contact)|"
            r"^\W*(?:your )?(?:(?:full |first |last |real |family )?name|"
            r"e-?mail(?: address)?|(?:phone|telephone|mobile)(?: number)?|address)\W*$|"
            r"\bhow (?:can|could|may|should) we (?:reach|contact|call|find) you\b|"
            r"\bquel(?:le)? est (?:votre|ton|ta) (?:nom|prénom|adresse|e-?mail|numéro)|"
            r"\b(?:cuál|cual) es (?:su|tu) (?:nombre|correo|dirección|teléfono|número)|"
            r"\bcómo (?:te llamas|se llama usted)|\bcomment (?:vous appelez-vous|t['’]appelles-tu)|"
            r"ما (?:هو )?(?:اسمك|بريدك|رقم هاتفك|عنوانك)"
        ),
        "this asks who somebody is or how to reach them",
        "Leave it out: nothing here may name a person",
        (
            "What is your name and e-mail?",
            "What is your phone number?",
            "Write your full name.",
            "Your e-mail address:",
            "How can we reach you?",
            "Quel est votre nom ?",
            "¿Cuál es tu correo?",
            "ما اسمك؟",
        ),
        (
            "Did they ask for your name?",
            "What name should the tool have?",
            "We do not ask what your name is.",
            "Which address of the site did you use?",
        ),
        english=False,
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "TI-16",
        "all",
        re.compile(r"[!¡！]"),
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
            r"\byou (?:should(?:n['’]t)? have|owe)\b|\byour duty\b|\bonly you can\b|\blet (?:us|"
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
            r"\bbefore it(?: is|['’]s) too late\b|\bdon['’]t (?:wait|miss)\b|\bright away\b|"
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
    """Give a text with blanks for all that stands in quotation marks, each letter in its place."""
    return _QUOTED.sub(lambda said: "“" + " " * (len(said.group()) - 2) + "”", words)


def is_quoted(words: str, span: tuple[int, int]) -> bool:
    """Say whether a place of a text stands in quotation marks."""
    return any(
        said.start() <= span[0] and span[1] <= said.end() for said in _QUOTED.finditer(words)
    )


def heard(words: str, where: tuple[Where, ...], english: bool) -> Iterator[Lint]:
    """Give the lints that a text of an author runs into, each once.

    `where` names what kind of text it is. Words in quotation marks are spoken about, not said.
    """
    plain = unquoted(words)
    for lint in LINTS:
        fits = lint.where in where and (english or not lint.english)
        if fits and any(True for _ in lint.hits(plain)):
            yield lint


def _sentence_at(words: str, place: int) -> str:
    for sentence in _SENTENCE.finditer(words):
        if sentence.start() <= place < sentence.end():
            return sentence.group()
    return words


#: Words for women and men, girls and boys, as they stand alone on an option.
_WOMEN = "woman female girl women girls f femme fille mujer niña chica امرأة أنثى بنت"
_MEN = "man male boy men boys m homme garçon hombre niño chico رجل ذكر ولد"
_FEMALE, _MALE = frozenset(_WOMEN.split()), frozenset(_MEN.split())


def forced_binary(labels: list[str]) -> bool:
    """Say whether the labels of all options of a question leave only woman or man (TI-17)."""
    said = {label.strip().casefold().removeprefix("a ") for label in labels}
    return bool(said & _FEMALE) and bool(said & _MALE) and said <= _FEMALE | _MALE
