"""Under a field, in words: who may read what is typed there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from csmanager.core.visibility import MARKS, WORDS, Visibility


class ClassMark(QLabel):
    """One of the three classes as a caption; ``show_class`` changes it."""

    def __init__(self, seen: Visibility | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "caption")
        self.setWordWrap(True)
        self.show_class(seen)

    def show_class(self, seen: Visibility | None) -> None:
        """Say ``seen`` in words; None: nothing is said."""
        self.setText(MARKS[seen] if seen is not None else "")
        if seen is None:
            self.hide()
        elif self.parentWidget() is not None:  # without one it would flash up as a window
            self.show()


class ClassChoice(QWidget):
    """Chooses one of the three classes, with its words beside; ``chosen`` comes when a person chose another."""

    chosen = Signal()

    def __init__(self, name: str, now: Visibility, parent: QWidget | None = None) -> None:
        """``name``: what is asked, for those who hear the screen."""
        super().__init__(parent)
        self.box = QComboBox()
        self.box.setAccessibleName(name)
        for one in Visibility:
            self.box.addItem(WORDS[one], one)
        self.mark = ClassMark(now)
        self.show_class(now)
        self.box.activated.connect(lambda _at: self.chosen.emit())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.box)
        line.addWidget(self.mark, 1)
        self.setFocusProxy(self.box)

    @property
    def value(self) -> Visibility:
        """The class that is chosen."""
        return Visibility(self.box.currentData())

    def show_class(self, now: Visibility) -> None:
        """Show ``now`` as chosen."""
        self.box.setCurrentIndex(self.box.findData(now))
        self.mark.show_class(now)
