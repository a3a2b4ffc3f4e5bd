"""The guide of five questions to take before sharing (appendix D): questions, and the advice that follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models


class Advice(models.TextChoices):
    """What the guide answers."""

    SHARE = "share", "You can share"
    CONSIDER_HOW = "consider_how", "You can share: consider how"
    DO_NOT_SHARE = "do_not_share", "Do not share"
    GET_ADVICE = "get_advice", "Get advice first"


@dataclass(frozen=True)
class Question:
    """One question: its key, its words, and a hint with the clause it rests on."""

    key: str
    text: str
    hint: str
    has_unsure: bool = True


QUESTIONS = (
    Question(
        "purpose",
        "Is there a clear and legitimate purpose for sharing?",
        "Such as keeping a child from significant harm or an adult from serious harm, urgent medical treatment, "
        "or carrying out one of the Acts that the protocol rests on (ISP 6.3).",
    ),
    Question(
        "identifies",
        "Could somebody be recognised from the information?",
        "A name is not needed for that: an address, a number, a picture, or two sets of data laid side by side can "
        "be enough (ISP 4.2, 4.8.3).",
    ),
    Question(
        "confidential",
        "Is the information confidential?",
        "Was it given in the expectation that it would be kept private, to a doctor or a social worker for "
        "example (ISP 3.4)?",
    ),
    Question(
        "consent",
        "Has the person agreed to its being shared?",
        "For this purpose and with this organisation, and not withdrawn since (ISP 5.1).",
    ),
    Question(
        "another_reason",
        "Is there another reason that lets you share?",
        "A duty or power in law, a court order, the risk of serious harm, or a public interest that outweighs "
        "the person's own (ISP 6.1, 6.2, 6.4).",
    ),
)
YES, NO, UNSURE = "yes", "no", "unsure"


def next_question(answers: Mapping[str, str]) -> Question | None:
    """Find the question to put next; nothing once the advice is clear."""
    if advise(answers) is not None:
        return None
    return next(question for question in QUESTIONS if question.key not in answers)


def advise(answers: Mapping[str, str]) -> Advice | None:
    """
    Follow the chart of appendix D: what the answers so far lead to, or nothing while a question is open.

    Whoever is unsure gets advice, whichever question it is.
    """
    for key in ("purpose", "identifies", "confidential", "consent", "another_reason"):
        match key, answers.get(key):
            case _, None:
                return None
            case _, "unsure":
                return Advice.GET_ADVICE
            case "purpose", "no":
                return Advice.DO_NOT_SHARE
            case "identifies", "no":
                return Advice.SHARE
            case "confidential", "no":
                return Advice.CONSIDER_HOW
            case "consent", "yes":
                return Advice.CONSIDER_HOW
            case "another_reason", answer:
                return Advice.CONSIDER_HOW if answer == YES else Advice.DO_NOT_SHARE
    return None


ADVICE = {
    Advice.SHARE: "Nobody can be recognised from it, so it is depersonalised. Look in the register of data sets "
    "whether it is shared already, and mind that two sets together may still give somebody away (ISP 4.8.3).",
    Advice.CONSIDER_HOW: "Share what is needed and no more, with those who need it, safely, and keep a record of "
    "your reason. Tell the person, unless that would put somebody at risk (ISP 6.1, 9.3).",
    Advice.DO_NOT_SHARE: "There is no ground to share it. Keep a record of that. If you learn of another reason, "
    "go through the guide again.",
    Advice.GET_ADVICE: "Talk to your single point of contact, your manager or a Caldicott Guardian, without naming "
    "the person, and then go through the guide again (ISP 4.5, 8.2).",
}
