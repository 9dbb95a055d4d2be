"""What an import leaves out because it would tell who somebody is: the rule has this one home.

By the kind of what is asked, and by the words and the name of a question with an open field.
It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from survey.questionnaire.advice.lints import folded, pattern
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignItem, Texts
from survey.questionnaire.model import Written
from survey.questionnaire.places import asks_birth
from survey.questionnaire.texts import Text

#: Kinds that are never asked, each with its reason.
KINDS: dict[AskedFor, str] = {
    AskedFor.PLACE: "It asks for a place on a map, which points to one person.",
    AskedFor.IMAGE: "It asks for a picture. Pictures can show people and places, and say where and "
    "when they were taken.",
    AskedFor.AUDIO: "It asks for a sound recording. A voice points to one person.",
    AskedFor.VIDEO: "It asks for a film. Films can show people and places.",
    AskedFor.FILE: "It asks for a file. Files can hold names, places and times that nobody sees.",
    AskedFor.SIGNATURE: "It asks for a signature, which is a name.",
    AskedFor.BARCODE: "It asks for a code to be scanned, which can point to one person.",
    AskedFor.METADATA: "It records something about the device, the person or the moment. "
    "Nothing of the kind is kept here.",
}

_BIRTH = "It asks for a date of birth, which points to one person. Ask for broad ages instead."

#: Each reason with what tells it, in several languages, without accents and capitals.
_ASKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, pattern(told))
    for reason, told in (
        (
            "It asks for a name.",
            r"\b(?:(?:your|full|first|last|family|given|middle|maiden|nick|respondent'?s?|"
            r"patient'?s?|child'?s?|client'?s?|mother'?s?|father'?s?|husband'?s?|"
            r"participant'?s?|interviewer'?s?|enumerator'?s?|contact'?s?) ?names?|surname|"
            r"name of (?:the )?(?:respondent|patient|child|client|person|participant|mother|"
            r"father|parent|head|interviewer|enumerator|teacher|contact)|what is (?:his|her|"
            r"their|the child'?s|the person'?s) name|names? and (?:surname|address|contact))\b|"
            r"^\W*names?\W*$|"
            r"\b(?:votre nom|nom de famille|prenom|nom complet|nom et prenom|"
            r"nom (?:de |du |de la |de l')(?:repondant|patient|enfant|enqueteur|personne)\w*)\b|"
            r"^\W*nom\W*$|\b(?:tu nombre|su nombre|nombre completo|nombres? y apellidos?|"
            r"apellidos?|nombre (?:de la|del) (?:entrevistad|paciente|nin|persona|encuestad)\w*)|"
            r"^\W*nombre\W*$|\b(?:seu nome|nome completo|sobrenome|apelido)\b|^\W*nome\W*$|"
            r"\b(?:ihr name|vorname|nachname|familienname|vor- und nachname)\b|"
            r"\b(?:фамилия|имя|ф\.? ?и\.? ?о\.?)(?!\w)|الاسم|اسمك|اسم (?:المشارك|المريض|الطفل)|"
            r"姓名|名字|नाम",
        ),
        (
            "It asks for a telephone number.",
            r"\b(?:(?:tele)?phone|mobile|cell ?phone|whatsapp|telephone|telefono|telefon|celular|"
            r"portable|movil|handynummer)(?: ?(?:no|nr|num|number|numero|nummer|#)\b|\W*$)|"
            r"\b(?:phone|telephone|mobile|contact|whatsapp) (?:number|no\b)|"
            r"\bnumero de (?:telephone|telefono|celular|movil|telefone|portable)|"
            r"\bdatos de contacto|\bcontact (?:details|information)\b|телефон|رقم (?:الهاتف|"
            r"الجوال|هاتف)|电话|手机|फोन",
        ),
        (
            "It asks for an e-mail address.",
            r"\be-?mail\b|\bcourriel\b|\bcorreo electronico\b|\badresse electronique\b|"
            r"эл(?:ектронн\w+)?\.? ?почт|البريد (?:الالكتروني|الإلكتروني)|邮箱|邮件",
        ),
        (
            "It asks for an address.",
            r"\b(?:(?:home|street|postal|mailing|residential|physical|your|current|permanent|"
            r"full) address|address of|zip ?code|post ?code|postal code|code postal|"
            r"codigo postal|direccion|domicilio|adresse postale|votre adresse|anschrift|"
            r"postleitzahl|plz|endereco|cep|house number|street name)\b|^\W*address\w*\W*$|"
            r"^\W*adresse\W*$|\bадрес|العنوان|عنوانك|地址|पता",
        ),
        (
            "It asks for the number of a document or a record of one person.",
            r"\b(?:passport|national id|identity (?:card|number)|id (?:card|number|no)|"
            r"social security|ssn|medical record|mrn|patient id|participant id|subject id|"
            r"record id|study id|respondent id|case id|household id|student (?:id|number)|"
            r"tax number|dni|nie|cedula|curp|cpf|numero d'identite|carte d'identite|"
            r"personalausweis|matrikelnummer|registration number)\b|паспорт|رقم الهوية|身份证",
        ),
        (
            _BIRTH,
            r"\b(?:date of birth|birth ?dates?|birthday|dob|born on|when were you born|"
            r"date de naissance|fecha de nacimiento|data de nascimento|geburtsdatum|"
            r"geburtstag|geburtsjahr|data di nascita|geboortedatum|year of birth|birth year|"
            r"annee de naissance|ano de nac?imi?ento|ano de nascimento)\b|"
            r"\b(?:wann|in welchem jahr) (?:sind|bist|wurden|wurdest) [^.?!]{0,12}geboren|"
            r"\b(?:en quelle annee|quand) (?:etes-vous|es-tu) nee?|"
            r"\b(?:cuando|en que ano) (?:nacio|naciste)|\bquando (?:nasceu|voce nasceu)|"
            r"дата рождения|تاريخ الميلاد|出生日期|जन्म मिति",
        ),
        (
            "It asks for an account, a page or a computer of one person.",
            r"\b(?:user ?name|login|your (?:account|handle|profile)|facebook (?:name|profile|id)|"
            r"instagram|telegram (?:name|id)|twitter|ip ?address|device ?id|imei|"
            r"mac address|url of your)\b",
        ),
        (
            "It asks for a signature, which is a name.",
            r"\bsignature\b|\bfirma (?:del|de la|de)\b|\bunterschrift\b|توقيع|签名",
        ),
    )
)  # fmt: skip
#: Names that forms give such questions, as whole parts of a name (“resp_first_name”).
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, pattern(rf"(?:^|[-_. ])(?:{named})(?:$|[-_. ]|\d)"))
    for reason, named in (
        (
            "Its name says that it asks for a name.",
            r"(?:first|last|full|family|sur|given|middle|nick|resp|respondent|patient|child|"
            r"client|mother|father|person|member|contact|enumerator|interviewer|user)[-_]?names?|"
            r"surname|prenom|nombres?|apellidos?|vorname|nachname",
        ),
        (
            "Its name says that it asks for a telephone number.",
            r"phone|telephone|mobile|phone_?number|tel",
        ),
        ("Its name says that it asks for an e-mail address.", r"e_?mail(?:_?address)?"),
        (
            "Its name says that it asks for an address.",
            r"(?:home|street|postal)?_?address|zip_?code|postcode",
        ),
        (
            "Its name says that it asks for a date of birth.",
            r"dob|date_?of_?birth|birth_?date|birthday",
        ),
        (
            "Its name says that it asks for a place on a map.",
            r"gps|latitude|longitude|geopoint|lat|lng",
        ),
    )
)  # fmt: skip
_OPEN = frozenset({AskedFor.TEXT, AskedFor.NUMBER, AskedFor.DATE})


def forbidden(item: ForeignItem) -> str:
    """Return why privacy forbids to ask this, as a sentence; “” when it may be asked."""
    if item.kind in KINDS:
        return KINDS[item.kind]
    if _asks_birth(item):
        return _BIRTH
    if item.kind not in _OPEN:
        return ""
    return asks_who((*item.words.values(), *item.stem.values()), item.name)


def asks_who(words: Iterable[str], name: str = "") -> str:
    """Return why a question with an open field tells who somebody is, as a sentence; “” for none.

    `words` are its words in any languages, `name` what its file calls it.
    """
    said = [folded(one)[0] for one in words]
    for reason, told in _ASKS:
        if any(told.search(one) for one in said):
            return reason
    called = folded(name)[0]
    return next((reason for reason, named in _NAMED if named.search(called)), "")


def _asks_birth(item: ForeignItem) -> bool:
    said = Written(
        id="asked", type="text", text=Text(_pairs(item.words)), help=Text(_pairs(item.hint))
    )
    return asks_birth(said)


def _pairs(words: Texts) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())
