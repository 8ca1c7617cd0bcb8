"""Legal moves, hiring, standing still and who may be the same person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import rules
from csmanager.features.hiring.rules import CLOSED, MOVES, PATH, MoveKind, OpeningState, Past, Stage

EVERYWHERE = frozenset(PATH)


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
        (Stage.SCREEN, Stage.REJECTED, MoveKind.REJECT),
        (Stage.OFFER, Stage.WITHDRAWN, MoveKind.WITHDRAW),
    ],
)
def test_a_legal_move_has_a_kind(old: Stage, new: Stage, kind: MoveKind) -> None:
    assert rules.check_move("Ana", old, new, Past(EVERYWHERE, None), "because") is kind


@pytest.mark.parametrize(
    ("old", "new", "before", "reason", "words"),
    [
        (Stage.SCREEN, Stage.OFFER, Past(EVERYWHERE, None), "x", "cannot go from Screen to Offer"),
        (Stage.DECISION, Stage.OFFER, Past(frozenset({Stage.APPLIED}), None), "x", "no interview yet"),
        (Stage.HIRED, Stage.OFFER, Past(EVERYWHERE, Stage.OFFER), "x", "was hired"),
        (Stage.HIRED, Stage.REJECTED, Past(EVERYWHERE, Stage.OFFER), "x", "was hired"),
        (Stage.REJECTED, Stage.WITHDRAWN, Past(EVERYWHERE, Stage.SCREEN), "x", "Reopen"),
        (Stage.REJECTED, Stage.OFFER, Past(EVERYWHERE, Stage.SCREEN), "x", "only be reopened there"),
        (Stage.REJECTED, Stage.SCREEN, Past(EVERYWHERE, Stage.SCREEN), " ", "taken up again"),
        (Stage.SCREEN, Stage.REJECTED, Past(EVERYWHERE, None), "  ", "turned down"),
        (Stage.SCREEN, Stage.WITHDRAWN, Past(EVERYWHERE, None), "", "withdrew"),
        (Stage.APPLIED, Stage.INTERVIEW, Past(EVERYWHERE, None), "", "skips a stage"),
        (Stage.APPLIED, Stage.APPLIED, Past(EVERYWHERE, None), "x", "already"),
    ],
)
def test_a_refused_move_says_why(old: Stage, new: Stage, before: Past, reason: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        rules.check_move("Ana", old, new, before, reason)


@given(st.lists(st.tuples(st.sampled_from(Stage), st.sampled_from(["", "a reason"])), max_size=30))
def test_no_path_reaches_an_offer_without_an_interview_or_leaves_hired(
    tries: list[tuple[Stage, str]],
) -> None:
    moves: list[tuple[Stage | None, Stage]] = [(None, Stage.APPLIED)]
    for target, reason in tries:
        at = moves[-1][1]
        try:
            kind = rules.check_move("Ana", at, target, rules.past(moves), reason)
        except RuleBroken as refused:
            assert str(refused).endswith(".")
            continue
        assert at is not Stage.HIRED
        assert kind not in rules.OWES_REASON or reason
        if at in CLOSED:
            assert target is rules.past(moves).left
        moves.append((at, target))
    been = [stage for _, stage in moves]
    if Stage.OFFER in been:
        assert Stage.INTERVIEW in been[: been.index(Stage.OFFER)]
    if Stage.HIRED in been:
        assert been[-1] is Stage.HIRED
        assert been[-2] is Stage.OFFER


def test_every_stage_stands_in_the_table_and_one_step_is_legal() -> None:
    assert set(MOVES) == set(Stage)
    for stage in PATH:
        following = rules.next_stage(stage)
        assert following is not None
        assert MOVES[stage][following] in (MoveKind.FORWARD, MoveKind.HIRE)
    for stage in PATH[1:]:
        former = rules.former_stage(stage)
        assert former is not None
        assert MOVES[stage][former] is MoveKind.BACK
    assert rules.next_stage(Stage.HIRED) is None
    assert rules.former_stage(Stage.APPLIED) is None


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
