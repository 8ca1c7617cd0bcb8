"""Fields in a text, {{like this}}, and putting values in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from csmanager.core.errors import RuleBroken

_FIELD = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")


def fields(text: str) -> list[str]:
    """The names of the fields in ``text``, each once, in the order they first come."""
    return list(dict.fromkeys(_name(match[1]) for match in _FIELD.finditer(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every field replaced; raises RuleBroken naming each field that has no value.

    A field's case and blanks do not matter. What a value holds is put in as it is and not looked at for fields
    again; a value that is empty counts as given.
    """
    known = {_name(key): value for key, value in values.items()}
    missing = [name for name in fields(text) if name not in known]
    if missing:
        word = "field has" if len(missing) == 1 else "fields have"
        raise RuleBroken(f"{len(missing)} {word} no value: {', '.join(missing)}.")
    return _FIELD.sub(lambda match: known[_name(match[1])], text)


def _name(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()
