"""What must not be demanded: a reason that sounds like blame, an answer, a name; in four languages.

It must never be used on a respondent's own words.
"""

from __future__ import annotations

from survey.questionnaire.advice.clauses import DIRE, SELF, START
from survey.questionnaire.advice.lints import Lint, pattern

_ES_YOU = (
    r"(?:\w{2,}(?:aste|iste)|has|habias|estabas|hizo|dijo|conto|envio|denuncio|mando|acudio|"
    r"confio|acepto|compartio|hablo|espero|callo|tardo)"
)
_BLAME = pattern(
    r"\bwhat (?:stopped|kept|prevented) you from (?:saying no|leaving|blocking|fighting|resisting)",
    r"\bdid you ask for it\W*$|\b(?:etes-vous|avez-vous ete|etiez-vous) responsable de ce qui",
    r"\btuviste (?:tu )?la culpa|(?<!\w)هل انت(?:ي)? (?:ال)?مسؤول",
    r"(?<!\w)(?:لماذا|ليش) لم (?:تذهبي?|تبتعدي?|تحظري? هذا)\b",
    r"\bwhy (?:did|have|had|were|would|do|are|was|could|should)(?:n't| not)? (?:you|"
    r"u)\b(?! (?:think|believe|prefer|like|feel that))",
    r"\bwhy (?:not|never) (?:report|tell|say|leave|ask|block|seek)",
    r"\bhow come you\b|\bhow could you\b|\bwhy (?:is|was) it that you\b|\bshould you have\b|"
    r"\bwere you (?:drunk|drinking|high|on drugs)\b|\bdo you regret (?:\w+ing)\b",
    rf"{START}{SELF}(?:explain|say|tell us|write|describe|"
    rf"give) (?:\w+ ){{0,3}}why you (?:did|didn't|never|have|had|haven't|waited|sent|stayed|"
    rf"went|shared|trusted)",
    r"\breasons? (?:why |that |for which )?you (?:did not|didn't|never|have not|haven't|"
    r"waited|sent|stayed|shared)",
    r"\bwhat (?:ever )?made you (?:send|share|trust|wait|stay|agree|meet|keep|go|believe|do)\b",
    r"\bwhat were you (?:wearing|thinking)\b|\bwhat could you have (?:done|said)\b|\b(?:any|"
    r"some)thing (?:that )?you could have (?:done|said)|\bcould you have (?:stopped|"
    r"prevented|avoided)\b",
    r"\b(?:did|could) you (?:do (?:anything|enough)|try|not try) to (?:stop|prevent|avoid|"
    r"fight|resist)\b|\bdid you (?:say no|resist|fight back|provoke|encourage|flirt|"
    r"lead (?:him|her|them) on|let (?:it|this|that|him|them|her) )",
    r"\bwhat did you do to (?:cause|deserve|provoke|encourage|stop|prevent|avoid)",
    rf"{START}(?:(?:do|did) you (?:think|feel|believe) )?(?:that )?(?:was it|is it|it was|"
    rf"this was) (?:partly |also |really )?your (?:own )?fault",
    r"\bpourquoi (?:ne |n'|l'|lui |leur |en |y |vous |t'|te |me |la |le |les )*(?:avez|as|"
    r"etes|es|aviez|avais|etiez)-(?:vous|tu)\b",
    r"\bpourquoi (?:est-ce que )?(?:vous|tu) (?:ne |n'|l'|avez|as|etes|es)|"
    r"\bpourquoi ne (?:pas|l'avoir|rien|jamais)\b|\bpourquoi (?:l'|lui )?avoir (?:envoye|"
    r"partage|attendu|fait|accepte|garde|cru|accorde)",
    r"\b(?:pour (?:quelles?|cette) )?raisons? (?:pour (?:laquelle|lesquelles) )?(?:ne |n'|l'|"
    r"vous n'|tu n')*(?:avez|as|etes)(?:-vous|-tu| pas)",
    rf"{START}{DIRE} pourquoi (?:vous|tu)\b|\bcomment (?:avez-vous|as-tu) pu\b|"
    rf"\bque portiez-vous|\bque portais-tu",
    r"\b(?:auriez-vous|aurais-tu|avez-vous|as-tu) (?:pu|essaye d[e']|tente d[e']) ?(?:l'|le |"
    r"vous )?(?:empecher|eviter|arreter|resister|defendre)",
    r"\b(?:est-ce|etait-ce) (?:\w+ )?(?:votre|ta) faute",
    rf"(?<!ron )(?<!guntado )(?<!gunto )(?<!explico )(?<!dijo )(?<!dicho )"
    rf"\bpor ?que (?:usted |tu )?(?:no |nunca )?(?:(?:te|se|lo|la|le|los|las|nos|les|"
    rf"me) ){{0,2}}{_ES_YOU}\b",
    rf"\b(?:motivos?|razon(?:es)?) (?:por (?:el|la|los|las) (?:que|cual|cuales) )?(?:no|"
    rf"nunca) (?:(?:te|se|lo|la|le) ){{0,2}}{_ES_YOU}\b",
    r"\bcomo (?:pudiste|pudo usted|dejaste|permitiste)|\bque llevabas puesto|\b(?:podrias|"
    r"pudiste) haber(?:lo|la)? (?:evitado|impedido)|\bhiciste algo para\b",
    rf"{START}(?:crees que )?fue (?:\w+ )?(?:culpa tuya|tu culpa|su culpa)",
    r"(?<!\w)(?<!سالوك )(?<!سالك )(?<!احد )(?<!لك )(?:لماذا|ليش|لم) (?:انت |انتي )?(?:لم|لا|"
    r"ما) ت(?:خبر|بلغ|قل|قول|تكلم|تحدث|طلب|"
    r"رفض|هرب|غادر|قاوم|شتك|لجا|صرخ|تصل|مانع)\w*",
    r"(?<!\w)(?<!سالوك )(?<!سالك )(?<!احد )(?<!لك )(?:لماذا|ليش) (?:فعلت|ارسلت|شاركت|وثقت|"
    r"انتظرت|سكت|صمت|وافقت|قبلت|بقيت|صدقت|ذهبت|"
    r"قابلت|تاخرت)\w*",
    r"(?<!\w)(?:ما )?(?:هو )?سبب عدم (?:ابلاغك|اخبارك|رفضك|مقاومتك)|(?<!\w)كيف سمحتي? |"
    r"(?<!\w)ماذا كنت ترتدي|(?<!\w)هل (?:كان|هذا|كانت) (?:ذلك )?(?:خطاك|ذنبك|غلطتك)|"
    r"(?<!\w)هل حاولتي? (?:منع|ايقاف|مقاومه)",
)

_MUST = pattern(
    r"\bnot allowed to skip\b|^\W*(?:an? )?(?:answer|response|reply)s? (?:is )?required",
    r"\b(?:responder|contestar|repondre) (?:es|est) obligatori?[oe]",
    r"(?<!\w)(?:ال)?رد (?:مطلوب|الزامي|اجباري)|(?<!\w)لا يسمح ب(?:تخطي|ترك|تجاوز)",
    r"(?<!do )(?<!did )(?<!would )(?<!should )\byou (?:must|have to|need to|are (?:required|"
    r"obliged) to) (?:\w+ )?(?:answer|reply|"
    r"fill|respond|complete)",
    r"\b(?:is|are) (?:required|mandatory|compulsory|obligatory)\b(?=[^.?!]{0,40}\b(?:answer|"
    r"question|field|reply)s?\b)",
    r"\b(?:answer|question|field|reply|response|answering)s?\b[^.?!]{0,20}\b(?<!not )(?:is|"
    r"are) (?:required|mandatory|compulsory|obligatory|a must)\b",
    r"\b(?:required|mandatory|compulsory|obligatory) (?:questions?|fields?|answers?)\b|"
    r"\b(?:required|mandatory|compulsory|obligatory) to (?:answer|reply|fill)",
    r"\bquestions? (?:must|have to|need to|has to) be (?:answered|filled|completed)",
    rf"{START}answer (?:all|every|each)(?: of)?(?: the| these)? (?:\w+ )?questions?",
    r"\b(?:you )?(?:cannot|can't|can not|may not|must not|do not|don't) (?:skip|"
    r"leave (?:\w+ ){0,3}(?:blank|empty|out|unanswered))",
    r"[(*]\s*(?:required|mandatory|compulsory|obligatoire|obligatori[oa]|الزامي|اجباري|مطلوب)\b",
    r"\b(?:vous devez|tu dois|il faut|il est obligatoire de|vous etes (?:oblige|"
    r"tenu)e?s? (?:de|a)|obligation de) (?:\w+ment )?(?:repondre|remplir|completer)",
    r"\b(?:question|reponse|champ)s? (?:est |sont |reste )?obligatoires?\b|\brepond(?:ez|re|"
    r"s) (?:a )?(?:toutes|chacune)",
    r"\b(?:vous ne pouvez pas|ne pas|impossible de) (?:sauter|passer|laisser)\b|"
    r"\bne (?:sautez|laissez|passez) (?:pas|aucune)",
    r"\b(?:debes?|tienes? que|hay que|es (?:obligatorio|necesario)(?: que)?|"
    r"estas? obligad[oa] a) (?:usted )?(?:contest|respond|rellen|complet)\w*",
    r"\b(?:preguntas?|respuestas?|campos?) (?:es |son |esta )?obligatori[oa]s?\b|"
    r"\b(?:respond|contest|rellen)(?:e|a) (?:a )?(?:todas|cada)",
    r"\bno (?:puedes?|se puede|debes?) (?:saltar|omitir|dejar)\w*|\bno (?:dejes?|saltes?|"
    r"omitas?|omita)\b",
    r"(?<!\w)(?:يجب|عليك|لا بد|يلزمك|ينبغي)(?: عليك)?(?: من)?(?: ان)? (?:ال)?(?:تجيب|تجيبي|"
    r"اجابه|رد|الاجابه)(?! اذا)",
    r"(?<!\w)(?:هذا )?(?:ال)?(?:سؤال|اجابه|حقل|اسئله|"
    r"اجابات)(?: \w+)?(?<!غير)(?<!ليس)(?<!ليست) (?:الزامي|اجباري|مطلوب)\w*",
    r"(?<!\w)(?:اجب|اجيبي|جاوب|(?:يرجي|الرجاء|نرجو) الاجابه) (?:عن|علي) (?:جميع|كل)|"
    r"(?<!\w)لا (?:يمكنك?|يجوز|تترك|تتخط)ي?(?: (?:تخطي|ترك|تجاوز|اي))",
)

_OWN_EN = (
    r"(?:(?:full|first|last|real|family|legal|own|home|work|street|postal|e-?mail|instagram|"
    r"phone|mobile|contact|user|whatsapp) ?)*"
)
_ID_EN = (
    r"(?:names?|surname|e-?mails?|phone|telephone|mobile|whatsapp|address|user ?name|"
    r"usernames?|handle|profile|number|contact(?: details)?|initials|id|passport|postcode|"
    r"zip code|instagram|snapchat|tiktok|social media (?:account|name|handle))"
)
_ID_FR = (
    r"(?:nom|prenom|adresse|e-?mail|courriel|mail|numero|telephone|portable|coordonnees|"
    r"pseudo\w*|compte|code postal|identifiant|initiales)s?"
)
_ID_ES = (
    r"(?:nombres?|apellidos?|correo|e-?mail|telefono|numero|movil|celular|direccion|"
    r"domicilio|dni|contacto|datos de contacto|usuario|codigo postal|iniciales|perfil)"
)
_ID_AR = (
    r"(?:اسمك|لقبك|بريدك|ايميلك|عنوانك|هاتفك|جوالك|حسابك|رقمك|رقم (?:هاتفك|جوالك|هويتك|جوازك|"
    r"واتساب)\w*)"
)
_NAME = pattern(
    r"\bname of your (?:school|employer|workplace|company|street|village|town)\b",
    r"\b(?:which|what) (?:school|college|university|company) (?:do|did) you "
    r"(?:go to|attend|work)\b|"
    r"\b(?:quelle|dans quelle) (?:ecole|universite|entreprise) "
    r"(?:allez|etudiez|travaillez)[ -]vous\b|"
    r"\b(?:a|en) que (?:escuela|colegio|universidad|empresa) (?:va|asiste|trabaja|estudia)\b|"
    r"(?<!\w)(?:اي|ما|في اي) (?:مدرسه|جامعه|شركه) (?:تدرس|تعمل|تذهب)",
    rf"^\W*(?:your|my) {_OWN_EN}{_ID_EN}(?: number)?,? please\W*$|"
    rf"^\W*(?:votre|vos) {_ID_FR}(?: de telephone)?,? (?:svp|s'il vous plait)\W*$|"
    rf"^\W*su {_ID_ES}(?: de telefono)?,? por favor\W*$",
    rf"{START}{SELF}state your {_OWN_EN}{_ID_EN}\b",
    rf"^\W*(?:(?:your|votre|vos|tu|su) )?(?:{_ID_EN}|{_ID_FR}|{_ID_ES})(?: electronico| completo)?"
    rf"(?:[ ,/&]+(?:and|or|et|ou|y|o)? ?(?:{_ID_EN}|{_ID_FR}|{_ID_ES}))+\W*$",
    rf"^\W*(?:votre |vos |tu |su )?(?:{_ID_FR}|{_ID_ES})(?: \w+)? \((?:facultatif|optionnel|"
    rf"opcional)\)\W*$",
    r"\bcual es la direccion de (?:tu|su)\b|^\W*الاسم و\s*(?:رقم الهاتف|البريد|"
    r"العنوان)\w*[^.؟]{0,20}$",
    rf"\bwhat(?:'s|s| is| are| was) (?:your|his|her|their|the person's) {_OWN_EN}{_ID_EN}\b",
    rf"{START}{SELF}(?:write|enter|give|leave|type|add|share|tell|send|provide|fill in|"
    rf"include|note|submit)(?: us| in| down)? (?:here )?your {_OWN_EN}{_ID_EN}\b(?! out)",
    rf"^(?!\W*(?:contacts?|number|profile|handle|id|"
    rf"passport)\W*$)\W*(?:your )?{_OWN_EN}{_ID_EN}(?: (?:and|or|"
    rf"/) (?:your )?{_OWN_EN}{_ID_EN})*(?: \(?(?:optional|required)\)?)?\W*$",
    rf"\b(?:may|can|could) we have your {_OWN_EN}{_ID_EN}\b|{START}(?:enter|give|leave|add|"
    rf"provide) an? (?:contact )?(?:e-?mail|phone|telephone|mobile|contact)\b",
    r"\b(?:your|full) (?:date of birth|birthday)|\bwhat (?:is|was) your (?:birth ?day|"
    r"birth ?date)|\bwhen (?:were you born|is your birthday)",
    r"\b(?:votre|ta) date de naissance|\bquand etes-vous nee?|\b(?:tu|"
    r"su) fecha de nacimiento|\bcuando naciste|(?<!\w)تاريخ (?:ميلادك|ولادتك)|(?<!\w)متي ولدت",
    r"\bhow (?:can|could|may|should|do|would) we (?:reach|contact|call|find|"
    r"get in touch with) you\b|\bwhere (?:exactly )?do you live exactly\b|"
    r"\bwhere exactly do you live\b",
    r"\b(?:which|what) (?:street|village|postcode|house)\b[^.?]{0,12}\b(?:do|are) you\b",
    rf"\bquel(?:le)?s? (?:est|sont|etait) (?:votre|ton|ta|vos|tes) (?:\w+ de )?{_ID_FR}\b",
    rf"{START}(?:indiqu|donn|ecriv|laiss|not|saisiss|entr|precis|communiqu|mett|"
    rf"renseign)(?:ez|e|er|re|ir)(?:[- ]nous)? (?:ici )?(?:votre|vos|ton|ta|"
    rf"tes) (?:\w+ de )?{_ID_FR}\b",
    rf"^(?!\W*(?:compte|numero|contacts?|identifiant)s?\W*$)\W*(?:votre |vos |"
    rf"ton )?{_ID_FR}(?: (?:complet|de telephone|e-?mail|electronique|postale))*(?: (?:et|"
    rf"ou) (?:votre )?{_ID_FR})*\W*$",
    r"\bcomment (?:vous appelez-vous|t'appelles-tu)|\bcomment (?:pouvons-nous|peut-on|"
    r"pourrions-nous|pourrait-on) (?:vous|te) (?:joindre|contacter|appeler|retrouver)|"
    r"\bou (?:habitez-vous|vivez-vous) exactement|\bdans quelle rue",
    rf"\bcual(?:es)? (?:es|son|era) (?:su|tu|sus|tus) (?:\w+ de )?{_ID_ES}\b",
    rf"{START}(?:escrib|indi[cq]u?|anot|deja?|pon|d|facilit|introdu[cz]|proporcion|envi|"
    rf"compart)\w*(?:nos)? (?:aqui )?(?:su|tu|sus|tus) (?:\w+ de )?{_ID_ES}\b",
    rf"^(?!\W*(?:contacto|numero|perfil|usuario)\W*$)\W*(?:tu |su )?{_ID_ES}(?: (?:completo|"
    rf"electronico|de telefono))*(?: (?:y|o) (?:tu |su )?{_ID_ES})*\W*$",
    r"\bcomo (?:te llamas|se llama usted)|\bcomo (?:te |le )?(?:podemos|"
    r"podriamos) (?:contactar|localizar|encontrar|llamar)|\bdonde (?:vives|vive) exactamente|"
    r"\ben que (?:calle|pueblo) (?:vives?|reside)",
    rf"(?<!\w)(?:و)?ما (?:هو |هي )?{_ID_AR}|(?<!\w)(?:اكتب|ادخل|اذكر|اعط|اعطنا|ضع|اترك|ارسل|"
    rf"سجل)ي? (?:لنا )?(?:هنا )?(?:ب)?(?:عنوان )?{_ID_AR}",
    r"^\W*(?:الاسم(?: الكامل)?|اسمك(?: الكامل)?|البريد الالكتروني|بريدك الالكتروني|"
    r"رقم الهاتف|رقم هاتفك|الهاتف|العنوان)\W*$",
    r"(?<!\w)كيف (?:يمكننا|نستطيع|يمكن) (?:ان )?(?:التواصل معك|الاتصال بك|الوصول اليك|"
    r"نتواصل معك|نتصل بك)|(?<!\w)اين (?:تسكن|تقيم) بالضبط|(?<!\w)ما (?:هو )?عنوان (?:سكنك|"
    r"بيتك|منزلك)",
)


DEMANDING: tuple[Lint, ...] = (
    Lint(
        "TI-11",
        "prompts",
        _BLAME,
        "“why did you” can sound like blame",
        "Ask what made it easier or harder",
        (
            "Why did you send it?",
            "Why didn’t you tell anyone?",
            "Why have you not reported?",
            "Please explain why you waited.",
            "What was the reason you did not tell anyone?",
            "What made you trust this person?",
            "What were you wearing?",
            "Could you have prevented it?",
            "Did you do anything to stop it?",
            "Do you think it was your fault?",
            "Pourquoi n'avez-vous rien dit ?",
            "Pourquoi avez-vous envoyé la photo ?",
            "Pourquoi ne pas avoir porté plainte ?",
            "Pour quelle raison n’avez-vous pas signalé ?",
            "Auriez-vous pu l'empêcher ?",
            "¿Por qué no lo dijiste?",
            "¿Por qué no se lo contaste a nadie?",
            "¿Por qué enviaste la foto?",
            "¿Por qué usted no denunció?",
            "¿Cómo pudiste confiar?",
            "لماذا لم تخبر أحدا؟",
            "لماذا أرسلتِ الصورة؟",
            "لماذا لم تُبلّغي؟",
            "هل كان ذلك خطأك؟",
        ),
        (
            "What made it hard to tell someone?",
            "Did you hear why?",
            "Why do you think platforms answer late?",
            "Did anyone say it was your fault?",
            "Were you told why the report was closed?",
            "Qu'est-ce qui a rendu cela difficile ?",
            "Vous a-t-on dit pourquoi ?",
            "Pourquoi les plateformes tardent-elles ?",
            "¿Qué lo hizo difícil?",
            "¿Te dijeron por qué no la borraron?",
            "لماذا لم تحذف المنصة الصورة؟",
            "ما الذي جعل الأمر صعبا؟",
        ),
        english=False,
        stops=True,
    ),
    Lint(
        "TI-16",
        "all",
        _MUST,
        "this says that answering is a must",
        "Take it out: every question can be skipped",
        (
            "You must answer.",
            "This field is required.",
            "You have to answer this question.",
            "A mandatory question",
            "Please answer every question.",
            "You cannot skip this question.",
            "Your age (required)",
            "Vous devez répondre.",
            "Cette question est obligatoire.",
            "Répondez à toutes les questions.",
            "Il faut absolument répondre.",
            "Debes contestar.",
            "Esta pregunta es obligatoria.",
            "Responde a todas las preguntas.",
            "No puedes saltar esta pregunta.",
            "يجب أن تجيب",
            "هذا السؤال إلزامي",
            "أجب عن جميع الأسئلة",
            "لا يمكنك تخطي هذا السؤال",
        ),
        (
            "You can skip any question.",
            "You do not have to answer.",
            "No answer is required.",
            "You do not need to answer every question.",
            "Vous n'êtes pas obligé de répondre.",
            "Aucune question n'est obligatoire.",
            "Vous pouvez passer toute question.",
            "No tienes que contestar.",
            "Ninguna pregunta es obligatoria.",
            "Puedes saltar cualquier pregunta.",
            "ليس عليك أن تجيب",
            "الإجابة غير إلزامية",
            "يمكنك تخطي أي سؤال",
        ),
        english=False,
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "AN-01",
        "prompts",
        _NAME,
        "this asks who somebody is or how to reach them",
        "Leave it out: nothing here may name a person",
        (
            "What is your name and e-mail?",
            "What is your phone number?",
            "Your phone number, please?",
            "Which school do you go to?",
            "Su número, por favor",
            "Write your full name.",
            "Your e-mail address:",
            "How can we reach you?",
            "Name and phone (optional)",
            "What’s your Instagram?",
            "If you would like to hear from us, leave your e-mail.",
            "Quel est votre nom ?",
            "Indiquez votre adresse e-mail.",
            "Votre numéro de téléphone",
            "Comment pouvons-nous vous joindre ?",
            "¿Cuál es tu correo?",
            "Escribe tu nombre completo.",
            "Nombre y apellidos",
            "¿Cómo podemos contactarte?",
            "ما اسمك؟",
            "اكتب اسمك الكامل",
            "رقم الهاتف",
            "كيف يمكننا التواصل معك؟",
        ),
        (
            "Did they ask for your name?",
            "What name should the tool have?",
            "We do not ask what your name is.",
            "Which address of the site did you use?",
            "Please do not write your name, your e-mail or your phone number.",
            "Vous a-t-on demandé votre nom ?",
            "N'indiquez pas votre nom.",
            "¿Te pidieron tu nombre?",
            "No escribas tu nombre.",
            "هل طلبوا اسمك؟",
            "لا تكتب اسمك",
        ),
        english=False,
        unless_denied=True,
        stops=True,
    ),
)
