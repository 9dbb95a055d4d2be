"""Fixed notices of the public pages.

It knows no person.
"""

from __future__ import annotations

from survey.web.rendering.localisation import N_

EXPIRED = N_("This page had been open for more than two days.")
DAMAGED = N_("Part of this page could not be read.")
IN_HAND = (
    N_(
        "What you wrote on earlier pages is gone, unless you asked for a code. What is on this "
        "page is still here."
    ),
    N_(
        "You can go on from here. If a question here depends on an earlier answer, go back "
        "and give that answer again: otherwise this one is not sent."
    ),
)
BEGIN_AGAIN = N_("What you wrote is gone, unless you asked for a code. You can begin again here.")
ALREADY = (
    N_("This was already sent."),
    N_("It arrived the first time, and it counts once. Nothing was sent again."),
)
CLOSED = (
    N_("This form is closed."),
    N_(
        "Nothing was sent. What you wrote here is not kept, and what a code kept is erased with "
        "the form. You can close this page."
    ),
)
OVER = (
    N_("This form is closed."),
    N_("If you have already sent your answers, they arrived. You can close this page."),
)
PAUSED = (
    N_("This form is paused."),
    N_("It takes no answers at the moment. You can come back later and see whether it goes on."),
    N_("Answers that were sent are kept, and so is anything kept with a code."),
)
PAUSED_IN_HAND = (
    N_("This form is paused."),
    N_("It takes no answers at the moment, so nothing was sent."),
    N_(
        "What you wrote is still on this page. With “Stop for now, come back later” you get a "
        "code that keeps it."
    ),
)
ENDED = (
    N_("This form takes no more answers."),
    N_("It ended earlier than announced. If you have already sent your answers, they arrived."),
)
WITHDRAWN = (
    N_("This form was withdrawn."),
    N_("Nobody had sent an answer. Anything kept with a code was erased."),
)
CARD_WORKS = N_("This code works. It is used up only when you send.")
CARD_NEEDED = (
    N_("Type the code on your card."),
    N_("This form is sent with one. Nothing was sent, and nothing you wrote is lost."),
)
CARD_WRONG = (
    N_("This code does not work here."),
    N_(
        "It may be misread, used before, or replaced. Look at the card once more, or ask whoever "
        "gave it to you for another."
    ),
)
CARD_WRONG_IN_HAND = (
    *CARD_WRONG,
    N_("Nothing was sent, and everything you wrote is still on this page."),
)
CARD_NONE = N_("You can also leave the field empty, and send without a code.")
#: What happened to a study, as its notices tell it.
NOTICES = {
    "paused": N_("This form was paused."),
    "resumed": N_("This form takes answers again."),
    "extended": N_("The last day for answers is now later."),
    "ended": N_("This form ended earlier than announced."),
    "corrected": N_("Some wording in this form was corrected."),
    "withdrawn": N_("This form was withdrawn."),
}
FULL = (
    N_("This form has all the answers it can take."),
    N_(
        "Nothing was sent. What you wrote is kept only if you asked for a code. You can close this "
        "page."
    ),
)
BUSY = (
    N_("Nothing could be delivered just now."),
    N_("Nothing was sent, and your answers are still on this page."),
    N_("You can press send again."),
)
STILL_HERE = (
    N_(
        "Everything you wrote is still on this page. Nothing was sent. You can press the "
        "button now, or wait a little first."
    ),
)
KEEP_THIS_PAGE = N_("Not now. Keep this page.")
UNTIL_IT_IS_RIGHT = (
    N_("Something has to be put right on our side before anything can be sent."),
    N_(
        "Nothing was sent, and everything you wrote is still on this page. You can leave it open "
        "and try again later, today or tomorrow."
    ),
)
WITH_A_CODE = N_(
    "If this page cannot stay open, go back to what you wrote: “Stop for now, come back later” "
    "gives you a code that keeps it."
)
SHUT = (
    N_("Not now. Something has to be put right on our side first."),
    N_("Nothing was sent. What you typed is still there, and you can try again later."),
)
IN_PART = (
    N_(
        "Nothing was sent. What had reached us is still on this page; what you wrote last may be "
        "missing. You can try again where the connection is better."
    ),
)
TOO_MUCH = (
    N_(
        "One of your texts was far longer than there is room for, so it could not be "
        "accepted. Nothing was sent, and everything you wrote before it is still on this "
        "page."
    ),
)
MANY = (
    N_("Many people are here at the moment."),
    N_("Nothing was lost: everything you wrote is still on this page."),
    N_("You can wait a while, an hour at most, then press the same button again."),
)
CROWDED = (
    N_("Very many answers are coming in at this moment."),
    N_("Nothing was sent yet, and nothing is lost: everything you wrote is still on this page."),
    N_("Wait for two minutes or longer, then press Send again. Then it is sent."),
)
TRAPPED = (
    N_("Nothing was sent yet, and nothing is lost."),
    N_("Something was filled in that people do not see. It is empty again. You can press Send."),
)
LEFT_OUT = (
    N_("Some words are left out."),
    N_(
        "Where you see […], there was something that may point to you or to somebody else: a link, "
        "an address, a number or the name of an account. It is not sent."
    ),
)
NOTHING_YET = (
    N_("Nothing is answered yet."),
    N_(
        "You can send it like this. A thank-you code goes with at least one answer; “I'd rather "
        "not say” is one."
    ),
)
BACK_AGAIN = (
    N_("Welcome back. Your answers so far are here, and nothing has been sent."),
    N_("You can skip any question, take a break, or stop again with the same code."),
    N_("The button at the top takes you away at once."),
)
NO_SUCH_CODE = N_(
    "Nothing was found for these words. Perhaps a word is different, the answers were "
    "sent or erased, or more than two weeks have passed. You can try again, or start from"
    " the beginning."
)
FEELINGS_SAID = {
    "fine": N_("Fine"),
    "bit_hard": N_("A bit hard"),
    "very_hard": N_("Very hard"),
    "none": N_("I'd rather not say"),
}
STILL_SENT = N_("Your answers have arrived, and they count.")
NOT_COUNTED = (
    N_("That could not be counted just now."),
    N_("Your answers have arrived, and nothing else is needed."),
)
NOT_SIX_WORDS = (
    N_("These are not the six words of a code, so nothing was done."),
    N_("Look whether all six are there, and how each is spelled. Then press the button again."),
)
TAKEN_BACK = (
    N_("Thank you. We have your words."),
    N_(
        "If they belong to answers that are here, those answers will be taken out: within a few "
        "hours, and at the latest when the form closes."
    ),
    N_(
        "This page says the same whether or not the words were right, so that nobody can find out "
        "by trying. You can close it now."
    ),
)
NO_PASSPHRASE = N_("That is not the passphrase. Capital letters and every word count.")
MANY_BACK = (
    N_("Many people are here at the moment, so nothing has happened yet."),
    N_("You can wait a while, an hour at most, then press it again. Your words are still there."),
)
ERASED = (
    N_("That is done."),
    N_("If something was kept under these words, it is erased, and nobody can bring it back."),
    N_(
        "This page says the same whether or not the words were right, so that nobody can find out "
        "by trying. You can close it now."
    ),
)
ERASED_HERE = (
    N_("What was kept under your code is erased."),
    N_("The code opens nothing now. If you ask for a code again, it is a new one."),
)
TYPE_TO_ERASE = N_("To erase what a code keeps, type its six words here.")
TOO_LATE = (
    N_("That day has passed, so answers cannot be taken out any more."),
    N_("They are counted together with everyone else’s, and nobody can tell which are yours."),
)
TOO_LATE_EARLY = (
    N_("This form is closed, so answers cannot be taken out any more."),
    TOO_LATE[1],
)
BUSY_BACK = (
    N_("Nothing could be delivered just now."),
    N_("Nothing was changed. You can press the button again. Your words are still there."),
)
KEEP_FULL = (
    N_("A code cannot be made at the moment."),
    N_("Nothing was lost: everything you wrote is still on this page."),
    N_("You can go on answering, or try again in a while."),
)
SAME_WORDS = N_("The words are the same. You copied them right.")
OTHER_WORDS = (
    N_("Not the same yet: number %(numbers)s."),
    N_("You can look at the words again and correct what you typed. Nothing is lost."),
)
CANNOT_COMPARE = N_(
    "The words cannot be compared any more. Nothing that you sent or kept has changed."
)
NO_SUCH_PRINTED_CODE = N_(
    "This code was not found here. Perhaps a letter is different, or it was used before. Nothing "
    "is lost: you can try again, or ask whoever gave it to you."
)
BUSY_JOINING = (
    N_("Nothing could be delivered just now."),
    N_("Your code was not used. You can press the button again."),
)
JOINED_BEFORE = (
    N_("You joined with this page before."),
    N_("These are the same words. Nothing was done twice."),
)
JOINING_ENDED = (
    N_("Joining has ended."),
    N_(
        "The first round has opened, and nobody can join any more, so that everybody answers the "
        "same questions from the beginning. Your code was not used, and it says nothing about you."
    ),
    N_("You can ask whoever gave you the code what else you can do. You can close this page."),
)
NOT_A_MEMBER = N_(
    "These words were not found in this group. Perhaps a word is different. Nothing is lost: you "
    "can try again."
)
WORDS_ONCE_MORE = (
    N_("Your six words are needed again."),
    N_(
        "Everything you wrote is still on this page. After the words you can look it over and send."
    ),
)
ALREADY_ANSWERED = (
    N_("Your answers for this round were sent before."),
    N_("They arrived, and they count once. Nothing was sent again."),
)
