"""The last parts of web addresses, and the services where people go by a name.

What in a text is an address or a name is told by `screening`.
"""

from __future__ import annotations

#: Ends of addresses that are no words of their own.
_SURE = (
    "com net org info biz edu gov mil int mobi aero asia arpa onion i2p xyz app dev icu vip top "
    "club gg io co eu uk cam porn xxx tube tech wiki porno sexy website webcam pics photos rocks "
    "cloud host store shop blog gallery gdn ooo buzz ninja guru ltd llc gmbh "
    "ac ad ae af ag ao aq ar aw ax az ba bb bd bf bg bh bi bj bm bn bo bq br bs bt bv bw bz "
    "ca cc cd cf cg ch ci ck cl cm cn cr cu cv cw cx cy cz de dj dk dm dz ec ee eg fi fj fk "
    "fm fo fr ga gb gd ge gf gh gi gl gm gn gp gq gr gs gt gu gw gy hk hn hr ht hu ie im iq ir "
    "jm jo jp ke kg kh ki km kn kp kr kw ky kz lb lc li lk lr ls lt lu lv ly mc md mg mh mk ml mm "
    "mn mo mp mq mr mt mv mw mx mz na nc nf ng nl np nr nu nz om pe pf pg ph pk pl pn ps pt pw py "
    "qa ro rs ru rw sb sc sd sg sh sj sk sl sm sn sr ss sv sx sy sz tc td tf tg th tj tk tl "
    "tm tn tr tt tv tw tz ua ug uy uz va vc vg vi vn vu wf ws ye yt za zm zw "
    "рф рус сайт онлайн бел укр срб 中国 中國 在线 网站 网址 公司 香港 台湾 みんな भारत "
    "كوم مصر السعودية امارات شبكة موقع ایران قطر المغرب تونس الجزائر"
)

#: Ends of addresses that people also write after a full stop without a blank.
_WORDS = (
    "ai al am as at au be by cat do er es et fun game games group help id "
    "il in is it je la life link live love ma me media men ms mu my name ne network "
    "news ni no one online page pa pm press pro "
    "re sa se sex si site so social space st stream su team to today us va ve video win work "
    "works world zone art best bid chat click email image photo plus adult download"
)

#: Ends that count where “dot” is written out, and those that count with blanks around the dot.
_SPOKEN = "com net org info onion xyz ru co io app uk de fr tv me gg كوم نت اورج أورج اورغ أورغ"
_SPACED = "com net org onion xyz"
#: Ends that count after “point” and “punto”, which are words of their own, and the countries that
#: may stand after such an end, or after a name with “arroba” or “arobase”.
_POINTED = "com net org onion xyz ru fr mx"
_COUNTRIES = (
    "ae ar be bo br ca ch cl co cr cu dz ec eg es fr gt hn jo lb ma mx pe py sa sv tn uk uy ve"
)

#: Services where somebody is found by a name.
SERVICES = (
    "snap|snapchat|insta|instagram|ig|telegram|tg|tiktok|tik tok|discord|kik|twitter|facebook|fb|"
    "messenger|whatsapp|signal|skype|wickr|viber|wechat|vk|reddit|roblox|steam|onlyfans|tumblr|"
    "threema|twitch|youtube|xbox|psn|omegle|bluesky|mastodon|"
    "wasap|guasap|whats|wsp|télégram"
)
ARABIC_SERVICES = (
    "سناب|سناب ?شات|انستا|إنستا|انستغرام|إنستغرام|انستقرام|انستجرام|إنستجرام|تلغرام|تليغرام|"
    "تلجرام|تليجرام|تيليجرام|تيك ?توك|ديسكورد|فيسبوك|فيس ?بوك|تويتر|واتساب|واتس ?اب|ماسنجر|مسنجر"
)

SURE, WORDS = frozenset(_SURE.split()), frozenset(_WORDS.split())
SPOKEN, SPACED = frozenset(_SPOKEN.split()), frozenset(_SPACED.split())
POINTED, COUNTRIES = frozenset(_POINTED.split()), frozenset(_COUNTRIES.split())
