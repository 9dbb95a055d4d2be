"""What could point to someone is found in any disguise, ordinary prose is left alone, and masking
takes out that and nothing else."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.answers.screening import MASK, IdentifyingDetail, findings, masked
from survey.questionnaire.model import TEXT_LIMIT

LINKS = """http://example.com/a?b=c
hxxps://example[.]com/x
www.example.com
www . example.com
example.com
Example.COM
example[.]com
example(dot)com
example {.} com
example dot com
forum dot example dot org
forum . example . org
bit.ly/3xYz
t.me/somebody
chat.me
sub.example.it
beispiel.de
xn--e1afmkfd.xn--p1ai
пример.рф
example。com
ex\u200bample.com
ex\u00adample.com
ｅｘａｍｐｌｅ．ｃｏｍ
𝐞𝐱𝐚𝐦𝐩𝐥𝐞.𝐜𝐨𝐦
ⓔⓧⓐⓜⓟⓛⓔ.com
10.0.0.12:8080/x
abcdefghij234567.onion
magnet:?xt=urn:btih:abc
vids.bio/ab-12
ftp://files.example.net
tg://resolve?domain=x
ejemplo punto com
foro punto ejemplo punto com punto mx
exemple point fr
www point exemple point org
exemple (point) com
ejemplo [punto] com
مثال.كوم
مثال دوت كوم
example نقطة com
مثال نقطة كوم
example [نقطة] com
example۔com
exـample.com""".splitlines()
MAILS = """jane@example.org
jane.doe+x@mail.example.co.uk
jane(at)example.com
jane [at] example [dot] com
jane at example dot com
jane.doe@example
＠jane
jane＠example.org
jane arroba ejemplo punto com
jane.doe arroba correo punto ejemplo punto com punto mx
jane arroba ejemplo.es
jane (arroba) ejemplo punto com
jane arobase exemple point com
jane punto doe arroba ejemplo punto com
jane point doe arobase exemple point fr
jane.doe arobase exemple point fr
jane a commercial exemple point com
jane [arobase] exemple.fr
sara آت example نقطة com
سارة أت مثال دوت كوم
sara ات example.com
sara at example نقطة com
sara [آت] example.com
سارة@مثال.كوم""".splitlines()
PHONES = [
    ("+44 20 7946 0958", ()), ("+33 1 42 68 53 00", ()), ("020 7946 0958", ("GB",)),
    ("01 42 68 53 00", ("FR",)), ("(202) 555-0123", ("US",)), ("٠٢٠ ٧٩٤٦ ٠٩٥٨", ("GB",)),
]  # fmt: skip
HANDLES = """@jane_doe
snap: jane_doe99
Instagram is: jane.doe
Username: janedoe
username is jane_1
handle = jane
add me on snapchat jane.doe
my insta is jane_d99
snapchat jane_d
@ jane.doe
u/jane-doe
jane#1234
mi insta es jane.doe
mi snap es: jane_doe
mi cuenta de instagram es jane99
en snap soy jane_d9
búscame en insta jane.doe
agrégame en el snap: jane99
mi usuario es jane_1
nombre de usuario: janedoe
arroba jane_doe
soy jane_d9 en snap
je suis jane.doe sur insta
son snap était jane_d9
سنابها jane.doe
يوزر السناب jane99
أنا jane_d على انستا
mon snap c'est jane99
mon snap, c’est jane_doe
mon insta c jane.doe
mon insta : jane.doe
sur snap je suis jane99
ajoute-moi sur snap jane_d
suivez-moi sur insta : jane.doe
mon pseudo c'est jane99
nom d'utilisateur : janedoe
arobase jane.doe
سنابي jane99
سناب: jane_doe
حسابي على انستا jane.doe
الانستغرام هو jane99
تابعوني على السناب jane_d
اسم المستخدم: janedoe
يوزري jane_1
انستا سارة_٩٩
@سارة_٩٩
@سَارة""".splitlines()
NUMBERS = """1234567
123 45 67
0044 20 7946 0958
06.12.34.56.78
4111-1111-1111-1111
(0) 12/34-56 78
٠٦١٢٣٤٥٦٧٨
٠٦-١٢-٣٤-٥٦-٧٨
٠٦ـ١٢ـ٣٤ـ٥٦
۰۶۱۲۳۴۵۶۷
०१२३४५६७
１２３４５６７
1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣
①②③④⑤⑥⑦
1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7
ID1234567""".splitlines()

ORDINARY = """I was 14 in 2019 and it went on until 2021.
It was between 2015-2019, and again in 2019/20, or 2021 - 2023.
In 2019, 2020 and 2021 I waited. In 2019 2020 too.
On 12.10.2020 I reported it, and on 03/11/2020 they wrote back.
From 2020-10-12 to 2020-11-03 nothing happened.
Open 01.02.2020-03.04.2021, they said.
It cost 1 500 000 pesos, or 1,200.50 in all, or $3.99, or 12.500.000 more.
About 85% of people, 12.5% or 10-15 %, from 10.5-12.5 to 3-4.
Between 10.30-11.45, or 10:30 - 11:45, or at 9.30am or 5 p.m.
e.g. a list, i.e. this one, etc. and so on
I was scared.It was late.They left.
i was scared.it was late.so i left
he left.so i cried.in the end it was fine.
No.1 on my list: a real person.
I tried 3 times; 2 of 5 answered.
and/or, he/she, 24/7, 50/50
The U.S. and the U.K. have laws. Mr.Smith is not a link.
Instagram: they never wrote back
Discord: nobody helped me.
Snapchat was the worst. TikTok too.
What I want: someone to talk to
It took 2-3 weeks... then nothing
Children of 11, 12, 13, 14 and 15.
I am 17/18 now. Born in the 90s. I was 6-7 then.
meet @ 5 pm, look at the dot on the map
Version 2.0 was better than 1.9
They say the dot com boom was long ago.
Ils étaient 3 000 ou 4 000 personnes.
Je l'ai dit à ma mère.Elle m'a aidée.
Me ayudó mi hermana.Ella llamó al 116 111.
estaba sola.es que nadie me creía
call 112 or 999 or 116 000
كنت في 14 من عمري في 2019. أخبرت أمي.ثم ذهبنا
أبلغت في ١٢/١٠/٢٠٢٠ ولم يصلني رد
He wrote 100 messages, 20 calls, 5 mails in 2020, 2021 and 2022.
Please add more languages on the site
1. one 2. two 3. three (4) four [5] five
It was hard to handle: nobody helped. In session 2.1 too.
At home.at school.at work.everywhere
They moved to town.so on.in time.me too
Discord was bad. Snapchat 24h a day, TikTok is 13 plus
follow up on Instagram please. Message me on time.
I felt 100 % alone. Now I am ok :) <3 :/ ;-)
Desde mi punto de vista no era justo. A tal punto me dolía.
Hasta cierto punto es verdad. El punto es que nadie me creyó.
Compramos una arroba de papas. Una arroba son once kilos.
El boom de las punto com fue antes.
Mi insta es privada y mi snap es de mi hermana.
Mi insta es privada.Nadie me sigue desde 2020.
En insta soy otra persona. El usuario: nunca respondió.
Búscame en la plaza a las 5. El whatsapp es peor en 2020.
Mon point de vue n'a pas compté. J'étais au point de partir.
À ce point ca fait mal. Le point info m'a aidée. Un point, c'est tout.
À quel point est-ce vrai ? Point final. Point com.
Mon identifiant : aucun. Je suis seule sur insta depuis 2020. Je suis née en 2004 sur Mars.
Soy una en snap y otra en casa. J'étais 2e sur twitch. El 2do en discord.
Mon snap c'est fini. Mon insta est bloqué depuis 2020.
Snap c'est 24h sur 24, Insta c'est 13 ans et plus.
Sur insta je suis une autre. Mon pseudo était moche.
L'espace commercial est fermé. Il a commercialisé 2 films.
At that point TV helped. At some point fr nobody came. At this point me too.
من نقطة إلى نقطة. هذه نقطة مهمة. وصلت إلى نقطة النهاية.
سناب شات كان الأسوأ. حسابي على انستا كان خاصا في ٢٠٢٠.
السناب ٢٤ ساعة. هو آت غدا. أنا على انستا منذ 2019.
من ١٤٤٠-١٤٤٢، وفي ١٢/١٠/١٤٤٢ أبلغت.
كَانَ عُمري ١٤ سَنة. أعمارهم ١١، ١٢، ١٣، ١٤ و١٥.
تابعوني على هذا الطريق. حسابي مغلق منذ 3 سنوات.
“Why?” they asked — as if it were me.""".splitlines()


def kinds(text: str, *regions: str) -> set[str]:
    """Give the kinds found in a text."""
    return {found.kind for found in findings(text, regions)}


@pytest.mark.parametrize("text", LINKS)
def test_links_are_found_in_every_disguise(text: str) -> None:
    assert kinds(text) & {"link", "mail", "handle"}
    assert kinds(f"I saw it here: {text}, and then I left") & {"link", "mail"}


@pytest.mark.parametrize("text", MAILS)
def test_mail_addresses_are_found(text: str) -> None:
    assert kinds(text) & {"mail", "handle"}
    assert masked(f"It was {text}") == f"It was {MASK}"


@pytest.mark.parametrize(("text", "regions"), PHONES)
def test_telephone_numbers_are_found(text: str, regions: tuple[str, ...]) -> None:
    assert kinds(f"Call {text} at night", *regions) == {"phone"}
    assert masked(f"Call {text} at night", regions) == f"Call {MASK} at night"


@pytest.mark.parametrize("text", HANDLES)
def test_names_on_services_are_found(text: str) -> None:
    assert kinds(f"Hello. {text}") == {"handle"}


@pytest.mark.parametrize("text", NUMBERS)
def test_strings_of_seven_digits_are_found_in_any_script(text: str) -> None:
    assert kinds(f"x {text} y") == {"number"}
    assert masked(f"x {text} y") == f"x {MASK} y" or text.startswith("ID")


def test_six_digits_are_not_a_string_of_digits() -> None:
    assert findings("123 456") == ()
    assert findings("123 456 7")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_prose_is_left_alone(text: str) -> None:
    assert findings(text, ("GB", "FR", "US", "ES")) == ()
    assert masked(text, ("GB", "FR", "US", "ES")) == text


def test_a_finding_says_where_it_is_and_keeps_it_out_of_logs() -> None:
    text = "See example.com. Or write to jane@example.org"
    link, mail = findings(text)
    assert link == IdentifyingDetail("link", 4, 15, "example.com")
    assert text[mail.start : mail.end] == mail.text == "jane@example.org"
    assert "example" not in repr(findings(text))


def test_masking_leaves_the_sentence_around() -> None:
    text = "He sent me (https://example.com/x?y=1). I told 0612345678, then left."
    assert masked(text) == f"He sent me ({MASK}). I told {MASK}, then left."


PIECES = st.sampled_from([
    *LINKS, *MAILS, *HANDLES, *NUMBERS, *(phone for phone, _ in PHONES), *ORDINARY,
    MASK, ".", " ", "@", "1", "/", ":", "[", "dot", "com", "\u200b", "…",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=TEXT_LIMIT),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.text(alphabet="ab1.@:/[] \u200b\uff0e٣dotcmhx", max_size=60),
)
REGIONS = st.sampled_from([(), ("GB",), ("FR", "US")])


def cut(text: str, regions: tuple[str, ...]) -> list[str]:
    """Give the pieces of a text between its findings."""
    pieces, last = [], 0
    for found in findings(text, regions):
        assert last <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        pieces.append(text[last : found.start])
        last = found.end
    return [*pieces, text[last:]]


@settings(max_examples=250, deadline=None)
@given(TEXTS, REGIONS)
@example("www.[…]", ())
@example("example[…]com 123456 7", ())
def test_masking_is_whole_stays_and_never_makes_longer(text: str, regions: tuple[str, ...]) -> None:
    clean = masked(text, regions)
    assert findings(clean, regions) == ()
    assert masked(clean, regions) == clean
    assert len(clean) <= len(text)


@settings(max_examples=250, deadline=None)
@given(TEXTS, REGIONS)
def test_masking_loses_nothing_but_findings(text: str, regions: tuple[str, ...]) -> None:
    pieces = cut(text, regions)
    once = MASK.join(pieces)
    rest = masked(text, regions)
    assert masked(once, regions) == rest
    for piece in pieces:
        if findings(once, regions) == ():
            assert piece in rest


def test_long_strings_do_not_take_long() -> None:
    """A text of the greatest length is looked through in a moment, whatever it is made of."""
    pieces = (
        "a", "a.", "a@", "1 ", "a-", "[.]", " dot ", ".", "a: ", "a(.)", "1.", "u/", "(", " ",
        "a at ", "http", "add me on snap ", "snap:a", "@a", "٣ ", "\u200b1", "-.", "a#1",
        "a arroba ", "a arroba a.", " point ", "a punto ", "snap c'est ", "سناب ", "a ات ",
        "a punto b arroba ", "je suis a.a ", "\u0640", "pseudo : a", "حسابي a.", "a نقطة ",
    )  # fmt: skip
    for piece in pieces:
        text = piece * (TEXT_LIMIT // len(piece))
        spent = min(timed(text) for _ in range(3))
        assert spent < 0.25, f"{piece!r} takes {spent:.2f} s"


def timed(text: str) -> float:
    """Give the seconds of the processor that masking takes."""
    began = time.process_time()
    masked(text)
    return time.process_time() - began


def test_the_book_of_telephone_numbers_stays_closed_without_digits() -> None:
    program = (
        "import sys\n"
        "from survey.answers.screening import masked\n"
        "masked('Nothing here, but for example.com', ('GB',))\n"
        "assert 'phonenumbers' not in sys.modules\n"
        "masked('call 020 7946 0958', ('GB',))\n"
        "assert 'phonenumbers' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
