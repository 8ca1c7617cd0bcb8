"""From the command to the first painted window, and to Today filled, beside a bare PySide6 window.

Run: ``python -m tests.benchmarks.start``. CPU seconds of the process, best of several runs; goals: first paint at
most 1.6 x the bare window, Today filled at most 6 x.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import PEAK, Cost, best, python, run

_RUNS = 7

_BARE = (
    PEAK
    + """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
app = QApplication([])
window = Bare()
window.resize(1200, 800)
window.show()
app.exec()
say(painted=time.process_time())
import os
sys.stdout.flush()
os._exit(0)
"""
)

_OURS = (
    PEAK
    + """
import os, sys, time
from pathlib import Path
from csmanager.__main__ import open_console
import csmanager.ui.window as windows
found = {}
begin_window = windows.Window.__init__
def painted():
    found.setdefault("painted", time.process_time())
    import csmanager.ui.console as consoles
    begin = consoles.Console.__init__
    def started(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        from PySide6.QtCore import QTimer
        def finish():
            if "filled" not in found:
                found["filled"] = time.process_time()
                say(failed=list(self.window.failures), **found)
                sys.stdout.flush()
                os._exit(0)
        def look():
            if self.desk.jobs.is_busy:
                self.desk.jobs.idle.connect(lambda: QTimer.singleShot(0, finish))
            else:
                QTimer.singleShot(0, finish)
        self.opened.connect(lambda: QTimer.singleShot(0, look))
    consoles.Console.__init__ = started
def begun(self, *args, **kwargs):
    begin_window(self, *args, **kwargs)
    self.painted.connect(painted)
windows.Window.__init__ = begun
open_console(Path(sys.argv[1]), False, False)
"""
)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            _ENVIRONMENT[variable] = name
        store = folder / "sample.csm"
        python(
            "from csmanager import sample; from pathlib import Path; import sys; sample.build(Path(sys.argv[1]))",
            str(store),
        )
        bare, ours = [], []
        for _ in range(_RUNS):
            bare.append(_run(_BARE))
            ours.append(_run(_OURS, str(store)))
    floor = best(bare).said["painted"]
    painted = min(cost.said["painted"] for cost in ours)
    filled = min(cost.said["filled"] for cost in ours)
    nothing = best([python("pass") for _ in range(3)]).cpu
    print(f"{'':<44}{'CPU ms':>8}{'x bare':>8}")
    for title, value in (
        ("python -c pass", nothing),
        ("bare PySide6 window, first paint (floor)", floor),
        ("csmanager, first paint", painted),
        ("csmanager, Today filled (sample store)", filled),
    ):
        print(f"{title:<44}{value * 1000:>8.0f}{value / floor:>8.2f}")
    print(f"goals: first paint <= 1.6: {painted / floor:.2f}; Today filled <= 6: {filled / floor:.2f}")


_ENVIRONMENT: dict[str, str] = {}


def _run(code: str, *arguments: str) -> Cost:
    return run([sys.executable, "-c", code, *arguments], environment=_ENVIRONMENT)


if __name__ == "__main__":
    main()
