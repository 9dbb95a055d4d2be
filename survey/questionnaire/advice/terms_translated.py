"""Words that blame or belittle people in French, Spanish and Arabic, and what to say instead.

It must never be used on a respondent's own words.
"""

from __future__ import annotations

from functools import lru_cache

from survey.questionnaire.advice.lints import Lint, Span, pattern

_CHILD = (
    r"(?:l'|des |d'|una? |une |de |con |los |las |el |la |menores de |ninos|"
    r"ninas)*(?:enfants?|mineure?s?|ninos?|ninas?|menor(?:es)?|adolescentes?)"
)


def _word(
    found: str, better: str, bad: tuple[str, ...], good: tuple[str, ...], *parts: str
) -> Lint:
    return Lint(
        "LT-01",
        "all",
        pattern(*parts),
        found,
        f"Better: {better}",
        bad,
        good,
        english=False,
        stops=True,
    )


#: As in the English list: what stops there, in its usual forms.
TRANSLATED: tuple[Lint, ...] = (
    _word(
        "this calls the abuse of children pornography: a child cannot consent",
        "images of the sexual abuse of children (contenus d’abus sexuels sur enfants, "
        "material de abuso sexual infantil, مواد الاعتداء الجنسي على الأطفال)",
        ("la pornographie infantile", "un site pédopornographique", "pornografía infantil",
         "porno con menores", "إباحية الأطفال", "المواد الإباحية للأطفال"),
        ("la pornographie", "los menores y la pornografía como tema", "الأطفال والإنترنت"),
        r"\bporno\w*[ -](?:\w+ )?(?:infantil|enfantin|juvenil)\w*", r"\bpedo-?porno\w*",
        r"\bporno(?:graphie|grafia)? (?:con |avec |impliquant |de |d')(?:des |"
        r"los )?(?:enfants|mineurs|ninos|ninas|menores)\b",
        r"(?<!\w)(?:ال)?اباحي\w* (?:ل)?(?:ال)?(?:اطفال|قاصرين|طفوليه)|"
        r"(?<!\w)(?:ال)?مواد (?:ال)?اباحيه (?:ل)?(?:ل|ال)?(?:اطفال|قاصرين)",
    ),
    _word(
        "“revenge” says that the person did something to deserve it",
        "sharing intimate images without consent (diffusion d’images intimes sans "
        "consentement, difusión de imágenes íntimas sin consentimiento, نشر صور حميمة دون "
        "رضا)",
        ("le porno vengeance", "vengeance porno",
         "porno de venganza",
         "pornovenganza", "الإباحية الانتقامية", "الانتقام الإباحي"),
        ("se venger", "la venganza", "الانتقام"),
        r"\b(?:porno\w*[ -](?:de |par )?(?:la )?(?:vengeance|venganza|revanche)|"
        r"vengeance[ -]porno\w*|pornovenganza)",
        r"(?<!\w)(?:ال)?اباحي\w* (?:ال)?انتقامي\w*|(?<!\w)(?:ال)?انتقام (?:ال)?اباحي",
    ),
    _word(
        "a child is exploited: this says that the child chose it",
        "sexual exploitation of children (exploitation sexuelle d’enfants, explotación "
        "sexual de menores, الاستغلال الجنسي للأطفال)",
        ("la prostitution infantile", "des enfants prostitués", "prostitución infantil",
         "niñas prostitutas", "دعارة الأطفال", "بغاء القاصرين", "le tourisme sexuel",
         "turismo sexual infantil", "السياحة الجنسية"),
        ("l'exploitation sexuelle d'enfants", "la explotación de menores",
         "الاستغلال الجنسي للأطفال"),
        r"\bprostitu(?:tion|cion) (?:infantil|juvenil|enfantine|des? (?:mineur|enfant|menor|"
        r"nin)|d'enfants)\w*",
        r"\b(?:enfants?|mineure?s?|ninas?|ninos?|menores) prostitu\w+|\bprostitu(?:ee?s?|"
        r"tas?) (?:mineur|infantil|menor)\w*",
        r"\btouris(?:me|te)s? sexuel\w*|\bturis(?:mo|ta)s? sexual\w*",
        r"(?<!\w)(?:دعاره|بغاء) (?:ال)?(?:اطفال|قاصر\w*|طفل)|(?<!\w)(?:ال)?سياحه (?:ال)?جنسيه",
    ),
    _word(
        "this says that a child agreed: it is abuse",
        "sexual abuse of a child (agression sexuelle d’un enfant, abuso sexual de un menor, "
        "اعتداء جنسي على طفل)",
        ("des relations sexuelles avec un mineur", "relations sexuelles avec des enfants",
         "sexo con menores", "relaciones sexuales con una niña", "ممارسة الجنس مع طفل",
         "علاقة جنسية مع قاصر", "un mineur consentant", "la menor consintió"),
        ("les relations avec la police", "hablar con menores", "العلاقة مع طفل"),
        rf"\b(?:rapports?|relations?|sexe|relacion(?:es)?|sexo)(?: sexuel\w*|"
        rf" sexual\w*)? (?:avec|con) {_CHILD}\b(?<!relations avec)",
        r"\b(?:enfant|mineure?|menor|nin[oa]) (?:\w+ )?(?:consentante?|consintio|consentia|"
        r"consentit)",
        r"(?<!\w)(?:ممارسه|ممارسه ال|علاقه|علاقات) ?(?:ال)?(?:جنس|جنسيه) مع (?:ال)?(?:طفل|"
        r"طفله|اطفال|قاصر)\w*",
    ),
    _word(
        "this judges the person, not what was done to them",
        "leave it out",
        ("une fille facile", "une attitude provocante", "una chica fácil",
         "una actitud provocativa",
         "promiscua", "She was asking for it.", "a slut", "فتاة سهلة", "commettre un suicide",
         "cometió suicidio"),
        ("une question facile", "una pregunta fácil", "سؤال سهل",
         "Were they asking for it to be sent?"),
        r"\bfilles? faciles?\b|\b(?:provocantes?|aguicheu(?:r|se)s?|allumeuses?)\b|"
        r"\bmoeurs legeres|\bsalopes?\b",
        r"\b(?:chica|mujer|nina)s? facil(?:es)?\b|\bprovocativ[oa]s?\b|\bpromiscu[oa]s?\b|"
        r"\bputas?\b",
        r"\b(?:was|were|be|been) asking for it\b(?! to)|\basked for it\W*$|\b(?:slut|whore|"
        r"hooker)s?\b",
        r"(?<!\w)فتاه سهله|(?<!\w)عاهر\w*|\bcomm(?:et|is|ett)\w* (?:un )?suicide|"
        r"\bcomet\w+ suicidio",
    ),
)  # fmt: skip


@lru_cache(maxsize=4096)
def translated_in(words: str) -> tuple[tuple[Lint, tuple[Span, ...]], ...]:
    """Return each of these that a text of an author holds, with all its places."""
    found = ((lint, tuple(lint.hits(words))) for lint in TRANSLATED)
    return tuple((lint, spans) for lint, spans in found if spans)
