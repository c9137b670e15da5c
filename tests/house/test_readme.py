"""What the README says of the tree, the targets and the documents is true."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import NOT_OURS, ROOMS, ROOT

README = (ROOT / "README.md").read_text("utf-8")


def described() -> set[str]:
    """Folders in the README's tree, as paths."""
    block = re.search(r"^```text\n(app/.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert block, "the README has its tree in a ```text block that begins with app/"
    found: set[str] = set()
    top = ""
    for line in block.group(1).splitlines():
        entry = re.match(r"^( *)([\w-]+)/(?: {2,}\S|$)", line)
        assert entry, f"not a line of the tree: {line!r}"
        if not entry.group(1):
            top = entry.group(2)
            found.add(top)
        else:
            found.add(f"{top}/{entry.group(2)}")
    return found


def real() -> set[str]:
    """Folders of the checkout: the top ones, and the rooms inside what is shipped."""
    tops = {path for path in ROOT.iterdir() if path.is_dir() and path.name not in NOT_OURS}
    found = {path.name for path in tops if not path.name.startswith(".")}
    for room in ROOMS:
        inside = (path for path in (ROOT / room).iterdir() if path.is_dir())
        found |= {
            f"{room}/{path.name}" for path in inside if path.name not in NOT_OURS and any(path.iterdir())
        }
    return found


def test_the_tree_in_the_readme_is_the_tree_on_disk() -> None:
    assert described() == real()


def test_every_target_that_the_readme_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", README)) <= targets


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)|src=\"(?!https?:)([^\"]+)\"", README)
    assert [link for pair in links for link in pair if link and not (ROOT / link).exists()] == []


def test_the_readme_names_the_commands_that_are_installed() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert [name for name in scripts if f"{name} " not in README] == []
