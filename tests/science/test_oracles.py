"""Every checked figure comes out of the program's own functions, and the command says how each one went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csmanager.cli import main
from csmanager.selftest.oracle import difference, outcomes, read

FILES = sorted((Path(__file__).resolve().parent.parent / "oracles").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_comes_out(path: Path) -> None:
    found = outcomes(read(path))
    assert [one for one in found if one.problem or not one.is_used] == []


def test_there_are_figures_for_every_method() -> None:
    assert len(FILES) == 18
    assert sum(len(read(path)["cases"]) for path in FILES) == 239


def write(path: Path, *cases: dict[str, object]) -> str:
    path.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    return str(path)


def case(expected: object, function: str = "fisher_exact", **more: object) -> dict[str, object]:
    return {
        "id": "X-1",
        "function": function,
        "inputs": {"table": [[8, 2], [1, 5]]},
        "expected": expected,
        "tolerance": {"abs": 1e-8},
        **more,
    }


def test_the_command_prints_a_line_a_case_and_the_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path / "good.json", case({"p_two_sided": 0.03496503497}))
    other = write(tmp_path / "other.json", case({}, function="crystal_ball", id="X-2"))
    assert main(["selftest", "oracle", good, other]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "pass      X-1  fisher_exact",
        "not used  X-2  crystal_ball",
        "1 of 1 pass, 1 not used.",
    ]


def test_a_figure_that_is_off_fails_with_the_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path / "bad.json", case({"p_two_sided": 0.04}), case({}, inputs={}))
    assert main(["selftest", "oracle", bad]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "p_two_sided is 0.0349" in lines[0]
    assert lines[1].startswith("FAIL")
    assert lines[2] == "0 of 2 pass."


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_what_is_no_such_file_is_refused(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.json"
    path.write_text(text, encoding="utf-8")
    assert main(["selftest", "oracle", str(path)]) == 2
    assert "is not a file of checked figures" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("got", "wanted", "agrees"),
    [
        (1.0, 1, True),
        (1.1, 1, False),
        (None, None, True),
        (0.0, None, False),
        (None, 0.0, False),
        (float("inf"), "inf", True),
        (5.0, "inf", False),
        (True, True, True),
        (1, True, False),
        ((1.0, 2.0), [1, 2], True),
        ((1.0,), [1, 2], False),
        ({"a": 1}, {"a": 1, "wrong_b": 7}, True),
        ({"a": 1}, {"a": 1, "b": None}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        (3, 4, False),
        ("same", "act", False),
    ],
)
def test_agreement_is_strict_about_kinds_and_lenient_within_the_tolerance(
    got: object, wanted: object, agrees: bool
) -> None:
    assert (difference(got, wanted, {"abs": 0.001}) is None) is agrees
