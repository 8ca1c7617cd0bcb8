"""What customers say: survey answers, comments, complaints.

An answer is named by response, question and day where the file numbers its responses, otherwise by what it says. A
comment is named by the contact it belongs to, otherwise by what it says. A complaint is named by its number and day,
otherwise by what it says. What is named by its words alone may stand several times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from csmanager.features.importing import figures
from csmanager.features.importing.figures import FigureRow
from csmanager.features.importing.taking import records
from csmanager.features.importing.taking.model import BulkKind, Context, Made, Table
from csmanager.features.importing.taking.records import Aside, Record

_SHOWN = 90  # letters of a text in a preview
_MEASURES = {"csat": "Satisfaction", "nps": "Likelihood to recommend", "ces": "Effort"}


def _answer_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    if _is_numbered(row):
        return (row["response"], row["question"], row["day"])
    return (
        row["question"],
        row["day"],
        row["person_id"],
        row["customer"],
        row["reference"],
        row["value"],
        row["text"],
    )


def _is_numbered(row: Mapping[str, Any]) -> bool:
    return bool(row["response"]) and not str(row["response"]).startswith("row ")


ANSWER = Table(
    "survey_answer",
    (
        "response", "person_id", "day", "question", "measure", "value", "low", "high", "text", "reference", "customer",
    ),
    _answer_key,
    _is_numbered,
    ("day", "day"),
)  # fmt: skip
COMMENT = Table(
    "comment",
    ("person_id", "day", "channel", "topic", "rating", "rating_high", "text", "reference", "customer"),
    lambda row: (
        (row["reference"], row["day"]) if row["reference"] else (row["text"], row["day"], row["person_id"])
    ),
    lambda row: False,
    ("day", "day"),
)
COMPLAINT = Table(
    "complaint",
    (
        "external_id", "person_id", "day", "closed_day", "state", "cause", "text", "remedy", "remedy_cents", "upheld",
        "customer",
    ),
    lambda row: (
        (row["external_id"], row["day"])
        if row["external_id"]
        else (row["day"], row["person_id"], row["cause"], row["text"], row["customer"])
    ),
    lambda row: bool(row["external_id"]),
    ("day", "day"),
)  # fmt: skip


def answers(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Survey answers, one record an answer."""
    for record in found:
        values = record.values
        value, text = records.number(values, "value"), records.lines(values, "text")
        if value is None and not text:
            continue  # not answered
        low, high = records.whole(values, "low"), records.whole(values, "high")
        if value is not None and low is not None and high is not None and not low <= value <= high:
            yield Aside(record, "value", f"answers {value:g}, which is not on the scale of {low} to {high}")
            continue
        response = records.text(values, "response")
        if not response or response == str(record.row_number):
            response = (
                f"row {record.row_number}"  # the place in this file, which says nothing in the next one
            )
        question = records.text(values, "question")
        measure = records.text(values, "measure")
        row = {
            "response": response, "person_id": context.person(values), "day": records.day(values, "day"),
            "question": question or _MEASURES.get(measure, ""), "measure": measure, "value": value, "low": low,
            "high": high, "text": text, "reference": records.text(values, "reference"),
            "customer": values.get("customer"),
        }  # fmt: skip
        given = f"{value:g} of {high}" if value is not None and high is not None else _short(text)
        yield Made(record, ANSWER, row, says=f"{row['question']}: {given}")


def comments(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Comments."""
    for record in found:
        values = record.values
        text = records.lines(values, "text")
        if not text:
            continue  # nothing was written
        row = {
            "person_id": context.person(values), "day": records.day(values, "day"),
            "channel": records.text(values, "channel"), "topic": records.text(values, "topic"),
            "rating": records.number(values, "rating"), "rating_high": records.whole(values, "rating_high"),
            "text": text, "reference": records.text(values, "reference"), "customer": values.get("customer"),
        }  # fmt: skip
        yield Made(record, COMMENT, row, says=_short(text))


def complaints(_session: Session, found: list[Record], context: Context) -> Iterator[Made | Aside]:
    """Complaints of a log."""
    for record in found:
        values = record.values
        day = records.day(values, "day")
        if day is None:
            yield Aside(record, "day", "says no day")
            continue
        closed = records.day(values, "closed_day")
        if closed is not None and closed < day:
            yield Aside(record, "closed_day", "was closed before it came")
            continue
        row = {
            "external_id": records.text(values, "external_id"), "person_id": context.person(values), "day": day,
            "closed_day": closed, "state": records.text(values, "state"), "cause": records.text(values, "cause"),
            "text": records.lines(values, "text"), "remedy": records.text(values, "remedy"),
            "remedy_cents": records.whole(values, "remedy_cents"), "upheld": records.flag(values, "upheld"),
            "customer": values.get("customer"),
        }  # fmt: skip
        yield Made(
            record, COMPLAINT, row, says=_short(str(row["cause"] or row["text"] or row["external_id"]))
        )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


def _answer_figures(made: list[Made]) -> list[FigureRow]:
    rows = [one.values for one in made]
    found = [figures.count("responses", "Responses", len({row["response"] for row in rows}))]
    found.append(figures.count("answers", "Answers", len(rows)))
    for measure in ("csat", "ces"):
        scales = Counter(
            row["high"] for row in rows if row["measure"] == measure and row["value"] is not None
        )
        for high, _ in scales.most_common():
            values = [row["value"] for row in rows if row["measure"] == measure and row["high"] == high]
            name = f"Mean {_MEASURES[measure].casefold()}"
            key = measure if high == scales.most_common(1)[0][0] else f"{measure}_{high}"
            found += figures.mean(key, name, values, "points", suffix=f" of {high}" if high else "")
    scores = [row["value"] for row in rows if row["measure"] == "nps" and row["value"] is not None]
    if scores:
        net = (sum(one >= 9 for one in scores) - sum(one <= 6 for one in scores)) / len(scores) * 100
        found.append(
            FigureRow(
                "nps", "Net promoters (9 and 10 less 0 to 6)", f"{net:+.1f}", len(scores), net, "points"
            )
        )
    return found


def _comment_figures(made: list[Made]) -> list[FigureRow]:
    rows = [one.values for one in made]
    found = [figures.count("comments", "Comments", len(rows))]
    scales = Counter(row["rating_high"] for row in rows if row["rating"] is not None)
    for at, (high, _) in enumerate(scales.most_common()):
        values = [row["rating"] for row in rows if row["rating_high"] == high]
        key = "rating" if not at else f"rating_{high}"
        found += figures.mean(key, "Mean rating", values, "points", suffix=f" of {high}" if high else "")
    return found


def _complaint_figures(made: list[Made]) -> list[FigureRow]:
    rows = [one.values for one in made]
    closed = [row["closed_day"] - row["day"] for row in rows if row["closed_day"] is not None]
    decided = [row["upheld"] for row in rows if row["upheld"] is not None]
    return [
        figures.count("complaints", "Complaints", len(rows)),
        *figures.mean("days_to_close", "Mean days to close", closed, "days", "{:.1f}", " days"),
        *figures.share("upheld", "Upheld, of those decided", sum(decided), len(decided)),
        *figures.money("remedies", "Paid as remedies", [row["remedy_cents"] for row in rows]),
    ]


SURVEY_KIND = BulkKind("answer", "answers", answers, _answer_figures)
COMMENTS_KIND = BulkKind("comment", "comments", comments, _comment_figures)
COMPLAINTS_KIND = BulkKind("complaint", "complaints", complaints, _complaint_figures)
