"""Which version this is, where the data lies, and under which licences it works."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.paths import log_file, stores_dir
from csmanager.ui.crash import program_version

_LICENCES = """
<p><b>Qt and PySide6</b> are used under the GNU Lesser General Public License, version 3 (LGPLv3). They are
installed beside csmanager as ordinary libraries, so that you may replace them with a version of your own. Copyright
The Qt Company Ltd and other contributors. The text of the licence comes with them, and stands at
gnu.org/licenses/lgpl-3.0.html; their source code at code.qt.io.</p>
<p><b>SQLite</b> is in the public domain. <b>SQLAlchemy, Alembic, python-calamine, openpyxl</b> and
<b>platformdirs</b> are used under the MIT licence; <b>XlsxWriter</b> and <b>NumPy</b> under BSD licences;
<b>Matplotlib</b> under the Matplotlib licence, <b>Python</b> under the PSF licence.</p>
<p>csmanager reaches for no network. Everything you enter stays in the file named above.</p>
"""


class AboutDialog(QDialog):
    """Version, paths and licences; the paths can be selected and copied."""

    def __init__(self, store: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle("About csmanager")
        self.resize(560, 460)
        title = QLabel(f"csmanager {program_version()}")
        title.setProperty("role", "page-title")
        where = store if store is not None else stores_dir()
        self.facts = QLabel(
            f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()} {platform.release()}\n\n"
            f"{'Data file' if store is not None else 'Data folder'}: {where}\nLog: {log_file()}"
        )
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.licences = QTextBrowser()
        self.licences.setAccessibleName("Licences")
        self.licences.setHtml(_LICENCES)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        folder = QPushButton("Show data &folder")
        folder.setAutoDefault(False)
        box.addButton(folder, QDialogButtonBox.ButtonRole.ActionRole)
        target = where if where.is_dir() else where.parent
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(target))))
        box.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        for widget in (title, self.facts, self.licences, box):
            column.addWidget(widget)
