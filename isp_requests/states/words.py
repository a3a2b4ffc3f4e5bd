"""The choices of the forms: codes that say nothing about anybody, with the words people see."""

from collections.abc import Collection

from django.db import models


class PersonRole(models.TextChoices):
    """What a person concerned is in the matter (part A; several may hold)."""

    VICTIM = "victim", "Victim"
    INFORMANT = "informant", "Informant"
    WITNESS = "witness", "Witness"
    SUSPECT = "suspect", "Suspect"
    CONVICTED = "convicted_offender", "Convicted offender"
    CHILD = "child", "Child"
    OTHER = "other", "Other"


class Kind(models.TextChoices):
    """Types of information that may be asked for (ISP 4.7)."""

    DEMOGRAPHICS = "demographics", "Name, date of birth, gender, address, ethnicity"
    OFFENDING = "offending", "Offending history"
    LIVING = "living", "Living arrangements"
    RELATIONSHIPS = "relationships", "Family and personal relationships"
    EDUCATION = "education", "Statutory education"
    LIFESTYLE = "lifestyle", "Lifestyle and cultural factors"
    SUBSTANCES = "substances", "Substance misuse"
    HEALTH = "health", "Emotional and mental health"
    SELF = "self", "Perceptions of self"
    THINKING = "thinking", "Thinking and behaviour"
    ENGAGEMENT = "engagement", "Attitudes to taking part in an activity"
    MOTIVATION = "motivation", "Motivation to change"
    SOCIAL_CARE = "social_care", "From the records of social care"
    OTHER = "other", "Something else"


# What the law calls them: the kinds of data on which gateways have their bars.
DATA_KINDS: dict[str, tuple[str, ...]] = {
    Kind.DEMOGRAPHICS: ("special_category",),
    Kind.OFFENDING: ("criminal",),
    Kind.LIFESTYLE: ("special_category",),
    Kind.SUBSTANCES: ("special_category", "patient"),
    Kind.HEALTH: ("special_category", "patient"),
    Kind.SOCIAL_CARE: ("social_care",),
}


def data_kinds(kinds: Collection[str]) -> list[str]:
    """Name the kinds of data in law that types of information belong to; rather one too many than too few."""
    found = {"personal"}
    for kind in kinds:
        found.update(DATA_KINDS.get(kind, ()))
    return sorted(found)


class Agreement(models.TextChoices):
    """Whether the person agreed (ISP 5); kept apart from the lawful basis."""

    OBTAINED = "obtained", "Yes, the person agreed"
    REFUSED = "refused", "The person was asked and did not agree"
    NOT_SOUGHT = "not_sought", "The person was not asked"


class NotSought(models.TextChoices):
    """Why agreement is not sought (ISP 6.1)."""

    DUTY = "statutory_duty", "The law or a court order requires the information to be shared"
    HARM = "risk_of_harm", "Asking would put somebody at greater risk of harm"
    CRIME = "prejudice_crime", "Asking would prejudice the handling of a serious crime"
    DELAY = "unjustified_delay", "Asking would delay enquiries about serious harm without good cause"


class Purpose(models.TextChoices):
    """Legitimate purpose (ISP 6.3)."""

    HARM = "prevent_harm", "Preventing significant harm to a child or serious harm to an adult"
    TREATMENT = "urgent_treatment", "Providing urgent medical treatment"
    ACTS = (
        "implement_acts",
        "Carrying out the Crime and Disorder Act 1998 or the housing and homelessness Acts",
    )


class PublicInterest(models.TextChoices):
    """Public interest (ISP 6.4)."""

    JUSTICE = "justice", "Administration of justice"
    SAFETY = "public_safety", "Maintenance of public safety"
    APPREHENSION = "apprehension", "Apprehension of offenders"
    PREVENTION = "prevention", "Prevention of crime and disorder"
    DETECTION = "detection", "Detection of crime"
    VULNERABLE = "vulnerable", "Protection of vulnerable members of the community"


class Told(models.TextChoices):
    """Whether the person, or the family of a child, knows."""

    YES = "yes", "Yes"
    NO = "no", "No"


class Delivery(models.TextChoices):
    """How information goes to the requester (ISP 8.3.2)."""

    PORTAL = "portal", "In this portal"
    SECURE_EMAIL = "secure_email", "By secure e-mail"
    BY_HAND = "by_hand", "By hand"
    SPOKEN = "spoken", "By word of mouth, recorded here"
    EMAIL = "email", "By ordinary e-mail"
    FAX = "fax", "By fax"


# ISP 8.3.2: inherently insecure, so each is offered only to be refused with the reason.
INSECURE_DELIVERIES = (Delivery.EMAIL, Delivery.FAX)


class Assurance(models.TextChoices):
    """What the disclosing officer makes sure of before deciding to disclose (ISP 9.3)."""

    NECESSARY = "necessary", "It is necessary for the purpose for which it is shared"
    ACCURATE = "accurate", "It is accurate and up to date"
    DEPERSONALISED = "depersonalised", "It is depersonalised where that is enough"
    NEED_TO_KNOW = "need_to_know", "It goes only to those who need to see it"
    SECURE = "secure", "It is sent securely"


class HandOn(models.TextChoices):
    """Why an officer hands a request back to the contact."""

    INTEREST = "interest", "I have an interest in the matter, or know somebody concerned"
    WRONG_PERSON = "wrong_person", "Somebody else deals with this kind of information"
    AWAY = "away", "I cannot see to it in time"


class Ending(models.TextChoices):
    """What the recipient certifies (ISP 10.5.2, appendix B)."""

    RETURNED = "returned", "Returned"
    DESTROYED = "destroyed", "Destroyed"


class SeatOfSight(models.TextChoices):
    """As what somebody takes part in a request."""

    REQUESTER = "requester", "Requesting officer"
    OFFICER = "officer", "Disclosing officer"
    AUTHORISER = "authoriser", "Second authoriser"
    DESK = "desk", "Single point of contact"
    EMERGENCY = "emergency", "Reader in an emergency"


class Why(models.TextChoices):
    """Why somebody takes part."""

    ASKS = "asks", "Made the request"
    CONTACT = "contact", "Contact of an organisation that takes part (ISP 7.4)"
    ALLOCATED = "allocated", "Allocated by the single point of contact"
    TAKEN_ON = "taken_on", "Took it on"
    AUTHORISES = "authorises", "Named as second authoriser"
    EMERGENCY = "emergency", "Read it in an emergency"


class Emergency(models.TextChoices):
    """Why a request is read that is another officer's (ISP 6.3)."""

    LIFE = "life", "Somebody's life or safety is in danger now"
    AT_RISK = "at_risk", "A child or an adult at risk may come to serious harm"
    TREATMENT = "urgent_treatment", "Urgent medical treatment depends on it"


class Giver(models.TextChoices):
    """By whom consent is given, and by what right (consent form, appendix G)."""

    PERSON = "person", "The person themselves"
    PARENT = "parent", "A parent"
    GUARDIAN = "guardian", "A guardian"
    CARER = "carer", "A carer"
    OTHER = "other", "Somebody else who may decide for them"


class HowTaken(models.TextChoices):
    """How consent was taken."""

    SIGNED = "signed", "On paper, signed; the scan is kept here"
    SPOKEN = "spoken", "By word of mouth, recorded here"
