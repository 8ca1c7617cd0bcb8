"""The commands of the training view."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog

from csmanager.core import saying
from csmanager.core.errors import AppError, RuleBroken
from csmanager.core.files import replace_file
from csmanager.core.visibility import Visibility
from csmanager.features.reviews.cycles import formdialogs as forms
from csmanager.features.reviews.cycles.recordswidget import Commands
from csmanager.features.training import (
    actions,
    assigning,
    choices,
    formdialogs,
    library,
    queries,
    sessions,
    workbook,
)
from csmanager.features.training.queries import CourseRow, EnrolmentRow, PairRow, SessionRow
from csmanager.features.training.rules import OPEN_STATES, SessionState, State
from csmanager.ui.widgets.form import Field, FormDialog

if TYPE_CHECKING:
    from csmanager.features.training.trainingpage import TrainingPage

RECORDED = (State.PASSED, State.FAILED, State.ATTENDED, State.ABSENT, State.EXEMPT, State.ASSIGNED)
_WORDS = {
    State.PASSED: "Passed…",
    State.FAILED: "Failed…",
    State.ATTENDED: "Attended…",
    State.ABSENT: "Absent…",
    State.EXEMPT: "Exempt…",
    State.ASSIGNED: "Assign again",
}


class TrainingCommands(Commands):
    """``actions`` by name; ``dialog`` is the form that is open, or was last."""

    def __init__(self, page: TrainingPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self.dialog: QDialog | None = None
        self.make(
            ("new", "New course…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit…", self.edit, "F2"),
            ("require", "Who must take it…", self.require, ""),
            ("require_no_more", "Take a requirement away…", self.require_no_more, ""),
            ("assign", "Assign to people…", self.assign, "Ctrl+D"),
            ("renew", "Assign what is required now", self.renew, ""),
            ("plan", "Plan a date…", self.plan, ""),
            ("book", "Book people…", self.book, "Ctrl+B"),
            ("hold", "Who was there…", self.hold, ""),
            ("cancel", "Cancel the date…", self.cancel, ""),
            ("sheet", "Attendance sheet…", self.sheet, ""),
            ("pair", "New mentoring pair…", self.pair, ""),
            ("talk", "They sat together…", self.talk, ""),
            ("end_pair", "End the pair…", self.end_pair, ""),
            ("add_modules", "Add the ten modules", self.add_modules, ""),
            ("workbook", "Save the training record…", self.save_workbook, ""),
            ("end_course", "Give the course no more", self.end_course, ""),
            ("trash", "Move to Trash", self.trash, ""),
            *(
                (f"to_{state}", word, lambda state=state: self.record(state), "")
                for state, word in _WORDS.items()
            ),
        )
        self.actions["to_passed"].setShortcut("Ctrl+Shift+P")

    def offer(self) -> None:
        """Enable what fits what is chosen."""
        may, page = not self._desk.store.read_only, self._page
        key = page.key()
        entries, course, date, pair = page.entries(), page.course(), page.session(), page.pair()
        has_courses = page.shown is not None and any(row.ended_on is None for row in page.shown.courses)
        planned = date is not None and date.state is SessionState.PLANNED
        on = {
            "new": True,
            "edit": course is not None or planned,
            "require": has_courses,
            "require_no_more": course is not None and bool(course.required),
            "assign": has_courses,
            "renew": has_courses,
            "plan": has_courses,
            "book": planned,
            "hold": planned and bool(date and date.people),
            "cancel": planned,
            "pair": True,
            "talk": pair is not None and pair.is_open,
            "end_pair": pair is not None and pair.is_open,
            "add_modules": True,
            "end_course": course is not None and course.ended_on is None,
            "trash": course is not None,
        }
        states = {row.state for row in entries}
        from csmanager.features.training.rules import MOVES

        for state in RECORDED:
            on[f"to_{state}"] = bool(states) and all(state in MOVES[one] for one in states)
        for name, action in self.actions.items():
            if name in ("sheet", "workbook"):
                continue
            action.setEnabled(may and on.get(name, False))
        self.actions["sheet"].setEnabled(date is not None)
        self.actions["workbook"].setEnabled(page.shown is not None)
        words = {"dates": "Plan a date…", "pairs": "New mentoring pair…"}
        page.head_action.setText(words.get(key, "New course…" if key == "courses" else "Assign to people…"))
        page.head_action.setEnabled(may and (key in ("courses", "pairs") or has_courses))

    # courses

    def new(self) -> None:
        """A course of one's own."""
        names = self._desk.read(choices.names, self._desk.today())

        def submit(values: dict[str, Any]) -> None:
            made = self._desk.try_do(
                f"Add the course {values['title']}", actions.add_course, today=self._desk.today(), **values
            )
            self._page.open_record(f"course/{made}")

        self._open(formdialogs.course(None, names.skills, names.metrics, submit, self._page))

    def edit(self) -> None:
        """Change the course or the date."""
        course, date = self._page.course(), self._page.session()
        names = self._desk.read(choices.names, self._desk.today())
        if course is not None:

            def keep(values: dict[str, Any]) -> None:
                self._desk.try_do(f"Edit {course.title}", actions.edit_course, course.id, **values)

            self._open(formdialogs.course(course, names.skills, names.metrics, keep, self._page))
        elif date is not None and date.state is SessionState.PLANNED:

            def move(values: dict[str, Any]) -> None:
                self._desk.try_do(f"Edit the date of {date.course}", sessions.edit_session, date.id, **values)

            self._open(formdialogs.date(date, [], None, move, self._desk.today, self._page))

    def require(self) -> None:
        """Say who must take a course; they have it at once."""
        if not self._has_courses("Who must take it"):
            return
        names = self._desk.read(choices.names, self._desk.today())
        chosen = self._course_id()

        def submit(values: dict[str, Any]) -> None:
            title = dict(self._given())[values["course_id"]]

            def both(session: Any) -> int:
                actions.require(session, today=self._desk.today(), **values)
                session.flush()
                return assigning.keep_up(session, self._desk.today())

            self._desk.try_do(f"Require {title}", both)

        self._open(
            formdialogs.require(
                self._given(), names.roles, names.teams, names.segments, chosen, submit, self._page
            )
        )

    def require_no_more(self) -> None:
        """Take one rule of a course away."""
        course = self._page.course()
        if course is None or not course.required:
            return
        words = {word: key for key, word in course.required}
        chosen = next(iter(words)) if len(words) == 1 else self._desk.ask.choose(
            "Take a requirement away", course.title, list(words)
        )  # fmt: skip
        if chosen is not None:
            self._desk.do(f"Require {course.title} no more", actions.require_no_more, words[chosen])

    def renew(self) -> None:
        """What the program does by itself each morning, now."""
        count = self._desk.do("Assign what is required", assigning.keep_up, self._desk.today())
        self._desk.say(f"{count} assigned or run out." if count else "Everybody has what they must take.")

    def add_modules(self) -> None:
        """The ten that come along."""
        made = self._desk.do("Add the ten training modules", library.add_modules, self._desk.today())
        if made == []:
            self._desk.say("All ten modules are here already.")
        elif made:
            self._page.show_list("courses")

    def end_course(self) -> None:
        """Give a course no longer."""
        course = self._page.course()
        if course is not None:
            self._desk.do(
                f"Give {course.title} no more", actions.end_course, course.id, today=self._desk.today()
            )

    def trash(self) -> None:
        """Put a course into the Trash."""
        course = self._page.course()
        if course is not None:
            self._desk.do(
                f"Move {course.title} to Trash", actions.trash_course, course.id, today=self._desk.today()
            )

    # people

    def assign(self) -> None:
        """Give a course to people by hand."""
        if not self._has_courses("Assign to people"):
            return
        names = self._desk.read(choices.names, self._desk.today())
        marked = [row.person_id for row in self._page.entries()]

        def submit(values: dict[str, Any]) -> None:
            if not values["people"]:
                raise RuleBroken("Tick the people who should take it.")
            title = dict(self._given())[values["course_id"]]
            self._desk.try_do(
                f"Assign {title}", actions.assign, values["course_id"], values["people"],
                today=self._desk.today(), due_on=values["due_on"],
            )  # fmt: skip

        fields = [
            Field("course_id", "Course", "choice", self._course_id() or self._given()[0][0],
                  options=self._given(), required=True),
            Field("due_on", "By", "date", help="Empty: no day, it helps whenever it is taken."),
        ]  # fmt: skip
        self._open(
            formdialogs.people(
                "Assign to people", "Assign", names.people, marked, submit, self._desk.today, self._page,
                fields=fields,
            )
        )  # fmt: skip

    def record(self, state: State) -> None:
        """Say how it went for whoever is chosen."""
        rows = self._page.entries()
        if not rows:
            return
        whom = rows[0].person if len(rows) == 1 else f"{len(rows)} people"
        label = f"{_WORDS[state].rstrip('…')}: {whom}"
        ids = [row.id for row in rows]
        today = self._desk.today()
        if state is State.ASSIGNED:
            self._desk.do(label, actions.record, ids, state, on=today, today=today)
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(label, actions.record, ids, state, today=today, **values)

        self._open(formdialogs.record(rows, state, submit, self._desk.today, self._page))

    # dates

    def plan(self) -> None:
        """A date for a course."""
        if not self._has_courses("Plan a date"):
            return

        def submit(values: dict[str, Any]) -> None:
            title = dict(self._given())[values["course_id"]]
            made = self._desk.try_do(
                f"Plan a date of {title}", sessions.plan_session, today=self._desk.today(), **values
            )
            self._page.open_record(f"session/{made}")

        self._open(
            formdialogs.date(None, self._given(), self._course_id(), submit, self._desk.today, self._page)
        )

    def book(self) -> None:
        """Give people a place."""
        date = self._page.session()
        if date is None or self._page.shown is None:
            return
        here = {key for key, _, _ in date.people}
        waiting = [
            row.person_id for row in self._page.shown.entries
            if row.course_id == date.course_id and (row.state in OPEN_STATES or row.state in
                                                    (State.FAILED, State.ABSENT, State.EXPIRED))
        ]  # fmt: skip
        names = [
            one for one in self._desk.read(choices.names, self._desk.today()).people if one[0] not in here
        ]
        names.sort(key=lambda one: one[0] not in waiting)

        def submit(values: dict[str, Any]) -> None:
            if not values["people"]:
                raise RuleBroken("Tick who gets a place.")
            self._desk.try_do(
                f"Book people on {date.course}",
                actions.book,
                date.id,
                values["people"],
                today=self._desk.today(),
            )

        left = None if date.capacity is None else max(0, date.capacity - date.taken)
        text = "Whoever waits for it stands first." + (
            f" {left} places are left." if left is not None else ""
        )
        self._open(
            formdialogs.people(
                f"Book people on {date.course}",
                "Book",
                names,
                [],
                submit,
                self._desk.today,
                self._page,
                text=text,
            )
        )

    def hold(self) -> None:
        """Who was there; the rest is done by itself."""
        date = self._page.session()
        if date is None:
            return
        booked = [(key, name) for key, name, state in date.people if state is State.BOOKED]

        def submit(values: dict[str, Any]) -> None:
            here = set(values["people"])
            self._desk.try_do(
                f"Note who was at {date.course}", sessions.hold_session, date.id,
                absent=[key for key, _ in booked if key not in here], passed=values["passed"],
                today=self._desk.today(),
            )  # fmt: skip

        self._open(
            formdialogs.people(
                f"Who was at {date.course}?", "Note it", booked, [key for key, _ in booked], submit,
                self._desk.today, self._page,
                fields=[Field("passed", "Being there is all it takes: they passed", "check", False)],
            )
        )  # fmt: skip

    def cancel(self) -> None:
        """Call a date off."""
        date = self._page.session()
        if date is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Cancel {date.course} on {saying.day(date.held_on)}", sessions.cancel_session, date.id,
                reason=values["reason"], today=self._desk.today(),
            )  # fmt: skip

        self._open(forms.reason(f"Cancel {date.course}", "Cancel the date", submit, self._page))

    def sheet(self) -> None:
        """The sheet to sign on the day."""
        from csmanager.features.training import paperview
        from csmanager.ui import printing

        date = self._page.session()
        if date is not None:
            document: QTextDocument = paperview.attendance(date, self._desk.settings.name)
            self.dialog = printing.preview(document, self._page, self._desk.today())

    # mentoring

    def pair(self) -> None:
        """Let somebody stand by somebody."""
        names = self._desk.read(choices.names, self._desk.today())
        if len(names.people) < 2:
            self._desk.ask.tell("New mentoring pair", "A pair needs two people; add them to the team first.")
            return

        def submit(values: dict[str, Any]) -> None:
            people = dict(names.people)
            label = f"{people[values['mentor_id']]} mentors {people[values['mentee_id']]}"
            self._page.open_record(f"pair/{self._desk.try_do(label, sessions.pair, **values)}")

        self._open(formdialogs.pair(names.people, submit, self._desk.today, self._page))

    def talk(self) -> None:
        """Note a time together."""
        pair = self._page.pair()
        if pair is None:
            return

        def submit(values: dict[str, Any]) -> None:
            label = f"{pair.mentor} sat with {pair.mentee}"
            self._desk.try_do(label, sessions.note_talk, pair.id, today=self._desk.today(), **values)

        self._open(formdialogs.talk(submit, self._desk.today, self._page))

    def end_pair(self) -> None:
        """End a pair and say what came of it."""
        pair = self._page.pair()
        if pair is None:
            return

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"End the pair {pair.mentor} and {pair.mentee}", sessions.end_pair, pair.id, **values
            )

        fields = [
            Field("ends_on", "On", "date", self._desk.today(), required=True),
            Field("outcome", "What came of it", "long", required=True, seen=Visibility.OPEN),
        ]
        self._open(
            FormDialog(
                "End the pair", fields, submit, verb="End it", today=self._desk.today, parent=self._page
            )
        )

    # paper

    def save_workbook(self) -> None:
        """Matrix, every entry, hours and cost."""
        shown = self._page.shown
        if shown is None:
            return
        today = self._desk.today()
        folder = Path(str(self._desk.preferences.get("export/folder", "")) or Path.home())
        path = self._desk.ask.save_path(
            "Save the training record", str(folder / f"Training {today}.xlsx"), "Excel workbook (*.xlsx)"
        )
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".xlsx")
        report = workbook.Report(
            self._desk.settings.name, today, self._desk.settings.currency, self._page.filtered(),
            self._desk.read(queries.enrolments, today, everything=True), shown.spent, self._page.period_words(),
        )  # fmt: skip
        try:
            saved = replace_file(path, lambda target: workbook.write(report, target))
        except AppError as error:
            self._desk.ask.tell(f"{path.name} was not saved", str(error))
            return
        self._desk.preferences.set("export/folder", str(saved.parent))
        self._desk.sent_out(saved, "Training of the team", f"Saved as {saved.name}.")

    # inside

    def _given(self) -> list[tuple[int, str]]:
        shown = self._page.shown
        return [(row.id, row.title) for row in shown.courses if row.ended_on is None] if shown else []

    def _has_courses(self, title: str) -> bool:
        """Whether there is a course; offers the ten modules where there is none."""
        if self._given():
            return True
        text = "There is no course yet. Ten modules come along; they can be changed as you like."
        if self._desk.ask.confirm(title, text, "Add the ten modules", "Not now"):
            self.add_modules()
        return False

    def _course_id(self) -> int | None:
        """The course that is meant by what is chosen."""
        rows: Sequence[EnrolmentRow] = self._page.entries()
        course: CourseRow | None = self._page.course()
        date: SessionRow | None = self._page.session()
        found = course.id if course else date.course_id if date else rows[0].course_id if rows else None
        return found if found in dict(self._given()) else None

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()


__all__ = ["RECORDED", "PairRow", "TrainingCommands"]
