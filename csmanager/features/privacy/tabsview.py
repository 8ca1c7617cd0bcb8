"""The page of data protection and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View

_HERE = "csmanager.features.privacy"


class PrivacyTabs(MultiPage):
    """What is kept of people, how long, and what left the program."""

    views: ClassVar[tuple[View, ...]] = (
        View("due", "Due", f"{_HERE}.duepage:DuePage"),
        View("periods", "Retention", f"{_HERE}.periodspage:PeriodsPage"),
        View("holds", "Holds", f"{_HERE}.holdspage:HoldsPage"),
        View("exports", "Exports", f"{_HERE}.exportspage:ExportsPage"),
        View("processing", "Record of processing", f"{_HERE}.processingpage:ProcessingPage"),
    )

    def show_record(self, record: str) -> None:
        """ "own:person:3" makes that person's own file, from whichever view is in front."""
        if record.startswith("own:"):
            from csmanager.features.privacy.ownfileview import make_own_file

            make_own_file(self.desk, self, record.removeprefix("own:"))
            return
        super().show_record(record)
