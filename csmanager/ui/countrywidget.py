"""Chooses a country and one of its regions by name; what is kept are their codes."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget


class CodeBox(QComboBox):
    """A list that can be typed into: rows of (code, words), "" standing for none. ``chosen`` comes on each change."""

    chosen = Signal(str)

    def __init__(self, none: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = none
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        completer = self.completer()
        assert isinstance(completer, QCompleter)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        field = self.lineEdit()
        assert field is not None
        field.setPlaceholderText(none)
        self.editTextChanged.connect(lambda _text: self.chosen.emit(self.code()))

    def offer(self, rows: list[tuple[str, str]], code: str) -> None:
        """Offer ``rows`` and choose ``code``; one that is not among them stays as it was typed."""
        self.blockSignals(True)
        self.clear()
        self.addItem("", "")
        for one, words in rows:
            self.addItem(f"{words} ({one})" if words != one else one, one)
        self.blockSignals(False)
        self.set_code(code)

    def set_code(self, code: str) -> None:
        """Choose ``code``."""
        at = self.findData(code)
        if at >= 0:
            self.setCurrentIndex(at)
        else:
            self.setEditText(code)

    def code(self) -> str:
        """The code that is chosen or typed, by itself or as a name; what is neither comes back as typed."""
        text = self.currentText().strip()
        for at in range(self.count()):
            if text.casefold() in (self.itemText(at).casefold(), str(self.itemData(at)).casefold()):
                return str(self.itemData(at))
            if text and self.itemText(at).casefold().startswith(f"{text.casefold()} ("):
                return str(self.itemData(at))
        return text.upper()


class CountryWidget:
    """Two boxes that belong together: the regions follow the country."""

    def __init__(self, country: str, region: str) -> None:
        from holidays import list_supported_countries

        self._regions = list_supported_countries(include_aliases=False)
        self.country, self.region = CodeBox("none"), CodeBox("whole country")
        self.country.setAccessibleName("Country of the public holidays")
        self.region.setAccessibleName("Region of the public holidays")
        self.country.offer(
            sorted(((code, _name(code)) for code in self._regions), key=lambda row: row[1]), country
        )
        self._follow(country, region)
        self.country.chosen.connect(lambda code: self._follow(code, ""))

    def _follow(self, country: str, region: str) -> None:
        found = self._regions.get(country, [])
        self.region.offer([(code, code) for code in found], region)
        self.region.setEnabled(bool(found) or bool(region))


def _name(code: str) -> str:
    """The name of a country in English, as everything else in the window."""
    return QLocale.territoryToString(QLocale.codeToTerritory(code))
