"""What Today says of signatures, refreshers and questions half the team missed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.handbook.knowing import queries, quizqueries, rules
from csmanager.features.handbook.knowing.queries import KnowRow

SOON_DAYS = 3  # days before a date from which Today names what is still open
_NAMES = 3


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Signatures that are late or nearly, by policy; questions that come back; what half the team missed."""
    found = []
    by_policy: dict[int, list[KnowRow]] = {}
    for row in queries.standings(session, today):
        if row.state in rules.PENDING and row.due_on <= today + dt.timedelta(days=SOON_DAYS):
            by_policy.setdefault(row.policy_id, []).append(row)
    for policy_id, rows in by_policy.items():
        late = [row for row in rows if row.due_on < today]
        shown = late or rows
        first = min(row.due_on for row in shown)
        names = [row.person for row in sorted(shown, key=lambda row: (row.due_on, row.person))]
        who = ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
        days = (today - first).days
        when = f"late since {days} day{'s' if days != 1 else ''}" if late else f"due {first:%Y-%m-%d}"
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
            )
        )
    back = quizqueries.due_refreshers(session, today)
    if back:
        questions = sum(row.count for row in back)
        found.append(
            TodoItem(
                "handbook",
                f"{questions} missed question{'s' if questions != 1 else ''} come{'s' if questions == 1 else ''}"
                " back",
                f"hand over to {', '.join(row.person for row in back[:_NAMES])}"
                + (f" and {len(back) - _NAMES} more" if len(back) > _NAMES else ""),
                5,
                min(row.since for row in back),
                "open",
                "knowing:refreshers:",
            )
        )
    found += [
        TodoItem(
            "handbook",
            f"Tell the team about question {item.place} of {quiz.title}",
            f"{item.missed} of {item.n} missed it at the first try",
            3,
            None,
            "signal",
            f"knowing:question:{quiz.id}.{item.id}",
        )
        for quiz in quizqueries.quizzes(session)
        if quiz.missed_by_half
        for item in quizqueries.items(session, quiz.id)
        if item.half_missed and item.note_on is None
    ]
    return found
