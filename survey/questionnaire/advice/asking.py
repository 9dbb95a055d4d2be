"""What must not be asked: details of abuse, what an image shows, who did it; in four languages.

It must never be used on a respondent's own words.
"""

from __future__ import annotations

from survey.questionnaire.advice.clauses import DECIR, DIRE, SELF, START
from survey.questionnaire.advice.lints import Lint, pattern

_TELL = (
    r"(?:describe|tell(?: us)?|write(?: down)?(?: about)?|explain|say|share|give|provide|"
    r"list|report|talk(?: to us)? about|recount|state|detail|name|(?:walk|take) us through)"
)
_QUL = (
    r"(?:صفي?|اوصفي?|احكي?|احك|اشرحي?|اخبرينا|اخبرنا|حدثينا|حدثنا|اكتبي?|اذكري?|شاركينا|"
    r"شاركنا|هل يمكنك (?:ان )?(?:وصف|شرح|تصف|تصفي|تحكي|تشرح))"
)
_ABUSE = r"(?:abuse|assaults?|rapes?|attacks?|exploitation|grooming|violence|incidents?)"
_DONE_TO = r"(?:abused|raped|assaulted|attacked|exploited|groomed|touched|molested)"
_MAL = (
    r"(?:abus|agressions?|viols?|sevices|attouchements|violences? (?:subies?|sexuelles?)|"
    r"exploitation)"
)
_DANO = r"(?:abusos?|agresion(?:es)?|violacion(?:es)?|ataques?|explotacion)"
_IMAGE = r"(?:images?|pictures?|photos?|videos?|pics?)"
_FOTO = r"(?:images?|photos?|videos?|imagen(?:es)?|fotos?|fotografias?)"
_SURA = r"(?:ال)?(?:صوره|صور|فيديو\w*|مقطع)"

_DESCRIPTION = pattern(
    rf"{START}{SELF}{_TELL}\b[^.?!]{{0,40}}\bhow (?:exactly )?you were {_DONE_TO}",
    rf"{START}{SELF}{_TELL}\b[^.?!]{{0,60}}\bwhat (?:this|that|your) (?:person|man|woman|"
    rf"abuser) did",
    rf"{START}what (?:exactly )?happened (?:in|during) the (?:\w+ )?(?:call|chat|session|"
    rf"{_ABUSE})\b",
    r"\bwhat did (?:the|your|this) (?:offender|abuser|perpetrator|attacker|groomer|man|woman)\b",
    rf"\b(?:what|which) (?:kind|type|sort|form)s? of (?:\w+ )?{_ABUSE} (?:did|have|were|was) you",
    rf"\bhow long did (?:the|this|your) {_ABUSE}",
    rf"\bquels? types? d(?:'|e ){_MAL} (?:avez|as)-|\bque tipo de {_DANO} (?:sufri|tuvi|vivi)",
    rf"{START}{DIRE}\b[^.?!]{{0,40}}\b(?:les faits|(?:les|des) violences que)\b",
    rf"{START}que s'est-il passe (?:ce jour|cette nuit|exactement|pendant)",
    rf"{START}{DECIR}\b[^.?!]{{0,40}}\blos hechos\b",
    r"(?<!\w)ما (?:هو )?نوع (?:الاعتداء|الاساءه|الاستغلال)",
    r"(?<!\w)(?:ما الذي|ماذا) (?:طلب|طلبوا|اجبرك|اجبروك) (?:منك )?(?:ان|علي)",
    rf"{START}{SELF}{_TELL}\b[^.?!]{{0,60}}\bwhat (?:exactly )?(?:happened (?:to (?:you|them|"
    rf"her|him)\b|"
    rf"in detail|that (?:day|night))|was done|(?:he|she|they|the (?:person|abuser|man|woman)) did)",
    rf"{START}{SELF}{_TELL} (?:us )?(?:\w+ ){{0,6}}what (?:exactly )?happened\W*(?:$|[.?!])",
    rf"{START}{SELF}{_TELL}\b[^.?!]{{0,40}}\b(?:the|your|this|that|any|"
    rf"each) (?:\w+ )?{_ABUSE}\b(?! (?:report|hotline|team|line|form))",
    rf"{START}{SELF}(?:tell|share|write|give)(?: us)? (?:your|the) (?:\w+ )?story",
    rf"{START}{SELF}share (?:your|the) (?:\w+ )?experiences? of (?:the )?(?:\w+ )?{_ABUSE}",
    rf"{START}(?:exactly )?what (?:exactly |really )?happened(?: (?:to you|that (?:day|"
    rf"night)|then|online|exactly|in detail))*\W*(?:$|[.?])",
    rf"{START}what (?:exactly )?happened to you\b(?! (?:after|since|when you (?:report|ask|"
    rf"told|tell)))",
    r"\bwhat (?:did|has|had|does) \w+(?: \w+)? (?:do(?:ne)? to you|(?:make|force|forced|"
    r"made) you (?:to )?(?:do|send|show))",
    r"\bwhat (?:were|was|are) (?:you|they|she|he) (?:made|forced|pressured|tricked) (?:to|into)\b",
    r"\bwhat was done to (?:you|them|her|him|your|the)\b",
    r"\b(?:what|which) (?:kinds? of )?(?:sexual )?acts? (?:were|was|did)\b",
    rf"\bhow (?:exactly )?(?:were|was) (?:you|they|she|he) {_DONE_TO}",
    rf"\bhow did (?:the|this|your) {_ABUSE} (?:happen|start|begin|take place|end|go on)",
    rf"\bhow (?:often|many times) (?:were|was|did) [^.?]{{0,30}}\b(?:{_DONE_TO}|abuse|rape|"
    rf"assault|touch)\b",
    r"\bwhere did \w+(?: \w+)? touch\b",
    rf"{START}{SELF}(?:give|add|provide|write|list|share|include|"
    rf"go into)(?: us)? [^.?!]{{0,20}}\bdetails? (?:of|about|on) (?:the|your|this|that|any|"
    rf"what) (?:\w+ )?(?:{_ABUSE}|happened|was done)",
    rf"\bworst (?:thing|part|moment)s? (?:of (?:the|your) {_ABUSE}|(?:that )?(?:happened|"
    rf"(?:he|she|they) did))",
    rf"{START}{DIRE}\b[^.?!]{{0,60}}\b(?:ce qui (?:s'est passe|(?:vous |t')est arrive)|"
    rf"ce qu(?:'on|'il|'elle|'ils|e l'agresseur) (?:vous |t')(?:a|ont)|ce que (?:vous avez|"
    rf"tu as) (?:vecu|subi)|ce que (?:\w+ ){{1,4}}(?:vous |t')(?:a|ont) fait|(?:l'|les |des |"
    rf"vos |votre |le |cet |cette |ton |d')(?:\w+ )?{_MAL}\b|(?:votre|ton) histoire)",
    rf"{START}(?:que|qu'est-ce qui) (?:vous est-il arrive|t'est-il arrive|(?:vous |"
    rf"t')(?:est) arrive|s'est-il passe\W*$|s'est passe\W*$)",
    r"\bqu(?:'est-ce qu'(?:on|il|elle|ils)|e) (?:vous |t')(?:a|ont)(?:-t)?(?:-(?:on|il|elle|"
    r"ils))? (?:fait|oblige|force)",
    r"\b(?:comment|ou|quand|dans quelles? \w+) (?:avez-vous|as-tu) ete (?:abuse|agresse|"
    r"viole|touche|exploite)|\bqu'(?:avez-vous|as-tu) subi",
    r"\bcombien de fois [^.?]{0,30}\b(?:abuse|agresse|viole|touche)\w*",
    rf"{START}{DECIR}\b[^.?!]{{0,60}}\b(?:lo que (?:te |le |os |les )?(?:paso|sucedio|"
    rf"ocurrio|hicieron|hizo|ha pasado|viviste|sufriste)|(?:el|su|tu|los|del|la|tus|"
    rf"sus) {_DANO}|(?:tu|su) historia|lo (?:ocurrido|sucedido)|que (?:te |le )?(?:paso|"
    rf"ocurrio|sucedio)\W*(?:$|[.?]))",
    rf"{START}que (?:te |le )?(?:paso|ocurrio|sucedio) (?:exactamente|con detalle|en detalle|"
    rf"esa noche|ese dia)",
    r"\bque (?:te|le) (?!hizo (?:deci|pens|sent|falta))(?:paso|sucedio|ocurrio|hicieron|hizo|"
    r"obligaron a|"
    r"obligo a)\b(?! (?:despues|cuando|al)\b)",
    r"\bcomo (?:te|le|fue|fuiste) (?:abus|agred|viol|toc|explot)\w*",
    r"\bcuantas veces [^.?]{0,30}\b(?:abus|agred|viol|toc)(?:aron|ieron|io|ad[oa]|id[oa]|o)\b",
    r"(?<!\w)(?:ما|ماذا|ما الذي) (?:الذي )?(?:حدث|حصل|جري|فعل|فعلوا) (?:لك|معك|بك)",
    rf"(?<!\w){_QUL} [^.؟!]{{0,50}}(?:ما (?:الذي )?(?:حدث|حصل|جري|فعل|تعرضت)|ماذا (?:حدث|حصل|"
    rf"جري)|الاعتداء|الاساءه|الاغتصاب|الاستغلال|قصتك)",
    r"(?<!\w)(?:كيف|كم مره) (?:تم )?(?:اعتدي|الاعتداء عليك|اغتصب|استغل|تعرضت للاعتداء|لمس)\w*",
)

_IMAGES = pattern(
    rf"\b(?:what|which) (?:kind|sort|type)s? of {_IMAGE} (?:was|were|is|are|did)\b",
    rf"{START}what did (?:it|they) show\b",
    rf"\bquels? types? d(?:'|e ){_FOTO} (?:etait|etaient|est|avez|as)\b|"
    rf"\bque tipo de {_FOTO} (?:era|eran|es|son)\b",
    rf"{START}(?:and )?what (?:was|is|were|are) (?:in|on|shown in|visible in) (?:the|your|"
    rf"this|that|these|those) {_IMAGE}\b",
    rf"\bwhat (?:does|did|do) (?:the|your|this|that|these|those) {_IMAGE} (?:show|look like|"
    rf"contain)",
    rf"\bwhat (?:can|could) (?:be seen|you see|people see|one see) (?:in|on) (?:the|your|"
    rf"this|that) {_IMAGE}",
    rf"{START}{SELF}(?:describe|tell us about|say what is in) (?:the|your|this|that|"
    rf"each) (?:content of the |contents of the )?{_IMAGE}\b",
    r"\b(?:were|was|are) (?:you|the (?:person|child)|they|she|he) (?:fully |"
    r"partly )?(?:naked|nude|undressed|clothed)\b",
    r"\b(?:which|what) (?:body parts?|parts? of (?:your|the|their) body)\b|\b(?:was|is|were|"
    r"are) (?:your|the|their) (?:\w+ )?(?:face|body|genitals|breasts) (?:visible|shown|seen)",
    rf"\bwhat were you doing in (?:the|this|that) {_IMAGE}",
    rf"{START}{SELF}(?:upload|attach|paste|send|add|share|post)(?: us)? (?:a |an |the |your |"
    rf"any )?(?:copy of |link to |links to |screenshot of )?(?:the |your )?(?:{_IMAGE}|"
    rf"links?|screenshots?)\b",
    rf"\b(?:qu'est-ce qu'(?:il y avait|on voyait|on voit|on pouvait voir)|qu'y avait-il|"
    rf"que (?:voyait|voit)-on|que pouvait-on voir) [^.?]{{0,12}}\b{_FOTO}",
    rf"\bque (?:mo(?:n|s)tr|conten|represent)\w+(?:-t-elle|-elles)? (?:l'|la |les |cette |"
    rf"ces |el |las |los |esa |tu ){_FOTO}|\bque (?:l'|la |les )?{_FOTO} (?:montr|conten)",
    rf"\b(?:l'|la |les |cette ){_FOTO} (?:montr\w+|conten\w+)(?:-t)?-elles?\b",
    rf"{START}{DIRE} (?:le contenu de )?(?:l'|la |les |cette |ces |votre |vos ){_FOTO}",
    r"\bquelles parties d(?:u|e votre) corps|\bque partes del? (?:tu )?cuerpo|"
    r"(?<!\w)اي (?:اجزاء|جزء) (?:من )?(?:جسمك|جسدك|الجسم|الجسد)",
    r"\b(?:etiez-vous|etais-tu|estabas|aparecias|salias|estaba usted) (?:\w+ )?(?:nue?s?|"
    r"desnud[oa]s?)\b",
    rf"\bque (?:habia|se veia|se ve|aparecia|hay|sale|salia|hacias)[^.?]{{0,15}} en (?:la|el|"
    rf"las|los|tu|esa|ese) {_FOTO}",
    rf"{START}{DECIR} (?:el contenido de )?(?:la|el|las|los|tu|esa) {_FOTO}",
    rf"{START}(?:envoy|joign|telecharg|coll|ajout|televers)(?:ez|e|er)(?:-nous)? (?:l'|la |"
    rf"une |le |les |votre |un )(?:lien|capture|{_FOTO})",
    rf"{START}(?:envi(?:a|e)|adjunt(?:a|e)|sub(?:e|a)|peg(?:a|ue))(?:nos)? (?:la|el|una|un|"
    rf"tu|su) (?:enlace|captura|{_FOTO})",
    rf"(?<!\w)(?:ماذا|ما(?: الذي)?) (?:كانت?|يوجد|يظهر|ظهر|تظهر|تبين|كان يظهر|"
    rf"هو موجود) ?(?:في|علي)? ?{_SURA}",
    rf"(?<!\w)(?:ما|ماذا) (?:هو )?محتوي {_SURA}|(?<!\w){_QUL} (?:محتوي )?{_SURA}",
    rf"(?<!\w)هل كنتي? عاري\w*|(?<!\w)(?:ارسل|ارفع|ارفق|حمل|الصق)ي? (?:لنا )?(?:{_SURA}|"
    rf"الرابط|رابط)",
)

_WHO = pattern(
    rf"{START}(?:(?:tell us|say|write|name|do you know) )?who (?:did (?:it|this|that)\b|"
    rf"(?:has |had )?(?:abused|hurt|assaulted|attacked|groomed|harmed|raped|exploited)\b|"
    rf"(?:made|took|shared|sent|posted) (?:the|your|it|this)\b|(?:is|was) (?:the|"
    rf"your) (?:abuser|attacker|offender|perpetrator|rapist))",
    r"\b(?:which|what) (?:person|man|woman|boy|girl|relative|family member|teacher|"
    r"friend)\b[^.?]{0,20}\b(?:abused|assaulted|raped|did (?:it|this))\b",
    rf"{START}(?:\w+ ){{0,3}}name of (?:the|your) (?:abuser|attacker|offender|perpetrator|"
    rf"person who (?:did|hurt|abus|shar|sent|took|made|harm))",
    r"\bwhat (?:is|was) (?:the|your) (?:abuser|attacker|offender|perpetrator)'s\b",
    rf"{START}(?:par )?qui (?:(?:vous |t'|l')?(?:a|ont)) (?:fait (?:cela|ca|du mal|subir)|"
    rf"agresse|abuse|viole|partage|diffuse|envoye|publie|exploite)\w*",
    rf"{START}qui (?:est|etait) (?:(?:l'|votre |ton )(?:agresseur|auteur|abuseur)|"
    rf"la personne qui (?:vous |t'))|\bpar qui (?:avez-vous|as-tu) ete (?:abuse|agresse|"
    rf"viole|touche|exploite)",
    r"\b(?:nom|identite) (?:de l'|de votre |du |de ton )(?:agresseur|auteur|abuseur)|"
    r"\bnombre (?:del?|de tu|de su) (?:agresor|abusador)|\bcomo se llama(?:ba)? (?:tu|el|"
    r"su) (?:agresor|abusador)|(?<!\w)اسم (?:المعتدي|الجاني|الشخص الذي)",
    rf"{START}(?:who was it|qui etait-ce|quien(?:es)? fue(?:ron)?|من كان)\W*$",
    rf"{START}(?:a )?quien(?:es)? (?:(?:te|le|lo|la) )?(?:hizo|hicieron|abus\w+|agred\w+|"
    rf"compartio|envio|publico|violo|exploto)\b",
    rf"{START}quien(?:es)? (?:es|era|fue) (?:el|tu|su) (?:agresor|abusador|autor)",
    r"(?<!\w)من (?:الذي |هو )?(?:فعل|قام ب(?:ذلك|هذا)|اعتدي|اساء|اغتصب|استغل|نشر (?:الصور|"
    r"صور)|ارسل (?:الصور|صور)|شارك (?:الصور|صور))\w*|(?<!\w)من (?:هو )?(?:المعتدي|الجاني)",
)

_ASK_HELP = "Ask about help, answers or choices; nobody needs to tell what was done"


ASKING: tuple[Lint, ...] = (
    Lint(
        "TI-10",
        "prompts",
        _DESCRIPTION,
        "this asks for a description of what was done to someone",
        _ASK_HELP,
        (
            "Please describe what happened.",
            "Tell us about the abuse.",
            "Describe in your own words what was done to you.",
            "Describe what happened to you and who abused you.",
            "If you have not told anyone, describe what happened to you.",
            "Tell us your story.",
            "Could you share your experience of abuse?",
            "What happened to you?",
            "What exactly happened?",
            "What did the person do to you?",
            "What were you made to do?",
            "How did the abuse start?",
            "How many times were you abused?",
            "Please give as many details of the abuse as you can.",
            "Décrivez ce qui s'est passé.",
            "Pouvez-vous raconter votre histoire ?",
            "Racontez l’agression avec vos mots.",
            "Que vous est-il arrivé ?",
            "Qu'est-ce qu'on vous a fait ?",
            "Combien de fois avez-vous été agressée ?",
            "Cuéntanos lo que te pasó.",
            "¿Qué te hicieron?",
            "Describa el abuso con detalle.",
            "¿Puedes contar tu historia?",
            "¿Cuántas veces te agredieron?",
            "صف ما حدث لك",
            "أخبرنا عن الاعتداء",
            "ماذا حدث لك؟",
            "احكي لنا قصتك",
            "كيف تم الاعتداء عليك؟",
        ),
        (
            "What happened after you reported?",
            "We do not ask you to describe what happened.",
            "Did anyone explain how to report the abuse?",
            "Did the police ask you to describe the abuse?",
            "Have you told anyone about what happened to you?",
            "What happened to the image in the end?",
            "Tell us what helped.",
            "Qu'est-ce qui a aidé ?",
            "Nous ne demandons pas de décrire ce qui s'est passé.",
            "Qu'est-ce qui s'est passé après le signalement ?",
            "Expliquez ce qui vous aiderait.",
            "¿Qué ayudó?",
            "No pedimos que describas lo que pasó.",
            "¿Qué pasó después de denunciar?",
            "ماذا ساعدك؟",
            "لا نطلب منك أن تصف ما حدث",
            "ماذا حدث بعد الإبلاغ؟",
        ),
        english=False,
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "TI-10",
        "prompts",
        _IMAGES,
        "this asks what an image shows, or for the image itself",
        "Ask what happened to the image, never what is in it",
        (
            "What was in the image?",
            "What did the pictures show?",
            "Describe the video.",
            "What could be seen in the photo?",
            "Were you naked in the picture?",
            "Please upload the image.",
            "Paste the link here.",
            "Qu'y avait-il sur la photo ?",
            "Que montrait l'image ?",
            "Que voyait-on sur la vidéo ?",
            "Décrivez la photo.",
            "Envoyez-nous la capture.",
            "¿Qué había en la imagen?",
            "¿Qué se veía en el vídeo?",
            "Describe la foto.",
            "¿Estabas desnuda?",
            "Sube la foto.",
            "ماذا كان في الصورة؟",
            "ماذا يظهر في الفيديو؟",
            "صف الصورة",
            "أرسل لنا الصور",
        ),
        (
            "What happened to the image in the end?",
            "We do not ask what the image shows.",
            "Did anyone ask you to send the image again?",
            "Que s'est-il passé pour l'image ensuite ?",
            "Nous ne demandons pas ce que montre l'image.",
            "¿Qué pasó con la imagen al final?",
            "No preguntamos qué había en la imagen.",
            "ماذا حدث للصورة في النهاية؟",
            "لا نسأل ماذا كان في الصورة",
        ),
        english=False,
        unless_denied=True,
        stops=True,
    ),
    Lint(
        "TI-10",
        "prompts",
        _WHO,
        "this asks who did it",
        "Leave it out: an answer could point to a person",
        (
            "Who did this to you?",
            "Who abused you?",
            "Who shared the image?",
            "Which family member abused you?",
            "Name of the abuser:",
            "Qui vous a agressé ?",
            "Qui a partagé les photos ?",
            "¿Quién te hizo esto?",
            "¿Quién compartió las fotos?",
            "من فعل ذلك؟",
            "من الذي نشر الصور؟",
        ),
        (
            "Who could help?",
            "Who should be able to make a report?",
            "We do not ask who did it.",
            "Did the police find out who did it?",
            "Who helped you?",
            "Qui vous a aidé ?",
            "Nous ne demandons pas qui a fait cela.",
            "¿Quién te ayudó?",
            "No preguntamos quién lo hizo.",
            "من ساعدك؟",
            "لا نسأل من فعل ذلك",
        ),
        english=False,
        unless_denied=True,
        stops=True,
    ),
)
