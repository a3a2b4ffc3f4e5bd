"""Due dates as people write them, each in a plan of 2016/17 (design 3)."""

from datetime import date

import pytest

from delivery_plans.due_words import DueMeaning, understand

YEAR = (date(2016, 4, 1), date(2017, 3, 31))
Q1 = (date(2016, 4, 1), date(2016, 6, 30))
Q2 = (date(2016, 7, 1), date(2016, 9, 30))
Q3 = (date(2016, 10, 1), date(2016, 12, 31))
Q4 = (date(2017, 1, 1), date(2017, 3, 31))
MARCH = (date(2017, 3, 1), date(2017, 3, 31))


def on(day: date) -> tuple[date, date]:
    return day, day


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Q1", Q1), ("q2", Q2), ("Q 3", Q3), ("Q4.", Q4), (" Q1 ", Q1), ("(Q1)", Q1), ("Q1\xa0", Q1),
        ("Quarter 1", Q1), ("Quarter Two", Q2), ("Qtr 3", Q3), ("first quarter", Q1), ("2nd quarter", Q2),
        ("Q1 2016/17", Q1), ("Q1 2016-17", Q1), ("Q4 (2016/2017)", Q4),
        ("Q1 - Q4", YEAR), ("Q1 – Q4", YEAR), ("Q1—Q4", YEAR), ("Q1‑Q4", YEAR), ("Q1−Q4", YEAR),
        ("Q1-4", YEAR), ("Q1 – 4", YEAR), ("Q1 to Q4", YEAR), ("Q1 to 4", YEAR), ("Q1-\nQ4", YEAR),
        ("Quarters 1 to 4", YEAR),
        ("Q1 – Q2", (Q1[0], Q2[1])), ("Q2 – Q3", (Q2[0], Q3[1])), ("between Q2 and Q3", (Q2[0], Q3[1])),
        ("from Q2 to Q3", (Q2[0], Q3[1])), ("Q1 - end of Q3", (Q1[0], Q3[1])),
        ("End of Q1", on(Q1[1])), ("end Q1", on(Q1[1])), ("By end of Q3", on(Q3[1])),
        ("By the end of Q3", on(Q3[1])), ("by the end of March 2017", on(YEAR[1])),
        ("End of year", on(YEAR[1])), ("year end", on(YEAR[1])), ("by the end of the financial year", on(YEAR[1])),
        ("By Q2", Q2), ("by March 2017", MARCH),
        ("March 2017", MARCH), ("Mar 2017", MARCH), ("March '17", MARCH), ("March ’17", MARCH), ("Mar-17", MARCH),
        ("March", MARCH), ("June", (date(2016, 6, 1), date(2016, 6, 30))), ("Mar. 17", MARCH),
        ("April 16", (date(2016, 4, 1), date(2016, 4, 30))), ("MARCH 2017", MARCH),
        ("November 2016 - March 2017", (date(2016, 11, 1), YEAR[1])),
        ("November 2016 – March 2017", (date(2016, 11, 1), YEAR[1])),
        ("November - March 2017", (date(2016, 11, 1), YEAR[1])), ("April – June", Q1),
        ("Sept to Nov 2016", (date(2016, 9, 1), date(2016, 11, 30))), ("Nov 16-Mar 17", (date(2016, 11, 1), YEAR[1])),
        ("31/03/2017", on(YEAR[1])), ("31.03.17", on(YEAR[1])), ("31-3-2017", on(YEAR[1])), ("2017-03-31", on(YEAR[1])),
        ("31 March 2017", on(YEAR[1])), ("31st March 2017", on(YEAR[1])), ("31 March", on(YEAR[1])),
        ("March 31, 2017", on(YEAR[1])), ("1 April 2016 - 30 June 2016", Q1), ("1-30 June 2016", (date(2016, 6, 1), Q1[1])),
        ("2016/17", YEAR), ("2016-17", YEAR), ("2016 – 2017", YEAR), ("throughout the year", YEAR),
        ("to March 2017", YEAR), ("until 30 June 2016", Q1), ("up to March 2017", YEAR),
    ],
)  # fmt: skip
def test_words_that_name_days_are_understood(words, days):
    assert understand(words, year=2016) == DueMeaning(*days)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Quarterly", YEAR), ("Review quarterly", YEAR), ("Reviewed quarterly", YEAR), ("Monthly", YEAR),
        ("quarterly reports", YEAR), ("Every quarter", YEAR), ("every 3 weeks", YEAR), ("Six-monthly", YEAR),
        ("Ongoing", YEAR), ("On-going", YEAR), ("Ongoing to March 2017", YEAR), ("Ongoing until Q2", (YEAR[0], Q2[1])),
        ("Ongoing – March 2017", YEAR), ("Ongoing, review quarterly", YEAR), ("Quarterly to Q2", (YEAR[0], Q2[1])),
        ("Annually", YEAR),
    ],
)  # fmt: skip
def test_words_that_come_round_again_are_understood(words, days):
    assert understand(words, year=2016) == DueMeaning(*days, is_recurring=True)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("", "No due date"), ("   ", "No due date"), ("-", "No due date"), ("–", "No due date"), ("—", "No due date"),
        ("― ", "No due date"), ("\xa0", "No due date"), ("N/A", "No due date"), ("?", "No due date"), ("none", "No due"),
        ("TBA", "still to be agreed"), ("tbc", "still to be agreed"), ("T.B.A.", "still to be agreed"),
        ("To be confirmed", "still to be agreed"), ("JQ1-4", "“JQ1-4”"), ("Q5", "“Q5”"), ("Q0", "“Q0”"),
        ("Q", "“Q”"), ("Q1 2017", "“Q1 2017”"), ("Summer 2016", "season"), ("early 2017", "does not say which days"),
        ("mid-March", "does not say which days"), ("2017", "does not say which days"), ("ASAP", "“ASAP”"),
        ("31/13/2017", "no day of the calendar"), ("03/31/2017", "no day of the calendar"),
        ("30 February 2017", "no day of the calendar"), ("March 31", "could be a day or a year"), ("Q4 - Q1", "ends before"),
        ("March 2017 - November 2016", "ends before"), ("2016/18", "no financial year"), ("Q1, TBA", "still to be agreed"),
        ("within three months", "“within three months”"), ("Q1 or thereabouts", "“Q1 or thereabouts”"),
        ("complete", "“complete”"), ("Friday", "“Friday”"), ("x" * 500, "too long"), ("Q1 <script>", "<script>"),
    ],
)  # fmt: skip
def test_words_that_name_no_days_say_so_and_are_not_guessed(words, part):
    meaning = understand(words, year=2016)

    assert (meaning.first, meaning.last, meaning.is_recurring, meaning.warning) == (None, None, False, "")
    assert part in meaning.problem
    assert meaning.problem.endswith(".")


@pytest.mark.parametrize(
    ("words", "days", "part"),
    [
        ("Sept 14", (date(2014, 9, 1), date(2014, 9, 30)), "before the plan’s year 2016/17"),
        ("March 15", (date(2015, 3, 1), date(2015, 3, 31)), "before the plan’s year"),
        ("Q1 2015/16", (date(2015, 4, 1), date(2015, 6, 30)), "before the plan’s year"),
        ("April 2017", (date(2017, 4, 1), date(2017, 4, 30)), "after the plan’s year"),
        ("November 2015 - March 2017", (date(2015, 11, 1), YEAR[1]), "begins before"),
        ("March 2017 - June 2017", (date(2017, 3, 1), date(2017, 6, 30)), "goes on after"),
        ("Ongoing to March 2019", (YEAR[0], date(2019, 3, 31)), "goes on after"),
        ("Ongoing to March 2015", on(date(2015, 3, 31)), "before the plan’s year"),
        ("Q1 and Q3", (Q1[0], Q3[1]), "more than one due date"), ("Q1, Q2 & Q4", YEAR, "more than one due date"),
        ("Q1/Q3", (Q1[0], Q3[1]), "more than one due date"), ("Q1\nQ2", (Q1[0], Q2[1]), "more than one due date"),
        ("Q1\nMarch 2017\nQ2", YEAR, "more than one due date"), ("Q1; Q2", (Q1[0], Q2[1]), "more than one due date"),
        ("Q1 & 3", (Q1[0], Q3[1]), "more than one due date"),
        ("End of Q1 Q2 Q3", (Q1[1], Q3[1]), "more than one due date"),
    ],
)  # fmt: skip
def test_words_that_look_wrong_are_understood_with_a_warning(words, days, part):
    meaning = understand(words, year=2016)

    assert (meaning.first, meaning.last, meaning.problem) == (*days, "")
    assert part in meaning.warning
    assert meaning.warning.endswith(".")


def test_the_same_due_date_twice_in_a_cell_is_one():
    assert understand("Q1\n\nQ1", year=2016) == DueMeaning(*Q1)


@pytest.mark.parametrize("year", [2000, 2013, 2016, 2024, 2098])
def test_every_quarter_lies_within_the_year_of_its_plan(year):
    spans = [understand(f"Q{number}", year=year) for number in (1, 2, 3, 4)]

    assert spans[0].first == date(year, 4, 1)
    assert spans[-1].last == date(year + 1, 3, 31)
    assert all(
        (later.first - earlier.last).days == 1 for earlier, later in zip(spans, spans[1:], strict=False)
    )
