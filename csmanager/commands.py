"""What each command of the command line does. Nothing here needs Qt."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csmanager.cli import ANSWER_NEEDED, DONE, FAILED, REFUSED
from csmanager.core.clock import system_clock
from csmanager.core.errors import AppError, Refused
from csmanager.core.lock import StoreLock
from csmanager.core.store import Store
from csmanager.open import open_store

if TYPE_CHECKING:
    from csmanager.features.importing.results import FileResult
    from csmanager.features.reviews.figures.told import Told
    from csmanager.features.reviews.periods import Period
    from csmanager.features.reviews.queries import Line

_ALL_STEPS = 10_000_000
PASSPHRASE = "CSMANAGER_PASSPHRASE"


def run_sample(options: Namespace) -> int:
    """Make a sample store."""
    from csmanager import sample

    sample.build(
        options.store,
        people=options.people,
        months=options.months,
        contacts=options.contacts,
        seed=options.seed,
    )
    print(f"Made {options.store}. Open it with: csmanager {options.store}")
    return DONE


def run_import(options: Namespace) -> int:
    """Take files in; a store that was made for files which then were not taken in goes again."""
    from csmanager.features.importing.dropping import every_file
    from csmanager.features.importing.wholefile import import_tables

    path: Path = options.store
    is_new = not path.exists()
    results: list[FileResult] = []
    with contextlib.ExitStack() as stack:
        if is_new and options.dry_run:
            path = (
                Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))) / "dry.csm"
            )
        if is_new and not options.dry_run:
            stack.callback(lambda: None if _took_in(results) else path.unlink(missing_ok=True))
        with writing(path, create=True) as store:
            for file in every_file(options.files):
                progress = _Progress(file.name)
                told = import_tables(
                    store,
                    file,
                    kind=options.kind,
                    answers=dict(options.answer),
                    dry_run=options.dry_run,
                    progress=progress.show,
                )
                progress.clear()
                results += told
    if options.json:
        _print_json({"files": [result.as_json() for result in results]})
    else:
        for one in results:
            _print_import(one)
    return _import_code(results)


def _took_in(results: list[FileResult]) -> bool:
    return any(result.outcome in ("imported", "already_imported") for result in results)


def _print_import(result: FileResult) -> None:
    if result.outcome in ("imported", "already_imported"):
        print(f"{result.file}: {result.summary}")
        for figure in result.figures:
            print(f"  {figure.name}: {figure.value} (n {figure.n:,})")
        for note in result.notes:
            print(f"  {note}")
        if result.others:
            names = "; ".join(one.name for one in result.others)
            print(f"  Take further tables with --answer table=all, or one with table=NAME: {names}.")


def _import_code(results: list[FileResult]) -> int:
    code = DONE
    for outcome, this in (("needs_answer", ANSWER_NEEDED), ("refused", REFUSED)):
        for result in results:
            if result.outcome == outcome:
                _complain(f"{result.file}: {result.summary}" if outcome == "needs_answer" else result.summary)
                code = this
    return code


def run_review(options: Namespace) -> int:
    """Print the figures of a period with their verdicts."""
    from csmanager.features.reviews.figures.told import told_as_json, told_review
    from csmanager.features.reviews.queries import review

    with reading(options.store) as store, store.read() as session:
        period = _period(store, options.period)
        found = review(session, period, person=options.person, trends=False)
        told = told_review(session, found)
        if options.json:
            _print_json(told_as_json(found, told))
            return DONE
        print(f"{found.period.title}\n")
        _print_lines("Team", found.team, told)
        for name, lines in found.people.items():
            _print_lines(name, lines, told, found.persons[name].note)
    return DONE


def _print_lines(title: str, lines: Sequence[Line], told: Told, note: str = "") -> None:
    from csmanager.features.reviews.words import target_text, value_text

    print(title)
    if note:
        print(f"  {note}")
    for line in lines:
        target = target_text(line.target, line.upper, line.unit)
        stand = told(line)
        print(
            f"  {line.name:<31} {value_text(line.value, line.unit):>14}  n {line.n:<7,}"
            f"{f'target {target}' if target else '':<30} {' '.join((f'{stand.word}: {stand.reason}', *line.beside))}"
        )
    print()


def _period(store: Store, text: str) -> Period:
    from csmanager.features.reviews.periods import parse_period
    from csmanager.open import store_today

    return parse_period(text, _last_day(store) or store_today(store))


def _last_day(store: Store) -> dt.date | None:
    import sqlalchemy as sa

    from csmanager.features.contacts.tables import Contact

    with store.read() as session:
        day = session.scalar(sa.select(sa.func.max(Contact.day)))
    return None if day is None else dt.date(1970, 1, 1) + dt.timedelta(days=day)


def run_report(options: Namespace) -> int:
    """Write the workbook of a period."""
    from csmanager.features.reports.actions import write_workbook

    _arm(options, options.out)
    with writing(options.store) as store:
        result = write_workbook(store, _period(store, options.period), options.out, made_at=system_clock())
    if result.path.resolve() != options.out.resolve():
        print(f"{options.out.name} is open elsewhere, so the report was written to {result.path}.")
    else:
        print(f"Wrote {result.path}.")
    return DONE


def run_check(options: Namespace) -> int:
    """Check a store; exit code 1 when something is wrong."""
    from csmanager.core.check import check_store, mend

    if options.mend:
        with writing(options.store) as store:
            mended = mend(store)
        if mended and not options.json:
            print(f"Made again: {', '.join(mended)}.")
    with reading(options.store) as store:
        report = check_store(store)
    if options.json:
        _print_json(
            {
                "store": str(report.path),
                "whole": not report.problems,
                "schema": report.version,
                "counts": report.counts,
                "history_entries": report.entries,
                "chain_head": report.chain_head,
                "problems": list(report.problems),
                "outdated": list(report.outdated),
            }
        )
    elif not report.problems:
        rows = sum(report.counts.values())
        print(
            f"{report.path.name} is whole: {rows:,} rows, {report.entries:,} steps, chain {report.chain_head[:12]}."
        )
    if report.problems:
        more = f" and {len(report.problems) - 1} more" if len(report.problems) > 1 else ""
        way = "Run check --mend." if len(report.outdated) == len(report.problems) else "Restore a backup."
        _complain(f"{report.path.name} is not whole: {report.problems[0]}{more}. {way}")
        return FAILED
    return DONE


def run_history(options: Namespace) -> int:
    """List the steps, newest first."""
    from csmanager.core import history

    with reading(options.store) as store, store.read() as session:
        steps = history.steps(session, limit=_ALL_STEPS)
    if options.json:
        rows = [
            {
                "id": step.id,
                "at": step.at.isoformat(timespec="seconds"),
                "label": step.label,
                "kind": str(step.kind),
                "actor": step.actor,
                "rows": step.rows,
                "bulk": json.loads(step.bulk) if step.bulk else None,
                "hash": step.hash,
            }
            for step in steps
        ]
        _print_json({"steps": rows})
        return DONE
    for step in steps:
        kind = "" if step.kind == "change" else f"{step.kind}: "
        print(f"{step.id:>6}  {step.at:%Y-%m-%d %H:%M}Z  {step.actor:<12} {kind}{step.label}")
    return DONE


def run_undo(options: Namespace) -> int:
    """Take back the newest step."""
    with writing(options.store, keeps_day=False) as store:
        print(f"Took back: {store.undo().label}")
    return DONE


def run_redo(options: Namespace) -> int:
    """Make the step again that was taken back last."""
    with writing(options.store, keeps_day=False) as store:
        print(f"Made again: {store.redo().label}")
    return DONE


def run_backup(options: Namespace) -> int:
    """Write a verified backup; reading is enough, so a window may have the store open."""
    from csmanager.core import backup, files

    out: Path = options.out
    with reading(options.store) as store:
        if out.is_dir():
            stamp = store.clock().strftime("%Y%m%d-%H%M%S")
            out = files.free_name(out / f"{store.path.stem} {stamp} by-hand{backup.SUFFIX}")
        elif out.exists() and out.samefile(options.store):
            raise Refused("A backup cannot be written over its own store.")
        placed = backup.back_up(store, "by-hand", target=out)
    print(f"Wrote {placed} and read it back.")
    return DONE


def run_restore(options: Namespace) -> int:
    """Put a backup in the place of a store."""
    from csmanager.core import backup, erasedlist

    store: Path = options.store.absolute()
    if not options.backup.is_file():
        raise Refused(f"There is no backup at {options.backup}.")
    if not store.parent.is_dir():
        raise Refused(f"The folder {store.parent} does not exist.")
    lock = StoreLock(store)
    try:
        kept = backup.restore(options.backup, store, system_clock())
        if erasedlist.beside(backup.folder_for(store)):  # opening erases again what the backup still named
            open_store(store, keeps_day=False).close()
    finally:
        lock.release()
    print(
        f"Restored {store} from {options.backup}." + (f" What was there is kept in {kept}." if kept else "")
    )
    return DONE


def run_erase(options: Namespace) -> int:
    """Erase somebody for good."""
    from csmanager.erasing import run_erase as run

    return run(options)


def run_export(options: Namespace) -> int:
    """Write everything as CSV and Markdown, or the handbook as one document."""
    if options.handbook is not None:
        from csmanager.features.handbook.commandline import hand_out

        _arm(options, options.handbook)
        with reading(options.store) as store:
            print(f"Wrote {hand_out(store, options.handbook)}.")
    if options.folder is None:
        if options.handbook is None:
            raise Refused("Say the folder to write into, or --handbook FILE.")
        return DONE
    if options.password_env and options.handbook is None:
        raise Refused(
            "CSV and Markdown files cannot carry a password. Write them to an encrypted disk, or hand on a copy of a"
            " protected store."
        )
    from csmanager.exporting import export_all

    with reading(options.store) as store:
        count = export_all(store, options.folder)
    _enter_folder(options.store, options.folder)
    print(f"Wrote {count} files to {options.folder}.")
    return DONE


def _enter_folder(path: Path, folder: Path) -> None:
    """Enter the folder in the register of exports; where the store cannot be written, say that it is not entered."""
    from csmanager.core import outgoing

    try:
        with writing(path, keeps_day=False) as store:
            outgoing.note(store, folder.absolute(), "Everything, as files anyone can read")
    except AppError as error:
        print(f"The folder is not in the register of exports: {error}")


def _arm(options: Namespace, path: Path) -> None:
    """Let ``path`` be written with the password in the variable that ``--password-env`` names."""
    from csmanager.core import protecting

    if options.password_env is None:
        return
    password = os.environ.get(options.password_env)
    if password is None:
        raise Refused(f"There is no variable {options.password_env} with a password in it.")
    protecting.arm(path, password)


def run_subject(options: Namespace) -> int:
    """Write everything kept of one person or applicant."""
    from csmanager.features.privacy import commandline

    with writing(options.store, keeps_day=False) as store:
        for line in commandline.hand_out(store, options.folder, options.person, options.applicant):
            print(line)
    return DONE


def run_support(options: Namespace) -> int:
    """Write a bundle for support."""
    from csmanager.core.support import write_bundle

    with reading(options.store) as store:
        print(f"Wrote {write_bundle(store, options.out)}. It holds no name and no value; open it and see.")
    return DONE


def run_selftest(options: Namespace) -> int:
    """Put the program itself to the test."""
    from csmanager import selftest

    return selftest.run(options.what, options.rest, options.n)


def unlock(paths: Sequence[Path]) -> None:
    """Unlock whatever of ``paths`` is protected, by CSMANAGER_PASSPHRASE or by asking on a terminal.

    Raises ``keys.Locked`` where there is neither.
    """
    from csmanager.core import database, keys

    for path in paths:
        try:
            keys.of(path)
        except keys.Locked as error:
            typed = os.environ.get(PASSPHRASE)
            if typed is None and sys.stdin is not None and sys.stdin.isatty():
                import getpass

                typed = getpass.getpass(f"Passphrase of {path.name}: ")
            if typed is None:
                raise Refused(
                    f"{error} Put it into the variable {PASSPHRASE}, or run this in a terminal."
                ) from None
            database.unlock(path, keys.from_passphrase(path, typed))


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Store]:
    """The open store, for reading only."""
    store = open_store(path, read_only=True)
    try:
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def writing(path: Path, *, create: bool = False, keeps_day: bool = True) -> Iterator[Store]:
    """The open store with the right to write; raises StoreInUse while a window holds it.

    ``keeps_day`` False: nothing that fell due is brought about, which would be the newest step.
    """
    path = path.absolute()
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} does not exist.")
    if not create and not path.exists():
        raise Refused(f"There is no store at {path}.")
    lock = StoreLock(path)
    try:
        store = open_store(path, create=create, keeps_day=keeps_day)
        try:
            yield store
        finally:
            store.close()
    finally:
        lock.release()


class _Progress:
    """How far it is, on one line of the terminal."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._width = 0

    def show(self, done: int, total: int, text: str) -> None:
        """Write over what stood there."""
        self._write(f"{self._title}: {text}{f' {done * 100 // total} %' if total else ''}")

    def clear(self) -> None:
        """Leave the line empty."""
        self._write("")
        self._write("")

    def _write(self, line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{line:<{self._width}}", end="", file=sys.stderr, flush=True)
            self._width = len(line)


def _print_json(value: object) -> None:
    """JSON that every terminal takes: other scripts are escaped unless the output is UTF-8."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, ensure_ascii=not is_utf8, indent=1))


def _complain(sentence: str) -> None:
    print(" ".join(sentence.split()), file=sys.stderr)
