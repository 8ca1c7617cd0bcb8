"""XlsxWriter's worksheet without its search for functions younger than Excel 2010, of which a report has none.

The search costs 29 regular expressions a formula, half the time of writing a report. Imported only when one is written.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class PlainSheet(Worksheet):  # type: ignore[misc]
    """Formulas go into the file as they are."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")
