"""The partnership of the demonstration: organisations, people, priorities, boards, and the templates of agendas."""

from dataclasses import dataclass
from datetime import date

from csp_portal.accounts import workflow as accounts
from csp_portal.accounts.models import Organisation, User
from csp_portal.demonstration.accounts import DEMONSTRATION_ACCOUNTS, set_up_second_factor
from csp_portal.demonstration.given import PAPERS, moment, rows
from csp_portal.demonstration.minutes import FIRST_MINUTE
from meetings.models import Board, BoardRole, Seat
from meetings.models.boards import MeetingKind, Purpose
from meetings.workflow import boards

FOUNDED_ON = date(2013, 4, 1)
SEATED_ON = date(2015, 5, 21)
CHANGED_ON = date(2016, 2, 1)

BOARD_ROLES = {
    "co-chair": BoardRole.CO_CHAIR,
    "member": BoardRole.MEMBER,
    "member (on request)": BoardRole.MEMBER,
    "supporting adviser": BoardRole.ADVISER,
    "secretariat": BoardRole.SECRETARIAT,
}

# Until 31 January 2016 two seats had other people in them; item 11 reports the change.
BEFORE_THE_CHANGE = {
    "Director of Children Services": "Rosalind Ekwueme",
    "Divisional Manager": "Alasdair Penrose-Gray",
}


@dataclass(frozen=True)
class Standing:
    """One standing item of the demonstration's agenda templates."""

    key: str
    section: str
    heading: str
    title: str
    wording: str = ""
    minutes: int = 0
    generated: str = ""


OPENING, CLOSING = "Opening business", "Closing business"
STANDING = (
    Standing(
        "filming",
        OPENING,
        "",
        "Filming at meetings",
        "Anyone present may film, record or report on this meeting, and the council may broadcast it. Those who do "
        "are asked to leave out the seats of the public, but the council cannot promise that nobody there will be "
        "seen or heard. Taking a seat in the room means agreeing to this. The chair may stop any recording that "
        "disturbs the meeting or could harm somebody's rights.",
        2,
    ),
    Standing(
        "apologies", OPENING, "", "Apologies", "To hear who cannot attend and who stands in for them.", 2
    ),
    Standing(
        "urgent-business",
        OPENING,
        "",
        "Urgent business",
        "The chair decides whether urgent business is admitted. A late paper on a subject below is taken with that "
        "subject; a new subject is taken under [[item:new-urgent-business]].",
        2,
    ),
    Standing(
        "declarations",
        OPENING,
        "",
        "Declarations of interest",
        "Members say now whether they have a personal or pecuniary interest in any item, and take no part in "
        "deciding it.",
        2,
    ),
    Standing(
        "minutes",
        OPENING,
        "",
        "Minutes and matters arising",
        "To confirm the minutes of the last meeting as a correct record, and to hear what has become of the actions "
        "that it asked for.",
        5,
        "previous_minutes",
    ),
    Standing(
        "new-urgent-business",
        CLOSING,
        "",
        "New items of urgent business",
        "To take any new business that was admitted under [[item:urgent-business]].",
        5,
    ),
    Standing("any-other-business", CLOSING, "", "Any other business", "To raise anything else, briefly.", 5),
    Standing("future-meetings", CLOSING, "", "Dates of future meetings", "", 2),
)


def load_organisations() -> dict[str, Organisation]:
    return {
        row["organisation"]: accounts.create_organisation(
            by=None,
            at=moment(FOUNDED_ON),
            name=row["organisation"],
            short_name=row["short_name"],
            slug=row["slug"],
            sector=row["sector"],
            is_statutory_partner=row["statutory_partner"] == "yes",
            is_isp_signatory=row["isp_signatory"] == "yes",
            signatory_office=row["signatory_office"],
            starts_on=FOUNDED_ON,
        )
        for row in rows(PAPERS / "00_organisations.csv")
    }


def load_people(organisations: dict[str, Organisation]) -> dict[str, User]:
    """Put everybody on record: those who sit on the board, their deputies, and the accounts to sign in with."""
    by_slug = {organisation.slug: organisation for organisation in organisations.values()}
    people: dict[str, User] = {}
    for account in DEMONSTRATION_ACCOUNTS:
        person = _person(account.full_name, account.email, by_slug[account.organisation], account.position)
        for role in account.duties:
            accounts.grant_duty(
                person,
                role=role,
                organisation=by_slug[account.organisation],
                starts_on=FOUNDED_ON,
                reason="Set up with the demonstration.",
                by=None,
                at=moment(FOUNDED_ON),
            )
        people[account.full_name] = person
    # Accounts open once every duty is given: nobody has to be told of the others by e-mail.
    for account in DEMONSTRATION_ACCOUNTS:
        person = accounts.open_account(
            people[account.full_name], password=account.password, at=moment(FOUNDED_ON, 11)
        )
        if account.needs_second_factor:
            set_up_second_factor(person)
        people[account.full_name] = person
    for row in rows(PAPERS / "00_seats.csv"):
        organisation = organisations[row["organisation"]]
        before = BEFORE_THE_CHANGE.get(row["seat"], "")
        for name, position in (
            (row["holder"], row["seat"]),
            (row["deputy"], f"Deputy to the {row['seat']}"),
            (before, row["seat"]),
        ):
            if name and name not in people:
                people[name] = _person(name, _address(name, organisation), organisation, position)
    return people


def _person(name: str, email: str, organisation: Organisation, position: str) -> User:
    return accounts.add_person(
        email=email,
        full_name=name,
        organisation=organisation,
        position=position,
        by=None,
        at=moment(FOUNDED_ON),
    )


def _address(name: str, organisation: Organisation) -> str:
    plain = name.lower().translate(str.maketrans("ńśłó", "nslo")).replace(" ", ".")
    return f"{plain}@{organisation.slug}.example"


def load_priorities(organisations: dict[str, Organisation], secretary: User) -> None:
    leads = {
        1: ("Reoffending", "Metropolitan Police Service (Haringey borough)"),
        2: ("Prevention", "Bridge Renewal Trust"),
        3: ("Public confidence", "Homes for Haringey"),
    }
    for number, (name, lead) in leads.items():
        boards.add_priority(
            number=number,
            name=name,
            lead_organisation=organisations[lead],
            by=secretary,
            at=moment(FOUNDED_ON),
            on=FOUNDED_ON,
        )


def load_boards(organisations: dict[str, Organisation], people: dict[str, User], secretary: User) -> Board:
    made: dict[str, Board] = {}
    for row in rows(PAPERS / "00_other_boards.csv"):
        is_main = row["kind"] == Board.Kind.BOARD
        made[row["slug"]] = boards.establish_board(
            name=row["name"],
            short_name=row["short_name"],
            slug=row["slug"],
            kind=row["kind"],
            parent=made.get(row["parent"]),
            purpose=row["purpose"],
            starts_on=FOUNDED_ON,
            **(MAIN_BOARD if is_main else {}),
            by=secretary,
            at=moment(FOUNDED_ON),
            on=FOUNDED_ON,
        )
    board = made["csp"]
    seated = {account.seat: account.full_name for account in DEMONSTRATION_ACCOUNTS if account.seat}
    for row in rows(PAPERS / "00_seats.csv"):
        seat = boards.add_seat(
            board=board,
            organisation=organisations[row["organisation"]],
            office=row["seat"],
            board_role=BOARD_ROLES[row["board_role"]],
            is_voting=row["voting"] == "yes",
            is_on_request="request" in row["board_role"],
            group=row["group"],
            starts_on=FOUNDED_ON,
            by=secretary,
            at=moment(FOUNDED_ON),
            on=FOUNDED_ON,
        )
        holder = people[seated.get(row["seat"], row["holder"])]
        if before := BEFORE_THE_CHANGE.get(row["seat"]):
            _sit(seat, people[before], SEATED_ON, secretary)
            _sit(seat, holder, CHANGED_ON, secretary)
        else:
            _sit(seat, holder, SEATED_ON, secretary)
        if row["deputy"]:
            boards.name_deputy(
                seat=seat,
                person=people[row["deputy"]],
                starts_on=SEATED_ON,
                by=secretary,
                at=moment(SEATED_ON),
                on=SEATED_ON,
            )
    for slug in ("csp-executive", "performance-management-group"):
        _small_group(made[slug], board, secretary)
    boards.close_office(
        closed_on=date(2016, 12, 28),
        reason="Council offices close between Christmas and New Year",
        by=secretary,
        at=moment(date(2016, 1, 11)),
        on=date(2016, 1, 11),
    )
    return board


MAIN_BOARD = {
    "usual_place": "Civic Centre, High Road, Wood Green, London N22 8LE",
    "usual_minutes": 120,
    "executive_lead_days": 14,
    "performance_group_lead_days": 21,
    "agreement_rule": Board.AgreementRule.ALL,
    "quorum_chairs": 1,
    "quorum_sectors": ["local_authority", "health", "police"],
    "next_minute_number": FIRST_MINUTE,
    "contact_name": "Delphine Achterby",
    "contact_position": "Committee secretariat",
    "contact_telephone": "020 7946 0168",
    "contact_email": "csp.secretariat@haringey-council.example",
    "contact_address": "River Park House\n225 High Road\nWood Green\nLondon N22 8HQ",
}


def _sit(seat: Seat, person: User, starts_on: date, secretary: User) -> None:
    boards.seat_person(
        seat=seat, person=person, starts_on=starts_on, by=secretary, at=moment(starts_on), on=starts_on
    )


def _small_group(group: Board, board: Board, secretary: User) -> None:
    """Seat the chairs and the community safety officers on the Executive and the PMG too (ToR 6.2, 7)."""
    offices = {
        "csp-executive": (
            "Cabinet Member for Communities",
            "Borough Commander",
            "Chief Executive",
            "Managing Director",
            "Head of Community Safety and Regulatory Services",
            "Community Safety Strategic Manager",
        ),
        "performance-management-group": (
            "Head of Community Safety and Regulatory Services",
            "Community Safety Strategic Manager",
            "Superintendent",
        ),
    }[group.slug]
    for number, office in enumerate(offices):
        original = board.seats.get(office=office)
        seat = boards.add_seat(
            board=group,
            organisation=original.organisation,
            office=office,
            board_role=BoardRole.CO_CHAIR if number == 0 else BoardRole.MEMBER,
            is_voting=True,
            group="Members",
            starts_on=SEATED_ON,
            by=secretary,
            at=moment(SEATED_ON),
            on=SEATED_ON,
        )
        _sit(seat, original.holders.on(SEATED_ON).get().person, SEATED_ON, secretary)


def load_templates(board: Board, secretary: User) -> None:
    for kind in (MeetingKind.ORDINARY, MeetingKind.CONFERENCE, MeetingKind.EXTRAORDINARY):
        template = boards.make_template(
            board=board, meeting_kind=kind, by=secretary, at=moment(FOUNDED_ON), on=FOUNDED_ON
        )
        # Pointers may look ahead: the wording comes once all items are there.
        items = [
            boards.add_template_item(
                template=template,
                key=standing.key,
                section=standing.section,
                heading=standing.heading,
                title=standing.title,
                purpose=Purpose.DECIDE if standing.key == "minutes" else Purpose.PROCEDURE,
                minutes_allotted=standing.minutes,
                generated_paper=standing.generated,
                by=secretary,
                at=moment(FOUNDED_ON),
                on=FOUNDED_ON,
            )
            for standing in STANDING
        ]
        for item, standing in zip(items, STANDING, strict=True):
            boards.edit_template_item(
                item=item, wording=standing.wording, by=secretary, at=moment(FOUNDED_ON), on=FOUNDED_ON
            )
