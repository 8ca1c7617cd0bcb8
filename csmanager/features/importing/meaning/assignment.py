"""The assignment problem: give columns meanings so that the whole is explained best (Kuhn-Munkres, own code)."""

from __future__ import annotations

from collections.abc import Sequence

_FORBIDDEN = 1e6


def solve(scores: Sequence[Sequence[float]]) -> list[int]:
    """For each row (column of a file) the column (meaning) it gets, -1 for none; the sum of scores is the greatest.

    ``scores``: how well each meaning fits each column, 0 or less where it does not. Shortest augmenting paths with
    potentials, O(rows squared times columns); a row may stay without a meaning at no cost.
    """
    used = [at for at, row in enumerate(scores) if max(row, default=0.0) > 0]
    told = sorted({at for row in used for at, score in enumerate(scores[row]) if score > 0})
    given = [-1] * len(scores)
    for row, meaning in zip(used, _solved([[scores[row][at] for at in told] for row in used]), strict=True):
        given[row] = told[meaning] if meaning >= 0 else -1
    return given


def _solved(scores: list[list[float]]) -> list[int]:
    rows = len(scores)
    meanings = len(scores[0]) if rows else 0
    if not rows or not meanings:
        return [-1] * rows
    width = meanings + rows  # the last ones stand for "nothing"
    up, over = [0.0] * (rows + 1), [0.0] * (width + 1)
    owner, way = [0] * (width + 1), [0] * (width + 1)
    costs = []
    for given in scores:
        best = [-score if score > 0 else _FORBIDDEN for score in given]
        costs.append(best + [0.0] * rows)
    for row in range(1, rows + 1):
        owner[0], at = row, 0
        least, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while owner[at]:
            used[at] = True
            here, step, following = owner[at], float("inf"), 0
            cost, potential = costs[here - 1], up[here]
            for column in range(1, width + 1):
                if used[column]:
                    continue
                reduced = cost[column - 1] - potential - over[column]
                if reduced < least[column]:
                    least[column], way[column] = reduced, at
                if least[column] < step:
                    step, following = least[column], column
            for column in range(width + 1):
                if used[column]:
                    up[owner[column]] += step
                    over[column] -= step
                else:
                    least[column] -= step
            at = following
        while at:
            owner[at] = owner[way[at]]
            at = way[at]
    made = [-1] * rows
    for column in range(1, meanings + 1):
        if owner[column] and scores[owner[column] - 1][column - 1] > 0:
            made[owner[column] - 1] = column - 1
    return made
