"""Questions that must never be asked stop the check and the publishing; plain questions do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli

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
