"""Wellbeing: pulse, strain, breathers and availability."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.core.visibility import Visibility
from csmanager.features.reviews.cycles import choices
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.talks import papersview
from csmanager.features.talks.actions import send
from csmanager.features.talks.codesdialog import CodesDialog
from csmanager.features.talks.listswidget import TalkLists
from csmanager.features.team import queries as team
from csmanager.features.team.segments.groupwidget import GroupFilter, is_person, of_person
from csmanager.features.wellbeing import availability, breathers, paneswidget, paper, pulse, rules, strain
from csmanager.features.wellbeing.strain import StrainRow
from csmanager.features.wellbeing.weekwidget import WeekDialog
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field
from csmanager.ui.widgets.table import Column

_NEW = {"wave": "Ask a pulse…", "strain": "Breather now", "breather": "Breather now", "week": "Note a week…"}


class WellbeingPage(TalkLists):
    """Four lists; the switch in the head chooses."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "pulse_wave", "pulse_set", "strain_input", "breather", "availability", "person", "worked_shift", "contact",
            "complaint", "setting",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        made = RecordsWidget
        self.waves = made(
            desk, "pulse", paneswidget.wave_columns(desk.today), title="Pulse", noun=("round", "rounds"),
            nothing="Choose a round.",
        )  # fmt: skip
        self.strain = made(
            desk, "strain", paneswidget.strain_columns(), title="Strain", noun=("person", "people"),
            nothing="Choose somebody to see what adds up.",
        )  # fmt: skip
        self.breathers = made(
            desk, "breathers", paneswidget.breather_columns(), title="Breathers",
            noun=("breather", "breathers"), nothing="Choose a breather.",
        )  # fmt: skip
        self.weeks = made(
            desk, "availability", paneswidget.week_columns(), title="Availability", noun=("person", "people"),
            nothing="Choose somebody.",
        )  # fmt: skip
        super().__init__(
            desk,
            "Wellbeing",
            [
                ("wave", "Pulse", self.waves),
                ("strain", "Strain", self.strain),
                ("breather", "Breathers", self.breathers),
                ("week", "Availability", self.weeks),
            ],
            "Search",
            parent,
        )
        self._rows: list[pulse.WaveRow] = []
        self.commands.make(
            ("new", _NEW["wave"], self.new, "Ctrl+Shift+N"),
            ("ask", "Ask a pulse…", self.ask_pulse, ""),
            ("close", "Close the round", self.close_wave, "Ctrl+D"),
            ("paper", "Print sheets for paper…", self.print_paper, ""),
            ("codes", "Enter sheets…", self.enter_paper, ""),
            ("breather", "Breather now", self.breather, "Ctrl+Shift+B"),
            ("send", "Send to the next one-to-one", self.send, "Ctrl+Shift+T"),
            ("weights", "Weights of strain…", self.weigh, ""),
            ("sets", "Questions of the pulse…", self.write_set, ""),
            ("minimum", "Smallest group…", self.set_minimum, ""),
            ("kiosk", "Ask for weeks and leave at the kiosk", self.ask_at_kiosk, ""),
            ("edit", "Edit…", self.edit, "F2"),
            ("trash", "Move to Trash", self.trash, ""),
        )
        self.group = GroupFilter(
            desk,
            {self.strain.table: is_person, self.breathers.table: of_person, self.weeks.table: is_person},
        )
        self.add_filters(self.group, wide=95)
        some = self.commands.some
        self.header.set_primary(self.commands.actions["new"])
        self.header.set_more(
            some("ask", "paper", "codes", "", "breather", "", "weights", "sets", "minimum", "kiosk")
        )
        self.addActions(some("new", "close", "breather", "edit", "send"))
        self.waves.table.add_actions(some("close", "paper", "", "trash"), self.enable)
        self.strain.table.add_actions(some("breather", "send", "weights"), self.enable)
        self.breathers.table.add_actions(some("edit", "", "trash"), self.enable)
        self.weeks.table.add_actions(some("edit", "kiosk"), self.enable)
        self.breathers.table.activated.connect(lambda _row: self.edit())
        self.weeks.table.activated.connect(lambda _row: self.edit())
        self.show_chosen(self.waves, self._show_wave)
        self.show_chosen(
            self.strain, lambda row: paneswidget.show_strain(self.strain.pane, row, some("breather"))
        )
        self.show_chosen(
            self.breathers, lambda row: paneswidget.show_breather(self.breathers.pane, row, some("edit"))
        )
        self.show_chosen(self.weeks, lambda row: paneswidget.show_week(self.weeks.pane, row, some("edit")))
        self._teach()

    def _teach(self) -> None:
        self.waves.table.set_empty(
            EmptyState(
                "No pulse yet",
                "A few questions at the kiosk or on paper, answered without names. Nothing is shown before the round is"
                f" closed, nor for fewer than {rules.MINIMUM} answers. “Rate your manager” is one of the sets.",
                "Ask a pulse…",
                self.ask_pulse,
                second_text="Look around with example data",
                second=self.load_example,
            )
        )
        self.strain.table.set_empty(
            EmptyState(
                "Nobody is in the team yet",
                "Overtime, short nights and hard contacts add up here, openly.",
                "Add people…",
                lambda: self.desk.go("team", "people:new"),
            )
        )
        self.breathers.table.set_empty(
            EmptyState(
                "No breathers yet",
                "After a hard contact, some minutes off: choose somebody under Strain and press Ctrl+Shift+B. It is"
                " paid time and held against nobody.",
            )
        )
        self.weeks.table.set_empty(
            EmptyState(
                "Nobody is in the team yet",
                "People say at the kiosk when they can work, or you note it.",
                "Add people…",
                lambda: self.desk.go("team", "people:new"),
            )
        )

    # reading

    def showEvent(self, event: QShowEvent) -> None:
        self._is_stale = True  # answers stay out of the history, so nothing tells of them
        super().showEvent(event)

    def load(self) -> None:
        read, today = self.desk.read, self.desk.today()
        self._rows = read(pulse.waves)
        self.waves.set_rows(self._rows)
        self.breathers.set_rows(read(breathers.breathers))
        self.weeks.set_rows(read(availability.weeks, today))
        self.desk.fetch(self, strain.strain, today, then=self._show_strain, failed=lambda _error: None)
        self._say()
        self.enable()

    def _show_strain(self, rows: list[StrainRow]) -> None:
        self.strain.set_rows(rows)
        self._say()
        self.enable()

    def _say(self) -> None:
        waiting = [row for row in self._rows if row.is_open]
        asks = sum(row.should_ask for row in self.strain.table.rows())
        parts = [
            f"{waiting[0].answered} of {waiting[0].asked} answered so far" if waiting else "",
            f"ask {asks} {'person' if asks == 1 else 'people'} how it goes" if asks else "",
        ]
        self.say(" · ".join(part for part in parts if part))

    def may_do(self) -> dict[str, bool]:
        key, rows = self.key(), self.current().table.selected_rows()
        one = rows[0] if len(rows) == 1 else None
        is_open = key == "wave" and one is not None and one.is_open
        return {
            "close": is_open,
            "paper": is_open,
            "codes": any(row.is_open for row in self._rows),
            "breather": key in ("strain", "breather", "week") and one is not None,
            "new": key in ("wave",) or one is not None,
            "send": key == "strain" and one is not None,
            "edit": key in ("breather", "week") and one is not None,
            "trash": key in ("wave", "breather") and bool(rows),
        }

    def _on_switched(self, key: str) -> None:
        self.commands.actions["new"].setText(_NEW[key])
        super()._on_switched(key)

    def _show_wave(self, row: pulse.WaveRow) -> None:
        offered = self.commands.some("close", "paper") if row.is_open else []
        earlier = pulse.trend(self._rows, row.set_id)
        paneswidget.show_wave(self.waves.pane, row, earlier, self.desk.today(), offered)

    # pulse

    def new(self) -> None:
        """What is new in the list in front."""
        {"wave": self.ask_pulse, "week": self.edit}.get(self.key(), self.breather)()

    def ask_pulse(self) -> None:
        """Open a round."""
        sets = self.desk.read(pulse.sets)
        teams = [
            (row.id, row.name)
            for row in self.desk.read(team.entries, "team", self.desk.today())
            if row.people
        ]

        def submit(values: dict[str, Any]) -> None:
            made = self.desk.try_do(
                "Ask a pulse",
                pulse.open_wave,
                set_id=values["set_id"],
                name=values["name"],
                closes_on=values["closes_on"],
                team_id=values["team_id"] or None,
                today=self.desk.today(),
            )
            self.refresh()
            self.show_list("wave").select(made)

        self.form(
            "Ask a pulse",
            [
                Field(
                    "set_id", "Questions", "choice", sets[0].id if sets else None,
                    options=[(row.id, row.name) for row in sets], required=True,
                ),
                Field("team_id", "Whom", "choice", 0, options=[(0, "Everyone"), *teams]),
                Field(
                    "closes_on", "Until", "date", self.desk.today() + dt.timedelta(days=7), required=True,
                    help="Nothing is shown before you close it.",
                ),
                Field("name", "Name", placeholder="As the questions and the month"),
            ],
            submit,
            verb="Open",
        )  # fmt: skip

    def close_wave(self) -> None:
        """End the round, and show it."""
        row = self.one(self.waves)
        if row is None or not row.is_open:
            return
        if not self.desk.ask.confirm(
            "Close the round",
            f"{row.answered} of {row.asked} have answered. Closing shows what they said and cannot be undone: else"
            " one more answer could be told apart from the others.",
            "Close it",
        ):
            return
        try:
            self.desk.store.note(
                f"Close the pulse {row.name}", pulse.close_wave, row.id, today=self.desk.today()
            )
        except AppError as error:
            self.desk.ask.tell("Close the round", str(error))

    def print_paper(self) -> None:
        """Sheets for whoever answers on paper."""
        row = self.one(self.waves)
        if row is None or not row.is_open:
            return
        left = self.desk.read(pulse.not_yet, row.id)
        names = dict(self.desk.read(choices.people, self.desk.today()))
        people = [(one, names[one]) for one in left if one in names]
        if not people:
            self.desk.say("Everybody has answered, or has a sheet.")
            return

        def submit(values: dict[str, Any]) -> None:
            whom = [one for one, _ in people] if values["whom"] == 0 else [values["whom"]]
            codes = self.desk.store.keep_aside(pulse.hand_out, row.id, whom, self.desk.today())
            found = next(one for one in self.desk.read(pulse.sets) if one.id == row.set_id)
            text = paper.sheets(row.name, found.intro, found.questions, codes, self.desk.settings.name)
            self.preview = papersview.preview(
                self.window(), text, row.name, self.desk.today(), what="Sheets of a pulse"
            )

        self.form(
            "Sheets for paper",
            [Field("whom", "For", "choice", 0, options=[(0, "Everybody who has not answered"), *people])],
            submit,
            verb="Print",
            text="Let people draw a sheet: no code belongs to anybody. Whoever has a sheet cannot answer at the kiosk.",
        )

    def enter_paper(self) -> None:
        """Sheets come back."""
        today = self.desk.today()

        def enter(lines: list[pulse.PaperLine], _day: dt.date) -> None:
            self.desk.store.keep_aside(pulse.enter_paper, lines, today)
            self.refresh()

        self.open(
            CodesDialog(
                self.desk,
                "Enter sheets of the pulse",
                "Type the code of a sheet, a blank, and the answers: K7M-P2X 4 5 - 3. A dash is one left out.",
                [
                    Column("code", "Code", 110, value=lambda line: line.code),
                    Column("wave", "Round", 220, value=lambda line: line.wave),
                    Column("marks", "Answers", 160, value=lambda line: line.text),
                ],
                lambda typed: self.desk.read(pulse.read_paper, typed, today),
                enter,
                example="K7M-P2X 4 5 - 3",
                day_label="Entered on",
                parent=self,
            )
        )

    def write_set(self) -> None:
        """Change the questions of a set, or write another."""
        sets = self.desk.read(pulse.sets)
        names = [row.name for row in sets] + ["Another set"]
        chosen = self.desk.ask.choose("Questions of the pulse", "Which", names)
        if chosen is None:
            return
        row = next((one for one in sets if one.name == chosen), None)
        self.form(
            "Questions of the pulse",
            [
                Field("name", "Name", value=row.name if row else "", required=True),
                Field("intro", "For them to read", "long", row.intro if row else ""),
                Field(
                    "questions", "Questions", "long", "\n".join(row.questions) if row else "", required=True,
                    help="A line each, to be answered 1 to 5. Rounds that were opened keep theirs.",
                ),
            ],
            lambda values: self.desk.try_do(
                f"Questions: {values['name']}", pulse.write_set, row.id if row else None, **values
            ),
        )  # fmt: skip

    def set_minimum(self) -> None:
        """The smallest group of which anything is shown."""
        self.form(
            "Smallest group",
            [
                Field(
                    "value", "Answers", "number", self.desk.read(pulse.minimum), minimum=rules.MINIMUM, maximum=50,
                    required=True,
                )
            ],
            lambda values: self.desk.try_do("Change the smallest group", pulse.set_minimum, values["value"]),
            text=f"Below it nothing anonymous is shown. It is never less than {rules.MINIMUM}.",
        )  # fmt: skip

    # strain, breathers, availability

    def breather(self) -> None:
        """Ten minutes off for the chosen person, from now, without a question."""
        row = next(
            (
                found
                for made in (self.strain, self.breathers, self.weeks)
                if (found := self.one(made)) is not None
            ),
            None,
        )
        if row is None:
            return
        whom = getattr(row, "person_id", row.id)
        self.desk.do(f"Breather for {row.person}", breathers.log, whom, at=self.desk.store.clock())

    def send(self) -> None:
        """Put it on the agenda of the next one-to-one."""
        row = self.one(self.strain)
        if row is not None:
            self.desk.do(
                f"Send to the one-to-one with {row.person}",
                send,
                row.id,
                "How is it going? The last two weeks were full.",
                "strain",
                None,
                today=self.desk.today(),
            )

    def weigh(self) -> None:
        """What each input weighs, and from which sum a talk is suggested."""
        rows = self.desk.read(strain.inputs)
        fields = [
            Field(
                row.kind.key, row.kind.name, "number", row.weight if row.is_on else 0.0, decimals=1, minimum=0,
                maximum=99, required=True, help=f"For each of: {row.kind.what}.",
            )
            for row in rows
        ]  # fmt: skip
        fields.append(
            Field(
                "look_at", "Ask from", "number", self.desk.read(strain.look_at), decimals=1, minimum=1, maximum=999,
                required=True,
            )
        )  # fmt: skip

        def submit(values: dict[str, Any]) -> None:
            limit = values.pop("look_at")
            pairs = [(row.id, values[row.kind.key]) for row in rows]
            self.desk.try_do("Weigh strain", strain.weigh_all, pairs, limit)

        self.form("Weights of strain", fields, submit, text="A weight of 0 leaves an input out.")

    def ask_at_kiosk(self) -> None:
        """Let people say at the kiosk when they can work, or stop it."""
        on = not self.desk.read(availability.is_asked)
        label = (
            "Ask for weeks and leave at the kiosk" if on else "Stop asking for weeks and leave at the kiosk"
        )
        self.desk.do(label, availability.ask_at_kiosk, on)
        self.desk.say(
            "Weeks and leave are asked at the kiosk."
            if on
            else "Weeks and leave are not asked there any more."
        )

    def edit(self) -> None:
        """Change the chosen breather or week."""
        row, week = self.one(self.breathers), self.one(self.weeks)
        if row is not None:
            self.form(
                f"Breather of {row.person}",
                [
                    Field("minutes", "Minutes", "number", row.minutes, minimum=1, maximum=120, required=True),
                    Field(
                        "reason",
                        "After",
                        value=row.reason,
                        placeholder="What came before it",
                        seen=Visibility.OPEN,
                    ),
                    Field(
                        "contact", "Contact", value=row.contact, placeholder="Its number, where there is one"
                    ),
                ],
                lambda values: self.desk.try_do(
                    f"Change the breather of {row.person}", breathers.edit, row.id, **values
                ),
            )
        elif week is not None:

            def submit(spans: list[availability.Span]) -> None:
                self.desk.try_do(
                    f"When {week.person} can work",
                    availability.set_week,
                    week.id,
                    spans,
                    today=self.desk.today(),
                    how="manager",
                )

            self.open(WeekDialog(f"When {week.person} can work", week.spans, submit, self))

    def trash(self) -> None:
        """Put what is chosen into the Trash."""
        rows, today = self.current().table.selected_rows(), self.desk.today()
        ids = [row.id for row in rows]
        if rows and self.key() == "wave":
            self.desk.do(f"Move to Trash: {rows[0].name}", pulse.trash_wave, ids, today=today)
        elif rows and self.key() == "breather":
            self.desk.do(f"Move to Trash: breather of {rows[0].person}", breathers.trash, ids, today=today)
