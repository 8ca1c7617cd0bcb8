"""Making reports, and noting that they were made."""

from __future__ import annotations

import datetime as dt
import locale
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import Refused
from csmanager.core.files import replace_file, sha256
from csmanager.core.protecting import is_protected
from csmanager.core.store import Store
from csmanager.features.reports.data import ReportData
from csmanager.features.reports.gather import gather
from csmanager.features.reports.tables import ReportComment, ReportMade
from csmanager.features.reviews.periods import Period

Progress = Callable[[int, int, str], None]
WORKBOOK, PDF = "workbook", "pdf"
_LETTER_LANDS = ("US", "CA", "MX", "PH", "CL", "CO", "VE")
_STEPS = 3


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report that was written. ``path`` differs from what was asked when the target was open elsewhere."""

    path: Path
    period: str
    sha256: str
    digest: str  # of the figures
    sheets: tuple[str, ...]
    rows: int  # of the tidy table


def write_workbook(
    store: Store,
    period: Period,
    path: Path,
    *,
    with_names: bool = True,
    made_at: dt.datetime,
    comment: str | None = None,
    is_letter: bool | None = None,
    progress: Progress = lambda _done, _total, _text: None,
) -> ReportResult:
    """Write the workbook of ``period`` to ``path``, read it back, put it in place and note it in the register.

    ``comment`` None: as stored; ``is_letter`` None: as the land has it. Raises Refused with a sentence; the old file
    is then untouched. A target that is open elsewhere is left alone and another name is taken.
    """
    if path.suffix.lower() != ".xlsx":
        raise Refused(f"{path.name} is not the name of a workbook; it must end in .xlsx.")
    progress(0, _STEPS, "Collecting the figures")
    letter = is_letter_land() if is_letter is None else is_letter
    with store.read() as session:
        data = gather(
            session,
            period,
            made_at=made_at,
            file_name=store.path.name,
            with_names=with_names,
            is_letter=letter,
            comment=comment,
        )
    progress(1, _STEPS, "Writing the workbook")
    result = place_workbook(data, path, progress)
    if not store.read_only:
        store.note(
            f"Note report on {data.period}",
            note_made,
            data,
            WORKBOOK,
            result.path.name,
            result.sha256,
            is_protected=is_protected(result.path),
        )
    return result


def place_workbook(
    data: ReportData, path: Path, progress: Progress = lambda _done, _total, _text: None
) -> ReportResult:
    """Write ``data`` as a workbook beside ``path``, read it back, put it in place."""
    from csmanager.features.reports.workbook.readback import DoNotAddUp, read_back
    from csmanager.features.reports.workbook.write import Written, write

    written: list[Written] = []

    def verify(temporary: Path) -> None:
        progress(2, _STEPS, "Reading the workbook back")
        read_back(temporary, written[0])

    try:
        placed = replace_file(path, lambda temporary: written.append(write(data, temporary)), verify=verify)
    except DoNotAddUp as error:
        raise Refused(
            f"The report on {data.period} was not written, because its figures do not add up: {error}."
            " Run Tools > Check store."
        ) from error
    return ReportResult(
        placed, data.period_key, sha256(placed), data.digest(), written[0].sheets, len(data.facts)
    )


def note_made(
    session: Session,
    data: ReportData,
    kind: str,
    file_name: str,
    digest: str,
    *,
    is_protected: bool = False,
) -> int:
    """Enter a report in the register; returns its number."""
    row = ReportMade(
        made_at=data.made_at,
        period=data.period_key,
        kind=kind,
        file_name=file_name,
        sha256=digest,
        with_names=data.with_names,
        chain_head=data.chain_head,
        is_protected=is_protected,
    )
    session.add(row)
    session.flush()
    return row.id


def save_comment(session: Session, period_key: str, text: str) -> None:
    """Keep the manager's words for a period; without words the row goes."""
    row = session.scalar(sa.select(ReportComment).where(ReportComment.period == period_key))
    clean = text.strip()
    if row is None and clean:
        session.add(ReportComment(period=period_key, text=clean))
    elif row is not None and clean:
        row.text = clean
    elif row is not None:
        session.delete(row)


def is_letter_land() -> bool:
    """Whether paper here is Letter rather than A4, by the system's locale."""
    name = locale.getlocale()[0] or ""
    return name.partition("_")[2].partition(".")[0].upper() in _LETTER_LANDS
