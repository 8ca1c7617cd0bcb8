"""What happens to a session after the talk: the answer, the follow-up, another go, the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csmanager.features.coaching import actions, formdialogs, rules
from csmanager.features.coaching.queries import CoachDetail, CoachRow
from csmanager.features.coaching.rules import Answer
from csmanager.features.reviews.advice import effect
from csmanager.ui.widgets.form import Field

if TYPE_CHECKING:
    from csmanager.features.coaching.coachpage import CoachingPage


class Steps:
    """Each asks what it needs in a form over the page, and makes one step."""

    def __init__(self, page: CoachingPage) -> None:
        self._page, self._desk = page, page.desk

    def answer(self) -> None:
        """What the person says, told to the manager."""
        row = self._page.one(self._page.sessions)
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"{row.person} answers coaching",
                actions.answer,
                row.id,
                given=values["given"],
                text=values["text"],
                how="told",
                now=self._desk.store.clock(),
                today=self._desk.today(),
            )

        self._page.form(
            f"What {row.person} says",
            [
                Field(
                    "given", "They", "choice", Answer.ACKNOWLEDGED,
                    options=[(Answer.ACKNOWLEDGED, "heard it"), (Answer.DISPUTED, "see it differently")],
                ),
                Field("text", "In their words", "long", help="Needed where they see it differently."),
            ],
            submit,
            verb="Keep",
            text="At the kiosk they can answer themselves, and on printed sheets.",
        )  # fmt: skip

    def settle(self) -> None:
        """How the dispute was settled."""
        row = self._page.one(self._page.sessions)
        if row is not None:
            self._ask_why(
                f"Settle the dispute with {row.person}", "Settle", actions.settle, row, "What was settled"
            )

    def follow_up(self) -> None:
        """Look at what it did; the watched measure is read aside first."""
        found = self._page.found
        if found is None or found.row.delivered_on is None:
            return
        row = found.row
        if not row.watch_metric:
            self._ask_follow_up(found, None)
            return
        self._desk.fetch(
            self._page,
            effect.measure,
            metric_key=row.watch_metric,
            person_id=row.person_id,
            given_on=row.delivered_on,
            until=self._desk.today(),
            then=lambda measured: self._ask_follow_up(found, measured),
            failed=lambda _error: self._ask_follow_up(found, None),
        )

    def _ask_follow_up(self, found: CoachDetail, measured: effect.EffectRow | None) -> None:
        row = found.row

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Follow up with {row.person}",
                actions.follow_up,
                row.id,
                today=self._desk.today(),
                measured=measured.dump() if measured is not None else "",
                **values,
            )

        self._page.open(formdialogs.follow_up(found, measured, submit, self._page))

    def coach_again(self) -> None:
        """The same behaviour needs another go."""
        row = self._page.one(self._page.sessions)
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Coach {row.person} again", actions.coach_again, row.id, today=self._desk.today(), **values
            )

        self._page.form(
            f"Coach {row.person} again",
            [
                Field("reason", "Why", "long", required=True, help="What is tried otherwise this time."),
                Field(
                    "follow_up_on", "Follow-up", "date", formdialogs.usual_follow_up(self._desk.today()),
                    required=True,
                ),
            ],
            submit,
            verb="Coach again",
        )  # fmt: skip

    def close_session(self) -> None:
        """Close; a reason is needed where it did not help."""
        row = self._page.one(self._page.sessions)
        if row is None:
            return
        needs = row.effect is not rules.Effect.HELPED

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Close coaching with {row.person}", actions.close, row.id, today=self._desk.today(), **values
            )

        self._page.form(
            f"Close coaching with {row.person}",
            [Field("reason", "Why", "long", required=needs)],
            submit,
            verb="Close",
            text="It did not help so far, so it needs a reason to end." if needs else "",
        )

    def reopen(self) -> None:
        """It was closed too early."""
        row = self._page.one(self._page.sessions)
        if row is not None:
            self._ask_why(f"Open coaching with {row.person} again", "Open again", actions.reopen, row, "Why")

    def _ask_why(self, title: str, verb: str, action: Any, row: CoachRow, label: str) -> None:
        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(title, action, row.id, today=self._desk.today(), **values)

        self._page.form(title, [Field("reason", label, "long", required=True)], submit, verb=verb)
