"""Markdown as one HTML file that needs nothing else: no scripts, nothing fetched, pictures inside."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from csmanager.papers.blocks import Block, Code, Heading, Item, Paragraph, Pictures, Rule, Table, blocks
from csmanager.papers.inline import Span

_SAFE = re.compile(r"(?:https?://|mailto:)[^\s]+$", re.IGNORECASE)
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LOOK = """\
:root{color-scheme:light dark}
body{font:16px/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1.2rem;color:#1b2430;
background:#fff}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.6em 0 .5em}h1{font-size:1.7rem}h2{font-size:1.3rem}h3{font-size:1.1rem}
table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border-bottom:1px solid #c3cad4;padding:.4em .7em;
text-align:left;vertical-align:top}th{background:#eef1f5}
blockquote{margin:1em 0;padding:.1em 1em;border-left:4px solid #7c8796}
pre{background:#eef1f5;padding:.8em;overflow-x:auto}code{font-family:ui-monospace,monospace;font-size:.92em}
img{max-width:100%}nav ul{list-style:none;padding-left:1.2em}a{color:#1f5fa8}
footer,.stamp{color:#525c6b;font-size:.85rem}section{margin-top:3rem}
@media(prefers-color-scheme:dark){body{color:#e8edf3;background:#1c222a}th,pre{background:#242b35}a{color:#7db5f0}
footer,.stamp{color:#a9b4c2}}
@media print{section{break-before:page}body{max-width:none;margin:0;color:#000;background:#fff}}
"""


def page(
    markdown: str, *, title: str, pictures: Pictures | None = None, stamp: str = "", language: str = ""
) -> str:
    """A whole page of ``markdown``; ``stamp`` stands at its foot.

    ``pictures``: the bytes of each by the address the text names; others become their words. Markup in the text is
    shown as letters, and a link leads out only where it is one of the web or of mail.
    """
    return wrap(body(markdown, pictures), title=title, stamp=stamp, language=language)


def wrap(inside: str, *, title: str, stamp: str = "", language: str = "") -> str:
    """HTML of a body as a whole page."""
    attribute = f' lang="{escape(language)}"' if language else ""
    foot = f"<footer><hr><p>{escape(stamp)}</p></footer>\n" if stamp else ""
    return (
        f'<!DOCTYPE html>\n<html{attribute}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_LOOK}</style>\n</head>\n<body>\n{inside}{foot}</body>\n</html>\n"
    )


def body(
    markdown: str,
    pictures: Pictures | None = None,
    *,
    name: Callable[[int], str] | None = None,
    deeper: int = 0,
) -> str:
    """The blocks of ``markdown`` as HTML. ``name``: the anchor of the heading with this number (from 0).

    ``deeper``: how many levels headings are lowered by.
    """
    made: list[str] = []
    number = 0
    found = blocks(markdown)
    for quote, group in groupby(found, key=lambda block: getattr(block, "quote", 0)):
        inside = []
        for listed, run in groupby(list(group), key=lambda one: _is_listed(one)):
            if listed:
                inside.append(_list(list(run), pictures))
                continue
            for block in run:
                if isinstance(block, Heading):
                    level = min(6, block.level + deeper)
                    anchor = f' id="{escape(name(number))}"' if name is not None else ""
                    number += 1
                    inside.append(f"<h{level}{anchor}>{_spans(block.spans, pictures)}</h{level}>\n")
                else:
                    inside.append(_block(block, pictures))
        made.append("<blockquote>\n" * quote + "".join(inside) + "</blockquote>\n" * quote)
    return "".join(made)


def _is_listed(block: Block) -> bool:
    return isinstance(block, Item) or (isinstance(block, Paragraph) and block.depth > 0)


def _block(block: Block, pictures: Pictures | None) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_spans(block.spans, pictures)}</p>\n"
    if isinstance(block, Code):
        return f"<pre><code>{escape(block.text)}</code></pre>\n"
    if isinstance(block, Rule):
        return "<hr>\n"
    assert isinstance(block, Table)
    head = "".join(
        _cell("th", cell, side, pictures) for cell, side in zip(block.head, block.sides, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(_cell("td", cell, side, pictures) for cell, side in zip(row, block.sides, strict=True))
        + "</tr>\n"
        for row in block.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _cell(kind: str, cell: tuple[Span, ...], side: str, pictures: Pictures | None) -> str:
    style = f' style="text-align:{side}"' if side != "left" else ""
    return f"<{kind}{style}>{_spans(cell, pictures)}</{kind}>"


def _list(run: Sequence[Block], pictures: Pictures | None) -> str:
    """Points of a list with what stands between them, nested by depth."""
    made: list[str] = []
    kinds: list[str] = []  # the lists that are open
    for block in run:
        if isinstance(block, Paragraph):
            made.append(f"<p>{_spans(block.spans, pictures)}</p>")
            continue
        assert isinstance(block, Item)
        kind = "ul" if block.number is None else "ol"
        while len(kinds) > block.depth + 1 or (len(kinds) == block.depth + 1 and block.is_first):
            made.append(f"</li></{kinds.pop()}>\n")
        if len(kinds) == block.depth + 1:
            made.append("</li>\n")
        while len(kinds) < block.depth + 1:
            start = f' start="{block.number}"' if block.number not in (None, 1) else ""
            made.append(f"<{kind}{start}>\n" if len(kinds) == block.depth else "<ul><li>")
            kinds.append(kind if len(kinds) == block.depth else "ul")
        box = {None: "", True: "☒ ", False: "☐ "}[block.is_done]
        made.append(f"<li>{box}{_spans(block.spans, pictures)}")
    while kinds:
        made.append(f"</li></{kinds.pop()}>\n")
    return "".join(made)


def _spans(spans: Sequence[Span], pictures: Pictures | None) -> str:
    return "".join(_span(span, pictures) for span in spans)


def _span(span: Span, pictures: Pictures | None) -> str:
    if span.picture:
        return _picture(span, pictures)
    text = escape(span.text).replace("\n", "<br>\n")
    for is_on, tag in ((span.code, "code"), (span.struck, "s"), (span.italic, "em"), (span.bold, "strong")):
        if is_on:
            text = f"<{tag}>{text}</{tag}>"
    if _SAFE.match(span.link):
        return f'<a href="{escape(span.link)}" rel="noopener noreferrer">{text}</a>'
    if span.link.startswith("#") and len(span.link) > 1:
        return f'<a href="{escape(span.link)}">{text}</a>'
    return text


def _picture(span: Span, pictures: Pictures | None) -> str:
    data = (pictures or {}).get(span.picture)
    kind = next((kind for start, kind in _KINDS if data is not None and data.startswith(start)), None)
    if data is None or kind is None:
        return f"<em>[{escape(span.text or 'picture')}]</em>"
    return (
        f'<img alt="{escape(span.text)}" src="data:{kind};base64,{base64.b64encode(data).decode("ascii")}">'
    )
