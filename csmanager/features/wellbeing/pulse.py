"""Asking a pulse, answering it without a name, and what may be shown of it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_value, write_value
from csmanager.features.handbook.knowing import codes
from csmanager.features.team.queries import canonical_ids, people
from csmanager.features.wellbeing import rules
from csmanager.features.wellbeing.tables import (
    PulseAnswer,
    PulseAsked,
    PulseSet,
    PulseTicket,
    PulseUsed,
    PulseWave,
)
from csmanager.science.means import mean_interval

_BITS = 48  # of a key drawn by chance


# asking


def write_set(
    session: Session, set_id: int | None, *, name: str, intro: str, questions: str, key: str = ""
) -> int:
    """Make or change a set of questions; rounds that were opened keep theirs. Returns its id."""
    lines = [" ".join(line.split()) for line in questions.splitlines() if line.strip()]
    if not name.strip() or not lines:
        raise RuleBroken("A pulse needs a name and at least one question.")
    row = session.get(PulseSet, set_id) if set_id is not None else None
    if row is None:
        last = session.scalar(sa.select(sa.func.max(PulseSet.id))) or 0
        row = PulseSet(key=key or f"own-{last + 1}", name="", questions="", trashed_on=None)
        session.add(row)
    row.name, row.intro, row.questions = name.strip(), intro.strip(), "\n".join(lines)
    session.flush()
    return row.id


def minimum(session: Session) -> int:
    """The smallest group of which something is shown."""
    return max(rules.MINIMUM, int(read_value(session, "pulse/minimum", rules.MINIMUM)))


def set_minimum(session: Session, value: int) -> None:
    """Ask for larger groups; rounds that were opened keep theirs."""
    rules.check_minimum(value)
    write_value(session, "pulse/minimum", value)


def open_wave(
    session: Session,
    *,
    set_id: int,
    name: str,
    closes_on: dt.date,
    today: dt.date,
    team_id: int | None = None,
    salt: str = "",
) -> int:
    """Open a round for everyone (or a team) who is here today; returns its id.

    Raises RuleBroken when too few would be asked, when another round of the set is open, or when the difference to
    an earlier round would give somebody away.
    """
    found = session.get(PulseSet, set_id)
    if found is None or found.trashed_on is not None:
        raise RuleBroken("These questions are no longer there.")
    if closes_on <= today:
        raise RuleBroken("Give people at least until tomorrow.")
    asked = [row.id for row in people(session, today) if team_id is None or row.team_id == team_id]
    earlier = session.scalars(
        sa.select(PulseWave).where(
            PulseWave.set_id == set_id,
            PulseWave.trashed_on.is_(None),
            PulseWave.opened_on > today - dt.timedelta(days=rules.OVERLAP_DAYS),
        )
    ).all()
    if any(wave.closed_on is None for wave in earlier):
        raise RuleBroken("A round of these questions is open. Close it first.")
    others = [
        list(session.scalars(sa.select(PulseAsked.person_id).where(PulseAsked.wave_id == wave.id)))
        for wave in earlier
    ]
    least = minimum(session)
    rules.check_audience(asked, least, others)
    wave = PulseWave(
        set_id=set_id,
        name=name.strip() or f"{found.name}, {today:%B %Y}",
        questions=found.questions,
        minimum=least,
        opened_on=today,
        closes_on=closes_on,
        closed_on=None,
        salt=salt or secrets.token_hex(16),
        trashed_on=None,
    )
    session.add(wave)
    session.flush()
    session.add_all(PulseAsked(wave_id=wave.id, person_id=person_id) for person_id in asked)
    return wave.id


def close_wave(session: Session, wave_id: int, *, today: dt.date) -> None:
    """End a round; from now on it is shown, and nobody can answer any more.

    To be entered with ``Store.note``, so that it cannot be taken back: one answer more, after everybody has seen the
    others, could be told apart.
    """
    wave = _wave(session, wave_id)
    if wave.closed_on is not None:
        raise RuleBroken("This round is closed already.")
    wave.closed_on = today


def trash_wave(session: Session, wave_ids: Iterable[int], *, today: dt.date) -> int:
    """Put rounds into the Trash; returns how many."""
    ids = list(wave_ids)
    for wave_id in ids:
        _wave(session, wave_id).trashed_on = today
    return len(ids)


# answering; run aside of the history, see ``Store.keep_aside``


def answer(
    session: Session, wave_id: int, person_id: int, marks: Sequence[int | None], words: str, today: dt.date
) -> None:
    """Keep answers without the person, and that the person answered. Raises RuleBroken a second time."""
    wave = _open_wave(session, wave_id, today)
    whom = canonical_ids(session).get(person_id, person_id)
    if whom not in _asked(session, wave_id):
        raise RuleBroken("You are not asked in this round.")
    _use(session, wave, whom)
    _keep(session, wave, marks, words)
    session.flush()


def hand_out(session: Session, wave_id: int, person_ids: Sequence[int], today: dt.date) -> list[str]:
    """Sheets for people who answer on paper; returns their codes, in an order that says nothing.

    Whoever takes one cannot answer at the kiosk as well. No code belongs to anybody.
    """
    wave = _open_wave(session, wave_id, today)
    asked, canonical = _asked(session, wave_id), canonical_ids(session)
    whom = [canonical.get(one, one) for one in person_ids]
    if not whom:
        raise RuleBroken("Say who answers on paper.")
    if any(one not in asked for one in whom):
        raise RuleBroken("Somebody among them is not asked in this round.")
    for one in whom:
        _use(session, wave, one)
    taken = set(session.scalars(sa.select(PulseTicket.number).where(PulseTicket.wave_id == wave_id)))
    numbers: list[int] = []
    while len(numbers) < len(whom):
        number = secrets.randbelow(9_000) + 1_000
        if number not in taken:
            taken.add(number)
            numbers.append(number)
            session.add(PulseTicket(id=_chance(), wave_id=wave_id, number=number, is_used=False))
    session.flush()
    return sorted(codes.encode(number, wave_id, wave.salt) for number in numbers)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One sheet that came back."""

    code: str
    wave_id: int
    number: int
    wave: str
    marks: tuple[int | None, ...]

    @property
    def text(self) -> str:
        """The answers as they were typed."""
        return marks_text(self.marks)


def read_paper(session: Session, typed: str, today: dt.date) -> PaperLine:
    """A sheet out of "K7M-P2X 4 5 3 4". Raises RuleBroken with a sentence when it cannot be entered."""
    code, _, rest = typed.strip().partition(" ")
    found = codes.decode(code)
    wave = session.get(PulseWave, found.version_id)
    ticket = session.scalar(
        sa.select(PulseTicket).where(
            PulseTicket.wave_id == found.version_id, PulseTicket.number == found.person_id
        )
    )
    if wave is None or ticket is None or found.mark != codes.mark(ticket.number, wave.salt):
        raise RuleBroken("No sheet has this code. Is it from another round?")
    _open_wave(session, wave.id, today)
    if ticket.is_used:
        raise RuleBroken("This sheet was entered already.")
    marks = rules.read_marks(rest, len(wave.questions.splitlines()))
    return PaperLine(
        codes.encode(ticket.number, wave.id, wave.salt), wave.id, ticket.number, wave.name, marks
    )


def enter_paper(session: Session, lines: Sequence[PaperLine], today: dt.date) -> int:
    """Enter sheets that came back; returns how many."""
    for line in lines:
        wave = _open_wave(session, line.wave_id, today)
        ticket = session.scalar(
            sa.select(PulseTicket).where(
                PulseTicket.wave_id == line.wave_id, PulseTicket.number == line.number
            )
        )
        if ticket is None or ticket.is_used:
            raise RuleBroken("This sheet was entered already.")
        ticket.is_used = True
        _keep(session, wave, line.marks, "")
    session.flush()
    return len(lines)


# showing


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of a round: mean of 1 to 5 with its limits, and the share of 4 and 5; None below the minimum."""

    question: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    favourable: float | None

    @property
    def text(self) -> str:
        """In words, with n."""
        if self.mean is None:
            return "too few answered this one to show anything"
        text = f"{self.mean:.1f} of 5"
        if self.low is not None and self.high is not None:
            return f"{text}, likely {max(1.0, self.low):.1f} to {min(5.0, self.high):.1f}; n = {self.n}"
        return f"{text}; n = {self.n}, too few for a range"


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A round as it may be shown. ``answered``: how many came back; ``results`` are empty unless ``is_shown``."""

    id: int
    set_id: int
    name: str
    opened_on: dt.date
    closes_on: dt.date
    closed_on: dt.date | None
    asked: int
    answered: int
    minimum: int
    results: tuple[QuestionRow, ...]
    words: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it can be answered."""
        return self.closed_on is None

    @property
    def is_shown(self) -> bool:
        """Whether anything of it may be seen: it is closed, and enough answered."""
        return self.closed_on is not None and self.answered >= self.minimum

    @property
    def why_hidden(self) -> str:
        """Why nothing is seen, in a sentence."""
        if self.is_open:
            return "Nothing is shown while it is open: else one could watch the figures change as somebody answers."
        return (
            f"{self.answered} answered and {self.minimum} are needed, so nothing is shown. It stays that way; no"
            " filter and no export brings it out."
        )

    @property
    def mean(self) -> float | None:
        """The mean over all questions that are shown."""
        known = [row.mean for row in self.results if row.mean is not None]
        return sum(known) / len(known) if known else None


def waves(session: Session) -> list[WaveRow]:
    """All rounds: open ones first, then the newest."""
    rows = []
    for wave in session.scalars(sa.select(PulseWave).where(PulseWave.trashed_on.is_(None))):
        answers = session.execute(
            sa.select(PulseAnswer.marks, PulseAnswer.words).where(PulseAnswer.wave_id == wave.id)
        ).all()
        is_shown = wave.closed_on is not None and len(answers) >= wave.minimum
        rows.append(
            WaveRow(
                wave.id,
                wave.set_id,
                wave.name,
                wave.opened_on,
                wave.closes_on,
                wave.closed_on,
                len(_asked(session, wave.id)),
                len(answers),
                wave.minimum,
                _results(wave, [marks for marks, _ in answers]) if is_shown else (),
                tuple(sorted((words for _, words in answers if words), key=str.casefold)) if is_shown else (),
            )
        )
    return sorted(rows, key=lambda row: (not row.is_open, -row.opened_on.toordinal(), -row.id))


def _results(wave: PulseWave, answers: list[str]) -> tuple[QuestionRow, ...]:
    rows = []
    for at, question in enumerate(wave.questions.splitlines()):
        marks = [int(parts[at]) for parts in map(str.split, answers) if at < len(parts) and parts[at] != "-"]
        if len(marks) < wave.minimum:
            rows.append(QuestionRow(question, 0, None, None, None, None))
            continue
        limits = mean_interval(len(marks), sum(marks), sum(mark * mark for mark in marks))
        rows.append(
            QuestionRow(
                question,
                len(marks),
                sum(marks) / len(marks),
                limits[0] if limits else None,
                limits[1] if limits else None,
                sum(mark >= 4 for mark in marks) / len(marks),
            )
        )
    return tuple(rows)


def trend(rows: Sequence[WaveRow], set_id: int) -> list[WaveRow]:
    """The rounds of one set that may be shown, oldest first."""
    return [row for row in reversed(rows) if row.set_id == set_id and row.is_shown]


@dataclass(frozen=True, slots=True)
class SetRow:
    """A set of questions."""

    id: int
    key: str
    name: str
    intro: str
    questions: tuple[str, ...]


def sets(session: Session) -> list[SetRow]:
    """All sets."""
    rows = session.scalars(sa.select(PulseSet).where(PulseSet.trashed_on.is_(None)).order_by(PulseSet.id))
    return [SetRow(row.id, row.key, row.name, row.intro, tuple(row.questions.splitlines())) for row in rows]


@dataclass(frozen=True, slots=True)
class AskRow:
    """A round that waits for a person's answers."""

    wave_id: int
    name: str
    intro: str
    questions: tuple[str, ...]
    closes_on: dt.date
    minimum: int


def waiting_for(session: Session, person_id: int, today: dt.date) -> list[AskRow]:
    """Open rounds that ask a person who has not answered yet."""
    whom = canonical_ids(session).get(person_id, person_id)
    query = (
        sa.select(PulseWave, PulseSet.intro)
        .join(PulseSet, PulseSet.id == PulseWave.set_id)
        .join(PulseAsked, PulseAsked.wave_id == PulseWave.id)
        .where(
            PulseAsked.person_id == whom,
            PulseWave.closed_on.is_(None),
            PulseWave.closes_on >= today,
            PulseWave.trashed_on.is_(None),
        )
    )
    return [
        AskRow(wave.id, wave.name, intro, tuple(wave.questions.splitlines()), wave.closes_on, wave.minimum)
        for wave, intro in session.execute(query)
        if not _has_used(session, wave, whom)
    ]


def not_yet(session: Session, wave_id: int) -> list[int]:
    """Who has neither answered nor taken a sheet, as ids."""
    wave = _wave(session, wave_id)
    return [one for one in _asked(session, wave_id) if not _has_used(session, wave, one)]


def marks_text(marks: Sequence[int | None]) -> str:
    """Answers in a line."""
    return " ".join("-" if mark is None else str(mark) for mark in marks)


def _chance() -> int:
    return secrets.randbits(_BITS)


def _asked(session: Session, wave_id: int) -> list[int]:
    canonical = canonical_ids(session)
    ids = session.scalars(sa.select(PulseAsked.person_id).where(PulseAsked.wave_id == wave_id))
    return sorted({canonical.get(one, one) for one in ids})


def _has_used(session: Session, wave: PulseWave, person_id: int) -> bool:
    query = sa.select(PulseUsed.id).where(
        PulseUsed.wave_id == wave.id, PulseUsed.token == rules.token(wave.salt, person_id)
    )
    return session.scalar(query) is not None


def _use(session: Session, wave: PulseWave, person_id: int) -> None:
    if _has_used(session, wave, person_id):
        raise RuleBroken("This person has answered, or taken a sheet, already.")
    session.add(PulseUsed(id=_chance(), wave_id=wave.id, token=rules.token(wave.salt, person_id)))


def _keep(session: Session, wave: PulseWave, marks: Sequence[int | None], words: str) -> None:
    text = marks_text(marks)
    rules.read_marks(text, len(wave.questions.splitlines()))
    session.add(PulseAnswer(id=_chance(), wave_id=wave.id, marks=text, words=" ".join(words.split())))


def _wave(session: Session, wave_id: int) -> PulseWave:
    wave = session.get(PulseWave, wave_id)
    if wave is None or wave.trashed_on is not None:
        raise RuleBroken("This round is no longer there.")
    return wave


def _open_wave(session: Session, wave_id: int, today: dt.date) -> PulseWave:
    wave = _wave(session, wave_id)
    if wave.closed_on is not None or wave.closes_on < today:
        raise RuleBroken("This round is closed.")
    return wave
