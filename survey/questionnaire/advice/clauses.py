"""How a question begins in English, French, Spanish and Arabic: parts of patterns.

It looks for nothing itself.
"""

from __future__ import annotations

#: Where a clause of its own begins: what follows is asked, not told about.
START = (
    r"(?:^\W*|[.!?؟:;,،؛(\n«“¿¡]\s*¿?|\b(?:and|or|so|then|please|et|y|e|por favor|puis|"
    r"merci de|veuillez) |\bmerci d'|(?<!\w)و)"
)
SELF = (
    r"(?:(?:can|could|would|will|may) you |(?:we (?:would like|want|need|ask)|we'd like) you to )?"
)
DIRE = (
    r"(?:decri(?:vez|s)|racont(?:ez|e)|expliqu(?:ez|e)|detaill(?:ez|e)|dites?|parl(?:ez|e)|"
    r"ecri(?:vez|s)|partag(?:ez|e)|donn(?:ez|e)|precis(?:ez|e)|(?:(?:pouvez|pourriez)-vous |"
    r"peux-tu |pourrais-tu )?(?:nous )?(?:decrire|raconter|expliquer|detailler|preciser|"
    r"dire))(?:[- ]nous)?"
)
DECIR = (
    r"(?:(?:puedes?|podrias?) )?(?:describ(?:e|a|ir)|cuent(?:a|e)|contar|relat(?:a|e|ar)|"
    r"expli(?:ca|que|car)|narr(?:a|e|ar)|detall(?:a|e|ar)|habl(?:a|e)|di|diga|compart(?:e|a|"
    r"ir)|escrib(?:e|a|ir))(?:nos|me)?"
)
