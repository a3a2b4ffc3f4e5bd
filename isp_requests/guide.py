"""What is asked before sharing: which procedure applies, and the guide of five questions (ISP 1.2, 2.3, appendix D)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models


class Advice(models.TextChoices):
    """What the guide answers."""

    SHARE = "share", "You can share"
    CONSIDER_HOW = "consider_how", "You can share: consider how"
    DO_NOT_SHARE = "do_not_share", "Do not share"
    GET_ADVICE = "get_advice", "Get advice first"
    OTHER_PROCEDURE = "other_procedure", "Another procedure applies"


class Procedure(models.TextChoices):
    """What applies to what somebody wants to know: this form, its questions about victims, or something else."""

    FORM = "form", "I ask a partner for information about a person"
    VICTIM = (
        "victim",
        "I am of a police force, and ask about somebody who is or may become a victim, for an investigation",
    )
    SAFEGUARDING = "safeguarding", "A child or an adult may be at risk, and nobody has referred them yet"
    MARAC = "marac", "It is for a conference about domestic abuse (MARAC)"
    MAPPA = "mappa", "It is about managing an offender under MAPPA"
    PREVENT = "prevent", "It is about somebody who may be drawn into terrorism (Prevent, Channel)"
    PROCEEDINGS = "proceedings", "It is for family proceedings, or a prosecution beside them"
    COURT_ORDER = "court_order", "A court has ordered that something is handed over"
    MEETING = "meeting", "It is for a case conference or another meeting at which all concerned sit"
    SUBJECT_ACCESS = "subject_access", "Somebody asks what is held about themselves"
    FREEDOM = "freedom", "Somebody asks for information that is not about a person"


OWN_FORM = (Procedure.FORM, Procedure.VICTIM)
PROCEDURE = "procedure"
# Where each of the others is done, in plain words; the entries of the law say more.
ELSEWHERE = {
    Procedure.SAFEGUARDING: "Refer them today: a child to the local authority's children's social care, an adult to adult "
    "social care. Say what is needed to keep them safe; no form has to be filled in first (ISP 1.4, 8.1). What social "
    "care then asks for its enquiry can come by this form (Children Act 1989 s47, Care Act 2014 ss42 and 45).",
    Procedure.MARAC: "Share it under the conference's own agreement, through its co-ordinator, and keep to its undertaking "
    "of confidentiality. If somebody is in danger before it sits, share now (ISP 1.2, 2.3, 8.1).",
    Procedure.MAPPA: "Share it under the arrangements for MAPPA, through their co-ordinator (Criminal Justice Act 2003 "
    "s325). This form does not carry it (ISP 1.2).",
    Procedure.PREVENT: "Share it under the agreement for Prevent and Channel, through the local lead for Prevent (ISP 1.2).",
    Procedure.PROCEEDINGS: "Use the forms of the protocol between police, prosecution and local authorities on exchanging "
    "material between family and criminal cases, and keep to its times. Your legal service knows them (ISP 2.3).",
    Procedure.COURT_ORDER: "Whoever is named in the order does what it says, with their legal service, by the day that it "
    "names. Only where you ask a partner because of an order is it this form: choose the order as the law, and attach it.",
    Procedure.MEETING: "What is shared at the table falls under the meeting's own undertaking of confidentiality, and is "
    "minuted there (ISP 2.3). What you need before or after it comes by this form.",
    Procedure.SUBJECT_ACCESS: "Send it today to those who answer such inquiries in your organisation: it is answered within "
    "a month. They ask the source what is exempt, on the page of the answer by which it came (ISP 10.6).",
    Procedure.FREEDOM: "Send it to those who answer for freedom of information in your organisation: it is answered within "
    "20 working days (ISP 11.1). Nothing that is sealed here is public. Numbers may stand in the register of data sets.",
}


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
