"""Draw the inspection table of `app/flow/inspection.py` into docs/architecture.md.

Run `python docs/diagram.py` after changing the table; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path

from app.flow.inspection import TABLE, Outcome, Step

PAGE = Path(__file__).with_name("architecture.md")
BEGIN, END = "<!-- table:begin -->\n", "<!-- table:end -->"


def drawn(table: dict[Step, dict[Outcome, Step]]) -> str:
    """The table as a Mermaid state diagram."""
    arrows = [
        f"  {step} --> {after}: {outcome}" for step, row in table.items() for outcome, after in row.items()
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", "  [*] --> idle", *arrows, "```", ""])


def page_with(diagram: str, page: str) -> str:
    """The page with its diagram replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + diagram + END + after


if __name__ == "__main__":
    PAGE.write_text(page_with(drawn(TABLE), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
