"""The words by which questions ask who somebody is, in the languages that most forms are in.

All without accents and capitals, as `lints.folded` gives words. They are of authors' words only.
"""

from __future__ import annotations

NAME = "It asks for a name."
PHONE = "It asks for a telephone number."
MAIL = "It asks for an e-mail address."
ADDRESS = "It asks for an address."
NUMBER = "It asks for the number of a document or a record of one person."
BIRTH = "It asks for a date of birth, which points to one person. Ask for broad ages instead."
ACCOUNT = "It asks for an account, a page or a computer of one person."
SIGNATURE = "It asks for a signature, which is a name."
MAP = "It asks for a place on a map, which points to one person."

#: What is asked for, as nouns, by the reason why it is not.
NOUNS: tuple[tuple[str, str], ...] = (
    (
        NAME,
        r"names?|surnames?|(?:fore|nick|sur|full)-?names?|initials|"
        r"noms?|prenoms?|nombres?|apellidos?|nomes?|sobrenomes?|cognomes?|apelidos?|"
        r"namen?|vornamen?|nachnamen?|familiennamen?|rufnamen?|naam|voornaam|achternaam|navn|namn|"
        r"imie|nazwisko|imie i nazwisko|ad[iı]|soyad[iı]|nama|jina|"
        r"фамили\w+|имя|имени|ф\.? ?и\.? ?о\.?|ім.я|прізвище|اسم\w*|الاسم|لقب\w*|اللقب|نام|"
        r"contact person|emergency contact",
    ),
    (
        PHONE,
        r"(?:tele|cell|mobile )?phones?|mobiles?|whatsapp|tel|telephones?|telefonos?|telefone|"
        r"telefon|telefonnummer|celular|movil|portable|handy(?:nummer)?|handy-nr|rufnummer|fax|"
        r"contact(?: details| information| info)?|contact (?:number|no|#)|coordonnees|"
        r"datos de contacto|kontakt\w*|телефон\w*|номер телефона|الهاتف|هاتف\w*|الجوال|جوال\w*|"
        r"phone (?:number|no)|numero de (?:telephone|telefono|celular|movil|telefone|portable)",
    ),
    (
        MAIL,
        r"e-?mails?(?: address)?|courriel|correo(?: electronico)?|adresse electronique|mail|"
        r"эл\w*\.? ?почт\w*|البريد(?: الالكتروني)?|بريدك\w*|ايميل\w*",
    ),
    (
        ADDRESS,
        r"address(?:es)?|adresse|anschrift|direccion|domicilio|endereco|street|strasse|straße|"
        r"(?:zip|post|postal)-? ?codes?|zip|code postal|codigo postal|postleitzahl|plz|cep|"
        r"house number|hausnummer|indirizzo|адрес\w*|العنوان|عنوانك",
    ),
    (
        NUMBER,
        r"passport(?: number)?|national id\w*|identity (?:card|number)|id (?:card|number|no)|"
        r"social security(?: number)?|ssn|medical record|mrn|tax number|dni|nie|cedula|curp|cpf|"
        r"(?:case|file|record|registration|client|beneficiary|survivor|patient|participant|"
        r"subject|respondent|household|student|study)[ -]?(?:id|number|no|code|nr)|"
        r"numero d'identite|carte d'identite|personalausweis|ausweisnummer|matrikelnummer|"
        r"aktenzeichen|паспорт\w*|رقم الهويه|رقم الجواز",
    ),
    (
        BIRTH,
        r"date of birth|birth-? ?dates?|birthdays?|dob|born on|geboren am|geburtsdatum|"
        r"geburtstag|geburtsjahr|date de naissance|fecha de nacimiento|data de nascimento|"
        r"data di nascita|geboortedatum|year of birth|birth year|annee de naissance|"
        r"ano de nacimiento|ano de nascimento|дата рождения|تاريخ الميلاد|"
        r"day, month and year you were born",
    ),
    (
        ACCOUNT,
        r"user-? ?names?|login|accounts?|handles?|profile|facebook(?: name| profile| id)?|"
        r"instagram|telegram(?: name| id)?|twitter|snapchat|tiktok|ip ?address|device ?id|imei|"
        r"mac address|url",
    ),
    (SIGNATURE, r"signatures?|signed|firma|unterschrift|توقيع\w*"),
    (MAP, r"gps(?: coordinates| location)?|coordinates|geo-?location|latitude|longitude"),
)

#: The same in scripts without blanks between words, wherever they stand in a label.
WITHOUT_BLANKS: tuple[tuple[str, str], ...] = (
    (NAME, "姓名|名字|お名前|氏名|이름|성함|ชื่อ|नाम"),
    (PHONE, "电话|手机|電話|전화|โทรศัพท์|फोन"),
    (MAIL, "邮箱|邮件|メール|이메일|อีเมล"),
    (ADDRESS, "地址|住所|주소|ที่อยู่|पता"),
    (NUMBER, "身份证|証明書番号"),
    (BIRTH, "出生日期|生年月日|생년월일|วันเกิด|जन्म मिति"),
    (SIGNATURE, "签名|署名"),
)

#: What makes a name that of a thing and not of a person.
OF_A_THING = (
    r"platforms?|services?|apps?|websites?|sites?|organi[sz]ations?|company|companies|tools?|"
    r"games?|hotlines?|helplines?|products?|pages?|groups?|channels?|programs?|programmes?|"
    r"plateforme|site|organisme|application|plataforma|servicio|organizacion|aplicacion|"
    r"plattform|dienst|organisation|منصه|المنصه|موقع|platforma"
)

#: How a sentence asks for one of them: of whom it is, or what is to be done with it.
OF_SOMEBODY = (
    r"(?:your|his|her|their|my|\w+'s|\w+s'|votre|vos|ton|ta|son|leur|tu|su|sus|tus|seu|sua|"
    r"ihre?n?|dein\w*|sein\w*|ваш\w*|твое|твой)"
)
ASKED_FOR = (
    r"(?:what(?:'s| is| are| was)|(?:please )?(?:enter|write|give|provide|type|state|record|"
    r"specify|fill in|indicate|note down|update|confirm)|quel(?:le)?s? (?:est|sont)|"
    r"(?:veuillez )?(?:indique[rz]|ecri(?:re|vez)|saisi(?:r|ssez)|donne[rz])|"
    r"cual(?:es)? (?:es|son)|(?:por favor )?(?:escriba|escribe|indique|ponga|introduzca)|"
    r"qual e|quais sao|wie (?:ist|lautet)|(?:bitte )?(?:geben|schreiben|nennen) sie)"
)

#: Whole questions that say none of these words.
WHOLE: tuple[tuple[str, str], ...] = (
    (
        NAME,
        r"\bwie heiss(?:en sie|t du)|\bwie heiß(?:en sie|t du)|\bcomo (?:se|te) llama|"
        r"\bcomment (?:vous appelez|t'appelles)|\bwhat (?:should|can|do|may) we call you|"
        r"\bcomo (?:se|voce se) chama|\bкак вас зовут|\bwhat are you called|\bhow are you called",
    ),
    (
        PHONE,
        r"\bhow (?:can|may|could|should) (?:we|i|somebody|someone) (?:reach|contact|call) you|"
        r"\bcomment (?:peut-on|pouvons-nous) vous (?:joindre|contacter)|"
        r"\bcomo podemos contactar",
    ),
    (
        BIRTH,
        r"\b(?:wann|in welchem jahr) (?:sind|bist|wurden|wurdest) [^.?!]{0,12}geboren|"
        r"\b(?:en quelle annee|quand) (?:etes-vous|es-tu) nee?|"
        r"\b(?:cuando|en que ano) (?:nacio|naciste)|\bquando (?:nasceu|voce nasceu)|"
        r"\bwhen were you born|\bin (?:what|which) year were you born|"
        r"\b(?:day|month|year)\b[^.?!]{0,20} (?:you|he|she|they) (?:were|was) born",
    ),
    (
        NAME,
        r"\bname of (?:the |your |a )?(?:respondent|patient|child|client|person|participant|"
        r"mother|father|parent|head|interviewer|enumerator|teacher|contact|survivor|victim|"
        r"perpetrator|offender|abuser|partner|school|employer|beneficiary|caregiver|worker)\b|"
        r"\bnames of (?:\w+ ){0,2}members\b",
    ),
)

#: Parts of the names that forms give such questions: “resp_first_name”, “hh_name”, “phone2”.
NAMED: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "Its name says that it asks for a name.",
        frozenset(
            [
                "name",
                "names",
                "fname",
                "lname",
                "surname",
                "firstname",
                "lastname",
                "fullname",
                "middlename",
                "nickname",
                "prenom",
                "nom",
                "nombre",
                "nombres",
                "apellido",
                "apellidos",
                "vorname",
                "nachname",
            ]
        ),
    ),
    (
        "Its name says that it asks for a telephone number.",
        frozenset(
            [
                "phone",
                "telephone",
                "mobile",
                "tel",
                "phoneno",
                "phonenumber",
                "contactno",
                "whatsapp",
            ]
        ),
    ),
    ("Its name says that it asks for an e-mail address.", frozenset({"email", "mail", "courriel"})),
    (
        "Its name says that it asks for an address.",
        frozenset(["address", "street", "zip", "zipcode", "postcode", "adresse", "direccion"]),
    ),
    (
        "Its name says that it asks for a date of birth.",
        frozenset(["dob", "birthdate", "birthday", "dateofbirth"]),
    ),
    (
        "Its name says that it asks for a place on a map.",
        frozenset(["gps", "latitude", "longitude", "geopoint", "lat", "lng"]),
    ),
    ("Its name says that it asks for a signature.", frozenset({"signature"})),
)
#: Parts of a name that make it that of a thing: “platform_name”, “file_name”.
NAMED_THINGS = frozenset(
    [
        "platform",
        "service",
        "app",
        "website",
        "site",
        "org",
        "organisation",
        "organization",
        "company",
        "tool",
        "game",
        "hotline",
        "product",
        "page",
        "file",
        "group",
        "channel",
        "program",
        "brand",
        "drug",
        "medicine",
        "variable",
        "section",
        "form",
    ]
)
