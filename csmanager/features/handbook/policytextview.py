"""A text of the handbook as it reads, with the pictures that are kept in the store."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QImageReader, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.ui.widgets.markdown import MarkdownView

WIDEST = 620  # pixels a picture is shown wide
_MOST_PIXELS = 40_000_000  # a picture with more is not unpacked


def image_of(data: bytes, widest: int = WIDEST) -> QImage | None:
    """A picture no wider than ``widest`` pixels; None when it cannot be read or would unpack enormously."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    if size.width() > widest:
        reader.setScaledSize(size.scaled(QSize(widest, size.height()), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class PolicyTextView(MarkdownView):
    """``pictures``: bytes by address, set before the text. ``went``: a link to another policy (code, clause)."""

    went = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.pictures: Mapping[str, bytes] = {}
        self.anchorClicked.connect(self._on_link)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the store; nothing else, from nowhere else."""
        address = name.toString() if isinstance(name, QUrl) else str(name)
        if kind == QTextDocument.ResourceType.ImageResource.value and address in self.pictures:
            return image_of(self.pictures[address])
        return None

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() == "policy":
            self.went.emit(url.path(), url.fragment())
