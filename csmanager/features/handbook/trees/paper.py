"""A tree as a counter card: HTML for one page, with numbers in the place of names."""

from __future__ import annotations

from html import escape

from csmanager.features.handbook.trees.rules import Node, Tree


def card_html(tree: Tree, code: str = "", stamp: str = "") -> str:
    """Questions with numbers to go to, then outcomes; only what can be reached, in the order of the text."""
    questions = [node for node in tree.nodes if not node.is_end]
    ends = [node for node in tree.nodes if node.is_end]
    numbers = {node.key: str(at) for at, node in enumerate(questions, 1)}
    numbers |= {node.key: chr(ord("A") + at % 26) * (at // 26 + 1) for at, node in enumerate(ends)}
    head = f"<h2>{escape(tree.title)}</h2><p>{escape(tree.about)}</p>"
    left = "".join(_question(node, numbers) for node in questions)
    right = "".join(_end(node, numbers) for node in ends)
    foot = f"<p>{escape(' · '.join(part for part in (code, stamp) if part))}</p>"
    table = (
        "<table width='100%' cellspacing='0' cellpadding='4'><tr>"
        f"<td width='46%' valign='top'>{left}</td><td width='54%' valign='top'>{right}</td></tr></table>"
    )
    return f"{head}{table}{foot}"


def _question(node: Node, numbers: dict[str, str]) -> str:
    ways = "".join(
        f"<br>{escape(answer.text)} &nbsp;→&nbsp;<b>{numbers.get(answer.to, '?')}</b>"
        for answer in node.answers
    )
    return f"<p><b>{numbers[node.key]}&nbsp; {escape(node.text)}</b>{ways}</p>"


def _end(node: Node, numbers: dict[str, str]) -> str:
    says = "".join(
        f"<br><i>{'Do not say: ' if kind == 'Not' else ''}{escape(text)}</i>"
        if kind in ("Say", "Not")
        else f"<br>{escape(text)}"
        for kind, text in node.notes
    )
    clauses = "; ".join(f"{code} {heading}".strip() for code, heading in node.clauses)
    by = f" <small>({escape(clauses)})</small>" if clauses else ""
    return f"<p><b>{numbers[node.key]}&nbsp; {escape(node.text)}</b>{by}{says}</p>"
