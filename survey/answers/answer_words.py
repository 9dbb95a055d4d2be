"""Words by which other programs say yes, no, nothing, “I'd rather not say” and “don't know”.

All are in the form in which `match_words` gives them.
"""

from __future__ import annotations


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in lines.replace("\n", ",").split(",")) - {""}


YES = _phrases("""
    1, yes, y, true, t, x, checked, selected, quoted, ticked, chosen, on, ja, j, wahr, oui, vrai,
    sí, si, s, verdadero, sim, نعم, ✓, ✔, ☑, ☒
""")
NO = _phrases("""
    0, no, n, false, f, unchecked, unselected, off, nein, falsch, non, faux, falso, não, nao, لا, ☐,
    not selected, not quoted, not checked, not chosen
""")
BLANK = _phrases("""
    na, n a, null, nan, missing, no response, no answer, not asked, not answered, blank,
    system missing, keine antwort, nicht beantwortet, sans réponse, sin respuesta
""")
REFUSED = _phrases("""
    rns, id rather not say, rather not say, would rather not say, prefer not to say,
    i prefer not to say, prefer not to answer, prefer not to respond, refused, refuse to answer,
    decline to answer, declined, keine angabe, möchte ich nicht sagen, je préfère ne pas répondre,
    ne souhaite pas répondre, prefiero no decirlo, prefiero no responder, prefiero no contestar,
    أفضل عدم الإجابة
""")
UNKNOWING = _phrases("""
    dont know, i dont know, do not know, dk, not sure, unsure, weiß nicht, weiss nicht,
    ich weiß nicht, ne sait pas, je ne sais pas, no sé, no sabe, لا أعرف
""")
NOT_APPLYING = _phrases("""
    not applicable, does not apply, trifft nicht zu, nicht zutreffend, ne sapplique pas,
    sans objet, no aplica, no se aplica, لا ينطبق
""")
