"""Days without leave, and who could cover: rules in a store, and by mouse and keyboard in the window."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.leave import blackouts, moving, queries
from csmanager.features.leave.covering import who_could
from csmanager.features.leave.leavepage import LeavePage
from csmanager.features.leave.rules import LeaveState
from csmanager.features.skills import actions as skills
from csmanager.features.team.tables import Role, Skill
from csmanager.features.wellbeing import availability
from csmanager.features.wellbeing.availability import Span
from csmanager.features.wellbeing.rules import Can
from csmanager.ui.desk import Desk
from tests.digest import content
from tests.features.leave.test_leave import FRIDAY, MONDAY, TODAY, add, ask, grant, kind
from tests.stories.hands import Hands
from tests.waiting import settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STOCK = "Stocktaking"


def block(store: Store, *, is_hard: bool = True, team_id: int | None = None) -> int:
    return store.do(
        "Keep free", blackouts.save, None, first_on=MONDAY, last_on=MONDAY, reason=STOCK, is_hard=is_hard,
        team_id=team_id,
    )  # fmt: skip


def test_leave_in_days_that_are_kept_free_is_refused_with_the_reason(store: Store) -> None:
    bo, _ada = add(store, "Bo Lind"), add(store, "Ada Berg")
    grant(store, bo)
    before = content(store, history=False)
    key = block(store)
    with pytest.raises(RuleBroken, match=r"13 Apr 2026 \(Stocktaking\)\. Choose other days"):
        ask(store, bo)
    ask(store, bo, first_on=dt.date(2026, 4, 14))
    ill = kind(store, "Illness") if _has(store, "Illness") else kind(store, _sealed(store))
    store.do("Ill", moving.record, person_id=bo, type_id=ill, first_on=MONDAY, last_on=MONDAY, today=TODAY)
    for _ in range(2):
        store.undo()
    store.do("Free", blackouts.trash, key, today=TODAY)
    ask(store, bo)
    for _ in range(3):
        store.undo()
    assert content(store, history=False) == before


def _has(store: Store, name: str) -> bool:
    with store.read() as session:
        return any(row.name == name for row in queries.types(session))


def _sealed(store: Store) -> str:
    with store.read() as session:
        return next(row.name for row in queries.types(session) if row.is_sensitive)


def test_days_better_kept_free_owe_a_reason_when_leave_is_approved(store: Store) -> None:
    bo, _ada = add(store, "Bo Lind"), add(store, "Ada Berg")
    grant(store, bo)
    block(store, is_hard=False)
    made = ask(store, bo)
    with pytest.raises(RuleBroken, match="Stocktaking"):
        store.do("Approve", moving.move, made, "approve", today=TODAY)
    store.do("Approve", moving.move, made, "approve", today=TODAY, reason="Booked before we knew")
    with store.read() as session:
        (row,) = [one for one in queries.leaves(session) if one.id == made]
        assert row.state is LeaveState.APPROVED


def test_a_stretch_for_one_team_leaves_the_others_free(store: Store) -> None:
    bo, ada = add(store, "Bo Lind", team="Desk"), add(store, "Ada Berg", team="Shop")
    with store.read() as session:
        desk = next(key for key, name in blackouts.teams(session) if name == "Desk")
    block(store, team_id=desk)
    with pytest.raises(RuleBroken, match="Choose other days"):
        ask(store, bo)
    ask(store, ada)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"last_on": MONDAY - dt.timedelta(days=1)}, "before the first"),
        ({"last_on": MONDAY + dt.timedelta(days=400)}, "longer than a year"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_days_that_make_no_sense_are_said(store: Store, terms: dict[str, object], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        store.do(
            "x", blackouts.save, None,
            **({"first_on": MONDAY, "last_on": FRIDAY, "reason": STOCK, "is_hard": True} | terms),
        )  # fmt: skip


def test_who_could_cover_has_the_skills_is_not_away_and_said_nothing_against_it(store: Store) -> None:
    bo = add(store, "Bo Lind", role="Agent")
    ada, cy, di = (add(store, name, role="Agent") for name in ("Ada Berg", "Cy Dorn", "Di Eng"))
    with store.change("Skills") as step:
        step.session.add(Skill(name="Refunds"))
        step.session.flush()
        skill, role = step.session.query(Skill.id).scalar(), step.session.query(Role.id).scalar()
        skills.expect(step.session, role, skill, 3, mandatory=True)
        for person in (bo, cy):
            skills.judge(
                step.session, person_id=person, skill_id=skill, level=3, text="Seen",
                today=TODAY,
            )  # fmt: skip
    every = [Span(day, 0, 1440, Can.UNAVAILABLE) for day in range(5)]
    store.do("Week", availability.set_week, di, every, today=TODAY, how="desk")
    made = ask(store, ada, first_on=MONDAY, last_on=MONDAY)
    store.do("Approve", moving.move, made, "approve", today=TODAY, reason="Fine")
    with store.read() as session:
        found = who_could(session, bo, MONDAY, FRIDAY)
    assert [(row.person, row.days) for row in found] == [("Cy Dorn", 5), ("Ada Berg", 4)]
    assert found[0].skills == ("Refunds",) and found[1].lacks == ("Refunds",)
    assert "has not said when they can" in found[0].words


def test_days_are_kept_free_in_the_window_and_a_request_is_refused_there(qtbot: QtBot, desk: Desk) -> None:
    bo = add(desk.store, "Bo Lind")
    add(desk.store, "Ada Berg")
    page, hands = LeavePage(desk), Hands(qtbot)
    qtbot.addWidget(page)
    page.resize(1080, 720)
    with qtbot.waitExposed(page):
        page.show()
    settle(qtbot, desk)
    before = content(desk.store, history=False)
    hands.segment(page.switch, "Kept free")
    hands.menu(page, "Keep days free of leave…")
    hands.by_mouse(hands.fill(page.commands.dialog, first_on=MONDAY, last_on=FRIDAY, reason=STOCK))
    settle(qtbot, desk)
    (row,) = page.kept_free.table.rows()
    assert (row.reason, row.is_hard) == (STOCK, True)
    page.addActions(page.actions_offered())
    hands.press(Qt.Key.Key_N, ctrl=True, shift=True, on=page)
    dialog = hands.fill(page.commands.dialog, person_id=bo, first_on=MONDAY, last_on=FRIDAY)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert dialog.isVisible() and "Stocktaking" in dialog.problem.text()
    dialog.reject()
    page.kept_free.table.select_first()
    page.commands.actions["trash_block"].trigger()
    settle(qtbot, desk)
    assert not page.kept_free.table.rows()
    for _ in range(2):
        desk.store.undo()
    assert content(desk.store, history=False) == before
