"""Questions that must never be asked stop the check and the publishing; plain questions do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli
from survey.errors import QuestionnaireProblems

HEAD = """id: t
title: T
introduction: We would like to hear from you.
consent: You can skip any question.
closing: Thank you.
sections:
"""
QUESTION = "type: single, options: [{id: a, text: A}, {id: b, text: B}]"
#: Whole questions in English, French, Spanish and Arabic, beside the examples of each pattern.
HURTING = (
    "Please describe, in as much detail as possible, what the abuser did.",
    "Can you tell us what he did to you?",
    "In your own words, what happened?",
    "What did they make you do on camera?",
    "Write about the worst thing that happened.",
    "What sexual acts were you asked to perform?",
    "How old were you when it started and who did it?",
    "Where did he touch you?",
    "Please tell us more about the incident.",
    "How did the grooming begin?",
    "Tell us exactly what happened that night",
    "Share your story with us",
    "What was done to your child?",
    "Walk us through what happened.",
    "What can people see in the photo?",
    "What does the picture show?",
    "Was your face visible in the image?",
    "Which body parts were shown?",
    "Please attach a screenshot of the messages.",
    "Please paste a link to the images",
    "Why did you wait so long?",
    "Why did you not tell your parents?",
    "Why didn't you just block him?",
    "WHY DID YOU SEND IT?",
    "Why did not you report?",
    "Why was it that you never told anyone?",
    "What did you do to stop the abuse?",
    "Were you drunk at the time?",
    "Did you lead him on?",
    "Should you have known better?",
    "Is there anything you could have done differently?",
    "Do you regret sending the picture?",
    "What is your full name?",
    "Whats your email",
    "What is your e‑mail address?",
    "Could you give us your phone number?",
    "Your WhatsApp number",
    "First name and surname",
    "May we have your address?",
    "Please enter a contact e-mail so we can reach you.",
    "Where do you live? Please give your address.",
    "What is your Snapchat user name?",
    "All questions must be answered.",
    "You must answer all questions.",
    "Please do not leave any question blank.",
    "Answering is compulsory.",
    "This is a required question",
    "Do not skip this one.",
    "Expliquez en détail ce que cette personne vous a fait.",
    "Pouvez-vous nous dire ce qui s'est passé ?",
    "Qu’est-ce qu’il vous a fait ?",
    "Qu'avez-vous subi ?",
    "Dans quelles circonstances avez-vous été agressée ?",
    "Qui est la personne qui vous a fait cela ?",
    "Par qui avez-vous été agressé ?",
    "Quel est le nom de l'agresseur ?",
    "Qu'est-ce qu'on voit sur l'image ?",
    "Que contenait la vidéo ?",
    "Étiez-vous nu sur la photo ?",
    "Quelles parties du corps étaient visibles ?",
    "Pourquoi n’en avez-vous parlé à personne ?",
    "Pourquoi est-ce que vous n'avez pas porté plainte ?",
    "Pourquoi t'es-tu laissé faire ?",
    "Pourquoi lui avez-vous fait confiance ?",
    "Pourquoi avoir envoyé cette photo ?",
    "Pourquoi n'as-tu rien dit ?",
    "Comment avez-vous pu envoyer cette photo ?",
    "Votre nom et votre e-mail",
    "Quels sont vos nom et prénom ?",
    "Comment vous appelez-vous ?",
    "Laissez-nous votre numéro de téléphone.",
    "Où habitez-vous ? Donnez votre adresse.",
    "Merci d'indiquer votre adresse e-mail",
    "Vous devez répondre à cette question.",
    "La réponse est obligatoire.",
    "Toutes les questions sont obligatoires.",
    "Merci de répondre à toutes les questions.",
    "Describe lo que ocurrió.",
    "¿Qué fue lo que te hizo?",
    "Cuenta con detalle qué pasó.",
    "¿Qué pasó exactamente?",
    "Por favor, cuéntenos su historia.",
    "¿Quién fue?",
    "¿Quién abusó de ti?",
    "¿Cómo se llama tu agresor?",
    "¿Qué mostraba la imagen?",
    "¿Qué aparecía en las fotos?",
    "¿Salías desnudo en el vídeo?",
    "¿Por qué no denunciaste antes?",
    "¿Por qué no dijiste nada?",
    "¿Por qué te quedaste?",
    "¿Por qué no pediste ayuda?",
    "¿Por qué le enviaste fotos?",
    "¿Por qué no se lo dijo a nadie?",
    "¿Por qué motivo no lo contaste?",
    "¿Cuál es su nombre y su correo electrónico?",
    "¿Cuál es tu número de teléfono?",
    "Indica tu dirección.",
    "Déjanos tu teléfono",
    "¿Dónde vives? Escribe tu dirección",
    "¿Cómo te llamas?",
    "Correo electrónico:",
    "Es obligatorio responder.",
    "Tiene que responder a todas las preguntas.",
    "Todas las preguntas son obligatorias.",
    "Debe contestar esta pregunta.",
    "اشرح ما حدث بالتفصيل",
    "هل يمكنك أن تصف الاعتداء؟",
    "ماذا فعل بك؟",
    "ماذا فعلوا لك؟",
    "ما الذي حدث لك بالضبط؟",
    "من اعتدى عليك؟",
    "من هو المعتدي؟",
    "من قام بذلك؟",
    "ما الذي كان في الصورة؟",
    "ماذا كان يظهر في الصور؟",
    "ماذا تُظهر الصورة؟",
    "هل كنت عاريًا في الصورة؟",
    "لماذا لم تخبري والديك؟",
    "لماذا لم تُبلّغ الشرطة؟",
    "لماذا لم تقل لا؟",
    "لماذا أرسلت الصور؟",
    "لماذا سكتّ؟",
    "لماذا انتظرت كل هذا الوقت؟",
    "لِمَ لم تطلب المساعدة؟",
    "ما هو اسمك الكامل؟",
    "ما اسمك وبريدك الإلكتروني؟",
    "ما رقم هاتفك؟",
    "ما هو عنوانك؟",
    "أدخل رقم هاتفك",
    "اكتب عنوان بريدك الإلكتروني",
    "يجب عليك الإجابة عن هذا السؤال",
    "عليك أن تجيب على كل الأسئلة",
    "الإجابة إلزامية",
    "جميع الأسئلة مطلوبة",
    "يرجى الإجابة على جميع الأسئلة",
    "Were you a child prostitute?",
    "Was it revenge porn?",
    "Has a site shown child pornography?",
    "Avez-vous vu de la pédopornographie ?",
    "Était-ce du porno vengeance ?",
    "¿Viste pornografía infantil?",
    "¿Fue porno de venganza?",
    "هل رأيت إباحية الأطفال؟",
    "هل كانت الإباحية الانتقامية؟",
    "Please explain in detail how you were exploited.",
    "What happened in the video call?",
    "What did the offender ask you to do?",
    "Could you describe the photos that were taken?",
    "Write down everything you remember about the assault.",
    "In a few sentences, tell us what this person did.",
    "What kind of sexual abuse did you go through?",
    "How long did the abuse last and what did it involve?",
    "Please describe the worst incident.",
    "What sort of pictures were they?",
    "Was the video sexual? What did it show?",
    "Why did you never go to the police?",
    "Why didn't you just say no?",
    "Why did you agree to meet him?",
    "What stopped you from saying no?",
    "Did you ask for it?",
    "How could you trust a stranger?",
    "Please state your name and address.",
    "Please provide an email so that we can follow up.",
    "Your contact details",
    "Phone:",
    "Can we call you? Write your number below.",
    "What is the name of your school?",
    "Please tell us your Instagram account.",
    "It is compulsory to answer this.",
    "Every question must be completed.",
    "You are not allowed to skip questions.",
    "Answer required",
    "Racontez-nous en détail les faits.",
    "Que s'est-il passé ce jour-là ?",
    "Décrivez les violences que vous avez subies.",
    "Décrivez les images diffusées.",
    "Quel type d'images était-ce ?",
    "Qui a publié vos photos ?",
    "Pourquoi n'avez-vous pas bloqué cette personne ?",
    "Pourquoi êtes-vous restée en contact ?",
    "Pourquoi avoir accepté ?",
    "Êtes-vous responsable de ce qui est arrivé ?",
    "Donnez votre nom, prénom et adresse.",
    "Nom, prénom, téléphone :",
    "Votre e-mail (facultatif)",
    "Quelle est votre adresse postale ?",
    "Merci de laisser vos coordonnées.",
    "Il est obligatoire de répondre.",
    "Ne sautez aucune question.",
    "Relata los hechos con tus palabras.",
    "¿Qué pasó esa noche?",
    "Describa la agresión que sufrió.",
    "¿Qué tipo de abuso sufriste?",
    "Describe las imágenes que se difundieron.",
    "¿Quién publicó tus fotos?",
    "¿Por qué no bloqueaste a esa persona?",
    "¿Por qué aceptaste?",
    "¿Por qué no fuiste a la policía?",
    "¿Tuviste tú la culpa?",
    "Escribe tu nombre, correo y teléfono.",
    "Tu correo electrónico (opcional)",
    "Deja tus datos de contacto.",
    "¿Cuál es la dirección de tu casa?",
    "Responder es obligatorio.",
    "No se puede dejar ninguna pregunta en blanco.",
    "اكتب بالتفصيل ما حدث في ذلك اليوم",
    "صف الاعتداء الذي تعرضت له",
    "ما نوع الاعتداء الذي تعرضت له؟",
    "ما الذي طلب منك أن تفعله؟",
    "صف الصور التي نُشرت",
    "من نشر صورك؟",
    "لماذا لم تذهبي إلى الشرطة؟",
    "لماذا وافقت على لقائه؟",
    "لماذا لم تحظر هذا الشخص؟",
    "هل أنت المسؤول عما حدث؟",
    "الاسم ورقم الهاتف:",
    "ما هو بريدك الإلكتروني؟",
    "اترك رقمك لنتصل بك",
    "ما عنوان منزلك؟",
    "الرد مطلوب",
    "لا يُسمح بتخطي الأسئلة",
    "Did it help? " * 60,
    "Notwithstanding administrative familiarity, institutional accountability proliferates?",
    "Est-ce que " + "le service " * 13 + "a répondu ?",
    "¿" + "El servicio " * 13 + "respondió?",
    "هل " + "الخدمة " * 26 + "ردت؟",
)
PLAIN = (
    "What made it hard to tell someone?",
    "What got in the way of reporting? Choose any that fit.",
    "Did anyone tell you what they decided or did?",
    "What happened to the image in the end?",
    "Who did you report to first?",
    "How easy or hard was it to reach a person?",
    "Which kind of service helped you most?",
    "What would have helped you to report sooner?",
    "Did anyone say it was your fault?",
    "Did they ask for your name or an account?",
    "Were you told why your report was closed?",
    "What did the platform do after your report?",
    "Why do you think reports go unanswered?",
    "If you could change one thing about reporting, what would it be?",
    "About how old was the person in the image when it was made?",
    "Did you have to describe the image again?",
    "Who should answer reports?",
    "Please do not write names, links or user names.",
    "Qu'est-ce qui vous a aidé à signaler ?",
    "Qui vous a aidé en premier ?",
    "Qu'est-il arrivé à l'image ensuite ?",
    "Vous a-t-on expliqué pourquoi le signalement a été refusé ?",
    "Vous a-t-on demandé votre nom ?",
    "Que changeriez-vous pour signaler plus facilement ?",
    "Avez-vous dû décrire l'image plusieurs fois ?",
    "Combien de temps a-t-il fallu pour une réponse ?",
    "N'écrivez ni noms, ni liens, ni adresses.",
    "¿Qué te ayudó a denunciar?",
    "¿Quién te ayudó primero?",
    "¿Qué pasó con la imagen al final?",
    "¿Te explicaron por qué rechazaron la denuncia?",
    "¿Te pidieron tu nombre o una cuenta?",
    "¿Qué cambiarías para denunciar con más facilidad?",
    "¿Tuviste que describir la imagen varias veces?",
    "¿Cuánto tardó la respuesta?",
    "No escribas nombres, enlaces ni direcciones.",
    "ما الذي ساعدك على الإبلاغ؟",
    "من ساعدك أولا؟",
    "ماذا حدث للصورة في النهاية؟",
    "هل شرحوا لك لماذا رُفض البلاغ؟",
    "هل طلبوا منك اسمك أو حسابا؟",
    "ماذا تغير لتسهيل الإبلاغ؟",
    "هل اضطررت إلى وصف الصورة مرات عدة؟",
    "كم استغرق الرد؟",
    "لا تكتب أسماء أو روابط أو عناوين.",
    "Did you feel you could say no to questions from the police?",
    "What made you decide to report?",
    "Which details did the form ask for?",
    "Was the form easy to fill in?",
    "Did you need to give your name to report?",
    "Did you have to describe what happened more than once?",
    "Would you want to share your story with policy makers one day?",
    "Who explained your rights to you?",
    "Who took down the image?",
    "Who removed the image in the end?",
    "Tell us what would help.",
    "Tell us about the help you got.",
    "Say in your own words what a good service looks like.",
    "What happened when you asked for help?",
    "What happened next?",
    "What happened after you told someone?",
    "What happened to your report?",
    "Were you asked why you waited?",
    "Did anyone ask you why you sent it?",
    "Has anybody asked who did it?",
    "Which name do you prefer for this kind of harm?",
    "What is the best name for the new tool?",
    "What should the tool be called?",
    "Where would you look for help?",
    "How should a platform contact people who report?",
    "How should we tell you about the results?",
    "Is your account safe now?",
    "Which address would you trust for a help site?",
    "Do you need to answer in a certain language?",
    "Answers are never required.",
    "Nothing here is mandatory.",
    "Must platforms answer within a day?",
    "Which questions should services answer?",
    "Should a reply be required within a day?",
    "Qu'est-ce qui vous a fait décider de signaler ?",
    "Qu'est-ce qui s'est passé après votre signalement ?",
    "Qui a retiré l'image ?",
    "Dites-nous ce qui aiderait.",
    "Avez-vous dû raconter votre histoire plusieurs fois ?",
    "Vous a-t-on demandé pourquoi vous aviez attendu ?",
    "Pourquoi les gens ne signalent-ils pas, à votre avis ?",
    "Comment les services devraient-ils vous contacter ?",
    "Quel nom donneriez-vous à cet outil ?",
    "Avez-vous dû donner votre nom ?",
    "Faut-il répondre plus vite ?",
    "Les plateformes doivent répondre en un jour.",
    "¿Qué te hizo decidirte a denunciar?",
    "¿Qué pasó cuando pediste ayuda?",
    "¿Quién borró la imagen?",
    "Cuéntanos qué te ayudaría.",
    "¿Tuviste que contar tu historia varias veces?",
    "¿Te preguntaron por qué esperaste?",
    "¿Qué nombre le pondrías a la herramienta?",
    "¿Tuviste que dar tu nombre?",
    "¿Las plataformas deben responder en un día?",
    "¿Te preguntaron quién lo hizo?",
    "ماذا حدث بعد أن طلبت المساعدة؟",
    "من حذف الصورة؟",
    "أخبرنا بما قد يساعد",
    "هل اضطررت إلى سرد قصتك أكثر من مرة؟",
    "هل سألوك لماذا انتظرت؟",
    "ما الاسم المناسب للأداة؟",
    "هل اضطررت إلى ذكر اسمك؟",
    "هل يجب أن ترد المنصات خلال يوم؟",
    "لماذا لا يبلغ الناس في رأيك؟",
    "كيف ينبغي أن تتواصل معك الخدمات؟",
)


def four_parts(words: str) -> str:
    """Return a questionnaire of four parts whose last holds a question of such words."""
    plain = "".join(
        f"  - id: s{i}\n    title: S\n    questions:\n"
        f"      - {{id: A{i}, text: Did it help?, {QUESTION}}}\n"
        for i in (1, 2, 3)
    )
    last = "  - id: s4\n    title: S\n    questions:\n      - id: E02\n"
    return (
        f"{HEAD}{plain}{last}        text: {json.dumps(words, ensure_ascii=False)}\n"
        f"        {QUESTION.replace(', ', chr(10) + '        ', 1)}\n"
    )


@pytest.mark.parametrize("words", HURTING)
def test_the_check_stops_such_a_question_with_its_line_and_place(
    words: str, tmp_path: Path
) -> None:
    file = tmp_path / "q.yaml"
    file.write_text(four_parts(words), encoding="utf-8")
    ran = CliRunner().invoke(cli, ["questionnaire", "check", str(file)])
    assert ran.exit_code == 1
    assert f"must change: {file}:23: Part 4, question E02: " in ran.output


def test_a_form_that_is_too_long_is_told_all_else_as_well(tmp_path: Path) -> None:
    lines = "".join(
        f"      - {{id: q{i}, text: Did number {i} help?, {QUESTION}}}\n" for i in range(61)
    )
    asks = f"      - {{id: q1, text: Where do you live?, {QUESTION}}}\n"
    file = tmp_path / "q.yaml"
    part = "  - id: s1\n    title: S\n    questions:\n"
    file.write_text(f"{HEAD}{part}{lines}{asks}", encoding="utf-8")
    ran = CliRunner().invoke(cli, ["questionnaire", "check", str(file)])
    assert isinstance(ran.exception, QuestionnaireProblems)
    told = "\n".join(map(str, (*ran.exception.problems, *ran.exception.advice)))
    assert "there are 62 questions, more than 60" in told
    assert "the id “q1” is already used by another" in told
    assert f"advice: {file}:" in told
    assert "one section is one page" in told


@pytest.mark.parametrize("words", PLAIN)
def test_the_check_lets_plain_questions_through(words: str, tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    file.write_text(four_parts(words), encoding="utf-8")
    ran = CliRunner().invoke(cli, ["questionnaire", "check", str(file)])
    assert "must change" not in ran.output
    assert ran.exit_code == 0


@pytest.mark.parametrize("first", range(0, len(HURTING), 20))
def test_a_real_study_with_such_questions_is_not_published(first: int, tmp_path: Path) -> None:
    asked = HURTING[first : first + 20]
    questions = "".join(
        f"      - {{id: q{i}, text: {json.dumps(words, ensure_ascii=False)}, {QUESTION}}}\n"
        for i, words in enumerate(asked)
    )
    file, sheets = tmp_path / "q.yaml", tmp_path / "sheets"
    file.write_text(f"{HEAD}  - id: s\n    title: S\n    questions:\n{questions}", "utf-8")
    given = ["--instance", str(tmp_path / "var"), "study", "publish", str(file), "--shares", "3",
             "--threshold", "2", "--shares-dir", str(sheets)]  # fmt: skip
    told = {
        "SURVEY_ORGANISATION": "House",
        "SURVEY_SAFEGUARDING": "We pass on danger.",
        "SURVEY_JURISDICTION": "Luxembourg",
        "SURVEY_LEGAL_SIGN_OFF": "Counsel, in March",
    }
    ran = CliRunner().invoke(cli, given, env=told)
    assert ran.exit_code == 1
    for i in range(len(asked)):
        assert f"Part 1, question q{i}: " in str(ran.exception)
    assert not sheets.exists()
