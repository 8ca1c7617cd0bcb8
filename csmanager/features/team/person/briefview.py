"""The brief as a document with its small lines drawn, on the screen, on paper and as PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTextDocument

from csmanager.core import outgoing
from csmanager.core.errors import AppError
from csmanager.features.team.person.briefpaper import SPARK, brief_html
from csmanager.features.team.person.facts import FigureLine, Story
from csmanager.ui import printing
from csmanager.ui.desk import Desk

_FINER = 6  # pixels for a point, so that paper shows a line and no stairs


def brief_document(told: Story, shop: str) -> QTextDocument:
    """One sheet about a person."""
    made = QTextDocument()
    for number, line in enumerate(told.figures):
        made.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(f"spark{number}"), spark_image(line)
        )
    made.setHtml(brief_html(told, shop))
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, f"Brief: {told.name}")
    return made


def spark_image(line: FigureLine) -> QImage:
    """Twelve weeks as a small picture, black on white whatever the theme; the dashes are the target."""
    wide, high = SPARK[0] * _FINER, SPARK[1] * _FINER
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    known = [value for value in line.weeks if value is not None]
    if not known:
        return image
    low, high_value = min(known), max(known)
    if line.target is not None:
        low, high_value = min(low, line.target), max(high_value, line.target)
    reach = (high_value - low) or 1.0
    inside = QRectF(0, 0, wide, high).adjusted(4 * _FINER / 2, _FINER * 2, -4 * _FINER / 2, -_FINER * 2)
    step = inside.width() / max(1, len(line.weeks) - 1)

    def height(value: float) -> float:
        share = 0.5 if high_value == low else (value - low) / reach
        return float(inside.bottom() - share * inside.height())

    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line.target is not None:
        pen = QPen(QColor("#777777"), _FINER * 0.6)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        y = height(line.target)
        painter.drawLine(int(inside.left()), int(y), int(inside.right()), int(y))
    painter.setPen(QPen(QColor("black"), _FINER * 1.1))
    before: tuple[float, float] | None = None
    for number, value in enumerate(line.weeks):
        if value is None:
            before = None
            continue
        at = (inside.left() + number * step, height(value))
        if before is not None:
            painter.drawLine(int(before[0]), int(before[1]), int(at[0]), int(at[1]))
        painter.setBrush(QColor("black"))
        radius = _FINER * (1.6 if number == len(line.weeks) - 1 else 0.7)
        painter.drawEllipse(QRectF(at[0] - radius, at[1] - radius, 2 * radius, 2 * radius))
        before = at
    painter.end()
    return image


def save_brief(desk: Desk, told: Story) -> None:
    """Ask where, and write the sheet as PDF."""
    clean = "".join(letter if letter.isalnum() or letter in " -" else " " for letter in told.name).strip()[
        :60
    ]
    folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
    name = f"Brief {clean} {told.today.isoformat()}.pdf"
    path = desk.ask.save_path("Save the brief", str(folder / name), "PDF (*.pdf)")
    if path is None:
        return
    document = brief_document(told, desk.settings.name)
    try:
        placed = printing.save_pdf(document, path.with_suffix(".pdf"), told.today)
    except AppError as error:
        desk.ask.tell("Save the brief", str(error))
        return
    desk.preferences.set("export/folder", str(placed.parent))
    desk.sent_out(
        placed, "Brief of a person", f"Saved {placed.name}", about=outgoing.person(told.detail.person.id)
    )
