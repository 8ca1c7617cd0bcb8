"""The forms of this duty: each asks what one change needs, and makes it as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError, RuleBroken
from csmanager.features.team import actions, moves, personal
from csmanager.features.team.dates import birthday_text
from csmanager.features.team.fields.fieldswidget import form_fields, part
from csmanager.features.team.fields.queries import FieldRow
from csmanager.features.team.fields.rules import Value
from csmanager.features.team.queries import AliasRow, EmploymentRow, PersonDetail, PersonRow, SkillRow
from csmanager.features.team.rules import ALIAS_WORDS, AliasKind, alias_key, guess_alias_kind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.fields import Field
from csmanager.ui.widgets.form import FormDialog

_NO_YEAR = "Day and month; the year is not kept."
_AS_IT_IS = "(as it is)"
_GUESS = "(as it looks)"


def minutes_of(hours: float | None) -> int | None:
    """Contract hours as minutes."""
    return None if hours is None else round(hours * 60)


def _hours(minutes: int | None) -> Field:
    value = None if minutes is None else minutes / 60
    return Field("hours", "Contract hours", "number", value, minimum=0, maximum=80, decimals=1, unit="a week")


def add_person(
    desk: Desk,
    parent: QWidget,
    teams: Sequence[str],
    roles: Sequence[str],
    own: Sequence[FieldRow] = (),
) -> FormDialog:
    """Add someone; ``own``: the manager's own fields."""
    today = desk.today()

    def submit(said: dict[str, Any]) -> int:
        return desk.try_do(
            f"Add {said['name']}",
            personal.add,
            values=part(said, own),
            birthday=said["birthday"],
            name=said["name"],
            today=today,
            code=said["code"] or None,
            team=said["team"],
            role=said["role"],
            weekly_minutes=minutes_of(said["hours"]),
            started_on=said["started_on"],
            email=said["email"],
            phone=said["phone"],
            aliases=[part.strip() for part in said["aliases"].split(";") if part.strip()],
        )

    fields = [
        Field("name", "Name", required=True),
        Field("role", "Role", "suggest", options=roles),
        Field("team", "Team", "suggest", options=teams),
        Field("started_on", "Started on", "date"),
        _hours(None),
        Field("aliases", "Login, extension", placeholder="as exports name them; parted by semicolons"),
        Field("code", "Code", placeholder="made when left empty", is_more=True),
        Field("email", "E-mail", is_more=True),
        Field("phone", "Phone", is_more=True),
        Field("birthday", "Birthday", placeholder="24 Dec", help=_NO_YEAR, is_more=True),
        *form_fields(own, {}),
    ]
    return FormDialog("Add a person", fields, submit, verb="Add person", today=desk.today, parent=parent)


def edit_person(
    desk: Desk,
    parent: QWidget,
    detail: PersonDetail,
    own: Sequence[FieldRow] = (),
    values: dict[int, Value] | None = None,
) -> FormDialog:
    """Change facts that hold for all time: name, code, start, how to reach them, and own fields."""
    row = detail.person

    def submit(said: dict[str, Any]) -> None:
        changed = {key: value for key, value in said.items() if value != before[key]}
        if changed:
            filled = part(changed, own)
            desk.try_do(f"Change {row.name}", personal.change, row.id, values=filled, **changed)

    fields = [
        Field("name", "Name", value=row.name, required=True, help="The old spelling stays known to imports."),
        Field("code", "Code", value=row.code, required=True),
        Field("started_on", "Started on", "date", row.started_on),
        Field("email", "E-mail", value=detail.email),
        Field("phone", "Phone", value=detail.phone),
        Field("birthday", "Birthday", value=birthday_text(detail.birthday), help=_NO_YEAR, is_more=True),
        Field(
            "no_dates", "Keep birthday and anniversaries off Today", "check", detail.no_dates, is_more=True
        ),
        *form_fields(own, values or {}),
    ]
    before = {field.key: field.value for field in fields}
    return FormDialog(f"Change {row.name}", fields, submit, verb="Save", today=desk.today, parent=parent)


def change_employment(
    desk: Desk, parent: QWidget, row: PersonRow, teams: Sequence[str], roles: Sequence[str]
) -> FormDialog:
    """Another team, role or hours from a day on."""

    def submit(said: dict[str, Any]) -> int:
        terms: dict[str, Any] = {}
        if said["team"] != (row.team or ""):
            terms["team"] = said["team"]
        if said["role"] != (row.role or ""):
            terms["role"] = said["role"]
        if minutes_of(said["hours"]) != row.weekly_minutes:
            terms["weekly_minutes"] = minutes_of(said["hours"])
        return desk.try_do(
            f"Change employment of {row.name}",
            moves.change_employment,
            row.id,
            starts_on=said["starts_on"],
            reason=said["reason"],
            **terms,
        )

    fields = [
        Field(
            "starts_on", "From", "date", desk.today(), required=True, help="Before that day nothing changes."
        ),
        Field("role", "Role", "suggest", row.role, options=roles),
        Field("team", "Team", "suggest", row.team, options=teams),
        _hours(row.weekly_minutes),
        Field("reason", "Why", placeholder="Promotion, wish, …"),
    ]
    title = f"Change team, role or hours of {row.name}"
    return FormDialog(title, fields, submit, verb="Change", today=desk.today, parent=parent)


def correct_employment(
    desk: Desk,
    parent: QWidget,
    row: PersonRow,
    period: EmploymentRow,
    teams: Sequence[str],
    roles: Sequence[str],
) -> FormDialog:
    """Put right what was noted wrongly, or take it out."""

    def submit(said: dict[str, Any]) -> None:
        if said["remove"]:
            desk.try_do(f"Take out an employment of {row.name}", moves.remove_employment, period.id)
            return
        desk.try_do(
            f"Correct employment of {row.name}",
            moves.correct_employment,
            period.id,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            team=said["team"],
            role=said["role"],
            weekly_minutes=minutes_of(said["hours"]),
            reason=said["reason"],
        )

    fields = [
        Field("starts_on", "From", "date", period.starts_on, required=True),
        Field("ends_on", "Until", "date", period.ends_on, help="Empty: until further."),
        Field("role", "Role", "suggest", period.role, options=roles),
        Field("team", "Team", "suggest", period.team, options=teams),
        _hours(period.weekly_minutes),
        Field("reason", "Why", value=period.reason),
        Field("remove", "It was noted by mistake: take it out", "check"),
    ]
    return FormDialog(
        f"Correct employment of {row.name}",
        fields,
        submit,
        verb="Correct",
        text="For what was noted wrongly. What really changed on a day belongs under Change team, role or hours.",
        today=desk.today,
        parent=parent,
    )


class ChangeManyDialog(FormDialog):
    """One team or role for several people; the button says for how many something changes."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        rows: Sequence[PersonRow],
        teams: Sequence[str],
        roles: Sequence[str],
    ) -> None:
        self._desk = desk
        self._ids = [row.id for row in rows]
        fields = [
            Field("starts_on", "From", "date", desk.today(), required=True),
            Field("role", "Role", "suggest", _AS_IT_IS, options=[_AS_IT_IS, *roles]),
            Field("team", "Team", "suggest", _AS_IT_IS, options=[_AS_IT_IS, *teams]),
        ]
        title = f"Change team or role of {len(rows)} people"
        super().__init__(title, fields, self._do, today=desk.today, parent=parent)
        for box in self.inputs.values():
            box.changed.connect(self._count)
        self._count()

    def _terms(self, said: dict[str, Any]) -> dict[str, Any]:
        return {key: said[key] for key in ("team", "role") if said[key] != _AS_IT_IS}

    def _do(self, said: dict[str, Any]) -> int:
        count = self._changing(said)
        if not count:
            raise RuleBroken("Nothing would change: choose another team or role.")
        label = f"Change team or role of {count} {'person' if count == 1 else 'people'}"
        terms = self._terms(said)
        return self._desk.try_do(label, moves.change_many, self._ids, starts_on=said["starts_on"], **terms)

    def _changing(self, said: dict[str, Any]) -> int:
        terms = self._terms(said)
        if not terms:
            return 0
        return len(self._desk.read(moves.would_change, self._ids, starts_on=said["starts_on"], **terms))

    def _count(self) -> None:
        try:
            said = {key: box.value() for key, box in self.inputs.items()}
        except AppError:
            return
        count = self._changing(said)
        self.submit_button.setText(f"Change {count} of {len(self._ids)} people")
        self.submit_button.setEnabled(count > 0)


def start_leave(desk: Desk, parent: QWidget, row: PersonRow) -> FormDialog:
    """Someone is away for longer."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(
            f"Note that {row.name} is on leave", moves.start_leave, row.id, today=desk.today(), **said
        )

    fields = [
        Field("back_on", "Expected back", "date", help="Today reminds you of it. Leave empty if not known."),
        Field("reason", "Note"),
    ]
    return FormDialog(
        f"{row.name} goes on leave", fields, submit, verb="Start leave", today=desk.today, parent=parent
    )


def leave(desk: Desk, parent: QWidget, row: PersonRow) -> FormDialog:
    """Someone leaves; they stay in the store and in the figures of their time."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(f"Note that {row.name} leaves", moves.leave, row.id, today=desk.today(), **said)

    fields = [
        Field("last_day", "Last day of work", "date", row.left_on or desk.today(), required=True),
        Field("reason", "Why", required=True, placeholder="Moved away, another offer, …"),
    ]
    return FormDialog(
        f"{row.name} leaves",
        fields,
        submit,
        verb="Note leaving",
        text="Nobody is deleted: what they did stays in every figure, and they can be taken on again.",
        today=desk.today,
        parent=parent,
    )


def come_back(desk: Desk, parent: QWidget, row: PersonRow) -> FormDialog:
    """Someone stays after all, or is taken on again."""
    stays = row.left_on is not None and row.left_on >= desk.today()

    def submit(said: dict[str, Any]) -> None:
        starts_on: dt.date = said.get("starts_on") or desk.today()
        label = f"{row.name} stays" if stays else f"Take on {row.name} again"
        desk.try_do(
            label, moves.come_back, row.id, starts_on=starts_on, reason=said["reason"], today=desk.today()
        )

    fields = [Field("reason", "Why", required=True)]
    if not stays:
        fields.insert(0, Field("starts_on", "From", "date", desk.today(), required=True))
    title = f"{row.name} stays after all" if stays else f"Take on {row.name} again"
    return FormDialog(
        title, fields, submit, verb="Stay" if stays else "Take on", today=desk.today, parent=parent
    )


def merge(desk: Desk, parent: QWidget, row: PersonRow, others: Sequence[PersonRow]) -> FormDialog:
    """Two records are one person."""

    def submit(said: dict[str, Any]) -> None:
        other = next((each for each in others if each.id == said["other"]), None)
        if other is None:
            raise RuleBroken("Choose the other record.")
        desk.try_do(f"Merge {other.name} into {row.name}", actions.merge, row.id, other.id)

    alike = sorted(
        (other for other in others if other.id != row.id),
        key=lambda other: -SequenceMatcher(None, alias_key(row.name), alias_key(other.name)).ratio(),
    )
    options = [(None, "Choose …"), *[(other.id, f"{other.name} ({other.code})") for other in alike]]
    return FormDialog(
        f"Merge with {row.name}",
        [Field("other", "The other record", "choice", options=options, required=True)],
        submit,
        verb="Merge",
        text=f"{row.name} ({row.code}) counts from then on. Spellings, skills and imported contacts of the other"
        " record come along; Undo parts them again.",
        today=desk.today,
        parent=parent,
    )


def add_alias(desk: Desk, parent: QWidget, row: PersonRow) -> FormDialog:
    """Another spelling under which exports name someone."""

    def submit(said: dict[str, Any]) -> None:
        kind = None if said["kind"] == _GUESS else AliasKind(said["kind"])
        made = desk.try_do(
            f"Add a spelling of {row.name}",
            actions.add_alias,
            row.id,
            said["alias"],
            kind or guess_alias_kind(said["alias"]),
        )
        if made is None:
            raise RuleBroken(f"That already means {row.name}.")

    kinds = [(_GUESS, "As it looks"), *[(kind.value, ALIAS_WORDS[kind]) for kind in AliasKind]]
    fields = [
        Field("alias", "Spelling", required=True, placeholder="Login, extension, Last, First"),
        Field("kind", "Kind", "choice", _GUESS, options=kinds),
    ]
    title = f"Another spelling of {row.name}"
    return FormDialog(title, fields, submit, verb="Add", today=desk.today, parent=parent)


def remove_alias(desk: Desk, row: PersonRow, alias: AliasRow) -> None:
    """Forget a spelling; Undo brings it back, so nothing is asked."""
    desk.do(f"Remove the spelling {alias.alias} of {row.name}", actions.remove_alias, alias.id)


def set_skill(
    desk: Desk, parent: QWidget, row: PersonRow, skills: Sequence[str], skill: SkillRow | None
) -> FormDialog:
    """How good someone is at something."""

    def submit(said: dict[str, Any]) -> None:
        level = said["level"] or None
        label = f"Judge {said['skill']} of {row.name}"
        desk.try_do(
            label,
            actions.set_skill,
            row.id,
            said["skill"],
            level,
            today=desk.today(),
            evidence=said["evidence"],
        )

    levels = [
        (1, "1 – beginning"),
        (2, "2 – with help"),
        (3, "3 – on their own"),
        (4, "4 – also the hard cases"),
        (5, "5 – teaches others"),
        (0, "Take this skill away"),
    ]
    fields = [
        Field("skill", "Skill", "suggest", skill.skill if skill else None, True, options=skills),
        Field("level", "Level", "choice", skill.level if skill else 3, True, options=levels),
        Field(
            "evidence", "Seen in", required=True, placeholder="A contact, a course, a morning beside them …",
            help="A level changes only with its evidence. Skills, in this tab, keeps the history.",
        ),
    ]  # fmt: skip
    return FormDialog(f"Skill of {row.name}", fields, submit, verb="Save", today=desk.today, parent=parent)
