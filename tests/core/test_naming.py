"""Names are found whatever way they are written, and nothing else is."""

from __future__ import annotations

import io
import zipfile

import pytest

from csmanager.core.naming import Names, name_set


@pytest.fixture
def names() -> Names:
    return name_set(
        [("René Lindqvist", "Former 3", ["rlind", "204", "rene.l@x.example"]), ("王小明", "Former 4", [])]
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Talk with RENE lindqvist.", "Talk with Former 3."),
        ("Lindqvist, René was late", "Former 3 was late"),
        ('{"note":"with Ren\\u00e9\\nLindqvist"}', '{"note":"with Former 3"}'),
        ('{"note":"{\\"a\\":\\"Ren\\\\u00e9 Lindqvist\\"}"}', '{"note":"{\\"a\\":\\"Former 3\\"}"}'),
        ("calls_Rene-Lindqvist.csv", "calls_Former 3.csv"),
        ("<b>Ren&eacute; Lindqvist</b>", "<b>Former 3</b>"),
        ('["204","rlind"]', '["Former 3","Former 3"]'),
        ("to rene.l@x.example", "to Former 3"),
        ("与王小明谈话", "与Former 4谈话"),
        ('["René","Lindqvist"]', '["Former 3"]'),
    ],
)
def test_a_name_is_found_and_replaced(names: Names, text: str, left: str) -> None:
    assert names.within(text)
    assert names.replaced(text) == left
    assert not names.within(left)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Renée Lindqvist",
        "Lindqvist alone",
        '{"minutes":204}',
        "204 calls",
        "the rlind tool",
        "René B. C. D. Lindqvist",
    ],
)
def test_other_words_are_left_alone(names: Names, text: str) -> None:
    assert not names.within(text)
    assert names.replaced(text) == text


def test_names_are_found_in_files(names: Names) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:t>Ren</w:t><w:t>é Lindqvist</w:t>")
    assert names.within_bytes(held.getvalue())
    assert names.within_bytes("René Lindqvist".encode("utf-16"))
    assert not names.within_bytes(b"PK\x03\x04 broken")
