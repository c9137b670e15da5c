"""The document as read: the lines of its machine-readable zone, and beside them what they say."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from app.ui.pieces import GAP, SMALL, TIGHT, WIDE, Cell, label, spaced
from app.ui.theme import mrz_font
from app.ui.views import DocumentView
from app.ui.wording import tr

_COLUMNS = 4
_FIELDS = 8
_MRZ_PIXELS = 16


class DocumentPanel(QFrame):
    """MRZ strip and parsed fields of the document on the desk."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), GAP, SMALL)
        head = spaced(QHBoxLayout(), 0, SMALL)
        self._kind = label(tr("Document"), "heading")
        head.addWidget(self._kind)
        self._captured = label("", "muted")
        head.addWidget(self._captured)
        head.addStretch(1)
        column.addLayout(head)
        self._lines = label()
        self._lines.setFont(mrz_font(_MRZ_PIXELS))
        # The stylesheet would replace the font of a plain label: a sheet of its own keeps it.
        self._lines.setStyleSheet(
            f"font-family: '{self._lines.font().families()[0]}'; font-size: {_MRZ_PIXELS}px;"
        )
        self._lines.setAccessibleName(tr("Lines of the document as read"))
        column.addWidget(self._lines)
        grid = QGridLayout()
        grid.setContentsMargins(0, TIGHT, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        self._cells = [Cell("", "strong") for _ in range(_FIELDS)]
        for place, cell in enumerate(self._cells):
            grid.addWidget(cell, place // _COLUMNS, place % _COLUMNS)
        for one in range(_COLUMNS):
            grid.setColumnStretch(one, 1)
        column.addLayout(grid)

    def present(self, view: DocumentView | None) -> None:
        """Show this document, or nothing."""
        if view is None:
            self._lines.clear()
            self._captured.clear()
            self._kind.clear()
            for cell in self._cells:
                cell.say("", "")
            return
        self._kind.setText(view.kind)
        self._captured.setText(view.captured)
        self._lines.setText("\n".join(view.lines) or tr("No lines: the fields were typed."))
        for cell, value in zip(self._cells, view.values, strict=True):
            cell.say(value.label, value.text)
