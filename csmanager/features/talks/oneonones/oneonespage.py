"""One-to-ones: planned and held talks, the points that wait, and the question sets."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from csmanager.core import outgoing
from csmanager.core.visibility import Visibility
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.talks.listswidget import TalkLists
from csmanager.features.talks.oneonones import actions, paneswidget, paper, queries, rules
from csmanager.features.talks.oneonones.queries import ItemRow, TalkRow
from csmanager.features.talks.oneonones.rules import ItemState, Raised, TalkState
from csmanager.features.talks.oneonones.talkview import TalkView
from csmanager.features.team.person import facts
from csmanager.features.team.person.briefview import brief_document
from csmanager.features.team.segments.groupwidget import GroupFilter, of_person
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field

EVERY = ((0, "Only once"), (7, "Every week"), (14, "Every two weeks"), (28, "Every four weeks"))
_BY = tuple((key, word) for key, word in rules.RAISED_WORDS.items())


class OneOnOnesPage(TalkLists):
    """Three lists; the switch in the head chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"one_on_one", "agenda_item", "talk_set", "talk_answer", "commitment", "person"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.talks = RecordsWidget(
            desk, "one-to-ones", paneswidget.talk_columns(desk.today), title="One-to-ones",
            noun=("talk", "talks"), nothing="Choose a talk.",
        )  # fmt: skip
        self.items = RecordsWidget(
            desk, "agenda points", paneswidget.item_columns(), title="Agenda",
            noun=("point", "points"), nothing="Choose a point.",
        )  # fmt: skip
        self.sets = RecordsWidget(
            desk, "question sets", paneswidget.set_columns(), title="Question sets",
            noun=("set", "sets"), nothing="Choose a set to read it.",
        )  # fmt: skip
        super().__init__(
            desk,
            "One-to-ones",
            [("talk", "Talks", self.talks), ("item", "Agenda", self.items), ("set", "Question sets", self.sets)],
            "Search",
            parent,
        )  # fmt: skip
        self.commands.make(
            ("new", "Plan a talk…", self.new, "Ctrl+Shift+N"),
            ("begin", "Begin the talk", self.begin, "Ctrl+Return"),
            ("point", "Add a point…", self.add_point, "Ctrl+Shift+P"),
            ("move", "Move…", self.move_talk, ""),
            ("skip", "Skip…", self.skip, ""),
            ("edit", "Edit…", self.edit, "F2"),
            ("again", "Open again…", self.again, ""),
            ("done", "Talked about", lambda: self.end_points(ItemState.DISCUSSED), "Ctrl+D"),
            ("drop", "Drop", lambda: self.end_points(ItemState.DROPPED), ""),
            ("source", "Show what it is about", self.show_source, "Ctrl+Shift+Return"),
            ("new_set", "New question set…", self.new_set, ""),
            ("brief", "Brief about the person…", self.brief, "Ctrl+B"),
            ("sheet", "Print the sheet of the talk…", self.print_sheet, ""),
            ("trash", "Move to Trash", self.trash, ""),
        )
        self.group = GroupFilter(desk, {self.talks.table: of_person, self.items.table: of_person})
        self.add_filters(self.group, wide=95)
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(some("point", "brief", "sheet", "", "new_set"))
        self.addActions(some("new", "begin", "point", "edit", "done", "source", "brief"))
        self.talks.table.add_actions(
            some("begin", "point", "move", "skip", "edit", "again", "brief", "sheet", "", "trash"),
            self.enable,
        )
        self.items.table.add_actions(
            some("done", "drop", "source", "edit", "again", "", "trash"), self.enable
        )
        self.sets.table.add_actions(some("edit", "new_set", "", "trash"), self.enable)
        self.talks.table.activated.connect(lambda _row: self.begin())
        self.items.table.activated.connect(lambda _row: self.edit())
        self.sets.table.activated.connect(lambda _row: self.edit())
        self.show_chosen(self.talks, self._show_talk)
        self.show_chosen(self.items, self._show_item)
        self.show_chosen(
            self.sets, lambda row: paneswidget.show_set(self.sets.pane, row, self.commands.some("edit"))
        )
        self.talks.table.set_empty(
            EmptyState(
                "No talks yet",
                "Plan a talk with each of your people, weekly or every few weeks. Points you do not get to roll on"
                " by themselves, and anything in the program can be sent to the next talk.",
                "Plan a talk…",
                self.new,
                second_text="Look around with example data",
                second=self.load_example,
            )
        )
        self.items.table.set_empty(
            EmptyState(
                "Nothing waits to be talked about",
                "Put down what you want to say while you remember it; the next talk has it on its agenda.",
                "Add a point…",
                self.add_point,
            )
        )
        self.sets.table.set_empty(
            EmptyState(
                "No question sets", "A set has a course and questions.", "New question set…", self.new_set
            )
        )

    # reading

    def load(self) -> None:
        read, today = self.desk.read, self.desk.today()
        rows = read(queries.talks)
        quiet = read(queries.without, today)
        points = read(queries.items)
        late = sum(row.is_late(today) for row in rows)
        parts = [
            f"{sum(row.is_open for row in rows)} planned",
            f"{late} late" if late else "",
            f"{sum(item.is_open for item in points)} open points",
            f"none planned with {len(quiet)} people" if len(quiet) > 1 and rows else "",
            f"none planned with {quiet[0].person}" if len(quiet) == 1 and rows else "",
        ]
        self.say(" · ".join(part for part in parts if part) if rows or points else "")
        if quiet and rows:
            names = "\n".join(row.person for row in quiet)
            self.header.note.setToolTip(f"{self.header.note.text()}\n\nNo talk is planned with:\n{names}")
        self.talks.set_rows(rows)
        self.items.set_rows(points)
        self.sets.set_rows(read(queries.sets))
        self.enable()

    def show_record(self, record: str) -> None:
        key, _, number = record.partition("/")
        if key == "new":
            self.new(int(number) if number.isdigit() else None)
            return
        super().show_record(record)

    def may_do(self) -> dict[str, bool]:
        key, rows = self.key(), self.current().table.selected_rows()
        one = rows[0] if len(rows) == 1 else None
        is_talk, is_item = key == "talk", key == "item"
        open_talks = is_talk and bool(rows) and all(row.is_open for row in rows)
        open_items = is_item and bool(rows) and all(row.is_open for row in rows)
        ended = one is not None and (
            (is_talk and one.state in (TalkState.HELD, TalkState.SKIPPED)) or (is_item and not one.is_open)
        )
        return {
            "begin": is_talk and one is not None and one.state in (TalkState.PLANNED, TalkState.HELD),
            "move": open_talks and one is not None,
            "skip": open_talks,
            "edit": one is not None and (key == "set" or is_item or one.is_open),
            "again": ended,
            "done": open_items,
            "drop": open_items,
            "source": is_item and one is not None and one.record is not None,
            "brief": is_talk and one is not None,
            "sheet": is_talk and one is not None,
            "trash": bool(rows),
        }

    def _show_talk(self, row: TalkRow) -> None:
        found = self.desk.read(queries.detail, row.id)
        if found is not None:
            offered = {
                TalkState.PLANNED: ("begin", "move", "skip"),
                TalkState.HELD: ("begin", "sheet"),
                TalkState.SKIPPED: ("again",),
            }.get(row.state, ())
            self.commands.actions["begin"].setText(
                "Begin the talk" if row.state is TalkState.PLANNED else "Open the notes"
            )
            paneswidget.show_talk(
                self.talks.pane, found, self.desk.today(), self.commands.some(*offered), self.desk.sealing
            )

    def _show_item(self, row: ItemRow) -> None:
        offered = self.commands.some("done", "drop") if row.is_open else self.commands.some("again")
        if row.record is not None:
            offered += self.commands.some("source")
        paneswidget.show_item(self.items.pane, row, offered)

    def show_source(self) -> None:
        """Go to what the chosen point is about."""
        row = self.one(self.items)
        if row is not None and row.record is not None:
            self.desk.go(*row.record)

    # talks

    def new(self, person_id: int | None = None) -> None:
        """Plan a talk with somebody."""
        people = self.desk.read(choices.people, self.desk.today())
        if not people:
            self.desk.ask.tell("Plan a talk", "Add people to the team first.")
            return
        sets = self.desk.read(queries.sets)

        def submit(values: dict[str, Any]) -> None:
            ids = [key for key, _ in people] if values["person_id"] == 0 else [values["person_id"]]
            names = dict(people)
            whom = names[ids[0]] if len(ids) == 1 else f"{len(ids)} people"
            made = self.desk.try_do(
                f"Plan a talk with {whom}",
                actions.plan,
                ids,
                set_id=values["set_id"],
                planned_on=values["planned_on"],
                every_days=values["every_days"] or None,
            )
            self.refresh()
            self.show_list("talk").select(made[0])

        self.form(
            "Plan a talk",
            [
                Field(
                    "person_id", "With", "choice", person_id or people[0][0],
                    options=[*people, (0, "Everyone, one each")], required=True,
                ),
                Field(
                    "set_id", "Kind", "choice", sets[0].id if sets else None,
                    options=[(row.id, row.name) for row in sets] or [(None, "Talk")],
                ),
                Field("planned_on", "On", "date", self.desk.today(), required=True),
                Field("every_days", "Again", "choice", 0, options=list(EVERY)),
            ],
            submit,
            verb="Plan",
        )  # fmt: skip

    def begin(self) -> None:
        """Open the screen of the talk."""
        row = self.one(self.talks)
        if row is not None and row.state in (TalkState.PLANNED, TalkState.HELD):
            view = TalkView(self.desk, row.id, self)
            if row.state is TalkState.HELD:
                view.hold_button.hide()
                view.later_button.setText("Close")
            self.open(view)

    def move_talk(self) -> None:
        """Move a talk to another day."""
        row = self.one(self.talks)
        if row is None:
            return

        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(f"Move the talk with {row.person}", actions.move, row.id, **values)
            self.refresh()
            self.talks.select(made)

        self.form(
            f"Move the talk with {row.person}",
            [
                Field("to", "To", "date", required=True),
                Field("reason", "Why", required=True),
            ],
            submit,
            verb="Move",
        )

    def skip(self) -> None:
        """Skip talks."""
        rows: list[TalkRow] = self.some(self.talks)
        if not rows:
            return
        what = f"the talk with {rows[0].person}" if len(rows) == 1 else f"{len(rows)} talks"

        def submit(values: dict[str, Any]) -> None:
            ids = [row.id for row in rows]
            self.desk.try_do(f"Skip {what}", actions.skip, ids, today=self.desk.today(), **values)

        self.form(
            f"Skip {what}",
            [Field("reason", "Why", "long", required=True, seen=Visibility.OPEN)],
            submit,
            verb="Skip",
            text="The open points wait for the next talk.",
        )

    def edit(self) -> None:
        """Change what is chosen."""
        talk, item, chosen = self.one(self.talks), self.one(self.items), self.one(self.sets)
        if talk is not None and talk.is_open:
            sets = self.desk.read(queries.sets)
            self.form(
                f"Talk with {talk.person}",
                [
                    Field(
                        "set_id", "Kind", "choice", talk.set_id, options=[(row.id, row.name) for row in sets]
                    ),
                    Field("every_days", "Again", "choice", talk.every_days or 0, options=list(EVERY)),
                ],
                lambda values: self.desk.try_do(
                    f"Change the talk with {talk.person}",
                    actions.edit,
                    talk.id,
                    set_id=values["set_id"],
                    every_days=values["every_days"] or None,
                ),
            )
        elif item is not None:
            self.form(
                "Change the point",
                [
                    Field("text", "What", value=item.text, required=True),
                    Field("by", "Brought up by", "choice", item.by, options=list(_BY)),
                    Field("note", "Note", "long", item.note, seen=Visibility.OPEN),
                ],
                lambda values: self.desk.try_do(
                    f"Change the point: {values['text']}", actions.edit_item, item.id, **values
                ),
            )
        elif chosen is not None:
            self._write_set(chosen)

    def again(self) -> None:
        """Open a talk or points again."""
        row, items = self.one(self.talks), self.some(self.items)
        if row is not None:

            def submit(values: dict[str, Any]) -> None:
                self.desk.try_do(f"Open again: talk with {row.person}", actions.reopen, row.id, **values)

            self.form(
                f"Open the talk with {row.person} again",
                [Field("reason", "Why", required=True)],
                submit,
                verb="Open again",
            )
        elif items:
            self.desk.do(f"Open again: {items[0].text}", actions.reopen_item, [row.id for row in items])

    def brief(self) -> None:
        """What there is to know of the person before the talk, on one page."""
        row = self.one(self.talks)
        if row is not None:
            self.desk.fetch(
                self,
                facts.story,
                row.person_id,
                self.desk.today(),
                then=self._show_brief,
                failed=lambda error: self.desk.say(f"The brief could not be made: {error}"),
                key="brief",
            )

    def _show_brief(self, told: facts.Story | None) -> None:
        if told is not None:
            from csmanager.ui import printing

            document = brief_document(told, self.desk.settings.name)
            self.dialog = printing.preview(document, self.window(), self.desk.today())

    def print_sheet(self) -> None:
        """Show the sheet of the chosen talk before it is printed."""
        row = self.one(self.talks)
        found = self.desk.read(queries.detail, row.id) if row is not None else None
        if found is None:
            return
        from csmanager.features.talks import papersview

        text = paper.sheet(found, self.desk.settings.name)
        self.dialog = papersview.preview(
            self.window(),
            text,
            f"{found.row.kind}, {found.row.person}",
            self.desk.today(),
            about=outgoing.person(found.row.person_id),
        )

    # points

    def add_point(self) -> None:
        """Put a point on the agenda of somebody's next talk."""
        people = self.desk.read(choices.people, self.desk.today())
        talk = self.one(self.talks)
        if not people:
            self.desk.ask.tell("Add a point", "Add people to the team first.")
            return
        names = dict(people)

        def submit(values: dict[str, Any]) -> None:
            self.desk.try_do(
                f"Add to the agenda with {names[values['person_id']]}",
                actions.add_item,
                values["person_id"],
                values["text"],
                today=self.desk.today(),
                by=values["by"],
            )

        known = talk.person_id if talk is not None and talk.person_id in names else people[0][0]
        self.form(
            "Add a point",
            [
                Field("person_id", "With", "choice", known, options=people, required=True),
                Field(
                    "text",
                    "What",
                    required=True,
                    placeholder="What should be talked about",
                    seen=Visibility.OPEN,
                ),
                Field("by", "Brought up by", "choice", Raised.MANAGER, options=list(_BY)),
            ],
            submit,
            verb="Add",
        )

    def end_points(self, state: ItemState) -> None:
        """The chosen points were talked about, or are dropped."""
        rows: list[ItemRow] = [row for row in self.some(self.items) if row.is_open]
        if rows:
            what = rows[0].text if len(rows) == 1 else f"{len(rows)} points"
            word = rules.ITEM_WORDS[state]
            self.desk.do(
                f"{word}: {what}",
                actions.end_item,
                [row.id for row in rows],
                today=self.desk.today(),
                state=state,
            )

    # sets

    def new_set(self) -> None:
        """Write a question set."""
        self._write_set(None)

    def _write_set(self, row: queries.SetRow | None) -> None:
        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(
                f"Question set: {values['name']}", actions.write_set, row.id if row else None, **values
            )
            self.refresh()
            self.show_list("set").select(made)

        self.form(
            "Question set" if row else "New question set",
            [
                Field("name", "Name", value=row.name if row else "", required=True),
                Field("intro", "When to use it", "long", row.intro if row else ""),
                Field(
                    "agenda", "How it may go", "long", "\n".join(row.agenda) if row else "", help="A line a step."
                ),
                Field(
                    "questions", "Questions", "long", "\n".join(row.questions) if row else "",
                    help="A line a question. Talks that were held keep theirs.",
                ),
            ],
            submit,
        )  # fmt: skip

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        verbs = {"talk": actions.trash, "item": actions.trash_item, "set": actions.trash_set}
        rows = self.current().table.selected_rows()
        if rows:
            count = f"{len(rows)} {'records' if len(rows) > 1 else 'record'} of one-to-ones"
            self.desk.do(
                f"Move to Trash: {count}",
                verbs[self.key()],
                [row.id for row in rows],
                today=self.desk.today(),
            )
