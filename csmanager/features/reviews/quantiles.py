"""Exact percentiles over any ranges of millions of values, at a cost that does not grow with their number.

A wavelet matrix: the values as ranks, one bit a level from the highest down; on each level those with a 0 come
first, in their old order. A level tells by two counts how many values of a range have a 0 there, and so in which
half the wanted rank lies. Bits are packed with a running count for every 64, so a value costs about 1.5 bits a level.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Ladder:
    """A wavelet matrix over several arrays of whole numbers ("parts") at once."""

    def __init__(self, parts: list[Ints]) -> None:
        sizes = np.array([len(part) for part in parts], np.int64)
        self._offsets = np.cumsum(sizes) - sizes
        values = np.concatenate(parts)
        self._distinct = np.unique(values)
        ranks: NDArray[np.uint32] = np.searchsorted(self._distinct, values).astype(np.uint32)
        self._size = len(values)
        self._levels = max(int(len(self._distinct) - 1).bit_length(), 1)
        words = self._size // 64 + 1
        self._bits = np.zeros((self._levels, words), np.uint64)
        self._counts = np.zeros((self._levels, words), np.int64)  # ones before each word
        self._zeros = np.zeros(self._levels, np.int64)
        for level in range(self._levels):
            ones = ((ranks >> (self._levels - 1 - level)) & 1).astype(bool)
            packed = np.zeros(words * 8, np.uint8)
            eights = np.packbits(ones, bitorder="little")
            packed[: len(eights)] = eights
            self._bits[level] = packed.view("<u8")
            ones_in = np.bitwise_count(self._bits[level]).astype(np.int64)
            self._counts[level] = np.cumsum(ones_in) - ones_in
            self._zeros[level] = self._size - int(ones_in.sum())
            ranks = np.concatenate((ranks[~ones], ranks[ones]))

    def percentiles(
        self,
        part: Ints,
        starts: Ints,
        ends: Ints,
        group: Ints,
        groups: int,
        shares: tuple[float, ...],
    ) -> NDArray[np.float64]:
        """Shares x groups: the nearest rank of the values in all ranges of a group together; NaN without values.

        Range i is ``starts[i]`` to ``ends[i]`` (exclusive) of the array ``part[i]`` and belongs to ``group[i]``.
        """
        is_filled = ends > starts
        offset = self._offsets[part[is_filled]]
        low, high, owner = starts[is_filled] + offset, ends[is_filled] + offset, group[is_filled]
        order = np.argsort(owner, kind="stable")
        low, high, owner = low[order], high[order], owner[order]
        found = np.full((len(shares), groups), np.nan)
        if not len(owner):
            return found
        present, begin, place = np.unique(owner, return_index=True, return_inverse=True)
        sizes = np.add.reduceat(high - low, begin)
        ranks = [np.maximum(np.ceil(share * sizes - 1e-9).astype(np.int64), 1) - 1 for share in shares]
        wanted = np.stack(ranks)  # shares x groups
        edges = np.stack([np.stack((low, high))] * len(shares))  # shares x 2 x ranges
        value = np.zeros(wanted.shape, np.int64)
        for level in range(self._levels):
            ones = self._ones_before(level, edges)
            zeros = edges - ones
            in_zero = np.add.reduceat(zeros[:, 1] - zeros[:, 0], begin, axis=1)
            goes_up = wanted >= in_zero
            wanted = np.where(goes_up, wanted - in_zero, wanted)
            value = (value << 1) | goes_up
            edges = np.where(goes_up[:, place][:, None, :], ones + self._zeros[level], zeros)
        found[:, present] = self._distinct[value]
        return found

    def _ones_before(self, level: int, at: Ints) -> Ints:
        word, bit = at >> 6, (at & 63).astype(np.uint64)
        masked = self._bits[level][word] & ((np.uint64(1) << bit) - np.uint64(1))
        found: Ints = self._counts[level][word] + np.bitwise_count(masked)
        return found
