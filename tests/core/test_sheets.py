"""Texts that a spreadsheet would take for formulas."""

from __future__ import annotations

import pytest

from csmanager.core.sheets import safe_text


@pytest.mark.parametrize("text", ["=1+1", "+43 1 555", "-5", "@SUM(A1)", "\t=1", "  =1", "\uff1d1", "\n=1"])
def test_a_text_that_could_act_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ana", "a=1", "1-2", "'quoted"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text
