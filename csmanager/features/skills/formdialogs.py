"""The forms of skills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.visibility import Visibility
from csmanager.features.skills.queries import BenchRow, SkillHead
from csmanager.features.skills.rules import EVIDENCE_WORDS, READY_WORDS, Evidence
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]
_KINDS = [(kind, word) for kind, word in EVIDENCE_WORDS.items() if kind is not Evidence.FORMER]


def judge(
    people: Sequence[tuple[int, str]],
    skills: Sequence[SkillHead],
    person_id: int | None,
    skill: SkillHead | None,
    level: int,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """How good somebody is at something, and what was seen."""
    words = skill.words if skill is not None else ()
    text = "\n".join(f"{number}  {word}" for number, word in enumerate(words, 1))
    dialog = FormDialog(
        "Judge a skill",
        [
            Field("person_id", "Person", "choice", person_id, options=list(people), required=True),
            Field(
                "skill_id", "Skill", "choice", skill.id if skill else None,
                options=[(head.id, head.name) for head in skills], required=True,
            ),
            Field(
                "level", "Level", "choice", level or 3, required=True,
                options=[*((number, _word(number, words)) for number in range(1, 6)), (0, "Take this skill away")],
            ),
            Field("kind", "Judged by", "choice", Evidence.OBSERVED, options=_KINDS, required=True),
            Field(
                "text", "What was seen", "long", required=True,
                placeholder="Three graded refunds, all in order, the third without asking", seen=Visibility.OPEN,
            ),
            Field("judged_on", "On", "date", today(), required=True),
            Field("reference", "Number", placeholder="Contact, course or certificate", is_more=True),
            Field("assessor", "Judged by whom", is_more=True),
            Field("expires_on", "Holds until", "date", help="Left empty: as long as the skill says.", is_more=True),
        ],
        submit,
        verb="Judge",
        text="" if text else "A level changes only with its evidence, and the history stays.",
        today=today,
        parent=parent,
    )  # fmt: skip
    box = dialog.inputs["skill_id"].input
    levels = dialog.inputs["level"].input

    def retell() -> None:
        chosen = next((head for head in skills if head.id == box.currentData()), None)  # type: ignore[attr-defined]
        for at in range(5):
            levels.setItemText(at, _word(at + 1, chosen.words if chosen else ()))  # type: ignore[attr-defined]

    box.currentIndexChanged.connect(lambda _at: retell())  # type: ignore[attr-defined]
    retell()
    return dialog


def _word(number: int, words: Sequence[str]) -> str:
    return f"{number}  {words[number - 1]}" if words else str(number)


def skill(
    row: SkillHead | None, categories: Sequence[str], submit: Submit, today: Today, parent: QWidget
) -> FormDialog:
    """A skill of the catalogue."""
    return FormDialog(
        "Change the skill" if row else "New skill",
        [
            Field("name", "Name", value=row.name if row else "", required=True),
            Field("category", "Category", "suggest", row.category if row else None, options=list(categories)),
            Field("about", "What it is", "long", row.about if row else ""),
            Field(
                "levels", "Levels", "long", row.levels if row else "",
                help="A line for each of the five, from learning it to teaching it. Left empty: the usual words.",
            ),
            Field(
                "valid_months", "A level holds", "number", row.valid_months if row else None, minimum=1, maximum=240,
                unit="months", help="Left empty: for good.",
            ),
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )  # fmt: skip


def ask_for(
    roles: Sequence[tuple[int, str]],
    skills: Sequence[SkillHead],
    chosen: tuple[int, int, int, bool] | None,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """Which level a role asks for; ``chosen``: role, skill, level, mandatory."""
    role_id, skill_id, level, mandatory = chosen or (None, None, 3, False)
    return FormDialog(
        "What a role asks for",
        [
            Field("role_id", "Role", "choice", role_id, options=list(roles), required=True),
            Field(
                "skill_id", "Skill", "choice", skill_id, required=True,
                options=[(head.id, head.name) for head in skills],
            ),
            Field("level", "Level", "choice", level, options=[(n, str(n)) for n in range(1, 6)], required=True),
            Field("mandatory", "Nobody works in the role without it", "check", mandatory),
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )  # fmt: skip


def bench(
    roles: Sequence[tuple[int, str]],
    people: Sequence[tuple[int, str]],
    row: BenchRow | None,
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """Somebody who could take a role."""
    readiness = row.readiness if row is not None and row.says_otherwise else ""
    return FormDialog(
        "Who could take a role",
        [
            Field("role_id", "Role", "choice", row.role_id if row else None, options=list(roles), required=True),
            Field("person_id", "Person", "choice", row.person_id if row else None, options=list(people), required=True),
            Field("is_cover", "Stands in at once in an emergency", "check", row.is_cover if row else False),
            Field(
                "mentor_id", "Mentor", "choice", (row.mentor_id or 0) if row else 0, options=[(0, "–"), *people],
            ),
            Field(
                "readiness", "Ready", "choice", readiness,
                options=[("", "As the levels say"), *READY_WORDS.items()],
            ),
            Field(
                "note", "Note", "long", row.note if row else "", help="Owed where you differ from the levels.",
                seen=Visibility.OPEN,
            ),
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )  # fmt: skip
