"""Coaching: sessions, scores that wait for a talk, what helped, and prompts."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from csmanager.features.coaching import actions, formdialogs, paneswidget, queries
from csmanager.features.coaching.figures import figures_for
from csmanager.features.coaching.paperswidget import Papers
from csmanager.features.coaching.queries import CoachDetail, CoachRow, WaitingRow
from csmanager.features.coaching.rules import CoachKind, CoachState, EvidenceKind
from csmanager.features.coaching.stepswidget import Steps
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.talks.listswidget import TalkLists
from csmanager.features.talks.sendingwidget import AboutCommands, Sent
from csmanager.features.team.segments.groupwidget import GroupFilter, of_person
from csmanager.ui.desk import Desk
from csmanager.ui.sealingdialogs import chosen_fields, chosen_text, private_field
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field


class CoachingPage(TalkLists):
    """Four lists; the switch in the head chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "coaching",
            "coaching_evidence",
            "coaching_move",
            "coaching_prompt",
            "evaluation",
            "person",
            "setting",
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        made = RecordsWidget
        self.sessions = made(
            desk, "coaching", paneswidget.session_columns(desk.today), title="Coaching",
            noun=("session", "sessions"), nothing="Choose a session.",
        )  # fmt: skip
        self.waiting = made(
            desk, "scores waiting", paneswidget.waiting_columns(), title="Scores that wait for a talk",
            noun=("score", "scores"), nothing="Choose a score.",
        )  # fmt: skip
        self.ledger = made(
            desk, "coaching ledger", paneswidget.ledger_columns(), title="What helped",
            noun=("kind", "kinds"), nothing="Choose a kind.",
        )  # fmt: skip
        self.prompts = made(
            desk, "coaching prompts", paneswidget.prompt_columns(), title="Prompts",
            noun=("prompt", "prompts"), nothing="Choose a prompt to read it.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Coaching",
            [
                ("session", "Sessions", self.sessions),
                ("waiting", "Waiting", self.waiting),
                ("works", "What helped", self.ledger),
                ("prompt", "Prompts", self.prompts),
            ],
            "Search",
            parent,
        )
        self.found: CoachDetail | None = None
        self.steps, self.papers = Steps(self), Papers(self)
        self.commands.make(
            ("new", "New session…", self.new, "Ctrl+Shift+N"),
            ("draft", "Coach on this", self.draft, "Ctrl+Return"),
            ("evidence", "Add evidence…", self.add_evidence, "Ctrl+Shift+E"),
            ("deliver", "Talk was held…", self.deliver, "Ctrl+D"),
            ("answer", "Their answer…", self.steps.answer, ""),
            ("settle", "Settle the dispute…", self.steps.settle, ""),
            ("follow", "Follow up…", self.steps.follow_up, "Ctrl+Shift+F"),
            ("again", "Coach again…", self.steps.coach_again, ""),
            ("close", "Close…", self.steps.close_session, ""),
            ("reopen", "Open again…", self.steps.reopen, ""),
            ("edit", "Edit…", self.edit, "F2"),
            ("open", "Open the evidence", self.open_evidence, ""),
            ("script", "Print the script of the talk…", self.papers.print_script, ""),
            ("sheet", "Print sheets to acknowledge…", self.papers.print_sheet, ""),
            ("codes", "Enter signed sheets…", self.papers.enter_codes, ""),
            ("new_prompt", "New prompt…", lambda: self._write_prompt(None), ""),
            ("trash", "Move to Trash", self.trash, ""),
        )
        self.commands.actions |= AboutCommands(desk, self, self._sent).actions()
        self.group = GroupFilter(desk, {self.sessions.table: of_person, self.waiting.table: of_person})
        self.add_filters(self.group, wide=95)
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(some("script", "sheet", "codes", "", "new_prompt"))
        self.addActions(some("new", "draft", "evidence", "deliver", "follow", "edit", "send"))
        self.sessions.table.add_actions(
            some(
                "deliver", "evidence", "answer", "settle", "follow", "again", "close", "reopen", "", "edit",
                "open", "send", "note", "script", "", "trash",
            ),
            self.enable,
        )  # fmt: skip
        self.waiting.table.add_actions(some("draft", "open", "send", "note"), self.enable)
        self.prompts.table.add_actions(some("edit", "new_prompt", "", "trash"), self.enable)
        self.sessions.table.activated.connect(lambda _row: self.edit())
        self.waiting.table.activated.connect(lambda _row: self.draft())
        self.prompts.table.activated.connect(lambda _row: self.edit())
        self.show_chosen(self.sessions, self._show_session)
        self.show_chosen(
            self.waiting,
            lambda row: paneswidget.show_waiting(self.waiting.pane, row, some("draft", "open")),
        )
        self.show_chosen(self.ledger, lambda row: paneswidget.show_ledger(self.ledger.pane, row))
        self.show_chosen(
            self.prompts, lambda row: paneswidget.show_prompt(self.prompts.pane, row, some("edit"))
        )
        self._teach()

    def _teach(self) -> None:
        self.sessions.table.set_empty(
            EmptyState(
                "No coaching yet",
                "A session is about one behaviour, with its evidence, what the person agreed to try, and a day on"
                " which you look at it again. Weeks later you see here whether the figure moved.",
                "New session…",
                self.new,
                second_text="Look around with example data",
                second=self.load_example,
            )
        )
        self.waiting.table.set_empty(
            EmptyState(
                "No score waits for a talk",
                "Low grades and missed critical points of the last 30 days stand here until somebody talked about"
                " them; the aim is five working days.",
            )
        )
        self.ledger.table.set_empty(
            EmptyState(
                "Nothing was followed up yet",
                "Once sessions are followed up, this says after how many of them the watched figure really moved.",
            )
        )
        self.prompts.table.set_empty(
            EmptyState(
                "No prompts",
                "A prompt is a way to hold a talk, step by step.",
                "New prompt…",
                lambda: self._write_prompt(None),
            )
        )

    # reading

    def load(self) -> None:
        today, read = self.desk.today(), self.desk.read
        rows, waiting = read(queries.sessions, today), read(queries.waiting, today)
        self.sessions.set_rows(rows)
        self.waiting.set_rows(waiting)
        self.ledger.set_rows(queries.ledger(rows))
        self.prompts.set_rows(read(queries.prompts))
        due = sum(row.is_due(today) for row in rows)
        share = queries.in_time(rows, today)
        parts = [
            f"{sum(row.is_open for row in rows)} open",
            f"{due} to follow up" if due else "",
            f"{len(waiting)} score{'s' * (len(waiting) != 1)} waiting" if waiting else "",
            share.short,
        ]
        self.say(" · ".join(part for part in parts if part) if rows or waiting else "")
        if share.n:
            self.header.note.setToolTip(f"{self.header.note.text()}\n{share.text}")
        self.enable()

    def may_do(self) -> dict[str, bool]:
        key, row, found = self.key(), self.one(self.sessions), self.found
        state = row.state if row is not None else None
        waits = self.one(self.waiting)
        opened = found is not None and row is not None and any(proof.record for proof in found.evidence)
        return {
            "draft": waits is not None,
            "evidence": row is not None and row.is_open,
            "deliver": state is CoachState.DRAFT,
            "answer": state is CoachState.DELIVERED and row is not None and row.answer is None,
            "settle": row is not None and row.is_disputed,
            "follow": state in (CoachState.DELIVERED, CoachState.ACKNOWLEDGED),
            "again": state is CoachState.FOLLOWED_UP,
            "close": state is CoachState.FOLLOWED_UP,
            "reopen": state is CoachState.CLOSED,
            "edit": (row is not None and row.is_open) or self.one(self.prompts) is not None,
            "open": opened or waits is not None,
            "send": row is not None or waits is not None,
            "note": row is not None or waits is not None,
            "script": row is not None,
            "trash": key in ("session", "prompt") and bool(self.current().table.selected_rows()),
        }

    def _show_session(self, row: CoachRow) -> None:
        found = self.found = self.desk.read(queries.detail, row.id, self.desk.today())
        self.enable()
        if found is None:
            return
        ahead = {
            CoachState.DRAFT: ("deliver", "evidence"),
            CoachState.DELIVERED: ("settle",) if row.is_disputed else ("answer", "follow"),
            CoachState.ACKNOWLEDGED: ("follow",),
            CoachState.FOLLOWED_UP: ("close", "again"),
        }.get(row.state, ("reopen",))
        offered = self.commands.some(*ahead)
        paneswidget.show_session(self.sessions.pane, found, self.desk.today(), offered, self.desk.sealing)

    # sessions

    def new(self, person_id: int | None = None) -> None:
        """Draft a session."""
        people = self.desk.read(choices.people, self.desk.today())
        if not people:
            self.desk.ask.tell("New session", "Add people to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            seen = values.pop("seen")
            proofs = [actions.Proof(EvidenceKind.SEEN, seen)] if seen.strip() else []
            made = self.desk.try_do(
                f"Draft coaching: {values['behaviour']}",
                actions.draft,
                today=self.desk.today(),
                evidence=proofs,
                **values,
            )
            self.refresh()
            self.show_list("session").select(made)

        metrics = self.desk.read(choices.metric_names)
        self.open(formdialogs.new(people, metrics, submit, self.desk.today, self, person_id))

    def draft(self) -> None:
        """Draft a session about the chosen score, with the score as its evidence."""
        row: WaitingRow | None = self.one(self.waiting)
        if row is None:
            return
        made = self.desk.do(
            f"Draft coaching with {row.person}",
            actions.draft,
            person_id=row.person_id,
            behaviour=row.behaviour or "What this contact was graded down for",
            today=self.desk.today(),
            kind=CoachKind.REMEDIAL if row.critical else CoachKind.PERFORMANCE,
            evidence=[actions.Proof(EvidenceKind.EVALUATION, row.words, row.id, row.day)],
            follow_up_on=formdialogs.usual_follow_up(self.desk.today()),
            scored_on=row.day,
        )
        if made is not None:
            self.refresh()
            self.show_list("session").select(made)

    def edit(self) -> None:
        """Change the chosen session or prompt."""
        found, prompt = self.found, self.one(self.prompts)
        if prompt is not None:
            self._write_prompt(prompt)
        elif found is not None and self.one(self.sessions) is not None and found.row.is_open:

            def submit(values: dict[str, Any]) -> None:
                chosen_text(self.desk, values, "notes", found.sealed_notes, queries.notes_about(found.row.id))
                self.desk.try_do(
                    f"Edit coaching with {found.row.person}", actions.edit, found.row.id, **values
                )

            metrics = self.desk.read(choices.metric_names)
            about = queries.notes_about(found.row.id)
            noted = chosen_fields(
                self.desk, "notes", "Notes", found.notes, found.sealed_notes, about, found.notes_seen
            )
            private = private_field(
                self.desk, "private_note", "Private note", found.private_note,
                queries.private_about(found.row.id), "Never printed, never exported.",
            )  # fmt: skip
            self.open(formdialogs.edit(found, metrics, [*noted, private], submit, self.desk.today, self))

    def add_evidence(self) -> None:
        """Add what the session rests on."""
        found = self.found
        if found is None:
            return
        self.desk.fetch(
            self,
            figures_for,
            found.row.person_id,
            self.desk.today(),
            then=lambda figures: self._ask_evidence(found, figures),
            failed=lambda _error: self._ask_evidence(found, []),
        )

    def _ask_evidence(self, found: CoachDetail, figures: list[tuple[str, str]]) -> None:
        known = {(proof.kind, proof.ref_id) for proof in found.evidence}
        offers = [
            (key, words)
            for key, words in self.desk.read(queries.evidence_for, found.row.person_id, self.desk.today())
            if _reference(key) not in known
        ]
        offers += figures
        words = dict(offers)

        def submit(values: dict[str, Any]) -> None:
            kind, ref = _reference(values["ref"]) if values["ref"] else (EvidenceKind.SEEN, None)
            text = values["text"] or words.get(values["ref"], "")
            proof = actions.Proof(kind, text, ref)
            self.desk.try_do(
                f"Add evidence to coaching with {found.row.person}", actions.add_evidence, found.row.id, proof
            )

        self.open(formdialogs.evidence(offers, submit, self))

    def deliver(self) -> None:
        """The talk was held."""
        found = self.found
        if found is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Coaching held with {found.row.person}",
                actions.deliver,
                found.row.id,
                today=self.desk.today(),
                **values,
            )

        self.open(formdialogs.deliver(found, submit, self.desk.today, self))

    def open_evidence(self) -> None:
        """Show the graded contact or complaint in Records."""
        waits, found = self.one(self.waiting), self.found
        if waits is not None:
            self.desk.go("contacts", f"grades:{waits.id}")
        elif found is not None:
            record = next((proof.record for proof in found.evidence if proof.record), "")
            if record:
                self.desk.go("contacts", record)

    def _sent(self) -> Sent | None:
        """The session or the score that is chosen."""
        row, waits = self.one(self.sessions), self.one(self.waiting)
        if row is not None:
            return Sent(
                row.person_id,
                row.person,
                row.behaviour,
                "coaching",
                row.id,
                f"talks|coaching:session/{row.id}",
            )
        if waits is None:
            return None
        return Sent(
            waits.person_id, waits.person, waits.words, "evaluation", waits.id, f"contacts|grades:{waits.id}"
        )

    # prompts

    def _write_prompt(self, row: queries.PromptRow | None) -> None:
        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(
                f"Prompt: {values['name']}", actions.write_prompt, row.id if row else None, **values
            )
            self.refresh()
            self.show_list("prompt").select(made)

        self.form(
            "Prompt" if row else "New prompt",
            [
                Field("name", "Name", value=row.name if row else "", required=True),
                Field(
                    "body", "Steps", "long", row.body if row else "", required=True,
                    help="“## ” begins a step, “- ” a line of it.",
                ),
            ],
            submit,
        )  # fmt: skip

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        rows, today = self.current().table.selected_rows(), self.desk.today()
        if not rows:
            return
        ids = [row.id for row in rows]
        if self.key() == "prompt":
            self.desk.do(f"Move to Trash: {rows[0].name}", actions.trash_prompt, ids, today=today)
        elif self.key() == "session":
            self.desk.do(f"Move to Trash: {rows[0].behaviour}", actions.trash, ids, today=today)


def _reference(key: str) -> tuple[EvidenceKind, int | None]:
    kind, _, number = key.partition(":")
    return EvidenceKind(kind), int(number) if number.isdecimal() else None
