"""A table on the clipboard that came as HTML, as a block of cells."""

from __future__ import annotations

from html.parser import HTMLParser


class _Cells(HTMLParser):
    """Collects the cells of every row; of tables within tables the words stay in the outer cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        if self._depth != 1:
            return
        if tag == "tr":
            self._close()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._close()
            if not self.rows:
                self.rows.append([])
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(int(span), 100) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._close()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None:
            text = " ".join("".join(self._cell).split())
            self.rows[-1] += [text, *[""] * (self._span - 1)]
            self._cell = None


def block_of(html: str) -> str:
    """The tables of ``html`` as lines of cells with tabs between; "" when there is none of several cells."""
    if "<t" not in html.casefold():
        return ""
    reader = _Cells()
    reader.feed(html)
    reader.close()
    rows = [row for row in reader.rows if any(row)]
    if sum(len(row) for row in rows) < 2:
        return ""
    return "\n".join("\t".join(row) for row in rows)
