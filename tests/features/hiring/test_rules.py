"""Legal moves, hiring, standing still and who may be the same person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import (
    ACTIVE,
    CLOSED,
    MoveKind,
    OpeningState,
    Past,
    Place,
    Stage,
    StageFact,
)

EVERYWHERE = frozenset(ACTIVE)
PLAIN = {fact.type: fact for fact in rules.PLAIN_PATH}


def at(stage: Stage) -> Place:
    """The place of the plain path for a kind of stage."""
    return PLAIN.get(stage, stage)


def check(old: Stage, new: Stage, before: Past, reason: str) -> MoveKind:
    return rules.check_move("Ana", rules.PLAIN_PATH, at(old), at(new), before, reason)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (Stage.APPLIED, Stage.SCREEN, MoveKind.FORWARD),
        (Stage.SCREEN, Stage.INTERVIEW, MoveKind.FORWARD),
        (Stage.INTERVIEW, Stage.DECISION, MoveKind.FORWARD),
        (Stage.DECISION, Stage.OFFER, MoveKind.FORWARD),
        (Stage.OFFER, Stage.HIRED, MoveKind.HIRE),
        (Stage.OFFER, Stage.DECISION, MoveKind.BACK),
        (Stage.APPLIED, Stage.INTERVIEW, MoveKind.SKIP),
        (Stage.APPLIED, Stage.DECISION, MoveKind.SKIP),
        (Stage.SCREEN, Stage.REJECTED, MoveKind.REJECT),
        (Stage.SCREEN, Stage.ARCHIVED, MoveKind.POSTPONE),
        (Stage.OFFER, Stage.WITHDRAWN, MoveKind.WITHDRAW),
    ],
)
def test_a_legal_move_has_a_kind(old: Stage, new: Stage, kind: MoveKind) -> None:
    assert check(old, new, Past(EVERYWHERE, None), "because") is kind


@pytest.mark.parametrize(
    ("old", "new", "before", "reason", "words"),
    [
        (Stage.SCREEN, Stage.OFFER, Past(EVERYWHERE, None), "x", "cannot go from Screen to Offer"),
        (Stage.INTERVIEW, Stage.APPLIED, Past(EVERYWHERE, None), "x", "cannot go from Interview to Applied"),
        (Stage.SCREEN, Stage.HIRED, Past(EVERYWHERE, None), "x", "cannot go from Screen to Hired"),
        (Stage.DECISION, Stage.OFFER, Past(frozenset({Stage.APPLIED}), None), "x", "no interview yet"),
        (Stage.HIRED, Stage.OFFER, Past(EVERYWHERE, Stage.OFFER), "x", "was hired"),
        (Stage.HIRED, Stage.REJECTED, Past(EVERYWHERE, Stage.OFFER), "x", "was hired"),
        (Stage.REJECTED, Stage.WITHDRAWN, Past(EVERYWHERE, Stage.SCREEN), "x", "Reopen"),
        (Stage.ARCHIVED, Stage.REJECTED, Past(EVERYWHERE, Stage.SCREEN), "x", "Reopen"),
        (Stage.REJECTED, Stage.OFFER, Past(EVERYWHERE, Stage.SCREEN), "x", "only be reopened there"),
        (Stage.REJECTED, Stage.SCREEN, Past(EVERYWHERE, Stage.SCREEN), " ", "taken up again"),
        (Stage.SCREEN, Stage.REJECTED, Past(EVERYWHERE, None), "  ", "turned down"),
        (Stage.SCREEN, Stage.WITHDRAWN, Past(EVERYWHERE, None), "", "withdrew"),
        (Stage.SCREEN, Stage.ARCHIVED, Past(EVERYWHERE, None), "", "put aside"),
        (Stage.APPLIED, Stage.INTERVIEW, Past(EVERYWHERE, None), "", "skips a stage"),
        (Stage.APPLIED, Stage.APPLIED, Past(EVERYWHERE, None), "x", "already"),
    ],
)
def test_a_refused_move_says_why(old: Stage, new: Stage, before: Past, reason: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        check(old, new, before, reason)


KINDS = st.lists(st.sampled_from([Stage.SCREEN, Stage.TEST, Stage.INTERVIEW]), max_size=5)


@st.composite
def _paths(draw: st.DrawFn) -> tuple[StageFact, ...]:
    kinds = [Stage.APPLIED, *draw(KINDS)]
    kinds += [Stage.DECISION] * draw(st.booleans()) + [Stage.OFFER]
    return tuple(StageFact(number, f"{number} {kind}", kind) for number, kind in enumerate(kinds, 1))


class Application(RuleBasedStateMachine):
    """One application through whatever stages an opening has: every try is legal by the table or refused."""

    def __init__(self) -> None:
        super().__init__()
        self.path: tuple[StageFact, ...] = ()
        self.places: list[Place] = []

    @initialize(path=_paths())
    def begin(self, path: tuple[StageFact, ...]) -> None:
        self.path, self.places = path, [path[0]]

    def _kind(self, place: Place) -> Stage:
        return place if isinstance(place, Stage) else place.type

    def _past(self) -> Past:
        kinds = [self._kind(place) for place in self.places]
        last = self.places[-2] if len(self.places) > 1 else None
        left_id = last.id if isinstance(last, StageFact) else None
        return rules.past(list(zip([None, *kinds], kinds, strict=False)), left_id)

    @rule(pick=st.integers(0, 9), ending=st.sampled_from([None, *CLOSED]), reason=st.sampled_from(["", "so"]))
    def go(self, pick: int, ending: Stage | None, reason: str) -> None:
        old, before = self.places[-1], self._past()
        new: Place = ending or self.path[pick % len(self.path)]
        try:
            kind = rules.check_move("Ana", self.path, old, new, before, reason)
        except RuleBroken as refused:
            assert str(refused).endswith(".")
            return
        standing, way = rules.way_of(self.path, old, new, before)
        assert way is not None
        assert rules.LEGAL[standing][way] is kind
        assert old is not Stage.HIRED
        assert reason or kind not in rules.OWES_REASON
        if isinstance(old, Stage):
            assert new == self.places[-2], "reopened where it was left"
        elif isinstance(new, StageFact):
            turn = self.path.index(new) - self.path.index(old)
            assert turn in (-1, 1) or (turn > 1 and kind is MoveKind.SKIP and new.type is not Stage.OFFER)
        elif new is Stage.HIRED:
            assert old == self.path[-1]
        self.places.append(new)

    @invariant()
    def no_offer_without_an_interview_and_nothing_after_hired(self) -> None:
        kinds = [self._kind(place) for place in self.places]
        if Stage.OFFER in kinds and any(one.type is Stage.INTERVIEW for one in self.path):
            assert Stage.INTERVIEW in kinds[: kinds.index(Stage.OFFER)]
        if Stage.HIRED in kinds:
            assert kinds[-1] is Stage.HIRED
            assert kinds[-2] is Stage.OFFER


Application.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestApplication = Application.TestCase


def test_one_step_on_and_one_back_are_legal_everywhere() -> None:
    past = Past(EVERYWHERE, None)
    for fact in rules.PLAIN_PATH:
        following = rules.step_on(rules.PLAIN_PATH, fact, 1)
        assert following is not None
        kind = rules.check_move("Ana", rules.PLAIN_PATH, fact, following, past, "")
        assert kind in (MoveKind.FORWARD, MoveKind.HIRE)
    for fact in rules.PLAIN_PATH[1:]:
        former = rules.step_on(rules.PLAIN_PATH, fact, -1)
        assert former is not None
        assert rules.check_move("Ana", rules.PLAIN_PATH, fact, former, past, "") is MoveKind.BACK
    assert rules.step_on(rules.PLAIN_PATH, Stage.HIRED, 1) is None
    assert rules.step_on(rules.PLAIN_PATH, rules.PLAIN_PATH[0], -1) is None


@pytest.mark.parametrize(
    ("old", "new", "reason", "words"),
    [
        (OpeningState.DRAFT, OpeningState.OPEN, "", None),
        (OpeningState.DRAFT, OpeningState.REJECTED, "", "Say why"),
        (OpeningState.DRAFT, OpeningState.FILLED, "x", "cannot become filled"),
        (OpeningState.OPEN, OpeningState.ON_HOLD, " ", "Say why"),
        (OpeningState.OPEN, OpeningState.CANCELLED, "Budget", None),
        (OpeningState.CANCELLED, OpeningState.OPEN, "x", "make a new opening"),
        (OpeningState.CLOSED, OpeningState.OPEN, "", None),
        (OpeningState.OPEN, OpeningState.OPEN, "", "already"),
    ],
)
def test_an_opening_goes_only_where_its_table_says(
    old: OpeningState, new: OpeningState, reason: str, words: str | None
) -> None:
    if words is None:
        rules.check_opening_move("Agent", old, new, reason)
    else:
        with pytest.raises(RuleBroken, match=words):
            rules.check_opening_move("Agent", old, new, reason)


@pytest.mark.parametrize(
    ("state", "left", "override", "words"),
    [
        (OpeningState.FILLED, 0, "", "no place left"),
        (OpeningState.OPEN, 0, " ", "no place left"),
        (OpeningState.CLOSED, 1, "", "is closed"),
        (OpeningState.ON_HOLD, 1, "", "is on hold"),
        (OpeningState.OPEN, 1, "", None),
        (OpeningState.FILLED, 0, "Ana leaves in May", None),
    ],
)
def test_hiring_beyond_the_places_needs_a_reason(
    state: OpeningState, left: int, override: str, words: str | None
) -> None:
    if words is None:
        rules.check_hire("Ana", "Agent", state, left, override)
    else:
        with pytest.raises(RuleBroken, match=words):
            rules.check_hire("Ana", "Agent", state, left, override)


def test_an_applicant_stalls_after_fourteen_days_and_only_while_active() -> None:
    since = dt.date(2026, 3, 1)
    assert not rules.is_stalled(Stage.SCREEN, since, dt.date(2026, 3, 14))
    assert rules.is_stalled(Stage.SCREEN, since, dt.date(2026, 3, 15))
    assert not rules.is_stalled(Stage.REJECTED, since, dt.date(2026, 5, 1))
    assert not rules.is_stalled(Stage.SCREEN, since, dt.date(2026, 5, 1), None)
    assert rules.is_stalled(Stage.SCREEN, since, dt.date(2026, 3, 3), 2)
    assert rules.days_in_stage(dt.date(2026, 4, 1), dt.date(2026, 3, 1)) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mia Novák", "novak, mia", True),
        ("José  Álvarez", "JOSE ALVAREZ", True),
        ("李 小龙", "李 小龙", True),
        ("Mia Novák", "Mia Nowak", False),
    ],
)
def test_names_are_compared_by_what_they_mean(one: str, other: str, same: bool) -> None:
    assert (rules.name_key(one) == rules.name_key(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+49 (30) 1234-5678", "030 12345678", True),
        ("00 44 20 7946 0018", "020 7946 0018", True),
        ("12345", "12345", False),
        ("", "", False),
        ("٠٣٠ ١٢٣٤٥٦٧٨", "03012345678", True),
    ],
)
def test_phone_numbers_are_compared_by_their_last_digits(one: str, other: str, same: bool) -> None:
    assert bool(rules.phone_key(one) and rules.phone_key(one) == rules.phone_key(other)) is same
