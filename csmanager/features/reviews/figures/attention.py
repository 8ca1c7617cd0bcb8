"""Whom and what to look at, each with its reason in a sentence; and what looks bad but proves nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from csmanager.features.reviews.charts.model import Opens
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.lab import absurd_targets
from csmanager.features.reviews.figures.mixing import Mixed, can_mix, mixed
from csmanager.features.reviews.figures.standing import Stand, Word, bad_side
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Better, Unit, Verdict
from csmanager.features.reviews.words import target_text, value_text

_MOST_CALM = 4
_MOST_GOOD = 3
_LEFT = 0.5  # of the distance to the target that may be left for the mix to be its explanation
_LEAST_TOLD = 6  # contacts below which a poor figure is not even worth calming down about


class Why(StrEnum):
    """TALK: with somebody; LOOK: at a target; WATCH: again next month; CALM: it proves nothing; GOOD: to pass on."""

    TALK = "talk"
    LOOK = "look"
    WATCH = "watch"
    CALM = "calm"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Attention:
    """One entry. ``title``: who or what; ``reason``: one plain sentence; ``record``: where it leads."""

    why: Why
    title: str
    reason: str
    metric: str
    person: int | None
    opens: Opens | None = None
    also: tuple[str, ...] = field(default=())
    weight: float = 0.0


def attention(session: Session, made: Board) -> list[Attention]:
    """Whom to talk to first, then what to look at, what proves nothing, and what is worth passing on."""
    names = {identity: name for name, identity in made.names().items()}
    absurd = absurd_targets(session, made)
    mixes: dict[str, dict[int, Mixed]] = {}
    found: list[Attention] = [
        Attention(Why.LOOK, told.name, told.sentence, told.metric, None, weight=3) for told in absurd
    ]
    for person, name in names.items():
        bad = [line for line in made.lines_of(person) if _counts(made, line)]
        bad = [line for line in bad if line.metric not in {told.metric for told in absurd}]
        kept = []
        for line in bad:
            if can_mix(line.metric) and line.metric not in mixes:
                whose = made.people if made.choice.is_part else None
                mixes[line.metric] = mixed(session, line.metric, made.period, whose, made.view.main_scale)
            explained = explained_by_mix(line, mixes.get(line.metric, {}).get(person))
            if explained:
                found.append(_entry(made, Why.CALM, name, line, explained, weight=2))
            else:
                kept.append(line)
        if kept:
            kept.sort(key=lambda line: -_weight(made.stand(line)))
            worst = kept[0]
            also = tuple(line.name for line in kept[1:])
            reason = f"{_told(worst)} {made.stand(worst).reason}"
            weight = _weight(made.stand(worst)) + 0.1 * len(also)
            why = Why.TALK if any(made.stand(line).is_firm for line in kept) else Why.WATCH
            found.append(_entry(made, why, name, worst, reason, also, weight))
    talked = {(one.person, one.metric) for one in found if one.why in (Why.TALK, Why.CALM)}
    found += _unlucky(made, names, {person for person, _ in talked})
    found += _good(made, names)
    found += _helped(session, made, set(names))
    order = list(Why)
    return sorted(found, key=lambda one: (order.index(one.why), -one.weight, one.title))


def _counts(made: Board, line: Line) -> bool:
    return line.value is not None and made.stand(line).is_bad


def _weight(told: Stand) -> float:
    return (2.0 if told.word is Word.MISSING else 1.0) + (0.5 if told.signal else 0.0) + 2.0 * told.is_firm


def _entry(
    made: Board, why: Why, name: str, line: Line, reason: str, also: tuple[str, ...] = (), weight: float = 0.0
) -> Attention:
    opens = Opens(line.metric, made.period, made.ids(line.person_id), name)
    return Attention(why, name, reason, line.metric, line.person_id, opens, also, weight)


def _told(line: Line) -> str:
    rests = "" if line.unit is Unit.COUNT else f" (n {line.n:,})"
    return f"{line.name} is {value_text(line.value, line.unit)}{rests}."


def explained_by_mix(line: Line, mix: Mixed | None) -> str:
    """Why a figure that looks bad comes of the kinds of contact, "" when it does not."""
    if mix is None or not mix.unlike or mix.adjusted is None or not mix.raw or line.value is None:
        return ""
    if line.target is None or line.low is None or line.high is None:
        return ""
    ratio = mix.adjusted / mix.raw
    low, high = line.low * ratio, line.high * ratio
    if line.upper is not None:
        still = low > line.upper or high < line.target
    else:
        still = low > line.target if line.better is Better.LOWER else high < line.target
    if still or _away(line, mix.adjusted) > _LEFT * _away(line, mix.raw):
        return ""
    return (
        f"{_told(line)} The kinds of contact explain it ({mix.unlike}): with everyone's mix it would be"
        f" {value_text(mix.adjusted, line.unit)}, which cannot be told apart from the target of"
        f" {target_text(line.target, line.upper, line.unit)}."
    )


def _away(line: Line, value: float) -> float:
    """How far a value lies from its target, or from the nearer end of its range."""
    ends = [end for end in (line.target, line.upper) if end is not None]
    return min(abs(value - end) for end in ends)


def _unlucky(made: Board, names: dict[int, str], talked: set[int | None]) -> list[Attention]:
    """Figures on the wrong side of a target that chance alone explains; the farthest ones, one a person."""
    found = []
    for person, name in names.items():
        if person in talked:
            continue
        best: tuple[float, Line] | None = None
        for line in made.lines_of(person):
            told = made.stand(line)
            if line.value is None or line.target is None or line.upper is not None or told.is_bad:
                continue
            if line.status is not Verdict.NOT_JUDGED or line.unit is not Unit.SHARE:
                continue
            if line.n < _LEAST_TOLD:
                continue
            away = (line.value - line.target) * (1 if line.better is Better.LOWER else -1)
            if away > 0.04 and (best is None or away > best[0]):
                best = (away, line)
        if best is not None:
            line = best[1]
            said = (
                f"{line.name} looks poor with {value_text(line.value, line.unit)}, but it rests on {line.n:,} only:"
                f" chance alone could give that to somebody who meets the target of"
                f" {target_text(line.target, None, line.unit)}. No judgement; read the single cases."
            )
            found.append(_entry(made, Why.CALM, name, line, said, weight=best[0]))
    return sorted(found, key=lambda one: -one.weight)[:_MOST_CALM]


def _helped(session: Session, made: Board, people: set[int]) -> list[Attention]:
    """Advice that was taken, measured and found to have helped; the newest ones."""
    from csmanager.features.reviews.advice.queries import given
    from csmanager.features.reviews.advice.rules import Result

    found = []
    for row in given(session):
        if row.result is not Result.HELPED or row.effect is None:
            continue
        if row.person_id is not None and row.person_id not in people:
            continue
        whom = f" for {row.person}" if row.person_id is not None else ""
        title = f"Advice that worked{whom}: {row.rule}"
        said = f"{row.effect.sentence} Keep doing it."
        person = row.person_id
        found.append(Attention(Why.GOOD, title, said, row.watch_metric, person, weight=2.0))
    return found[:_MOST_GOOD]


def _good(made: Board, names: dict[int, str]) -> list[Attention]:
    """Who rose above what was usual in a good way."""
    found = []
    for person, name in names.items():
        for line in made.lines_of(person):
            told, bad = made.stand(line), bad_side(line.better)
            if told.signal and bad and told.signal == -bad and told.word is not Word.MISSING:
                said = f"{_told(line)} {told.reason} Ask what was done differently, and pass it on."
                found.append(_entry(made, Why.GOOD, name, line, said, weight=1.0))
                break
    return found[:_MOST_GOOD]
