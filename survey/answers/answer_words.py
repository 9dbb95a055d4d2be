"""Words by which other programs say yes, no, and nothing at all.

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
