"""Which older encoding the bytes of a text are in: by how its high bytes stand beside each other."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

# Mac Roman writes these for no-break space, quotes, dashes and dots, where cp1252 has rare letters
_MAC_SIGNS = frozenset(b"\xca\xd0\xd1\xd2\xd3\xd4\xd5\xc9\xa5\xa8")
_UNKNOWN = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # no letters in cp1252
_SAMPLE, _CHUNK = 2_000_000, 1 << 20
_RUNS = re.compile(rb"[\x80-\xff]+")
_MAC_LETTERS = re.compile(
    rb"(?<=[a-z])[\x87\x8a\x8d\x8e\x8f\x88\x9a\x9f](?=[a-z]|\b)|[\x8e\x9f\x9a\x8a](?=[a-z])"
)
_WEST_LETTERS = re.compile(rb"(?<=[A-Za-z])[\xdf-\xff]|[\xc0-\xff](?=[a-z])")
_POLISH = re.compile(rb"(?<=[a-z])[\xb3\xb9\xbf\x9c\x9f](?=[a-z\W])|[\xa3\xaf\x8c\x8f](?=[a-z])")
_TURKISH = re.compile(rb"(?<=[A-Za-z\xc0-\xff])[\xf0\xfd\xfe]|\xdd(?=[a-z])|\xde(?=[a-z])")  # ğ ı ş İ Ş
_LOW_LEADS, _PAIRED, _COMMON, _KOREAN = 0.25, 0.85, 0.6, 0.97  # shares of high bytes


def guess(file: BinaryIO, high: list[int]) -> str | None:
    """The likeliest encoding of a text that is no UTF; None when it is none that is known. ``high``: counts by byte."""
    present = {byte for byte in range(128, 256) if high[byte]}
    if present and present & {0xCA, 0xD5} and present <= _MAC_SIGNS | set(range(0x80, 0xA0)):
        return "mac_roman"
    file.seek(0)
    sample = file.read(_SAMPLE)
    runs = _RUNS.findall(sample)
    if runs:
        eastern = _eastern(file, sample, runs)
        if eastern:
            return eastern
        if sum(map(len, runs)) / len(runs) > 2.5 and _is_cyrillic(sample):
            return "cp1251"
    west, mac = len(_WEST_LETTERS.findall(sample)), len(_MAC_LETTERS.findall(sample))
    if mac > 2 * west and mac:
        return "mac_roman"
    if len(_POLISH.findall(sample)) > 0.3 * max(1, sum(map(len, runs))) and _decodes(file, "cp1250"):
        return "cp1250"
    turkish = len(_TURKISH.findall(sample))
    if turkish > 2 and turkish > 0.25 * sum(map(len, runs)) and _decodes(file, "cp1254"):
        return "cp1254"
    if present & _UNKNOWN:
        total, odd = sum(high[128:]), sum(high[byte] for byte in _UNKNOWN)
        return None if odd > total // 10 else "latin-1"
    return "cp1252"


def _decodes(file: BinaryIO, name: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _is_eastern(sample: bytes, name: str) -> bool:
    text = sample.decode(name, "ignore")
    letters = [c for c in text if ord(c) > 127]
    common = sum(
        "\u3000" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" or "\uff00" <= c <= "\uffef" for c in letters
    )
    return bool(letters) and common > 0.9 * len(letters)


def _eastern(file: BinaryIO, sample: bytes, runs: list[bytes]) -> str | None:
    """An encoding of two bytes a sign, where the high bytes stand as its signs do."""
    high = b"".join(runs)
    low = sum(0x80 <= byte < 0xA0 for byte in high) / len(high)
    if low > _LOW_LEADS and _decodes(file, "shift_jis") and _is_eastern(sample, "shift_jis"):
        return "shift_jis"
    paired = sum(len(run) for run in runs if len(run) % 2 == 0) / len(high)
    if paired < _PAIRED:
        return None
    leads = b"".join(run[::2] for run in runs if len(run) % 2 == 0)
    common = sum(0xB0 <= byte <= 0xD7 or 0xA1 <= byte <= 0xA3 for byte in leads) / max(len(leads), 1)
    korean = sum(0xB0 <= byte <= 0xC8 or byte == 0xA1 for byte in leads) / max(len(leads), 1)
    if korean > _KOREAN and _decodes(file, "euc_kr") and _is_eastern(sample, "euc_kr"):
        return "euc_kr"
    if common > _COMMON and _decodes(file, "gb18030") and _is_eastern(sample, "gb18030"):
        return "gb18030"
    return "big5" if low > 0 and _decodes(file, "big5") and _is_eastern(sample, "big5") else None


def _is_cyrillic(sample: bytes) -> bool:
    high = [byte for byte in sample if byte > 127]
    return 0x98 not in high and sum(byte >= 0xC0 for byte in high) > 0.9 * len(high)
