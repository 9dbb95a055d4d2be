"""What a pasted Google Form says of itself: its buttons, notices and the account of who pasted it.

Lines that only Google writes are left out wherever they stand. Words that a questionnaire may have
as well (“Next”, “Date”) are left out only where another line shows that Google wrote the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from survey.questionnaire.importing.formats.outline_lines import (
    OutlineBlock,
    OutlineLine,
    outline_line,
)

LINES_LEFT_OUT = "Lines of Google Forms itself were left out."
ACCOUNT_LEFT_OUT = "The line with the e-mail address of an account was left out."

#: Letters of the longest notice.
_MOST_NOTICE = 400


def _whole(*words: str) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{'|'.join(words)})[\W_]*", re.IGNORECASE)


#: Lines that only Google writes.
_SURE = _whole(
    "clear form", "form description", "untitled (?:form|section|question)", "contact form owner",
    "(?:indicates required question|this is a required question)",
    r"this form was created (?:inside|outside) of .{1,80}",
    r"does this form look suspicious\? report", "google forms", "google formulare",
    "effacer le formulaire", "description du formulaire", "formulaire sans titre",
    "section sans titre", "indique une question obligatoire", "google formulaires",
    r"ce formulaire vous semble suspect\s?\? (?:signaler|rapport)", "formulaires google",
    "borrar formulario", "descripción del formulario", "(?:formulario|sección) sin título",
    "indica que la pregunta es obligatoria", "formularios de google",
    r"¿parece sospechoso este formulario\? (?:informe|denunciar)",
    "(?:alle eingaben|formular) löschen", "formularbeschreibung",
    "unbenannte[rs]? (?:formular|abschnitt)",
    "gibt eine erforderliche frage an", "limpar formulário", "descrição do formulário",
    "(?:formulário|seção|secção) sem título", "indica uma pergunta obrigatória",
    "formulários (?:do )?google", "cancella modulo", "moduli google", "formulier wissen",
    "очистить форму", "google формы", "محو النموذج", "وصف النموذج",
    "(?:نموذج|قسم) (?:بلا|بدون) عنوان", "تشير إلى أن[ّ]? السؤال مطلوب", "نماذج google",
)  # fmt: skip
#: Beside the name of Google: what its notices are about.
_NOTICE = re.compile(
    r"never (?:submit|give).{0,20}passwor|to save your progress|neither created nor endorsed|"
    r"not created or endorsed|report abuse|associated with your|jamais.{0,20}mots? de passe|"
    r"pour enregistrer votre|ni rédigé|ni cautionné|nunca.{0,20}contraseña|para guardar (?:lo|tu)|"
    r"no ha creado ni aprobado|ni respaldado|niemals passwört|um .{0,40}speichern|"
    r"weder erstellt noch|nunca.{0,20}senhas?\b|para (?:salvar|guardar) (?:o|seu)|nem aprovado|"
    r"nem criado|nooit wachtwoord|op te slaan|никогда.{0,30}парол|чтобы сохранить|"
    r"لا ترسل كلمات? المرور|لحفظ|إنشاء هذا المحتوى",
    re.IGNORECASE,
)
#: Fields to write in, as Google names them.
_ANSWER = _whole(
    "your answer", "votre réponse", "tu respuesta", "meine antwort", "sua resposta", "إجابتك",
    "la tua risposta", "il tuo testo", "jouw antwoord", "мой ответ",
)  # fmt: skip
#: Words that a questionnaire may have as well.
_UNSURE = _whole(
    "submit", "report abuse", "next", "back", "required", "terms of service",
    "privacy policy",
    r"page \d+ (?:of|sur) \d+", "envoyer", "suivant", "retour", 
    "conditions d.utilisation", "règles de confidentialité",
    "signaler un cas d.utilisation abusive",
    "obligatoire", "enviar", "siguiente", "atrás", "obligatori[oa]",
    r"p[áa]gin[ae] \d+ (?:de|di) \d+", "condiciones del servicio", "política de privacidad",
    "denunciar abuso", "senden", "weiter", "zurück", r"seite \d+ von \d+",
    "erforderlich", "missbrauch melden", "nutzungsbedingungen", "datenschutzerklärung",
    "próxima", "avançar", "voltar", "invia", "avanti", "indietro",
    "verzenden", "volgende", "vorige", "отправить", "далее", "назад",
    "إرسال", "التالي", "رجوع", "السابق", "مطلوب", r"(?:ال)?صفحة \d+ من \d+",
    "الإبلاغ عن إساءة الاستخدام", "بنود الخدمة", "سياسة الخصوصية",
)  # fmt: skip
#: A list to choose from that is not open, below its question.
_CHOOSE = _whole(
    "choose", "sélectionner", "choisir", "sélectionnez", "elegir", "elige", "auswählen", "escolher",
    "scegli", "kiezen", "выбрать", "اختيار", "اختر",
)  # fmt: skip
#: The field of a day or an hour, below its question.
_MOMENT = _whole(
    "date", "time", "heure", "fecha", "hora", "datum", "uhrzeit", "data", "التاريخ", "الوقت",
    r"(?:mm|dd|jj|tt)\s?[/.]\s?(?:mm|dd)\s?[/.]\s?(?:yyyy|aaaa|jjjj)",
)  # fmt: skip
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: What stands beside the address of an account.
_ACCOUNT = re.compile(
    r"switch accounts?|not shared|as the email to be included|draft saved|"
    r"changer de compte|non partagé|cambiar (?:de )?cuenta|no (?:se )?compart|"
    r"konto wechseln|nicht (?:geteilt|freigegeben)|(?:mudar|trocar|alternar)(?: de)? conta|"
    r"não (?:compartilhad|partilhad)|cambia account|сменить аккаунт|"
    r"(?:تبديل|تغيير) (?:ال)?حساب|(?:غير|لم تتم) مشارك|غير مشترك",
    re.IGNORECASE,
)


def without_google(
    blocks: Sequence[OutlineBlock],
) -> tuple[list[OutlineBlock], tuple[str, ...]]:
    """Return blocks without what Google Forms says of itself, and sentences that say so."""
    kept = _without_account(blocks)
    said = (ACCOUNT_LEFT_OUT,) if len(kept) < len(blocks) else ()
    shown = any(isinstance(one, OutlineLine) and _shows_google(one) for one in kept)
    if not shown and not said:
        return kept, said
    own = _own_lines(kept)
    fields = _with_fields(kept, own)
    left = _without(fields, own)
    return left, (*said, LINES_LEFT_OUT) if any(own) or fields != kept else said


def _shows_google(line: OutlineLine) -> bool:
    return _is_sure(line) or bool(_ANSWER.fullmatch(line.text))


def _is_sure(line: OutlineLine) -> bool:
    text = line.text
    if not _is_plain(line):
        return False
    if _SURE.fullmatch(text):
        return True
    asks = text.rstrip().endswith(("?", "？", "؟"))
    notice = "google" in text.casefold() and len(text) <= _MOST_NOTICE
    return notice and not asks and bool(_NOTICE.search(text))


def _is_plain(line: OutlineLine) -> bool:
    return not line.mark or (line.mark == "bullet" and line.text.startswith("*"))


def _own_lines(blocks: Sequence[OutlineBlock]) -> list[bool]:
    """Return which blocks are of Google: sure ones, and buttons beside others or at the end."""
    sure = [isinstance(one, OutlineLine) and _is_sure(one) for one in blocks]
    maybe = [isinstance(one, OutlineLine) and _may_be_own(one) for one in blocks]
    last = len(blocks) - 1
    own = []
    for at in range(len(blocks)):
        beside = [one for one in (at - 1, at + 1) if 0 <= one <= last]
        near = at == last or any(sure[one] or maybe[one] for one in beside)
        own.append(sure[at] or (maybe[at] and near))
    return own


def _may_be_own(line: OutlineLine) -> bool:
    return _is_plain(line) and bool(_UNSURE.fullmatch(line.text))


def _without_account(blocks: Sequence[OutlineBlock]) -> list[OutlineBlock]:
    """Return blocks without the address of an account and what Google says beside it."""
    texts = [one.text if isinstance(one, OutlineLine) else "" for one in blocks]
    addressed = [bool(_ADDRESS.search(text)) for text in texts]
    said = [bool(_ACCOUNT.search(text)) and len(text) < 150 for text in texts]
    gone = [False] * len(texts)
    for at in (at for at, found in enumerate(addressed) if found):
        near = [one for one in range(max(at - 2, 0), min(at + 4, len(texts))) if said[one]]
        alone = _ADDRESS.fullmatch(texts[at].strip()) is not None
        if said[at] or (near and alone):
            for one in (at, *near):
                gone[one] = True
    return _without(blocks, gone)


def _with_fields(blocks: Sequence[OutlineBlock], own: Sequence[bool]) -> list[OutlineBlock]:
    """Return blocks with the fields of days and closed lists as lines that tell how to answer."""
    found = list(blocks)
    for at in range(1, len(found)):
        line, before = found[at], found[at - 1]
        if not isinstance(line, OutlineLine) or not isinstance(before, OutlineLine):
            continue
        if line.mark or own[at] or own[at - 1]:
            continue
        if _CHOOSE.fullmatch(line.text):
            found[at] = outline_line(line.where, "Choose one")
        elif _MOMENT.fullmatch(line.text) and before.asks and _ends_at(found, own, at + 1):
            found[at] = outline_line(line.where, "Your answer")
    return found


def _ends_at(blocks: Sequence[OutlineBlock], own: Sequence[bool], at: int) -> bool:
    """Return whether no answers go on from here: another question begins, or nothing follows."""
    after = blocks[at] if at < len(blocks) else None
    if not isinstance(after, OutlineLine) or own[at] or after.asks or after.apart:
        return True
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    fields = (_ANSWER, _CHOOSE)
    return isinstance(below, OutlineLine) and any(one.fullmatch(below.text) for one in fields)


def _without(blocks: Sequence[OutlineBlock], gone: Sequence[bool]) -> list[OutlineBlock]:
    """Return the blocks that stay; an empty line before one that goes stands before the next."""
    kept: list[OutlineBlock] = []
    apart = False
    for block, goes in zip(blocks, gone, strict=True):
        if goes:
            apart = apart or (isinstance(block, OutlineLine) and block.apart)
            continue
        if isinstance(block, OutlineLine) and apart:
            kept.append(replace(block, apart=True))
        else:
            kept.append(block)
        apart = False
    return kept
