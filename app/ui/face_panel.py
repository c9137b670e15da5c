"""The place of the faces: says honestly that no machine sees any yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.ui.pieces import GAP, TIGHT, label, spaced
from app.ui.wording import tr


class FacePanel(QFrame):
    """Neutral until a chip reader or camera brings pictures; nothing is ever drawn on a face."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = spaced(QVBoxLayout(self), GAP, TIGHT)
        column.addStretch(1)
        heading = label(tr("No photo"), "heading")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = label(
            tr("No chip reader or camera is attached. Compare the traveller with the page in your hand."),
            "muted", wrap=True,
        )  # fmt: skip
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading)
        column.addWidget(words)
        column.addStretch(1)
        self.setAccessibleName(tr("Faces: no photo"))
        self.setFixedHeight(112)
