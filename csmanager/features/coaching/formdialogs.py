"""The forms of coaching."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.visibility import Visibility
from csmanager.features.coaching import rules
from csmanager.features.coaching.queries import CoachDetail
from csmanager.features.coaching.rules import CoachKind, CoachState, Effect
from csmanager.features.reviews.advice.effect import EffectRow
from csmanager.features.reviews.advice.rules import Result
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]
_KINDS = list(rules.KIND_WORDS.items())


def usual_follow_up(today: dt.date) -> dt.date:
    """Four weeks on."""
    return today + dt.timedelta(days=rules.FOLLOW_UP_DAYS)


def new(
    people: Sequence[tuple[int, str]],
    metrics: Mapping[str, str],
    submit: Submit,
    today: Today,
    parent: QWidget,
    person_id: int | None,
) -> FormDialog:
    """A new session."""
    return FormDialog(
        "New coaching session",
        [
            Field("person_id", "With", "choice", person_id or people[0][0], options=list(people), required=True),
            Field(
                "behaviour", "Behaviour", required=True, placeholder="Says back what was understood",
                help="One, as somebody could see or hear it.",
            ),
            Field("kind", "Kind", "choice", CoachKind.PERFORMANCE, options=_KINDS),
            Field(
                "seen", "Evidence", "long",
                help="What was seen or heard, with its day. Graded contacts and complaints are added after.",
                seen=Visibility.OPEN,
            ),
            Field("agreed", "To try", "long", help="In their words; it can wait until the talk.", seen=Visibility.OPEN),
            Field("watch_metric", "Watch", "choice", "", options=[("", "Nothing that is measured"), *metrics.items()]),
            Field("follow_up_on", "Follow-up", "date", usual_follow_up(today())),
        ],
        submit,
        verb="Draft",
        today=today,
        parent=parent,
    )  # fmt: skip


def edit(
    found: CoachDetail,
    metrics: Mapping[str, str],
    private: Sequence[Field],
    submit: Submit,
    today: Today,
    parent: QWidget,
) -> FormDialog:
    """What can be changed; what the person heard stays."""
    row = found.row
    heard = "" if row.state is CoachState.DRAFT else "The person heard this; it stays as it is."
    return FormDialog(
        f"Coaching with {row.person}",
        [
            Field("behaviour", "Behaviour", value=row.behaviour, required=True, help=heard),
            Field("kind", "Kind", "choice", row.kind, options=_KINDS),
            Field("agreed", "To try", "long", row.agreed, help=heard),
            Field(
                "watch_metric", "Watch", "choice", row.watch_metric,
                options=[("", "Nothing that is measured"), *metrics.items()],
            ),
            Field("follow_up_on", "Follow-up", "date", row.follow_up_on),
            *private,
        ],
        submit,
        verb="Save",
        today=today,
        parent=parent,
    )  # fmt: skip


def evidence(offers: Sequence[tuple[str, str]], submit: Submit, parent: QWidget) -> FormDialog:
    """One piece of evidence."""
    return FormDialog(
        "Add evidence",
        [
            Field("ref", "From", "choice", "", options=[("", "What I saw or heard"), *offers]),
            Field(
                "text",
                "In words",
                "long",
                help="With its day; left empty, the words of the record stand.",
                seen=Visibility.OPEN,
            ),
        ],
        submit,
        verb="Add",
        parent=parent,
    )


def deliver(found: CoachDetail, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """What a talk needs: what is tried, and a day to look at it."""
    row = found.row
    return FormDialog(
        f"Coaching held with {row.person}",
        [
            Field(
                "agreed",
                "To try",
                "long",
                row.agreed,
                required=True,
                help="In their words.",
                seen=Visibility.OPEN,
            ),
            Field(
                "follow_up_on",
                "Follow-up",
                "date",
                row.follow_up_on or usual_follow_up(today()),
                required=True,
            ),
            Field("on", "Held on", "date", today(), required=True),
            Field("minutes", "Minutes", "number", 20, minimum=1, maximum=480),
        ],
        submit,
        verb="Held",
        text=row.behaviour,
        today=today,
        parent=parent,
    )


def follow_up(found: CoachDetail, measured: EffectRow | None, submit: Submit, parent: QWidget) -> FormDialog:
    """What it did, with what was measured above."""
    row = found.row
    text = measured.sentence if measured is not None else "No figure is watched; say what both of you see."
    suggested = {
        Result.HELPED: Effect.HELPED,
        Result.NO_CHANGE: Effect.NO_CHANGE,
        Result.WORSE: Effect.WORSE,
    }.get(Result(measured.result) if measured is not None else Result.NOT_JUDGED, Effect.UNCLEAR)
    fields = [
        Field("effect", "Both of you say", "choice", suggested, options=list(rules.EFFECT_WORDS.items())),
        Field("note", "What you saw", "long", seen=Visibility.OPEN),
    ]
    if row.state is CoachState.DELIVERED:
        fields.append(
            Field("reason", "Why now", required=True, help="It was not acknowledged, or is disputed.")
        )
    return FormDialog(f"Follow up with {row.person}", fields, submit, verb="Keep", text=text, parent=parent)
