"""The command line: what may be typed, and what each exit code means.

0 done, 1 failed, 2 refused, 3 an answer is needed. Anything but 0 comes with one sentence on stderr.
Everything heavy is imported by the command that needs it, so that none starts Qt without a window.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

DONE, FAILED, REFUSED, ANSWER_NEEDED = 0, 1, 2, 3

_TRACE = "CSMANAGER_TRACE"
_CODES = "Exit codes: 0 done, 1 failed, 2 refused, 3 an answer is needed."
_PERIODS = "2026-03, 2026-Q1, 2026, 2026-01-05..2026-02-10 or all"


class _Usage(Exception):
    """What was typed cannot be understood; the text says why."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing the usage."""

    def error(self, message: str) -> NoReturn:
        sentence = message[0].upper() + message[1:]
        raise _Usage(f"{sentence.rstrip('.')}. Try: {self.prog} --help")


def _command(name: str, text: str) -> _Parser:
    return _Parser(prog=f"csmanager {name}", description=text, epilog=_CODES, allow_abbrev=False)


def _store(parser: _Parser, text: str = "the store") -> None:
    parser.add_argument("store", metavar="STORE.csm", type=Path, help=text)


def _json(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")


def _answer(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise argparse.ArgumentTypeError(f"{text} is not of the form KEY=VALUE")
    return key.strip(), value.strip()


def _sample() -> _Parser:
    parser = _command(
        "sample", "Make a store of a made-up shop to try things on; the same numbers, the same store."
    )
    _store(parser, "where to make it; must not exist")
    parser.add_argument("--people", type=int, default=14, metavar="N", help="people in the shop (14)")
    parser.add_argument("--months", type=int, default=18, metavar="N", help="months of contacts (18)")
    parser.add_argument("--contacts", type=int, default=25_000, metavar="N", help="contacts, about (25000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another shop (1)")
    return parser


def _import() -> _Parser:
    parser = _command(
        "import",
        "Take in files of any kind a manager keeps: calls, tickets, sums, surveys, comments, complaints, grades,"
        " people, applicants, hours, rotas, absences, policies. The store is made if it is not there. With --json,"
        " summary holds the first figures: text, rows, first_day, last_day, people and figures (name, value, unit, n,"
        " text by key; shares as fractions, times in seconds).",
    )
    _store(parser)
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="files, or folders whose files are all taken in"
    )
    parser.add_argument(
        "--kind", metavar="KIND", help="what the rows are, such as calls or rota (found out by itself)"
    )
    parser.add_argument(
        "--answer",
        metavar="KEY=VALUE",
        type=_answer,
        action="append",
        default=[],
        help='answer a question of the import, for example people=create or "person.Bo Lindt=Bo Lind"; may be'
        " repeated. table=NAME takes another table of the file, table=all every one that is understood",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    _json(parser)
    return parser


def _review() -> _Parser:
    parser = _command(
        "review", "Print the figures of a period for the team and each person, against targets."
    )
    _store(parser)
    parser.add_argument("--period", required=True, metavar="P", help=_PERIODS)
    parser.add_argument("--person", metavar="NAME", help="only this person (name, code or another spelling)")
    _json(parser)
    return parser


def _password(parser: _Parser) -> None:
    parser.add_argument(
        "--password-env",
        metavar="NAME",
        help="protect the file with the password in this environment variable (.xlsx, .docx, .pdf)",
    )


def _report() -> _Parser:
    parser = _command("report", "Write the workbook of a period for upper management.")
    _store(parser)
    parser.add_argument("--period", required=True, metavar="P", help=_PERIODS)
    parser.add_argument("--out", required=True, metavar="FILE.xlsx", type=Path, help="the workbook to write")
    _password(parser)
    return parser


def _check() -> _Parser:
    parser = _command(
        "check",
        "Check that a store is whole: integrity, foreign keys, the chain of its history, and whatever is worked out"
        " from something else.",
    )
    _store(parser)
    parser.add_argument(
        "--mend", action="store_true", help="make again what is worked out and came out otherwise"
    )
    _json(parser)
    return parser


def _history() -> _Parser:
    parser = _command("history", "List every step ever made in a store, newest first.")
    _store(parser)
    _json(parser)
    return parser


def _undo() -> _Parser:
    parser = _command("undo", "Take back the newest step that stands.")
    _store(parser)
    return parser


def _redo() -> _Parser:
    parser = _command("redo", "Make the step again that was taken back last.")
    _store(parser)
    return parser


def _backup() -> _Parser:
    parser = _command("backup", "Write a backup, read back and with its manifest beside it.")
    _store(parser)
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="the backup to write, or a folder to write it into"
    )
    return parser


def _restore() -> _Parser:
    parser = _command("restore", "Put a backup in the place of a store; the present file is kept.")
    parser.add_argument("backup", metavar="BACKUP", type=Path, help="the backup")
    _store(parser, "the store it replaces, or a new one")
    return parser


def _erase() -> _Parser:
    parser = _command(
        "erase",
        "Take out for good who a former member of the team or an applicant was: from their records, the history, the"
        " file and the next backup. Every figure stays. It cannot be undone.",
    )
    _store(parser)
    parser.add_argument("--person", metavar="NAME", help="who left the team: name, code or number")
    parser.add_argument("--applicant", metavar="NAME", help="who applied: name or number")
    parser.add_argument(
        "--everywhere", action="store_true", help="also replace the name where other records name them"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="only list the other records that name them; change nothing"
    )
    _json(parser)
    return parser


def _subject() -> _Parser:
    parser = _command(
        "subject",
        "Write everything kept of one person or applicant into a folder for them: a document, all fields, the papers."
        " Names of others are masked; sealed notes are left out, and the document says so.",
    )
    _store(parser)
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", metavar="NAME", help="somebody of the team (name, code or another spelling)")
    who.add_argument("--applicant", metavar="NAME", help="somebody who applied")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the folder goes; must be there")
    return parser


def _support() -> _Parser:
    parser = _command("support", "Write a bundle for support, without a name or a value in it.")
    _store(parser)
    parser.add_argument("out", metavar="OUT.zip", type=Path, help="the bundle to write")
    return parser


def _export() -> _Parser:
    parser = _command(
        "export",
        "Write everything as CSV (one file a table) and Markdown (one file a policy). A text that begins with"
        " = + - @ ' or a tab gets a ' before it, so that no spreadsheet runs it; take one ' off to read it back.",
    )
    _store(parser)
    parser.add_argument(
        "folder", metavar="FOLDER", type=Path, nargs="?", help="a folder that is new or empty"
    )
    parser.add_argument(
        "--handbook",
        metavar="FILE",
        type=Path,
        help="instead: the policies in force as one .docx, .pdf or .html with contents, changes and a page to sign",
    )
    _password(parser)
    return parser


def _selftest() -> _Parser:
    parser = _command("selftest", "Put the program itself to the test; for those who look after it.")
    parser.add_argument(
        "what",
        choices=("writer", "flow", "oracle"),
        help="writer FOLDER: real actions, each told in ack.log once it is safe; flow NAME FOLDER: one whole"
        " import, export, backup, restore, migrate or erase; oracle FILE ...: checked figures through the program's"
        " own functions",
    )
    parser.add_argument("rest", nargs="+", metavar="ARGUMENT", help="see above")
    parser.add_argument(
        "--n", type=int, default=100, metavar="N", help="how many actions the writer makes (100)"
    )
    return parser


PARSERS: dict[str, Callable[[], _Parser]] = {
    "sample": _sample,
    "import": _import,
    "review": _review,
    "report": _report,
    "check": _check,
    "history": _history,
    "undo": _undo,
    "redo": _redo,
    "backup": _backup,
    "restore": _restore,
    "erase": _erase,
    "export": _export,
    "subject": _subject,
    "support": _support,
    "selftest": _selftest,
}
_HIDDEN = frozenset({"selftest"})


def _console() -> _Parser:
    lines = [
        f"  {name:<9} {str(build().description).split('. ')[0].rstrip('.')}"
        for name, build in PARSERS.items()
        if name not in _HIDDEN
    ]
    parser = _Parser(
        prog="csmanager",
        description="The console of a customer service manager. Without a command it opens its window.",
        epilog="commands (each answers --help):\n" + "\n".join(lines) + f"\n\n{_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "store", metavar="STORE.csm", nargs="?", type=Path, help="the store to open (the last one)"
    )
    parser.add_argument("--sample", action="store_true", help="open a throw-away store of a made-up shop")
    parser.add_argument(
        "--smoke", action="store_true", help="open every tab once, print what failed to open, quit"
    )
    parser.add_argument("--version", action="store_true", help="print the version and quit")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    if argv is None:  # the program itself, not somebody who calls it from Python
        from csmanager.core.paths import keep_to_oneself

        keep_to_oneself()
    _prepare(sys.stdout)
    _prepare(sys.stderr)
    try:
        return _run(given)
    except _Usage as error:
        return _complain(str(error), REFUSED)
    except KeyboardInterrupt:
        return _complain("Stopped; nothing was changed.", FAILED)
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):  # whoever read our output has gone; say nothing more
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return _complain(f"{name}{error.strerror or error}.", REFUSED)


def _run(given: list[str]) -> int:
    if given and given[0] in PARSERS:
        return _run_command(given[0], given[1:])
    try:
        options = _console().parse_args(given)
    except SystemExit as done:
        return int(done.code or 0)
    if options.version:
        print(f"csmanager {_version()}")
        return DONE
    if options.store is not None and options.sample:
        raise _Usage("Either a store or --sample is opened, not both. Try: csmanager --help")
    if options.store is not None and not options.store.suffix and not options.store.exists():
        raise _Usage(f"There is no command and no store called {options.store}. Try: csmanager --help")
    from csmanager.__main__ import open_console

    code: int = open_console(options.store, sample=options.sample, smoke=options.smoke)
    return code


def _run_command(name: str, given: list[str]) -> int:
    from csmanager.core.errors import AppError

    try:
        options = PARSERS[name]().parse_intermixed_args(given)
    except SystemExit as done:
        return int(done.code or 0)
    from csmanager import commands

    try:
        run: Callable[[argparse.Namespace], int] = getattr(commands, f"run_{name}")
        commands.unlock(
            [path for key in ("store", "backup") if (path := getattr(options, key, None)) is not None]
        )
        return run(options)
    except AppError as error:
        return _complain(str(error), REFUSED)
    except OSError:
        raise  # has its own words above
    except Exception as error:
        if os.environ.get(_TRACE):
            raise
        return _complain(
            f"csmanager met a fault of its own ({_place(error)}); set {_TRACE}=1 and run it again to see the whole"
            " trace.",
            FAILED,
        )


def _place(error: Exception) -> str:
    """Kind and place of a fault; its text may hold names of people, so it is left out."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f" at {Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last is not None else ""
    return f"{type(error).__name__}{where}"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("csmanager")
    except PackageNotFoundError:
        return "unknown"


def _complain(sentence: str, code: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return code


def _prepare(stream: TextIO | None) -> None:
    """Names in any script must not end a command on a terminal that cannot show them."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        with contextlib.suppress(ValueError, OSError):
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
