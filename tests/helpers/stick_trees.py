"""Whatever a stranger may put on a stick, made up: files, folders and links, oddly named."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from hypothesis import strategies as st

Tree: TypeAlias = list[tuple[list[str], bytes | str]]
"""Things by path: bytes of a file, or `link`, or `folder`."""

_names = st.text(
    st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=30
).filter(lambda name: name not in (".", "..") and len(name.encode()) < 200)
_ours = st.sampled_from([
    "word.mword", "standing.mrec", "certificate.pem", "READ ME.txt", "up", "down", "published", "enrol",
    "000001", "000007", "000008", "0123456789abcdef.mrec", "0123456789abcdef.mreq", "people_un-000001.mpub",
    "0000000001-0123456789abcdef.mbat", "x.part",
])  # fmt: skip
_things = st.binary(max_size=60) | st.sampled_from(["link", "folder"])
_usual = st.tuples(
    st.sampled_from([["up", "000001"], ["down", "000007"], ["up", "enrol"], ["published"]]),
    st.lists(_ours, min_size=1, max_size=1),
).map(lambda parts: parts[0] + parts[1])
trees: st.SearchStrategy[Tree] = st.lists(
    st.tuples(_usual | st.lists(_ours | _names, min_size=1, max_size=3), _things), max_size=8
)


def plant(top: Path, tree: Tree, outside: Path) -> None:
    """Put these things under a folder, as far as they fit together; links lead to `outside`."""
    top.mkdir(parents=True)
    for parts, what in tree:
        path = top.joinpath(*parts)
        if any(one.is_symlink() for one in (path, *path.parents)):
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if what == "link":
                path.symlink_to(outside)
            elif what == "folder":
                path.mkdir()
            elif isinstance(what, bytes):
                with path.open("xb") as file:
                    file.write(what)
        except OSError:
            continue
