"""What each column of a file was taken for and why, to be corrected: its meaning, the order of its dates, its unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from csmanager.features.importing import fields
from csmanager.features.importing.durations import UNIT_NAMES
from csmanager.features.importing.rules import LABELS, ColumnGuess, Field, FileKind

_HEADINGS = ("Column in the file", "Values", "Means", "Read as", "Why")
_ORDERS = {"dmy": "Day first", "mdy": "Month first"}


class ColumnsTable(QTableWidget):
    """``meaning_chosen`` comes with (column index, meaning or ""), ``reading_chosen`` with {question key: answer}."""

    meaning_chosen = Signal(int, str)
    reading_chosen = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADINGS), parent)
        self.setObjectName("importColumns")
        self.setAccessibleName("Columns of the file and what they mean")
        self.setHorizontalHeaderLabels(_HEADINGS)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((144, 124, 246, 112)):
            self.setColumnWidth(column, width)
        self.combos: dict[int, QComboBox] = {}
        self.readings: dict[int, QComboBox] = {}

    def show_columns(self, guesses: Sequence[ColumnGuess], kind: str) -> None:
        """Show every column, those that mean something first."""
        ordered = sorted(guesses, key=lambda guess: (guess.field is None, not guess.samples, guess.index))
        self.combos.clear()
        self.readings.clear()
        self.clearContents()
        self.setRowCount(len(ordered))
        offered = meanings(kind)
        for line, guess in enumerate(ordered):
            samples = " \N{MIDDLE DOT} ".join(guess.samples[:3])
            for column, text in ((0, guess.header), (1, samples), (4, reason_text(guess))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(line, column, item)
            self.setCellWidget(line, 2, _spaced(self._meaning(guess, offered)))
            reading = self._reading(guess)
            if reading is not None:
                self.setCellWidget(line, 3, _spaced(reading))

    def _meaning(self, guess: ColumnGuess, offered: Sequence[tuple[str, str]]) -> QComboBox:
        combo = _combo(f"Meaning of {guess.header}", [("", "Left out"), *offered], guess.field or "")
        combo.activated.connect(self._chooser(guess, combo))
        self.combos[guess.index] = combo
        return combo

    def _chooser(self, guess: ColumnGuess, combo: QComboBox) -> Callable[[int], None]:
        def choose(_index: int) -> None:
            chosen = str(combo.currentData())
            if chosen != (guess.field or ""):
                self.meaning_chosen.emit(guess.index, chosen)

        return choose

    def _reading(self, guess: ColumnGuess) -> QComboBox | None:
        """The choice of the order of dates or of the unit, where the column has one."""
        if guess.order in _ORDERS:
            key, now, options = "date_order", guess.order, list(_ORDERS.items())
        elif guess.unit in UNIT_NAMES and guess.unit != "ms":
            key, now = "unit", UNIT_NAMES[guess.unit]
            options = [(name, name.capitalize()) for unit, name in UNIT_NAMES.items() if unit != "ms"]
        else:
            return None
        combo = _combo(f"How {guess.header} is read", options, now)

        def choose(_index: int) -> None:
            if combo.currentData() != now:
                self.reading_chosen.emit({f"{key}.{guess.header}": str(combo.currentData())})

        combo.activated.connect(choose)
        self.readings[guess.index] = combo
        return combo


def _spaced(combo: QComboBox) -> QWidget:
    """The choice with a little air around it."""
    cell = QWidget()
    layout = QHBoxLayout(cell)
    layout.setContentsMargins(2, 3, 6, 3)
    layout.addWidget(combo)
    return cell


def _combo(name: str, options: Sequence[tuple[str, str]], now: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for value, text in options:
        combo.addItem(text, value)
    combo.setCurrentIndex(max(0, combo.findData(now)))
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    return combo


def meanings(kind: str) -> list[tuple[str, str]]:
    """What a column of a file of this kind may mean: (key, words)."""
    if kind in set(FileKind) and FileKind(kind).is_record:
        return [(one.key, one.label) for one in fields.meanings(kind)]
    return [(field.value, LABELS[field]) for field in Field]


def reason_text(guess: ColumnGuess) -> str:
    """Why a column was taken for what it was, with the order of its dates."""
    order = {"dmy": "day first", "mdy": "month first"}.get(guess.order, "")
    has_order = order and order not in guess.reason and "/" not in guess.reason
    text = f"{guess.reason}; {order}" if has_order else guess.reason
    return text[:1].upper() + text[1:]
