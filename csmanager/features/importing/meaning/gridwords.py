"""Words and letters that stand in a rota or a leave tracker for a day away or off."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import re

from csmanager.features.importing.meaning import values

_OFF = frozenset(
    [
        "off",
        "rdo",
        "do",
        "day off",
        "rest",
        "rest day",
        "restday",
        "x",
        "-",
        "--",
        "/",
        "frei",
        "f",
        "repos",
        "r",
        "libre",
        "descanso",
        "folga",
        "riposo",
        "vrij",
        "wolne",
        "ledig",
        "fri",
        "w/e",
        "we",
        "not working",
        "n/w",
        "nwd",
        "non working",
        "wo",
        "w/o",
        "woff",
        "week off",
        "weekly off",
        "weekoff",
        "weekly rest",
        "ledigt",
        "fridag",
        "vapaa",
        "libero",
        "rh",
        "休",
        "公休",
    ]
)
_HERE = frozenset({"p", "present", "pr", "w", "1", "✓", "✔", "yes", "y", "here", "in"})
_AWAY = re.compile(
    r"^(al|a/l|a|h|hol|hols|holiday|annual( leave)?|leave|vac|vacation|v|pto|lieu|toil|sick|s|sl|ill|sickness|absent|abs"
    r"|unpaid|ul|lwop|ph|bh|bank holiday|public holiday|training|tr|trn|train|course|maternity|mat|paternity|pat|parental"
    r"|comp(assionate)?|bereavement|jury|u|urlaub|k|krank|ft|feiertag|schulung|fortbildung|elternzeit|cp|rtt|am|maladie"
    r"|conge|conges|ferie|formation|vacaciones|vac\.|baja|enfermedad|festivo|permiso|ferias|atestado|doente|feriado|ferie"
    r"|vab|vard av barn|omsorgsdag|barns? (1|2)\.? sykedag|malattia|permesso|festivita|verlof|ziek|vakantie|feestdag|urlop|chory|l4|semester|sjuk|ferie|syg|syk"
    r"|a\.?l\.?|s\.?l\.?|wfh off|loa|fmla|med|medical|dr|appt)\b", re.I)  # fmt: skip


def absence_word(text: str) -> str | None:
    """The word of a day away or off, None when the text is neither."""
    folded = values.fold(text)
    if folded in _OFF or _AWAY.match(folded):
        return text.strip()
    return None


def is_here(text: str) -> bool:
    """Whether a mark of a register says that somebody was there."""
    return values.fold(text) in _HERE


def is_off(text: str) -> bool:
    """Whether a word only says that nobody works that day."""
    return values.fold(text) in _OFF
