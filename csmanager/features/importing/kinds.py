"""What the rows of a table are. Decided from words in the headings and from what could be matched."""

# ruff: noqa: E501 - a pattern is read more easily whole

from __future__ import annotations

import re
from pathlib import Path

from csmanager.features.importing import words
from csmanager.features.importing.columns import Column, by_field
from csmanager.features.importing.rules import DECLINED, Field, FileKind
from csmanager.features.importing.table import Layout

_APPLICANTS = re.compile(
    r"candidate|applicant|posting|opportunity id|interest level|disqualif|r[eé]sum[eé]\b|job location|hired at"
    r"|archive reason|relevant experience|application (date|status)"
)
_TIMESHEETS = re.compile(
    r"clock (in|out)|billable|paid hours|\bot hours|overtime hours|punch|timesheet|hours worked|shift (start|end)"
    r"|break (start|end|length)|duration decimal|scheduled hours|wage rate|^project$|^task$|^end time$"
)
_TRAINING = re.compile(r"training|course|trainer|certificat|complet(ed|ion) (on|date)")
_ROSTER = re.compile(
    r"employee|staff (name|id)|emp id|hire date|birth|gender|marital|designation|salary|job title|first name|last name"
    r"|middle name|last working day|monthly income|attrition|nationality|reporting to|termination|joining|payroll"
    r"|work email|years at company|education"
)
_SURVEY = re.compile(r"respondent|collector id|response type|network id|q\d{3,4}|submit date|custom data")
_COUNTS = re.compile(
    r"^(total|avg|average|mean|sum|number of|no of|count|max|min)\b|\b(avg|average)\b|%|\brate$|\brate\b"
    r"|^(incoming|inbound|outbound|answered|abandoned|missed|handled|offered|received|assigned|solved|closed|resolved)"
    r" (calls|tickets|conversations|cases|chats|contacts)$|^(calls|tickets|conversations|cases|chats) "
    r"(answered|handled|offered|abandoned|missed|solved|received|closed)|service level"
)
_CALLS = re.compile(
    r"\bcalls?\b|talk|ring|queue|abandon|\bani\b|\bdnis\b|direction|billsec|caller|phone|answered|hold time|after call|acw"
    r"|extension|dial|ivr|wrap"
)
_TICKETS = re.compile(
    r"ticket|\bcase\b|issue|conversation|subject|priority|assignee|first (response|reply)|resol|reopen|tags|requester"
    r"|solved|closed|mailbox|incident"
)
_CALLS_ELSEWHERE = re.compile(
    r"通话|来电|呼叫|坐席|通話|着信|çağrı|konuşma|anruf|gespräch|wartezeit|appel|sonnerie|attente|llamad|espera|conversaci|chamad|ligaç|fila|chiamat|squillo|coda"
    r"|gesprek|oproep|wacht|połącze|rozmow|samtal|opkald|queue|acw"
)
_TICKETS_ELSEWHERE = re.compile(
    r"工单|チケット|问题|問い合わせ|talep|bilet|vorgang|anfrage|bearbeiter|lösung|gelöst|première réponse|résol|statut|primera respuesta|resol|resuelt|chamado"
    r"|primeira resposta|prima risposta|risol|pratica|reactietijd|opgelost|zgłosz|odpowied|ärende|sag"
)
_CHATS = re.compile(r"\bchats?\b|\bvisitor\b")
_SPOKEN = re.compile(r"\bcalls?\b|\bring|\bdial|\bdnis\b|\bani\b|\bdirection\b|talk|speech|voice")
_ANSWERS = re.compile(
    r"agent|\brep\b|advis|operator", re.I
)  # who answers calls, not just anybody with a duration
_TEXTY = re.compile(r"remarks?|complaint|comment|feedback|description|review|message|text")


def decide(path: Path, layout: Layout | None, columns: list[Column]) -> tuple[FileKind, str]:
    """The kind, and the end of the sentence that declines it ("" when its rows are contacts)."""
    if layout is None:
        return FileKind.UNKNOWN, "holds no table."
    if _is_prose(path, layout, columns):
        return FileKind.POLICY, DECLINED[FileKind.POLICY]
    plain = [words.plain(header) for header in layout.headers]
    raw = [" ".join(re.sub(r"[^\w#%?]+|_", " ", header.casefold()).split()) for header in layout.headers]
    found = by_field(columns)
    for kind, pattern, needed in (
        (FileKind.APPLICANTS, _APPLICANTS, 2),
        (FileKind.WORKED, _TIMESHEETS, 2),
        (FileKind.TRAINING, _TRAINING, 2),
        (FileKind.PEOPLE, _ROSTER, 3),
    ):
        hits = _hits(pattern, raw)
        if hits >= needed + 2 or (hits >= needed and not _is_contact(found, plain)):
            return kind, DECLINED[kind]
    questions = sum(1 for header in layout.headers if header.endswith("?") or len(header) > 80)
    rated = Field.CSAT in found and any("comment" in name or "feedback" in name for name in raw)
    if _hits(_SURVEY, raw) >= 2 or questions >= 2 or (rated and Field.STARTED not in found):
        return FileKind.SURVEY, DECLINED[FileKind.SURVEY]
    if not layout.has_header:
        return (
            FileKind.UNKNOWN,
            "has no row of headings above its values; add one (such as Date, Agent, Talk time).",
        )
    if _hits(_COUNTS, raw) >= 2 and Field.EXTERNAL_ID not in found:
        return FileKind.INTERVALS, DECLINED[FileKind.INTERVALS]
    if Field.STARTED in found and _is_contact(found, plain):
        return _calls_or_tickets(found, raw), ""
    roster = _hits(_ROSTER, raw) >= 2 or (bool(_hits(_ROSTER, raw)) and Field.STARTED not in found)
    if roster and not _hits(_TICKETS, raw):
        return FileKind.PEOPLE, DECLINED[FileKind.PEOPLE]
    undated = next(
        (one for one in columns if words.weight(Field.STARTED, one.header) >= 8 and one.shape.filled), None
    )
    if Field.STARTED not in found and undated is not None and (Field.AGENT in found or Field.STATUS in found):
        sample = undated.shape.samples[0][:40]
        return (
            FileKind.UNKNOWN,
            f"cannot be read: the cells of “{undated.header}”, such as “{sample}”, are no dates.",
        )
    if Field.STARTED not in found and Field.EXTERNAL_ID in found and Field.STATUS in found:
        return FileKind.TICKETS, (
            "lists tickets, but no column says when each one came; export it with the date of creation."
        )
    if _hits(_TEXTY, raw) and Field.STARTED not in found:
        return FileKind.COMMENTS, DECLINED[FileKind.COMMENTS]
    return FileKind.UNKNOWN, DECLINED[FileKind.UNKNOWN]


def _hits(pattern: re.Pattern[str], names: list[str]) -> int:
    return sum(1 for name in names if pattern.search(name))


def _is_contact(found: dict[Field, Column], plain: list[str]) -> bool:
    if Field.STARTED not in found:
        return False
    told = {
        Field.STATUS,
        Field.WAIT,
        Field.TALK,
        Field.FIRST_RESPONSE,
        Field.FIRST_RESPONSE_AT,
        Field.RESOLUTION,
        Field.RESOLVED_AT,
        Field.ANSWERED,
        Field.ABANDONED,
        Field.CSAT,
        Field.NPS,
        Field.DURATION,
        Field.CHANNEL,
        Field.DIRECTION,
        Field.WRITER,
    } & set(found)
    logged = {Field.DIRECTION, Field.WAIT, Field.DURATION} <= set(found)
    identified = logged or bool({Field.EXTERNAL_ID, Field.AGENT, Field.CALLER, Field.LOGIN} & set(found))
    worded = _hits(_CALLS, plain) + _hits(_TICKETS, plain) > 0 or len(told) >= 2
    shaped = {Field.EXTERNAL_ID, Field.AGENT} <= set(found) and bool(
        {Field.STATUS, Field.RESOLVED_AT} & set(found)
    )  # whatever language the headings are in
    timed = (
        Field.DURATION in found and Field.AGENT in found and bool(_ANSWERS.search(found[Field.AGENT].header))
    )
    written = Field.WRITER in found and Field.EXTERNAL_ID in found
    return bool(told) and identified and (worded or shaped or timed or written)


def _calls_or_tickets(found: dict[Field, Column], raw: list[str]) -> FileKind:
    calls = _hits(_CALLS, raw) + 2 * bool({Field.TALK, Field.WAIT, Field.CALLER, Field.DURATION} & set(found))
    tickets = _hits(_TICKETS, raw) + 2 * bool({Field.FIRST_RESPONSE, Field.RESOLUTION} & set(found))
    calls += _hits(_CALLS_ELSEWHERE, raw)
    if _hits(_CHATS, raw) and not _hits(_SPOKEN, raw):
        return FileKind.TICKETS
    tickets += _hits(_TICKETS_ELSEWHERE, raw)
    return FileKind.CALLS if calls > tickets and Field.WRITER not in found else FileKind.TICKETS


def _is_prose(path: Path, layout: Layout, columns: list[Column]) -> bool:
    if path.suffix.casefold() in (".md", ".markdown", ".rst"):
        return True
    told = [column for column in columns if column.shape.filled]
    if path.suffix.casefold() not in ("", ".txt") and not path.suffix[1:].isupper():
        return False
    sparse = len(told) <= 1 or sum(column.shape.filled for column in told[1:]) < 0.6 * told[0].shape.filled
    return sparse and not any(column.field for column in columns)
