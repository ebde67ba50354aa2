"""Accepting a phrasing never damages a file: it reads with it and is else the same, or it is as it was."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from learning_kit import CAT, FILES, HEAD, RICE, TEA, write_faq

from bot import entries
from bot.entries import Entry
from bot.learning.accepting import RefusedError, accept, insert
from bot.learning.finding import Phrasing
from bot.matching.index import Index

pytestmark = pytest.mark.slow

LISTED = "phrasings:\n  - can i keep a cat\n  - cat in residency\n  - my cat and my program\n"
STYLES = {
    "block": CAT,
    "flow": CAT.replace(LISTED,
                        "phrasings: [can i keep a cat, 'cat: in residency', \"my cat\"]  # three\n"),
    "flow over lines": CAT.replace(LISTED,
                                   "phrasings: [\n  can i keep a cat,\n  my cat,\n]\n"),
    "comments": CAT.replace("program\n", "program  # the last\n  # and no more\n\n"),
    "quotes": CAT.replace("my cat and my program", "'my cat: and my program'"),
    "long": CAT.replace("my cat and my program", "my cat\n    and my program"),
    "folded": CAT.replace("my cat and my program", ">-\n      my cat and\n      my program"),
    "kept": CAT.replace("my cat and my program", "|+\n      my cat and my program\n"),
    "no indent": RICE.replace("How do I cook rice on call?", "May I keep a cat?"),
    "phrasings last": CAT.replace("tags: [cat]\n", "").replace("phrasings:", "tags: [cat]\nphrasings:"),
    "emoji": CAT.replace("can i keep", "🐈 can i keep").replace("my cat and", "my 🐈🐈 cat and"),
    "emoji in flow": TEA.replace("tea in the hospital", "🍵 in the hospital"),
}  # fmt: skip
AWKWARD = (
    ["yes", "null", "~", "- dash", "a: b", "# no", "[x", "x]", "{a", "a, b", "'", '"', 'it\'s "it"', "! x"],
    ["&a", "*a", "| x", "> x", "% x", "@x y", "` x", "1", "1.5", "2026-11-22", "---", "? x", "x #y", "\\n"],
    ["x:", "🐈 x", "\x85 x", "x \u2028 y", "\ufeffx", "x" * 300],
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60) | st.sampled_from(
    [text for texts in AWKWARD for text in texts]
)


@cache
def index() -> Index:
    """The index over the small FAQ; it is the same for every style."""
    with tempfile.TemporaryDirectory() as folder:
        return Index.build(entries.load(write_faq(Path(folder))).entries)


def entry_in(folder: Path) -> Entry:
    return next(entry for entry in entries.load(folder).entries if entry.id == "usce/cat")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_each_way_to_write_a_list(tmp_path: Path, style: str, ending: str, mark: bytes) -> None:
    folder = write_faq(tmp_path)
    file = folder / "usce/cat.md"
    content = f"{STYLES[style]}{HEAD}A text.\n\nphrasings:\n  - not one\n".replace("\n", ending)
    file.write_bytes(mark + content.encode())
    before = entry_in(folder)
    accept(folder, Phrasing(1, "usce/cat", "pets: allowed, or not?"), index())

    assert entry_in(folder) == replace(before, phrasings=(*before.phrasings, "pets: allowed, or not?"))
    raw = file.read_bytes()
    assert raw.startswith(mark + b"---")
    old, new = content.split("\n"), raw.removeprefix(mark).decode().split("\n")
    if "flow" in style:
        assert len(old) == len(new)
        assert sum(one != other for one, other in zip(old, new, strict=True)) == 1
    else:
        added = next(n for n, line in enumerate(new) if "pets: allowed" in line)
        assert new[:added] + new[added + 1 :] == old
    assert sorted(path.name for path in (folder / "usce").iterdir()) == ["cat.md", "rice.md", "tea.md"]


@given(TEXTS, st.sampled_from(sorted(STYLES)))
@hypothesis_settings(max_examples=150, deadline=None)
def test_accepting_never_damages_a_file(text: str, style: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = write_faq(Path(made), FILES | {"usce/cat.md": f"{STYLES[style]}{HEAD}A text.\n"})
        before = entries.load(folder)
        old = {name: (folder / name).read_bytes() for name in FILES}
        try:
            accept(folder, Phrasing(1, "usce/cat", text), index())
        except RefusedError:
            assert {name: (folder / name).read_bytes() for name in FILES} == old
            return
        after = entries.load(folder)
        assert after.faults == before.faults
        for was, now in zip(before.entries, after.entries, strict=True):
            assert now == (replace(was, phrasings=(*was.phrasings, text)) if was.id == "usce/cat" else was)


def test_a_phrasing_that_another_entry_has_is_refused(tmp_path: Path) -> None:
    folder = write_faq(tmp_path)
    (folder / "visa").mkdir()
    (folder / "visa/zebra.md").write_text(TEA.replace("tea", "zebra") + HEAD + "Text.\n", encoding="utf-8")
    old = (folder / "usce/cat.md").read_bytes()
    with pytest.raises(RefusedError, match="a phrasing of visa/zebra"):
        accept(folder, Phrasing(1, "usce/cat", "Zebra in the hospital"), index())
    assert (folder / "usce/cat.md").read_bytes() == old


def test_a_file_that_turns_out_wrong_is_restored(tmp_path: Path) -> None:
    """Another name for the same file gets the phrasing too: alone it reads well, among the others not."""
    folder = write_faq(tmp_path)
    (folder / "visa").mkdir()
    (folder / "visa/cat.md").symlink_to(folder / "usce/cat.md")
    with pytest.raises(RefusedError, match="it is as it was"):
        accept(folder, Phrasing(1, "usce/cat", "kitty at home"), index())
    assert (folder / "usce/cat.md").read_text(encoding="utf-8") == FILES["usce/cat.md"]


def test_an_entry_that_is_broken_is_left_alone(tmp_path: Path) -> None:
    folder = write_faq(tmp_path, FILES | {"usce/cat.md": "---\ntitle: [\n---\n"})
    with pytest.raises(RefusedError, match="no good entry"):
        accept(folder, Phrasing(1, "usce/cat", "kitty at home"), index())
    assert (folder / "usce/cat.md").read_text(encoding="utf-8") == "---\ntitle: [\n---\n"


def test_an_entry_outside_the_folder_is_never_written(tmp_path: Path) -> None:
    folder = write_faq(tmp_path / "faq")
    (tmp_path / "cat.md").write_text(FILES["usce/cat.md"], encoding="utf-8")
    with pytest.raises(RefusedError):
        accept(folder, Phrasing(1, "../cat", "kitty at home"), index())


def test_a_list_without_members_has_no_place() -> None:
    with pytest.raises(ValueError, match="not a list"):
        insert("---\ntitle: x\nphrasings: none\n---\ntext", "y")
