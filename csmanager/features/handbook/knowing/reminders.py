"""What Today says of signatures, refreshers and questions half the team missed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import TodoItem
from csmanager.features.handbook.knowing import queries, quizqueries
from csmanager.features.handbook.knowing.queries import KnowRow
from csmanager.features.team.queries import people

SOON_DAYS = 3  # days before a date from which Today names what is still open
_NAMES = 3
_SHOWN = "{n} things the quizzes have shown"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Signatures that are late or nearly, by policy; questions that come back; what half the team missed."""
    found = []
    by_policy: dict[int, list[KnowRow]] = {}
    here = {row.id: row for row in people(session, today)}
    for row in queries.unsigned(session, here, today, today + dt.timedelta(days=SOON_DAYS)):
        by_policy.setdefault(row.policy_id, []).append(row)
    for policy_id, rows in by_policy.items():
        late = [row for row in rows if row.due_on < today]
        shown = late or rows
        first = min(row.due_on for row in shown)
        names = [row.person for row in sorted(shown, key=lambda row: (row.due_on, row.person))]
        who = ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
        days = (today - first).days
        when = f"late since {days} day{'s' if days != 1 else ''}" if late else f"due {saying.day(first)}"
        found.append(
            TodoItem(
                "handbook",
                f"{len(shown)} {'signature is' if len(shown) == 1 else 'signatures are'} missing on"
                f" {shown[0].title}",
                f"{when}: {who}",
                2 if late else 4,
                first,
                "late" if late else "soon",
                f"knowing:policy:{policy_id}",
                "Signatures are missing on {n} policies",
                shown[0].title,
            )
        )
    back = quizqueries.due_refreshers(session, today, here)
    if back:
        questions = sum(row.count for row in back)
        found.append(
            TodoItem(
                "handbook",
                f"{questions} missed question{'s' if questions != 1 else ''} come{'s' if questions == 1 else ''}"
                " back",
                f"hand over to {', '.join(row.person for row in back[:_NAMES])}"
                + (f" and {len(back) - _NAMES} more" if len(back) > _NAMES else ""),
                30,
                min(row.since for row in back),
                "open",
                "knowing:refreshers:",
                _SHOWN,
                "missed questions",
            )
        )
    found += [
        TodoItem(
            "handbook",
            f"Tell the team about question {item.place} of {item.quiz}",
            f"{item.missed} of {item.n} missed it at the first try",
            18,
            None,
            "signal",
            f"knowing:question:{item.quiz_id}.{item.question_id}",
            _SHOWN,
            item.quiz,
        )
        for item in quizqueries.half_missed(session)
    ]
    return found
