"""Which columns of a table are never taken, and why: what could point to somebody, or is no answer.

A heading tells most; where it does not, values do: addresses, positions, times, numbers of devices.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice

from survey.answers.matching_words import last_step, match_words, splits
from survey.questionnaire.importing.forbidden import asks_who

#: Why a column is left out that points to nobody.
PROGRAM = "noted by the program, and no answer"

#: Whom a number or a code in an export may stand for.
_PERSON = (
    r"(survivors?|beneficiar(y|ies)|clients?|victims?|patients?|child|persons?|participants?"
    r"|respondents?|members?|household|hh|caller|witness|complainant|staff|students?|subject"
    r"|bénéficiaire|beneficiario|klient(in)?|cliente?|usager|usuari[ao]|teilnehmer(in)?)"
)
_BY_NAME: tuple[tuple[str, str], ...] = (
    (
        r"ip|ip ?addr(ess)?e?|ipaddr|adresse ip|dirección ip|ip adresse",
        "the address of a connection points to somebody",
    ),
    (
        r"(respondent|response|submission|record|collector|participant|antwort|réponse|respuesta"
        r"|teilnehmer|session|case|survey|form|instance|user|xform|unique|panel|external)? ?(uu)?id"
        r"|(respondent|response|record|participant)(id| number| no)|collectorid|responseid"
        r"|(meta )?instance ?id|xform id|uuid|index|parent index|parent table name|token|seed"
        rf"|{_PERSON} ?(id|code|number|no|nr|ref|reference|key)( ?(code|number|no|nr))?"
        r"|(case|file|unique|study|record|form|ref|reference) ?(code|number|no|nr|key)"
        r"|root ?uuid|deprecatedid|access code|zugangsschlüssel|externaldatareference|row|nr|no",
        "a number of one person or of what they sent",
    ),
    (
        r"(start|end|submit|interview|recorded|created|completed|modified|last action|submission)"
        r"[ -]?(date|time|datum|datetime|at|on|d)*|start ?date|end ?date|submitdate|datestamp"
        r"|timestamp|zeitstempel|horodateur|marca temporal|today|start|end|starttime|endtime"
        r"|submission ?time|date (submitted|created|modified|started|completed)|time|duration"
        r"|duration in seconds|(total )?interview ?time|time (started|finished|taken|spent)"
        r"|(group|question) ?time.*"
        r"|datum (abgeschickt|gestartet|letzte aktivität)|date de (début|fin)"
        r"|(date|day|time|heure|fecha|datum) (of|de|del|des|der) (the )?l?"
        r"(interview|visit|survey|submission|entry|intake|entretien|enquête|entrevista|encuesta"
        r"|interviews|befragung)|(interview|visit|survey|entry|intake) ?(date|day|time)"
        r"|.* timestamp|completion time|hora de (inicio|finalización)",
        "when somebody answered points to them",
    ),
    (
        r"imei|device ?(id|info)?|subscriber ?id|sim ?(serial|id)|phonenumber|phone number|username"
        r"|user ?agent|browser|operating system|os|resolution|user ?language|mac address|audit"
        r"|enumerator.*|interviewer.*|submitted by|audit url",
        "the device or the person who sent it can be found by it",
    ),
    (
        r"(recipient|respondent)? ?(e ?mail|email)( ?address)?|e ?mail.*|mail|courriel|correo.*"
        r"|(mobile|cell|tele|your )? ?phone( number| no)?|mobile|telefon(nummer)?|téléphone"
        r"|teléfono|whatsapp.*|telegram.*|signal|skype|facebook.*|instagram.*|contact.*|kontakt.*",
        "somebody can be reached by it",
    ),
    (
        r"((first|last|full|sur|family|given|middle|nick|user|your|respondent|recipient|maiden"
        r"|(what is )?your( full| first| last)?) ?)?name|recipient (first|last) ?name|vor ?name"
        r"|nach ?name|nom( de famille)?|prénom|nombre( completo)?|apellidos?|الاسم|initials"
        r"|pseudonym|alias",
        "a name",
    ),
    (
        r"(.*(latitude|longitude|altitude)|.*gps.*|.*geo ?(point|location|shape|trace)|lat|lon|lng"
        r"|long|location precision|location|coordinates|precision|position)",
        "where somebody was",
    ),
    (
        r"(home |postal |street |mailing |your )?address( ?\d| line.*)?|anschrift|adresse|dirección"
        r"|street|straße|strasse|house number|post ?(al )?code|zip( ?code)?|plz|code postal"
        r"|código postal|city|town|village|العنوان",
        "an address, or a place so small that it points to somebody",
    ),
    (
        r"dob|date of birth|birth ?(date|day)|birthday|geburts(datum|tag)|date de naissance"
        r"|fecha de nacimiento|تاريخ الميلاد|ssn|social security.*|passport.*"
        r"|national id.*|id number"
        r"|case number|aktenzeichen",
        "a date or number that belongs to one person",
    ),
    (
        r"photo.*|picture.*|image.*|signature.*|audio.*|video.*|recording.*|file ?upload.*|foto.*",
        "a picture, a voice or a signature",
    ),
    (
        r"last ?page|letzte seite|start ?language|startsprache|seed|refurl|referrer.*|referer"
        r"|status|finished|progress|distribution ?channel|tags|notes|version|validation status"
        r"|custom ?data.*|collector.*|score|.* complete|redcap .*|deviceid|formdef version|xform",
        PROGRAM,
    ),
)
_NAMED = tuple((re.compile(pattern), why) for pattern, why in _BY_NAME)
_MAIL, _IP = "its values are e-mail addresses", "its values are addresses of connections (IP)"
_ADDRESSES = frozenset((_MAIL, _IP))
_BY_VALUE = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"[^@\s]+@[^@\s]+\.[a-z]{2,}", _MAIL),
        (
            r"\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){4,7}",
            _IP,
        ),
        (
            r"-?\d{1,3}\.\d{2,}[ ,;]+-?\d{1,3}\.\d{2,}([ ,;]+-?[\d.]+)*",
            "its values are positions (GPS)",
        ),
        (
            r"(uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            "its values are numbers of one person or device each",
        ),
        (
            r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]+\d{1,2}:\d{2}.*)?",
            "its values are days, and a day points to somebody",
        ),
        (r"\+?[\d ()/-]{9,20}", "its values are long numbers, as of telephones or people"),
        (r"(https?://|www\.)\S+", "its values are links"),
        (
            r"\S+\.(jpe?g|png|gif|mp3|m4a|mp4|wav|amr|3gp|pdf|docx?)",
            "its values are names of files",
        ),
    )
)
#: Values that are looked at, and in a hundred of them how many decide; fewer do where one alone
#: leads to a person.
_LOOKED_AT = 200
_SHARE = 50
_SHARE_OF_ADDRESSES = 5


def private_heading(heading: str) -> str:
    """Return why a column of this heading is left out, "" where nothing speaks against it."""
    names = [match_words(heading), match_words(last_step(heading))]
    names += [match_words(base) for way, base, _ in splits(heading) if way == 0]
    for pattern, why in _NAMED:
        if any(pattern.fullmatch(name) for name in names if name):
            return why
    if splits(heading):
        return ""  # a column for one answer of several: its heading names the answer
    why = asks_who([heading], last_step(heading))
    return f"{why[:1].lower()}{why[1:].rstrip('.')}"


def private_values(values: Collection[str]) -> str:
    """Return why a column of these distinct values is left out, "" for no reason."""
    sample: Sequence[str] = tuple(islice(values, _LOOKED_AT))
    for pattern, why in _BY_VALUE:
        alike = sum(1 for value in sample if pattern.fullmatch(value.strip()))
        share = _SHARE_OF_ADDRESSES if why in _ADDRESSES else _SHARE
        if alike and alike * 100 >= share * len(sample):
            return why
    return ""
