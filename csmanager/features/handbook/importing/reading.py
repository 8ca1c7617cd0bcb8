"""Files and folders understood: what each would become, without touching the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

from csmanager.core.errors import AppError, Refused
from csmanager.features.handbook import pictures, rules
from csmanager.features.handbook.importing import heads, office, web
from csmanager.features.handbook.importing.drafts import PolicyDraftText
from csmanager.features.handbook.rules import PolicyKind

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".txt")
PAGES = (".html", ".htm")
WORD = (".docx",)
SUFFIXES = (*MARKDOWN, *PAGES, *WORD)
_MOST_BYTES = 4_000_000  # of one text
_MOST_WORD_BYTES = 40_000_000  # of one Word document, pictures included
_MOST_FILES = 2_000  # of one folder
_SKIPPED_FOLDERS = {"node_modules", "vendor", "__pycache__"}
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\(\s*<?([^)\s>]{1,2000})>?(?:\s+\"[^\"\n]*\")?\s*\)")
_KIND_WORDS = (
    (
        PolicyKind.PROCEDURE,
        re.compile(r"\b(procedures?|how to|process|instructions?|steps)\b", re.IGNORECASE),
    ),
    (PolicyKind.SCRIPT, re.compile(r"\bscripts?\b", re.IGNORECASE)),
    (PolicyKind.FORM, re.compile(r"\b(forms?|checklists?|templates?)\b", re.IGNORECASE)),
    (PolicyKind.GROUND_RULE, re.compile(r"\b(ground rules?|house rules?|code of conduct)\b", re.IGNORECASE)),
)


def understand(path: Path) -> list[PolicyDraftText]:
    """What a file or a folder would become, by path; a file that cannot be read says so in ``problem``.

    Folders are searched through; hidden ones are left alone. Raises Refused where there is nothing to read.
    """
    if not path.is_dir():
        return [_understand(path, path.name, path.parent)]
    files = _files(path)
    if not files:
        raise Refused(f"The folder {path.name} has no Markdown, text, HTML or Word files.")
    if len(files) > _MOST_FILES:
        raise Refused(
            f"The folder {path.name} has {len(files):,} texts; up to {_MOST_FILES:,} can be brought in."
        )
    return [_understand(file, file.relative_to(path).as_posix(), path) for file in files]


def understand_all(
    paths: Sequence[Path], progress: Callable[[int, int, str], None] | None = None
) -> list[PolicyDraftText]:
    """As ``understand`` for several; ``progress`` (done, total, name) may raise to stop."""
    found = []
    for at, path in enumerate(paths):
        if progress is not None:
            progress(at, len(paths), path.name)
        found += understand(path)
    return found


def _files(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix().casefold()):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "_", "~$")) or part in _SKIPPED_FOLDERS for part in parts):
            continue
        if path.suffix.casefold() in SUFFIXES and path.is_file() and not path.is_symlink():
            found.append(path)
            if len(found) > _MOST_FILES:
                break
    return found


def _understand(path: Path, name: str, root: Path) -> PolicyDraftText:
    try:
        return _read(path, name, root)
    except AppError as error:
        return PolicyDraftText(path.stem, "", name, problem=str(error))


def _read(path: Path, name: str, root: Path) -> PolicyDraftText:
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        raise Refused(
            f"{path.name} is not a text the handbook can take in: Markdown, text, HTML or Word (.docx)."
        )
    try:
        size = path.stat().st_size
        if size > (_MOST_WORD_BYTES if suffix in WORD else _MOST_BYTES):
            raise Refused(f"{path.name} is too large for a policy; nothing was brought in.")
        notes: list[str] = []
        if suffix in WORD:
            document = office.WordText(path)
            text, head = document.markdown, {"title": document.title}
            shown: dict[str, bytes] = dict(document.pictures)
            notes += dict.fromkeys(document.notes)
        else:
            text = _decoded(path, notes)
            head, text = heads.split(text)
            shown = {}
            if suffix in PAGES:
                page = web.markdown_of(text)
                text, head, shown = page.markdown(), {"title": page.title}, page.pictures
                if page.dropped:
                    notes.append(f"Left out: {', '.join(sorted(page.dropped))}.")
            else:
                text, was_cleaned = heads.cleaned(text)
                if was_cleaned:
                    notes.append("Marks of a site builder were left out.")
    except OSError as error:
        raise Refused(f"{path.name} cannot be read: {error.strerror or error}.") from error
    text, shown = _with_pictures(text, shown, path.parent, root, notes)
    body = rules.clean_body(text.lstrip("\n"))
    first = next((item.title for item in rules.headings(body) if item.level == 1), "")
    if not first and suffix == ".txt":
        body, first = _titled(body)
    first = first if suffix not in WORD or not head.get("title") else first or head["title"]
    title = (first if suffix in (*WORD, *PAGES) else "") or head.get("title", "") or first
    title = rules.clean_title(title or _from_name(path.stem))[:200]
    if not body.strip():
        raise Refused(f"{path.name} has no text.")
    kind = head.get("kind", "").casefold().replace(" ", "_").replace("-", "_")
    parts = name.split("/")[:-1]
    return PolicyDraftText(
        title=title,
        body=body,
        file=name,
        code=" ".join(head.get("code", "").split())[:20],
        kind=PolicyKind(kind) if kind in set(PolicyKind) else _guessed(title),
        category=head.get("category", "") or (_from_name(parts[-1]) if parts else ""),
        owner=head.get("owner", ""),
        review_every_months=heads.months(head.get("review", "")),
        next_review_on=heads.day(head.get("next_review", "")),
        effective_on=heads.day(head.get("effective", "")),
        pictures=shown,
        notes=tuple(notes),
    )


def _decoded(path: Path, notes: list[str]) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
            notes.append("Not in UTF-8; read as Western European.")
    if "\x00" in text:
        raise Refused(f"{path.name} is not a text; nothing was brought in.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_pictures(
    text: str, shown: dict[str, bytes], folder: Path, root: Path, notes: list[str]
) -> tuple[str, dict[str, bytes]]:
    """Pictures beside the file are taken along; of others the words stay, and nothing is fetched."""
    found = dict(shown)

    def take(match: re.Match[str]) -> str:
        words, target = match[1], match[2]
        if target in found:
            return match[0]
        data = None if ":" in target else _beside(folder, root, unquote(target))
        if data is None:
            notes.append(f"A picture was not taken over: {target[:80]}.")
            return f"*{words}*" if words.strip() else ""
        try:
            pictures.check_picture(target, data)
        except AppError as error:
            notes.append(str(error))
            return f"*{words}*" if words.strip() else ""
        address = pictures.address(data)
        found[address] = data
        return f"![{words}]({address})"

    return _IMAGE.sub(take, text), found


def _beside(folder: Path, root: Path, target: str) -> bytes | None:
    """The bytes of a picture below ``root``; None for anything outside it, missing, or far too large."""
    try:
        path = (root / target[1:] if target.startswith("/") else folder / target).resolve()
        if not path.is_relative_to(root.resolve()) or not path.is_file() or path.stat().st_size > 50_000_000:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _titled(body: str) -> tuple[str, str]:
    """A text without a heading that begins with a short line of its own: that line is its title."""
    first, _, rest = body.partition("\n")
    if (
        len(first) <= 80
        and first.strip()
        and (not rest or rest.startswith("\n"))
        and not first.endswith((".", ":"))
    ):
        return f"# {first.strip()}\n{rest}", rules.plain_text(first)
    return body, ""


def _from_name(stem: str) -> str:
    words = re.sub(r"[_-]+", " ", re.sub(r"^\d+[-_. ]+", "", stem)).strip()
    return words[:1].upper() + words[1:]


def _guessed(title: str) -> PolicyKind:
    return next((kind for kind, words in _KIND_WORDS if words.search(title)), PolicyKind.POLICY)
