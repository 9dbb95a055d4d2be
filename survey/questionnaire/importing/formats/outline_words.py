"""Words by which written questionnaires say what they want, in the languages that most are in.

Lists of words and nothing else: what follows from them is decided where they are used.
"""

from __future__ import annotations

import re


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


#: Several answers may be chosen.
SEVERAL = _any_of(
    r"all (?:that|which) appl", r"multiple[ -](?:answer|choice|select|response)",
    r"(?:select|choose|check|tick|mark) (?:any|all|as many)", r"more than one",
    r"plusieurs (?:réponses|choix)", r"tou(?:t|s|tes) (?:ce qui|les)", r"cochez (?:tout|toutes)",
    r"varias (?:respuestas|opciones)", r"todas las (?:que|opciones|respuestas)", r"más de una",
    r"várias (?:respostas|opções)", r"toda[s]? (?:as|que)", r"mais (?:do )?que uma",
    r"opções que se", r"mehrfach", r"mehrere", r"alle(?:s)? zutreffende", r"meerdere", r"flere",
    r"più (?:risposte|di una)", r"несколько", r"все подходящие", r"多选", r"複選", r"複数", r"多項",
    r"كل ما ينطبق", r"أكثر من (?:إجابة|خيار|اختيار)", r"birden fazla",
)  # fmt: skip
#: One answer may be chosen.
ONE = _any_of(
    r"(?:select|choose|check|tick|mark|pick) (?:only )?one", r"one (?:answer|option) only",
    r"only one", r"une seule", r"un seul", r"s[oó]lo un", r"una sola", r"apenas uma", r"uma única",
    r"nur eine?\b", r"eine antwort", r"slechts één", r"kun ét", r"один (?:вариант|ответ)",
    r"单选", r"單選", r"一つ", r"إجابة واحدة", r"اختر واحد",
)  # fmt: skip
#: Answers are put in order.
IN_ORDER = _any_of(
    r"\brank\b", r"in order of", r"order of (?:preference|importance)", r"classez", r"par ordre",
    r"por orden", r"ordene", r"por ordem", r"reihenfolge", r"rangfolge", r"по порядку",
    r"排序", r"رتّ?ب ",
)  # fmt: skip
#: A line that stands for a field to write in.
OWN_WORDS = _any_of(
    r"^\W*(?:your answer|(?:short|long)[ -]answer(?: text)?|text field|free text|open text)\W*$",
    r"^\W*(?:votre réponse|réponse (?:courte|longue)|tu respuesta|su respuesta|respuesta)\W*$",
    r"^\W*(?:texto de respuesta (?:corta|larga)|sua resposta|resposta|meine antwort|antwort)\W*$",
    r"^\W*(?:il tuo testo|uw antwoord|jouw antwoord|мой ответ|ответ|填写|答|回答)\W*$",
    r"^\W*(?:إجابتك|حقل نصي|نص حر)\W*$",
)  # fmt: skip
#: Marks of a required answer that stand before a form and say nothing else.
EXPLAINS_REQUIRED = _any_of(
    r"^\W*(?:indicates required question|required|obligatoire|obligatorio|obrigatório)\W*$",
    r"^\W*(?:indique une question obligatoire|indica que la pregunta es obligatoria)\W*$",
    r"^\W*(?:pflichtfrage|gibt eine erforderliche frage an|обязательный вопрос|مطلوب)\W*$",
)  # fmt: skip
#: An answer in words of one's own, as it begins; what may stand behind it (`OTHER_TAIL`).
OTHER = _any_of(
    r"^\W*(?:any )?others?\b", r"^\W*another\b", r"^\W*something else", r"^\W*autre chose",
    r"^\W*quelque chose d.autre", r"^\W*algo más", r"^\W*etwas anderes", r"^\W*une? autre\b",
    r"^\W*autres?\b", r"^\W*otr[oa]s?\b",
    r"^\W*outr[oa]s?\b", r"^\W*altr[oiae]\b", r"^\W*ander(?:e|es|er|s)\b", r"^\W*sonstiges?\b",
    r"^\W*and(?:et|re)\b", r"^\W*annat\b", r"^\W*друг(?:ое|ой|ая|ие)\b", r"^\W*inn[eya]\b",
    r"^\W*diğer\b", r"^\W*其他", r"^\W*其它", r"^\W*その他", r"^\W*기타",
    r"^\W*أخرى", r"^\W*غير ذلك",
    r"^\W*अन्य", r"^\W*nyingine", r"^\W*muu\b",
)  # fmt: skip
OTHER_TAIL = re.compile(
    r"(?:(?:\s+[^\W\d_]+){1,3}\s*(?:[:：]|(?=[,，(（–-]\s*\W?(?:please|which|specify|préciser|"
    r"précisez|laquelle|lequel|cuál|qual|especifi|bitte|welche|und zwar|уточн|укаж|请|حدد|يرجى))))?"
    r"[\s:：,，.…_(（¿\[–-]*(?:$|(?:please|answer|specify|which|what|describe|explain|préciser|"
    r"précisez|laquelle|lequel|especifi|indique|cuál|qual|bitte|welche|und zwar|уточн|укаж|"
    r"пожалуйста|lütfen|belirt|请|請|حدد|يرجى).*$)",
    re.IGNORECASE,
)
#: An answer that excludes the others.
NONE_OF_THESE = _any_of(
    r"^\W*none(?: of (?:the|these|them).*)?\W*$", r"^\W*(?:i|we) (?:have|use|do) none\b",
    r"^\W*aucune?(?: de ces.*| des .*)?\W*$", r"^\W*ningun[oa]?(?: de .*)?\W*$",
    r"^\W*nenhum[a]?(?: d.*)?\W*$", r"^\W*(?:keine?s?|nichts)(?: (?:davon|von .*|der .*))?\W*$",
    r"^\W*nessun[oa]?(?: d.*)?\W*$", r"^\W*geen(?: van .*)?\W*$", r"^\W*ничего из .*$",
    r"^\W*以上都不是\W*$", r"^\W*都没有\W*$", r"^\W*无\W*$", r"^\W*لا شيء(?: .*)?\W*$",
)  # fmt: skip
#: How a part of a questionnaire is called.
PART = _any_of(
    r"^\W*(?:part|section|module|block|partie|sección|sección|seccion|parte|teil|abschnitt|bloque|"
    r"часть|раздел|блок|bölüm|deel|del|sezione|seção|القسم|الجزء|المحور)\s*"
    r"(?:\d{1,2}|[ivx]{1,4}|[a-z]|الأول|الثاني|الثالث|الرابع|الخامس)\b(?!\w)",
    r"^\W*\w{3,12} (?:partie|parte|part|teil|часть)\b\s*(?:[:.–-]|$)",
    r"^\W*第[一二三四五六七八九十\d]+(?:部分|部|章|节|節)",
)  # fmt: skip
#: The ends of a scale: one of them at either end, or both of a pair.
_SCALE_ENDS = _any_of(
    r"\b(?:strongly|totally|completely|fully|entirely) (?:dis)?agree",
    r"\b(?:very|extremely|completely) (?:dis|un)?(?:satisfied|likely|important|useful|easy)",
    r"tout à fait (?:d.accord|satisfait)", r"pas du tout", r"très (?:in)?satisfait",
    r"(?:totalmente|muy|completamente) (?:de acuerdo|en desacuerdo|satisfech|insatisfech)",
    r"(?:totalmente|completamente|concordo|discordo) (?:de acordo|em desacordo|totalmente)",
    r"stimme (?:voll|überhaupt|gar|völlig)", r"sehr (?:un)?zufrieden", r"trifft (?:voll|gar|überh)",
    r"полностью (?:не )?соглас", r"совершенно (?:не )?соглас", r"非常(?:不)?(?:同意|满意|滿意)",
    r"(?:أوافق|موافق) (?:بشدة|تماما)", r"(?:meget|helt) (?:u)?enig",
    r"helemaal (?:mee )?(?:on)?eens",
)  # fmt: skip
_PAIRS = (
    ("never", "always"), ("jamais", "toujours"), ("nunca", "siempre"), ("nunca", "sempre"),
    ("nie", "immer"), ("никогда", "всегда"), ("从不", "总是"), ("أبدا", "دائما"),
    ("very poor", "excellent"), ("poor", "excellent"), ("not at all", "completely"),
    ("not at all", "extremely"), ("not at all", "very much"),
)  # fmt: skip


def ordered(options: list[str]) -> bool:
    """Return whether answers are points of a scale, by the words of their ends."""
    if not 3 <= len(options) <= 11:
        return False
    ends = (options[0].casefold().strip(" ."), options[-1].casefold().strip(" ."))
    if any(_SCALE_ENDS.search(end) for end in ends):
        return True
    return any(ends in ((low, high), (high, low)) for low, high in _PAIRS)


def holds_rows(options: list[str]) -> bool:
    """Return whether more than seven answers begin as a scale and go on with other words."""
    if len(options) < 8:
        return False
    wordy = any(len(one.split()) > 4 and not _SCALE_ENDS.search(one) for one in options)
    degrees = [bool(_SCALE_ENDS.search(one)) for one in options]
    begun = degrees[0] and any(degrees[2:7])
    paired = any((options[0].casefold(), one.casefold()) in _PAIRS for one in options[2:7])
    return begun or paired or (wordy and ordered(options))


#: Yes and no: whoever can say these says one of them.
_YES_OR_NO = frozenset(
    {
        "yes", "no", "oui", "non", "sí", "si", "ja", "nein", "nee", "nej", "sim", "não", "sì",
        "да", "нет", "evet", "hayır", "是", "否", "نعم", "لا",
    }
)  # fmt: skip


def is_yes_or_no(words: str) -> bool:
    """Return whether an answer is yes or no, and nothing else."""
    return words.casefold().strip(" .") in _YES_OR_NO


def is_other(words: str) -> bool:
    """Return whether an answer asks for words of one's own."""
    found = OTHER.match(words)
    return bool(found and OTHER_TAIL.fullmatch(words, found.end()))
