"""Recognition, the share of attention, and the values of the shop."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from csmanager.core import outgoing
from csmanager.core.visibility import Visibility
from csmanager.features.recognition import actions, attention, queries, rules
from csmanager.features.recognition.attention import AttentionRow
from csmanager.features.recognition.queries import RecognitionRow, ValueRow
from csmanager.features.recognition.rules import Giver
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.talks import papersview
from csmanager.features.talks.listswidget import TalkLists
from csmanager.features.team.segments.groupwidget import GroupFilter, is_person, of_person
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text

_GIVERS = list(rules.GIVER_WORDS.items())


class RecognitionPage(TalkLists):
    """Three lists; the switch in the head chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"recognition", "shop_value", "one_on_one", "coaching", "person", "employment"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.thanks = RecordsWidget(
            desk, "recognition", _thanks_columns(), title="Recognition",
            noun=("word of thanks", "words of thanks"), nothing="Choose one to read it.",
        )  # fmt: skip
        self.attention = RecordsWidget(
            desk, "attention", _attention_columns(), title="Attention", noun=("person", "people"),
            nothing="Choose somebody.",
        )  # fmt: skip
        self.values = RecordsWidget(
            desk, "values", _value_columns(), title="Values", noun=("value", "values"),
            nothing="Choose a value.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Recognition",
            [
                ("thanks", "Recognition", self.thanks),
                ("attention", "Attention", self.attention),
                ("value", "Values", self.values),
            ],
            "Search",
            parent,
        )
        self.commands.make(
            ("new", "Recognise…", self.new, "Ctrl+Shift+N"),
            ("edit", "Edit…", self.edit, "F2"),
            ("thank", "Recognise…", self.new, ""),
            ("talk", "Plan a talk", self.plan_talk, ""),
            ("card", "Print a card of thanks…", self.print_card, ""),
            ("new_value", "New value…", lambda: self._write_value(None), ""),
            ("trash", "Move to Trash", self.trash, ""),
        )
        self.group = GroupFilter(desk, {self.thanks.table: of_person, self.attention.table: is_person})
        self.add_filters(self.group, wide=95)
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(some("card", "new_value"))
        self.addActions(some("new", "edit"))
        self.thanks.table.add_actions(some("edit", "card", "", "trash"), self.enable)
        self.attention.table.add_actions(some("thank", "talk"), self.enable)
        self.values.table.add_actions(some("edit", "new_value", "", "trash"), self.enable)
        self.thanks.table.activated.connect(lambda _row: self.edit())
        self.values.table.activated.connect(lambda _row: self.edit())
        self.show_chosen(self.thanks, self._show_thanks)
        self.show_chosen(self.attention, self._show_attention)
        self.show_chosen(self.values, self._show_value)
        self.thanks.table.set_empty(
            EmptyState(
                "Nobody was recognised yet",
                "Write down what somebody did well, and which value or clause of the handbook it shows. From you, a"
                " colleague or a customer; public only if you say so.",
                "Recognise…",
                self.new,
                second_text="Look around with example data",
                second=self.load_example,
            )
        )
        self.attention.table.set_empty(
            EmptyState(
                "Nobody is in the team yet",
                "Whoever works here stands in this list, by name.",
                "Add people…",
                lambda: self.desk.go("team", "people:new"),
            )
        )
        self.values.table.set_empty(
            EmptyState(
                "No values",
                "A value in a word, and what it looks like at work.",
                "New value…",
                lambda: self._write_value(None),
            )
        )

    # reading

    def load(self) -> None:
        read, today = self.desk.read, self.desk.today()
        rows, seen = read(queries.recognitions), read(attention.attention, today)
        self.thanks.set_rows(rows)
        self.attention.set_rows(seen)
        self.values.set_rows(read(queries.values, today))
        unseen = [row.person for row in seen if row.is_unseen]
        recent = sum((today - row.on_day).days < rules.SPAN_DAYS for row in rows)
        parts = [f"{recent} in {rules.SPAN_DAYS} days" if rows else ""]
        if unseen and (rows or any(row.times for row in seen)):
            more = f" and {len(unseen) - 3} more" if len(unseen) > 3 else ""
            parts.append(f"not seen in {rules.SPAN_DAYS} days: {', '.join(unseen[:3])}{more}")
        self.say(" · ".join(part for part in parts if part))
        self.enable()

    def may_do(self) -> dict[str, bool]:
        key, rows = self.key(), self.current().table.selected_rows()
        return {
            "edit": len(rows) == 1 and key in ("thanks", "value"),
            "card": key == "thanks" and len(rows) == 1,
            "thank": key == "attention" and len(rows) == 1,
            "talk": key == "attention" and len(rows) == 1,
            "trash": bool(rows) and key in ("thanks", "value"),
        }

    def _show_thanks(self, row: RecognitionRow) -> None:
        pane = self.thanks.pane
        pane.show_record(row.person, f"{day_text(row.on_day)}, {row.by}", None, self.commands.some("edit"))
        pane.add_section("", row.text)
        pairs = [
            ("Value", row.value),
            ("Clause", row.clause),
            ("Reward", row.reward),
            ("Who may hear it", "Everyone" if row.is_public else "The two of you"),
        ]
        pane.add_section("It shows", [(name, value) for name, value in pairs if value])

    def _show_attention(self, row: AttentionRow) -> None:
        pane = self.attention.pane
        pane.show_record(row.person, row.team, _seen(row), self.commands.some("thank", "talk"))
        pane.add_section(
            f"The last {rules.SPAN_DAYS} days",
            [
                ("One-to-ones", f"{row.talks}, {row.talk_minutes} minutes"),
                ("Coaching", f"{row.sessions}, {row.session_minutes} minutes"),
                ("Recognition", f"{row.thanks}, counted as {row.thanks * rules.RECOGNITION_MINUTES} minutes"),
                ("Together", f"{row.minutes} minutes in {row.times} time{'s' * (row.times != 1)}"),
                ("Last time", day_text(row.last_on) or "never"),
            ],
        )
        notes = [
            "This says where your attention went, and nothing of how good somebody is. The list goes by name;"
            " there is no best and no worst."
        ]
        if row.assumed:
            notes.append(
                f"For {row.assumed} of them the length was not kept; the usual one is counted"
                f" ({attention.TALK_MINUTES} minutes a talk, {rules.SESSION_MINUTES} a coaching)."
            )
        pane.add_section("How to read it", "\n".join(notes))

    def _show_value(self, row: ValueRow) -> None:
        pane = self.values.pane
        pane.show_record(row.name, f"Seen {row.seen} time{'s' * (row.seen != 1)} in a year", None,
                         self.commands.some("edit"))  # fmt: skip
        pane.add_section("At work", row.shown)

    # doing

    def _fields(self, row: RecognitionRow | None) -> list[Field]:
        values = self.desk.read(queries.values, self.desk.today())
        clauses = self.desk.read(queries.clauses)
        first = values[0].id if values else None
        return [
            Field(
                "text", "What they did", "long", row.text if row else "", required=True,
                help="So that they know what to do again.", seen=Visibility.OPEN,
            ),
            Field(
                "value_id", "Value", "choice", row.value_id if row else first,
                options=[(None, "–"), *((one.id, one.name) for one in values)],
            ),
            Field(
                "clause", "Clause", "suggest", row.clause if row else "", options=["", *clauses],
                help="Of the handbook, where one fits.",
            ),
            Field("giver", "From", "choice", row.giver if row else Giver.MANAGER, options=_GIVERS),
            Field("giver_name", "Name", value=row.giver_name if row else "", placeholder="Where not you"),
            Field("is_public", "Others may hear it", "check", row.is_public if row else False),
        ]  # fmt: skip

    def new(self, person_id: int | None = None) -> None:
        """Write down recognition."""
        people = self.desk.read(choices.people, self.desk.today())
        if not people:
            self.desk.ask.tell("Recognise", "Add people to the team first.")
            return
        names, chosen = dict(people), self.one(self.attention)
        first = person_id or (chosen.id if chosen is not None else people[0][0])

        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(
                f"Recognise {names[values['person_id']]}", actions.give, today=self.desk.today(), **values
            )
            self.refresh()
            self.show_list("thanks").select(made)

        self.form(
            "Recognise",
            [Field("person_id", "Whom", "choice", first, options=people, required=True), *self._fields(None)],
            submit,
            verb="Recognise",
        )

    def edit(self) -> None:
        """Change what is chosen."""
        row, value = self.one(self.thanks), self.one(self.values)
        if row is not None:
            self.form(
                f"Recognition of {row.person}",
                self._fields(row),
                lambda values: self.desk.try_do(
                    f"Change the recognition of {row.person}",
                    actions.edit,
                    row.id,
                    reward=row.reward,
                    **values,
                ),
            )
        elif value is not None:
            self._write_value(value)

    def print_card(self) -> None:
        """The chosen words of thanks on a card."""
        row = self.one(self.thanks)
        if row is not None:
            text = queries.card(row, self.desk.settings.name, day_text(row.on_day))
            self.dialog = papersview.preview(
                self.window(),
                text,
                f"Thank you, {row.person}",
                self.desk.today(),
                what="Card of thanks",
                about=outgoing.person(row.person_id),
            )

    def plan_talk(self) -> None:
        """Plan a one-to-one with somebody who was not seen."""
        row: AttentionRow | None = self.one(self.attention)
        if row is not None:
            self.desk.go("talks", f"oneonones:new/{row.id}")

    def _write_value(self, row: ValueRow | None) -> None:
        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(
                f"Value: {values['name']}", actions.write_value, row.id if row else None, **values
            )
            self.refresh()
            self.show_list("value").select(made)

        self.form(
            "Value" if row else "New value",
            [
                Field("name", "Name", value=row.name if row else "", required=True),
                Field(
                    "meaning", "At work", "long", row.meaning if row else "", help="What one sees or hears."
                ),
            ],
            submit,
        )

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        rows, today = self.current().table.selected_rows(), self.desk.today()
        ids = [row.id for row in rows]
        if rows and self.key() == "value":
            self.desk.do(f"Move to Trash: {rows[0].name}", actions.trash_value, ids, today=today)
        elif rows and self.key() == "thanks":
            self.desk.do(f"Move to Trash: recognition of {rows[0].person}", actions.trash, ids, today=today)


def _seen(row: AttentionRow) -> Status:
    if row.is_unseen:
        return Status("watch", "Not seen")
    if not row.times:
        return Status("none", "New here" if row.is_new else "On leave")
    return Status("good", "Seen")


def _thanks_columns() -> list[Column]:
    return [
        Column("text", "What they did", 180, value=lambda row: row.text),
        Column("person", "Whom", 130, value=lambda row: row.person),
        Column("tied", "It shows", 110, value=lambda row: row.tied),
        Column("day", "Day", kind="date", value=lambda row: row.on_day),
        Column("by", "From", 130, value=lambda row: row.by, hidden=True),
        Column("public", "Public", 70, value=lambda row: "Yes" if row.is_public else "", hidden=True),
    ]


def _attention_columns() -> list[Column]:
    return [
        Column("person", "Person", 140, value=lambda row: row.person),
        Column("state", "State", 92, kind="status", value=_seen),
        Column("talks", "Talk min", 70, kind="number", value=lambda row: row.talk_minutes),
        Column("coaching", "Coaching min", 96, kind="number", value=lambda row: row.session_minutes),
        Column("thanks", "Thanks", 60, kind="number", value=lambda row: row.thanks),
        Column("times", "n", 40, kind="number", value=lambda row: row.times),
        Column("last", "Last", kind="date", value=lambda row: row.last_on),
        Column("team", "Team", 120, value=lambda row: row.team, hidden=True),
    ]


def _value_columns() -> list[Column]:
    return [
        Column("name", "Value", 170, value=lambda row: row.name),
        Column("meaning", "At work", 320, value=lambda row: row.shown),
        Column("seen", "Seen in a year", 112, kind="number", value=lambda row: row.seen),
    ]
