"""Single cells of the records other than contacts: shifts, marks, money, shares, weekdays, clocks."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import re
import unicodedata

from csmanager.features.importing import dates, durations

DAY_MINUTES = 1440
_LONGEST_SHIFT = 15 * 60  # minutes; a longer one was written on a clock of twelve hours
_MONEY = re.compile(
    r"[-(]?\s*(?:R\$|[$€£¥₹₽]|(?:USD|EUR|GBP|CHF|PLN|SEK|NOK|DKK|BRL|INR|CAD|AUD|ZAR|kr|zł)\b)?\s*"
    r"(?P<n>-?\d[\d.,' \u00a0]*)\s*(?:[$€£¥₹₽]|(?:USD|EUR|GBP|CHF|PLN|SEK|NOK|DKK|BRL|INR|CAD|AUD|ZAR|kr|zł))?\s*\)?",
    re.I,
)
_PERCENT = re.compile(
    r"(?:%|\b(?:percent|per cent|pct|prozent|pour cent|por ?cien\w*|por cento|per cento|procent))\.?\s*$",
    re.I,
)
_SIGN = re.compile(r"[$€£¥₹₽]|\b(USD|EUR|GBP|CHF|PLN|SEK|NOK|DKK|BRL|INR|CAD|AUD|ZAR|kr|zł)\b", re.I)
_CLOCK = r"(?P<h{0}>\d{{1,2}})(?:[:.h](?P<m{0}>\d{{2}})|h|(?P<q{0}>\d{{2}}))?\s*(?P<p{0}>[ap]\.?m?\.?)?"
_SHIFT = re.compile(
    r"\s*(?:(?P<label>[A-Za-z]{1,12})[:\s]\s*)?"
    + _CLOCK.format(1)
    + r"\s*(?:-|–|—|to|bis|a|à|al|tot|do|til|→)\s*"
    + _CLOCK.format(2)
    + r"\s*(?:uhr|hrs?|h)?\s*(?:[,;(/|+]\s*(?P<rest>.*))?",
    re.I,
)
_BREAK = re.compile(r"(\d{1,3})\s*(?:minutes|mins|min|m|'|′)", re.I)
_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|of|out of|von|sur|de|di|z)\s*(\d+(?:[.,]\d+)?)", re.I)
_WEEKDAYS = (
    "mon mo monday montag lun lundi lunes lunedi segunda seg maandag ma pon poniedzialek mandag mandag man segunda-feira",
    "tue tu tues tuesday dienstag di mar mardi martes martedi terca ter dinsdag wt wtorek tisdag tirsdag tis tir terca-feira",
    "wed we weds wednesday mittwoch mi mer mercredi miercoles mie mercoledi quarta qua woensdag wo sr sroda onsdag ons quarta-feira",
    "thu th thur thurs thursday donnerstag do jeu jeudi jueves jue giovedi gio quinta qui donderdag czw czwartek torsdag tor tors quinta-feira",
    "fri fr friday freitag ven vendredi viernes vie venerdi sexta sex vrijdag vr pt piatek fredag fre sexta-feira",
    "sat sa saturday samstag sonnabend sam samedi sabado sab sabato zaterdag za sob sobota lordag lor",
    "sun su sunday sonntag so dim dimanche domingo dom domenica zondag zo nd niedziela sondag son",
)
WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_YES = {
    "1",
    "yes",
    "y",
    "true",
    "pass",
    "passed",
    "met",
    "ja",
    "oui",
    "si",
    "sim",
    "tak",
    "✓",
    "✔",
    "x",
    "ok",
    "achieved",
}
_NO = {
    "0",
    "no",
    "n",
    "false",
    "fail",
    "failed",
    "not met",
    "nein",
    "non",
    "nao",
    "nie",
    "✗",
    "✘",
    "missed",
    "nej",
    "nee",
}
_NA = {"na", "n/a", "n.a.", "n.a", "-", "not applicable", "entfallt", "s/o", "nvt", "n.v.t.", "nd", "", "–", "nr",
       "n. z.", "n.z.", "nz", "nicht zutreffend", "k. a.", "k.a.", "n. a.", "no aplica", "sans objet", "non applicabile",
       "niet van toepassing", "nao se aplica", "nie dotyczy", "not assessed", "not scored", "not observed", "not rated"}  # fmt: skip
_HALF = {
    "partial",
    "partially",
    "partly",
    "part",
    "partially met",
    "teilweise",
    "partiel",
    "parcial",
    "parziale",
}


def fold(text: str) -> str:
    """Small letters without accents, blanks made one."""
    if not text.isascii():
        text = (
            "".join(
                c
                for c in unicodedata.normalize("NFKD", text.replace("ß", "ss"))
                if not unicodedata.combining(c)
            )
            .replace("ł", "l")
            .replace("Ł", "L")
            .replace("ø", "o")
            .replace("Ø", "O")
            .replace("æ", "ae")
        )
    return " ".join(text.casefold().split())


def plain_number(cell: str) -> float | None:
    """A number, also with a percent sign or word; None when it is none."""
    return durations.number(_PERCENT.sub("", cell).rstrip(" \u00a0").lstrip("'")) if cell else None


def is_percent(cell: str) -> bool:
    """Whether a cell ends with a percent sign or the word for it."""
    return bool(_PERCENT.search(cell))


def is_money(cell: str) -> bool:
    """Whether a cell is an amount that names its currency."""
    return bool(_SIGN.search(cell)) and bool(_MONEY.fullmatch(cell.strip()))


def cents(cell: str) -> int | None:
    """An amount in cents; None for a blank cell. Raises ValueError."""
    clean = cell.strip().lstrip("'")
    if clean.casefold() in durations.NOTHING:
        return None
    found = _MONEY.fullmatch(clean)
    value = durations.number(found["n"].strip()) if found else None
    if value is None:
        raise ValueError("no amount")
    negative = clean.startswith(("-", "(")) and value > 0
    return round((-value if negative else value) * 100)


def share(cell: str, highest: float) -> float | None:
    """A share from 0 to 1 of ``87%``, ``0.87``, ``87`` or ``26/30``; ``highest``: the largest number of the column.

    None for a blank cell. Raises ValueError.
    """
    clean = cell.strip()
    if fold(clean) in _NA or clean.casefold() in durations.NOTHING:
        return None
    found = _OUT_OF.fullmatch(clean)
    if found:
        top = float(found[2].replace(",", "."))
        value = float(found[1].replace(",", ".")) / top if top else -1.0
    else:
        number = plain_number(clean)
        if number is None:
            raise ValueError("no share")
        value = number / 100 if is_percent(clean) else number / highest if highest > 1 else number
    if not 0 <= value <= 1:
        raise ValueError("no share")
    return round(value, 6)


def is_mark(cell: str) -> bool:
    """Whether a cell is what one item of a scorecard may get: 0, 1, yes, no, NA, 1 to 10, a percentage."""
    folded = fold(cell)
    if folded in _YES or folded in _NO or folded in _NA or folded in _HALF:
        return True
    value = plain_number(cell)
    return (value is not None and 0 <= value <= 100) or bool(_OUT_OF.fullmatch(cell))


def mark(cell: str, low: float, high: float) -> float | None:
    """The share of its scale a cell gives; None where the item did not apply. Raises ValueError."""
    folded = fold(cell)
    if folded in _NA:
        return None
    found = _OUT_OF.fullmatch(cell.strip())
    value = plain_number(cell)
    if found:
        made = float(found[1].replace(",", ".")) / max(float(found[2].replace(",", ".")), 1e-9)
    elif value is not None:
        made = value / 100 if is_percent(cell) else (value - low) / (high - low)
    elif folded in _YES:
        made = 1.0
    elif folded in _NO:
        made = 0.0
    elif folded in _HALF:
        made = 0.5
    else:
        raise ValueError("no mark")
    if not 0 <= made <= 1:
        raise ValueError("no mark")
    return round(made, 6)


def flag(cell: str) -> int | None:
    """1, 0 or None for a cell that says neither."""
    folded = fold(cell)
    if folded in _YES or folded.startswith(("yes", "upheld", "justified", "partly", "partially")):
        return 1
    if folded in _NO or folded.startswith(("no ", "not ", "unjust", "reject", "un")):
        return 0
    return None


_IN = re.compile(r"^(c[/ -]?in|(overtime|ot|duty)[/ -]in|duty on|clock(ed)?[ -]?in|punch(ed)?[ -]?in|check(ed)?[ -]?in|sign(ed)?[ -]?in|in|start|arriv\w*|kommen|kommt|ein(gang)?"
                 r"|entree|entrada|ingresso|entrata|inkomend|wejscie|break end|end of break|return)\b")  # fmt: skip
_OUT = re.compile(r"^(c[/ -]?out|(overtime|ot|duty)[/ -]out|duty off|clock(ed)?[ -]?out|punch(ed)?[ -]?out|check(ed)?[ -]?out|sign(ed)?[ -]?out|out|end|stop|leav\w*|gehen|geht"
                  r"|aus(gang)?|sortie|salida|saida|uscita|uit|wyjscie|break start|start of break|lunch)\b")  # fmt: skip


def punch(cell: str) -> bool | None:
    """True for coming, False for going, None for a cell that says neither."""
    folded = fold(cell)
    if _OUT.match(folded) and not folded.startswith("end of break"):
        return False
    return True if _IN.match(folded) else None


def weekday(text: str) -> int | None:
    """0 for Monday to 6 for Sunday; None when the text is no weekday. A date beside it does not matter."""
    first = re.split(r"[\s,.(/]", fold(text).strip(), maxsplit=1)[0]
    return WEEKDAY.get(first)


def clock(cell: str) -> int | None:
    """Minutes after midnight of ``9:00``, ``6:01pm``, ``0900``, ``9``, a date with a time; None for blanks.

    Raises ValueError.
    """
    clean = cell.strip().lstrip("'")
    if clean.casefold() in durations.NOTHING:
        return None
    number = durations.number(clean)
    if number is not None and ":" not in clean:
        if 0 <= number < 1 and "." in clean:
            return round(number * DAY_MINUTES)  # a part of a day, as sheets keep times
        if len(clean) in (3, 4) and clean.isdecimal() and int(clean[-2:]) < 60 and int(clean[:-2]) <= 24:
            return int(clean[:-2]) * 60 + int(clean[-2:])
        if number == int(number) and 0 <= number <= 24:
            return int(number) * 60
        if 40_000 < number < 80_000:
            return round(number % 1 * DAY_MINUTES)
        raise ValueError("no time")
    found = re.fullmatch(_CLOCK.format(1) + r"\s*(?:uhr|h|hrs)?", clean, re.I)
    if found and (found["m1"] or found["p1"] or "h" in clean.casefold() or "uhr" in clean.casefold()):
        return _minutes(found, 1)
    date, time = dates.split_stamp(clean)
    if time:
        return dates.parse_time(time)[0] // 60
    if dates.is_stamp(date):
        raise ValueError("no time of day")
    return dates.parse_time(clean)[0] // 60


def _minutes(found: re.Match[str], at: int) -> int:
    hour, minute = int(found[f"h{at}"]), int(found[f"m{at}"] or found.groupdict().get(f"q{at}") or 0)
    half = (found[f"p{at}"] or "").casefold()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59:
        raise ValueError("no time")
    return hour * 60 + minute


def shift(cell: str) -> tuple[int, int, int | None, str] | None:
    """Start, end (past midnight more than 1440), break in minutes and what else stands there; None for no shift."""
    clean = cell.strip()
    if not clean or not clean[0].isalnum() or not any(map(str.isdigit, clean)) or len(clean) > 60:
        return None
    found = _SHIFT.fullmatch(clean)
    if not found or dates.is_stamp(clean):
        return None
    try:
        start, end = _minutes(found, 1), _minutes(found, 2)
    except ValueError:
        return None
    if (found["p2"] or "").casefold().startswith("p") and not found["p1"] and start < 360:
        start += 720  # 1-5pm
    end = end_of(start, end)
    rest = (found["rest"] or "").strip(" )")
    pause = _BREAK.search(rest)
    note = rest if pause is None else _BREAK.sub("", rest).replace("break", "").strip(" ,;()")
    return start, end, int(pause[1]) if pause else None, " ".join([found["label"] or "", note]).strip()


def end_of(start: int, end: int) -> int:
    """An end past midnight as more than 1440; of a clock of twelve hours, as in 9-5, the afternoon."""
    if end > start:
        return end
    if end + DAY_MINUTES - start > _LONGEST_SHIFT and end + 720 > start:
        return end + 720
    return end + DAY_MINUTES


def minutes(cell: str, unit: str) -> int | None:
    """A length of time in whole minutes; None for blanks. ``unit``: of plain numbers. Raises ValueError."""
    value = durations.parse(cell.strip().lstrip("'"), unit, "h:m")
    if value is not None and not 0 <= value <= 31 * 24 * 3_600_000:
        raise ValueError("no duration")
    return None if value is None else round(value / 60_000)
