"""The place of the chip's photo: as large as there is room, bare, and honest about what is not there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.pictures.picture import Picture
from app.ui.chip_views import FaceView
from app.ui.lamp import WORDS
from app.ui.pieces import GAP, SMALL, TIGHT, action_button, label, spaced
from app.ui.shortcuts import Action
from app.ui.theme import part
from app.ui.wording import tr

_SMALL_HEIGHT = 120
_BAR = 10
_LEAST = 160


class Photo(QWidget):
    """A picture scaled into its place, its proportions kept; nothing is ever drawn on a face."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(_LEAST)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def present(self, picture: Picture | None) -> None:
        """Show this picture; None forgets the one before, pixels and all."""
        if picture is self._picture:
            return
        self._picture = picture
        self._image = QImage() if picture is None else _image(picture)
        self.setVisible(picture is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def heightForWidth(self, width: int) -> int:
        if self._image.isNull():
            return _LEAST
        return max(_LEAST, round(width * self._image.height() / self._image.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) / 2
        ratio = self.devicePixelRatioF()
        sharp = self._image.scaled(
            size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(QRectF(left, 0, size.width(), size.height()), sharp)
        painter.end()


def _image(picture: Picture) -> QImage:
    stride = 3 * picture.width
    made = QImage(picture.rgb, picture.width, picture.height, stride, QImage.Format.Format_RGB888)
    return made.copy()  # the image of borrowed bytes must not outlive them


class FacePanel(QFrame):
    """Emits `left` to go on without the chip and `again` to read it once more."""

    left = Signal()
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        column = self._column = spaced(QVBoxLayout(self), SMALL, TIGHT)
        self._above, self._below = QWidget(), QWidget()
        self.photo = Photo()
        self.photo.hide()
        self._heading = label("", "heading", wrap=True)
        self._words = label("", "muted", wrap=True)
        self._heading.setContentsMargins(0, TIGHT, 0, 0)
        self._warning = label("", "failed", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_BAR)
        self.leave_button = action_button(Action.LEAVE_CHIP, tr("Go on without"), "link")
        self.again_button = action_button(Action.READ_CHIP, tr("Read again"), "link")
        self.leave_button.clicked.connect(self.left)
        self.again_button.clicked.connect(self.again)
        column.addWidget(self._above, 1)
        column.addWidget(self.photo)
        for widget in (self._heading, self._warning, self._words, self.bar):
            column.addWidget(widget)
        ways = spaced(QHBoxLayout(), 0, SMALL)
        for button in (self.leave_button, self.again_button):
            ways.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(ways)
        column.addWidget(self._below, 1)
        self.present(FaceView("", ""))

    def present(self, view: FaceView) -> None:
        """Show this; a photo that is not in it is gone at once."""
        self.photo.present(view.picture)
        bare = view.picture is None
        self._above.setVisible(bare)
        align = Qt.AlignmentFlag.AlignHCenter if bare else Qt.AlignmentFlag.AlignLeft
        for words, text in ((self._heading, view.heading), (self._words, view.words)):
            words.setText(text)
            words.setAlignment(align)
        self._warning.setText(view.warning)
        self._warning.setVisible(bool(view.warning))
        part(self._warning, WORDS[view.verdict])
        part(self._heading, "heading" if bare else "strong")
        self.bar.setVisible(view.bar is not None)
        if view.bar is not None:
            done, total = view.bar
            self.bar.setRange(0, max(total, 1))
            self.bar.setValue(done)
            self.bar.setAccessibleName(view.words)
        self.leave_button.setVisible(view.leave)
        self.again_button.setVisible(view.again)
        told = f"{view.warning} {view.words}".strip()
        self.setAccessibleName(tr("Photo: {heading}. {words}").format(heading=view.heading, words=told))
        self.setMinimumHeight(_SMALL_HEIGHT)
        self.setMaximumHeight(_SMALL_HEIGHT if view.small else 16_777_215)
        margin = GAP if view.small else SMALL
        self._column.setContentsMargins(margin, margin, margin, margin)
