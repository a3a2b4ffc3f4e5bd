"""What a due date written by people means in a plan of its year; never guessed, always said."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

LONGEST = 300


@dataclass(frozen=True)
class DueMeaning:
    """
    The first and the last day that are meant; `problem` is a sentence where the words are not understood.

    `is_recurring` says that it comes round again, each quarter for example, or goes on. `warning` is a sentence
    about words that are understood and look wrong: a day before the plan's year begins.
    """

    first: date | None = None
    last: date | None = None
    is_recurring: bool = False
    problem: str = ""
    warning: str = ""


_Days = tuple[date, date]


class _NotUnderstood(Exception):
    """Says why, in a sentence with a place for the words themselves."""


_UNKNOWN = "The portal does not understand {quoted}. Write a quarter, a month or a day."


_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_ORDINALS = {
    "1st": 1,
    "first": 1,
    "2nd": 2,
    "second": 2,
    "3rd": 3,
    "third": 3,
    "4th": 4,
    "fourth": 4,
    "last": 4,
}
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"'?(?P<year>\d{4}|\d{2})"
_TWO_YEARS = r"(?P<from>20\d\d|\d\d) ?[/-] ?(?P<to>20\d\d|\d\d)"

_QUARTER = re.compile(
    r"(?:q ?(?P<short>[1-4])|(?:quarter|qtr) ?(?P<long>[1-4]|one|two|three|four)"
    r"|(?P<ordinal>1st|first|2nd|second|3rd|third|4th|fourth|last) (?:quarter|qtr))"
    rf"(?:,? \(?(?:of )?{_TWO_YEARS}\)?)?"
)
_MONTH_AND_YEAR = re.compile(rf"{_MONTH}[ ,-]*{_YEAR}")
_MONTH_ALONE = re.compile(_MONTH)
_DAY_IN_WORDS = re.compile(rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH}(?:[ ,-]*{_YEAR})?")
_DAY_AFTER_MONTH = re.compile(rf"{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{{4}})")
_DAY_IN_FIGURES = re.compile(r"(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>\d{4}|\d{2})")
_DAY_AS_COMPUTERS_WRITE = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_FINANCIAL_YEAR = re.compile(rf"(?:financial year |fy ?)?{_TWO_YEARS}")
_WHOLE_YEAR = re.compile(
    r"(?:all|throughout|during|across|in)(?: the)?(?: (?:financial|plan))? year|all year round"
)
_YEAR_END = re.compile(r"(?:(?:the )?end of (?:the )?(?:financial )?year|(?:financial )?year[ -]end)")
_END_OF = re.compile(r"(?:the )?end(?: of)? (?P<rest>.+)")
_BY = re.compile(r"(?:to be )?(?:due |completed? )?by (?P<rest>.+)")
_EVERY = (
    r"(?:quarterly|monthly|weekly|fortnightly|annually|annual|yearly|termly|daily|bi-?monthly|bi-?annually"
    r"|(?:six|three|two|6|3|2)[ -]monthly|(?:six|three|two|6|3|2)[ -]weekly"
    r"|(?:every|each) (?:(?:two|three|four|six|\d{1,2}) )?(?:quarter|month|week|year|term)s?"
    r"|(?:once|twice) (?:a|per) (?:quarter|month|week|year))"
)
_GOES_ON = r"(?:on-?going|on going|continuous|continuing|rolling)"
_RECURRING = re.compile(
    rf"(?:(?:to be )?review(?:ed|s)? )?(?P<every>{_EVERY})(?: (?:review|reviews|update|updates|reports?))?"
    r"(?P<rest>.*)"
)
_ONGOING = re.compile(rf"(?:{_GOES_ON})(?P<rest>.*)")
_UNTIL = re.compile(r"(?:(?:up )?to|until|till|through to|-) ?(?P<rest>.+)")
_BETWEEN = re.compile(r"(?:between|from) (?P<first>.+?) (?:and|to|until|-) (?P<last>.+)")
_QUARTER_TO_FIGURE = re.compile(r"(q ?[1-4]|quarters? [1-4])(?: ?- ?| to | until )([1-4])")
_AND = re.compile(r"\n|;| & | and |, ?(?=(?:q|quarter|\d|[a-z]))| ?\+ ?")
_QUARTERS_IN_A_ROW = re.compile(r"(?:(?:by )?(?:end of )?q[1-4] ?){2,}")
_QUARTERS_WITH_STROKE = re.compile(r"q[1-4](?: ?/ ?q?[1-4])+")

_NOT_YET_KNOWN = re.compile(
    r"t\.?b\.?[acd]\.?|to be (?:agreed|arranged|announced|confirmed|decided|determined|advised|set)"
)
_NO_DATE = re.compile(r"n/?a|none|not applicable|\?+")
_SEASON = re.compile(r".*\b(?:spring|summer|autumn|winter|easter|christmas)\b.*")
_VAGUE = re.compile(
    r"(?:by |in )?(?:the )?(?:early|mid|middle of|late|start of|beginning of|before|after)\b.*"
)
_YEAR_ALONE = re.compile(r"(?:by |in |during )?(?:19|20)\d\d")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－⁃"), "-")


def understand(words: str, *, year: int) -> DueMeaning:
    """
    Say which days are meant by a due date in a plan for April of `year` to March of the next.

    Q1 is April to June. Nothing is raised: what is not understood is a `problem`, in a sentence.
    """
    text = _plain(words)
    if not text:
        return DueMeaning(problem="No due date is written.")
    if len(text) > LONGEST:
        return DueMeaning(
            problem="The due date is too long to be understood. Write a quarter, a month or a day."
        )
    try:
        (first, last), recurring, several = _meaning(text, year)
    except _NotUnderstood as problem:
        return DueMeaning(problem=str(problem).format(quoted=f"“{_short(words)}”"))
    except ValueError:
        return DueMeaning(problem=_UNKNOWN.format(quoted=f"“{_short(words)}”"))
    if first > last and last >= _year(year)[0]:
        return DueMeaning(problem=f"“{_short(words)}” ends before it begins. Correct it.")
    warning = _warning(words, first, last, year)
    if several and not warning:
        warning = (
            f"“{_short(words)}” names more than one due date. "
            "The first and the last day of all of them are shown."
        )
    # "Ongoing to" a day before the year began has an end, and no beginning in this plan.
    return DueMeaning(min(first, last), last, recurring, warning=warning)


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKC", words).translate(_DASHES).replace("’", "'").replace("‘", "'").lower()
    lines = [" ".join(line.split()).strip(" .,:;") for line in text.replace("\r", "\n").split("\n")]
    text = "\n".join(dict.fromkeys(line for line in lines if line.strip("-_ ")))
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    return re.sub(r"^(?:due(?: date)?|target date|deadline)(?::| -) ?", "", text)


def _meaning(text: str, year: int) -> tuple[_Days, bool, bool]:
    _say_what_is_no_date(text)
    if "\n" in text:
        # A cell that is broken over lines may still be one due date.
        joined = " ".join(text.split("\n"))
        try:
            return _meaning(joined, year)
        except (_NotUnderstood, ValueError):
            pass
    single = _single(text, year)
    if single is not None:
        return single[0], single[1], False
    parts = [part.strip() for part in _parts(text) if part.strip()]
    if len(parts) > 1:
        each = []
        for part in parts:
            _say_what_is_no_date(part)
            each.append(_single(f"q{part}" if part in _QUARTERS and text.startswith("q") else part, year))
        known = [meaning for meaning in each if meaning is not None]
        if len(known) == len(each):
            days = [meaning[0] for meaning in known]
            span = (min(first for first, _ in days), max(last for _, last in days))
            return span, any(meaning[1] for meaning in known), len(set(days)) > 1
    raise _NotUnderstood(_UNKNOWN)


def _parts(text: str) -> list[str]:
    if _QUARTERS_IN_A_ROW.fullmatch(text):
        return re.split(r"(?<=q[1-4]) ", text)
    if _QUARTERS_WITH_STROKE.fullmatch(text):
        return [part.strip() for part in text.split("/")]
    return _AND.split(text)


def _say_what_is_no_date(text: str) -> None:
    if _NOT_YET_KNOWN.fullmatch(text):
        raise _NotUnderstood("The due date is still to be agreed.")
    if _NO_DATE.fullmatch(text):
        raise _NotUnderstood("No due date is written.")
    if _SEASON.fullmatch(text):
        raise _NotUnderstood(
            "{quoted} names a season, which has no first and last day. Write a quarter or a month."
        )
    if _VAGUE.fullmatch(text) or _YEAR_ALONE.fullmatch(text):
        raise _NotUnderstood("{quoted} does not say which days are meant. Write a quarter or a month.")


def _single(text: str, year: int) -> tuple[_Days, bool] | None:
    ongoing = _ONGOING.fullmatch(text)
    if ongoing:
        return _going_on(ongoing["rest"].strip(" ,"), year, until_only=True)
    recurring = _RECURRING.fullmatch(text)
    if recurring:
        return _going_on(recurring["rest"].strip(" ,()"), year, until_only=False)
    until = _UNTIL.fullmatch(text)
    if until:
        days = _days(until["rest"], year)
        return ((_year(year)[0], days[1]), False) if days else None
    days = _days(text, year)
    return (days, False) if days else None


def _going_on(rest: str, year: int, *, until_only: bool) -> tuple[_Days, bool] | None:
    whole = _year(year)
    if not rest:
        return whole, True
    if until_only and (rest.startswith("review") or _RECURRING.fullmatch(rest)):
        return _single(rest, year)
    until = _UNTIL.fullmatch(rest)
    days = _days(until["rest"] if until else rest, year)
    if days is None:
        return None
    return ((whole[0], days[1]) if until else days), True


def _days(text: str, year: int) -> _Days | None:
    end = _END_OF.fullmatch(text)
    by = _BY.fullmatch(text)
    if _YEAR_END.fullmatch(text):
        last = _year(year)[1]
        return last, last
    if by:
        return _days(by["rest"], year)
    if _WHOLE_YEAR.fullmatch(text):
        return _year(year)
    if end:
        inner = _one(end["rest"], year)
        return (inner[1], inner[1]) if inner else None
    return _one(text, year) or _range(text, year)


def _range(text: str, year: int) -> _Days | None:
    quarters = _QUARTER_TO_FIGURE.fullmatch(text)
    if quarters:
        text = f"{quarters[1]} to q{quarters[2]}".replace("quarters", "quarter")
    between = _BETWEEN.fullmatch(text)
    pairs = [(between["first"], between["last"])] if between else []
    pairs += [
        (text[: match.start()], text[match.end() :]) for match in re.finditer(r" ?- ?| to | until ", text)
    ]
    for before, after in pairs:
        last = _end_of_range(after.strip(), year)
        if last is None:
            continue
        first = _start_of_range(before.strip(), year, last)
        if first is not None:
            if first[0] > last[1]:
                raise _NotUnderstood("{quoted} ends before it begins. Correct it.")
            return first[0], last[1]
    return None


def _end_of_range(text: str, year: int) -> _Days | None:
    end = _END_OF.fullmatch(text)
    return _one(end["rest"] if end else text, year)


def _start_of_range(text: str, year: int, last: _Days) -> _Days | None:
    alone = _MONTH_ALONE.fullmatch(text)
    if alone:
        # "November - March 2017" begins in the November before that March.
        month = _MONTHS[alone["month"]]
        return _month(last[1].year if month <= last[1].month else last[1].year - 1, month)
    day_alone = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)?", text)
    if day_alone and last[0] == last[1]:
        day = date(last[0].year, last[0].month, int(day_alone[1]))
        return day, day
    return _one(text, year)


def _one(text: str, year: int) -> _Days | None:
    quarter = _QUARTER.fullmatch(text)
    if quarter:
        of = _two_years(quarter["from"], quarter["to"], text) if quarter["from"] else year
        number = _QUARTERS.get(quarter["short"] or quarter["long"] or "") or _ORDINALS[quarter["ordinal"]]
        return _quarter(of, number)
    for pattern in (_DAY_IN_WORDS, _DAY_AFTER_MONTH, _DAY_IN_FIGURES, _DAY_AS_COMPUTERS_WRITE):
        written = pattern.fullmatch(text)
        if written:
            day = _day(written, year, text)
            return day, day
    month = _MONTH_AND_YEAR.fullmatch(text)
    if month:
        return _month(_calendar_year(month["year"], year, text), _MONTHS[month["month"]])
    alone = _MONTH_ALONE.fullmatch(text)
    if alone:
        number = _MONTHS[alone["month"]]
        return _month(year if number >= 4 else year + 1, number)
    financial_year = _FINANCIAL_YEAR.fullmatch(text)
    if financial_year:
        return _year(_two_years(financial_year["from"], financial_year["to"], text))
    return None


def _day(written: re.Match[str], year: int, text: str) -> date:
    month = int(written["month"]) if written["month"].isdigit() else _MONTHS[written["month"]]
    if written["year"]:
        of = _calendar_year(written["year"], year, text)
    else:
        of = year if month >= 4 else year + 1
    try:
        return date(of, month, int(written["day"]))
    except ValueError:
        raise _NotUnderstood("{quoted} is no day of the calendar. Correct it.") from None


def _calendar_year(figures: str, year: int, text: str) -> int:
    number = int(figures)
    if len(figures) == 4:
        return number
    century = year // 100 * 100 + number
    # "March 31" is as likely a day as a year.
    if abs(century - year) > 10:
        raise _NotUnderstood("{quoted} could be a day or a year. Write the year in full.")
    return century


def _two_years(first: str, last: str, text: str) -> int:
    begins = int(first) if len(first) == 4 else 2000 + int(first)
    if (begins + 1) % 100 != int(last) % 100 or (len(last) == 4 and int(last) != begins + 1):
        raise _NotUnderstood("{quoted} is no financial year. Write it as 2016/17.")
    return begins


def _month(year: int, month: int) -> _Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _quarter(year: int, number: int) -> _Days:
    first = date(year + (number == 4), (3 + 3 * (number - 1)) % 12 + 1, 1)
    return first, _month(first.year, first.month + 2)[1]


def _year(year: int) -> _Days:
    return date(year, 4, 1), date(year + 1, 3, 31)


def _warning(words: str, first: date, last: date, year: int) -> str:
    begins, ends = _year(year)
    name = f"{year}/{(year + 1) % 100:02}"
    quoted = f"“{_short(words)}”"
    if last < begins:
        return f"{quoted} is before the plan’s year {name} begins. Check the year."
    if first > ends:
        return f"{quoted} is after the plan’s year {name} ends. Check the year."
    if first < begins:
        return f"{quoted} begins before the plan’s year {name}. Check the year."
    if last > ends:
        return f"{quoted} goes on after the plan’s year {name}. Check the year."
    return ""


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
