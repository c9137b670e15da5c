"""Draw the portrait of an invented traveller: a friendly face that only depends on the traveller's key."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH: Final = 413
HEIGHT: Final = 531
"""35 by 45 mm at 300 dots to the inch, as on the page (Doc 9303-3, 3.9)."""

MAX_BYTES: Final = 19_500
_SCALE: Final = 2  # drawn twice as large, then shrunk: Pillow draws no soft edges
_CENTRE: Final = WIDTH / 2
_FRAME: Final = (WIDTH * 0.14, 80.0, WIDTH * 0.86, 80.0 + HEIGHT * 0.72)

Colour: TypeAlias = tuple[int, int, int]
Box: TypeAlias = tuple[float, float, float, float]

_SKINS: Final[Sequence[Colour]] = (
    (244, 208, 178), (226, 178, 140), (205, 150, 110), (172, 116, 80), (138, 90, 60), (104, 68, 48),
)  # fmt: skip
_HAIRS: Final[Sequence[Colour]] = ((28, 24, 24), (44, 32, 28), (74, 48, 34), (112, 76, 46))
_CLOTHES: Final[Sequence[Colour]] = ((38, 62, 96), (96, 38, 52), (42, 84, 70), (66, 62, 74), (150, 96, 40))
_BACKGROUND: Final[tuple[Colour, Colour]] = ((226, 231, 236), (203, 211, 219))


class Cut(Enum):
    """How the hair falls."""

    SHORT = "short"
    CURLY = "curly"
    LONG = "long"
    BUN = "bun"


@dataclass(frozen=True, slots=True)
class Look:
    """What tells one face from another; lengths in pixels of the finished picture."""

    skin: Colour
    hair: Colour
    clothes: Colour
    cut: Cut
    width: float
    length: float
    eyes_apart: float
    brow: float
    nose: float
    mouth: float
    smile: float
    beard: bool
    glasses: bool
    grain: int


def look_of(key: str, sex: str, age: int) -> Look:
    """The look of a person: the same for the same key, sex (`M`, `F` or other) and age in years."""
    dice = random.Random(f"portrait {key}")
    woman = sex == "F" or (sex != "M" and dice.random() < 0.5)
    child = age < 14
    hair = dice.choice(_HAIRS)
    if age > 58:
        hair = _blend(hair, (196, 196, 198), 0.75)
    return Look(
        skin=dice.choice(_SKINS),
        hair=hair,
        clothes=dice.choice(_CLOTHES),
        cut=dice.choice((Cut.LONG, Cut.BUN, Cut.CURLY) if woman else (Cut.SHORT, Cut.SHORT, Cut.CURLY)),
        width=dice.uniform(84, 94) - (4 if woman else 0),
        length=dice.uniform(114, 124) - (10 if child else 0),
        eyes_apart=dice.uniform(35, 40),
        brow=dice.uniform(4.5, 7.5) - (2 if woman or child else 0),
        nose=dice.uniform(13, 19) - (3 if child else 0),
        mouth=dice.uniform(27, 34),
        smile=dice.uniform(3, 8),
        beard=not woman and not child and dice.random() < 0.35,
        glasses=dice.random() < 0.2,
        grain=dice.randrange(1 << 30),
    )


@lru_cache(maxsize=64)
def portrait(key: str, sex: str, age: int) -> Image.Image:
    """The picture, 413 by 531 pixels in colour."""
    look = look_of(key, sex, age)
    canvas = _Canvas(look)
    canvas.background()
    canvas.hair_behind()
    canvas.shoulders()
    canvas.head()
    canvas.hair_before()
    canvas.features()
    return canvas.finished()


@lru_cache(maxsize=64)
def portrait_jpeg(key: str, sex: str, age: int) -> bytes:
    """The picture as JPEG of at most 19,500 bytes, as good as that allows."""
    picture = portrait(key, sex, age)
    for quality in range(95, 10, -3):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, dpi=(300, 300), subsampling=0)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
    raise ValueError("a portrait that no JPEG makes small")


@lru_cache(maxsize=64)
def portrait_jpeg2000(key: str, sex: str, age: int) -> bytes:
    """The picture as JPEG 2000 of some 18 kB."""
    out = io.BytesIO()
    rate = WIDTH * HEIGHT * 3 / (MAX_BYTES - 1_500)
    portrait(key, sex, age).save(out, "JPEG2000", quality_mode="rates", quality_layers=[rate])
    return out.getvalue()


class _Canvas:
    """A sheet on which one face is drawn from the back to the front."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE))
        self._draw = ImageDraw.Draw(self._image)
        self._top = 250 - look.length  # of the skull
        self._chin = 250 + look.length

    def background(self) -> None:
        """Plain and light, a little darker below."""
        upper, lower = _BACKGROUND
        height = HEIGHT * _SCALE
        for row in range(height):
            self._draw.line((0, row, WIDTH * _SCALE, row), fill=_blend(upper, lower, row / height))

    def hair_behind(self) -> None:
        """What of the hair lies behind neck and face."""
        look = self._look
        dark = _shade(look.hair, 0.78)
        if look.cut is Cut.LONG:
            box = (_CENTRE - look.width - 24, self._top - 14, _CENTRE + look.width + 24, self._chin + 96)
            self._draw.rounded_rectangle(_scaled(box), radius=96 * _SCALE, fill=dark)
        elif look.cut is Cut.BUN:
            self._oval(_CENTRE, self._top - 24, 40, 36, dark)
        elif look.cut is Cut.CURLY:
            for dx, dy, size in _curls(look):
                self._oval(_CENTRE + dx, self._top + 58 + dy, size, size, dark)

    def shoulders(self) -> None:
        """Neck, shoulders and a collar."""
        look = self._look
        bottom = self._chin + 42
        self._soft_oval(_CENTRE, bottom + 122, 178, 122, look.clothes, 0.03)
        shade = _shade(look.skin, 0.8)
        self._polygon(
            [(-44, self._chin - 52), (44, self._chin - 52), (50, bottom + 22), (-50, bottom + 22)], shade
        )
        self._oval(_CENTRE, bottom + 20, 50, 24, shade)
        edge = _shade(look.clothes, 1.28)
        self._polygon([(-52, bottom - 2), (-74, bottom + 26), (-10, bottom + 74), (0, bottom + 44)], edge)
        self._polygon([(52, bottom - 2), (74, bottom + 26), (10, bottom + 74), (0, bottom + 44)], edge)

    def head(self) -> None:
        """Ears, and the face with light from the upper left."""
        look = self._look
        for side in (-1, 1):
            self._oval(_CENTRE + side * (look.width - 1), 262, 13, 24, _shade(look.skin, 0.88))
            self._oval(_CENTRE + side * (look.width + 1), 262, 6, 14, _shade(look.skin, 0.76))
        mask = self._head_mask()
        self._shaded(mask, look.skin)
        if look.beard:
            self._beard(mask)

    def hair_before(self) -> None:
        """What of the hair lies over the forehead."""
        look = self._look
        mask = Image.new("L", self._image.size)
        pen = ImageDraw.Draw(mask)
        reach = look.width + (10 if look.cut is Cut.LONG else 2)
        crown = (_CENTRE - reach, self._top - 8, _CENTRE + reach, HEIGHT)
        pen.rounded_rectangle(_scaled(crown), radius=reach * 0.96 * _SCALE, fill=255)
        # Long hair hangs beside the cheeks, other hair ends above the ears.
        pen.rectangle(_scaled((0, 320 if look.cut is Cut.LONG else 232, WIDTH, HEIGHT)), fill=0)
        # The face is cut out again, with a parting or a straight line of hair.
        shift = -26 if look.cut in (Cut.LONG, Cut.BUN) else 0
        pen.ellipse(_around(_CENTRE + shift * 0.4, 292, look.width - 5, look.length - 12), fill=0)
        if shift:
            pen.ellipse(_around(_CENTRE + 34, 268, look.width - 42, look.length - 26), fill=0)
        mask = mask.filter(ImageFilter.GaussianBlur(1.6 * _SCALE))
        self._shaded(mask, look.hair)
        if look.cut is Cut.CURLY:
            for dx, dy, size in _curls(look):
                if dy < -12:
                    self._oval(_CENTRE + dx * 0.92, self._top + 52 + dy, size * 0.72, size * 0.66, look.hair)

    def features(self) -> None:
        """Eyes, brows, nose and mouth."""
        look = self._look
        for side in (-1, 1):
            self._eye(_CENTRE + side * look.eyes_apart, 246, side)
        self._nose()
        self._mouth()
        if look.glasses:
            for side in (-1, 1):
                box = _around(_CENTRE + side * look.eyes_apart, 248, 29, 23)
                self._draw.rounded_rectangle(box, radius=16 * _SCALE, outline=(44, 42, 46), width=3 * _SCALE)
            inner = look.eyes_apart - 29
            self._arc((_CENTRE - inner, 240, _CENTRE + inner, 256), 200, 340, (44, 42, 46), 3)

    def finished(self) -> Image.Image:
        """The head three quarters as high as the picture (Doc 9303-3, 3.9), with a photograph's grain."""
        image = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, _scaled(_FRAME))
        dice = random.Random(self._look.grain)
        small = (WIDTH // 2, HEIGHT // 2)
        noise = Image.frombytes("L", small, dice.randbytes(small[0] * small[1]))
        soft = noise.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).point(
            [value // 26 for value in range(256)]
        )
        return ImageChops.subtract(image, Image.merge("RGB", (soft, soft, soft)))

    def _eye(self, x: float, y: float, side: int) -> None:
        look = self._look
        self._oval(x, y + 1, 19, 11.5, _shade(look.skin, 0.86))
        self._oval(x, y, 16, 8.6, (246, 244, 240))
        self._oval(x, y, 8.2, 8.2, (70, 46, 32))
        self._oval(x, y, 4.2, 4.2, (16, 12, 12))
        self._oval(x - 2.6, y - 3, 2, 2, (250, 250, 250))
        self._arc((x - 18, y - 11, x + 18, y + 13), 198, 342, _shade(look.skin, 0.38), 3)
        self._arc((x - 15, y - 8, x + 15, y + 10.5), 30, 150, _shade(look.skin, 0.68), 1.4)
        tilt = side * 3
        brow = [(x - 21, y - 22 + tilt), (x - 6, y - 28), (x + 7, y - 28), (x + 21, y - 22 - tilt)]
        brow += [(x + 8, y - 28 + look.brow), (x - 7, y - 28 + look.brow)]
        self._draw.polygon([(px * _SCALE, py * _SCALE) for px, py in brow], fill=_shade(look.hair, 0.9))

    def _nose(self) -> None:
        look = self._look
        tip = 300
        dark = _shade(look.skin, 0.72)
        self._soft_oval(_CENTRE + 5, tip - 22, 8, 34, _shade(look.skin, 0.9), 0.1)
        self._soft_oval(_CENTRE, tip - 2, look.nose, 10, _shade(look.skin, 0.94), 0.1)
        for side in (-1, 1):
            self._oval(_CENTRE + side * look.nose * 0.52, tip + 5, 4.4, 2.6, _shade(look.skin, 0.5))
            edge = _CENTRE + side * look.nose
            self._arc(
                (edge - 7, tip - 9, edge + 7, tip + 9), *((300, 80) if side > 0 else (100, 240)), dark, 2
            )

    def _mouth(self) -> None:
        look = self._look
        y = 250 + look.length * 0.66
        lip = _blend(_shade(look.skin, 0.74), (168, 66, 66), 0.42)
        self._polygon(
            [(-look.mouth, y - look.smile / 2), (-10, y - 7), (0, y - 4.5), (10, y - 7),
             (look.mouth, y - look.smile / 2), (14, y + 3), (-14, y + 3)], _shade(lip, 0.92),
        )  # fmt: skip
        self._draw.chord(
            _scaled((_CENTRE - look.mouth * 0.8, y - 9, _CENTRE + look.mouth * 0.8, y + 12)), 8, 172, fill=lip
        )
        line = (_CENTRE - look.mouth, y - 2 * look.smile, _CENTRE + look.mouth, y + look.smile)
        self._arc(line, 12, 168, _shade(look.skin, 0.42), 2)
        self._arc((_CENTRE - 16, y + 10, _CENTRE + 16, y + 22), 25, 155, _shade(look.skin, 0.84), 2)

    def _beard(self, head: Image.Image) -> None:
        look = self._look
        mask = Image.new("L", self._image.size)
        pen = ImageDraw.Draw(mask)
        pen.rectangle(_scaled((0, 284, WIDTH, HEIGHT)), fill=215)
        pen.ellipse(_around(_CENTRE, 258, look.width - 9, 48), fill=0)
        pen.ellipse(_around(_CENTRE, 250 + look.length * 0.66, look.mouth - 2, 7), fill=0)
        mask = ImageChops.darker(mask.filter(ImageFilter.GaussianBlur(5 * _SCALE)), head)
        self._image.paste(_shade(look.hair, 1.05), mask=mask)

    def _head_mask(self) -> Image.Image:
        """A skull with a narrower jaw."""
        look = self._look
        mask = Image.new("L", self._image.size)
        pen = ImageDraw.Draw(mask)
        pen.ellipse(_around(_CENTRE, 238, look.width, look.length - 10), fill=255)
        pen.ellipse(_around(_CENTRE, 272, look.width * 0.93, look.length - 22), fill=255)
        pen.ellipse(_around(_CENTRE, self._chin - 52, look.width * 0.62, 52), fill=255)
        return mask.filter(ImageFilter.GaussianBlur(1.2 * _SCALE))

    def _shaded(self, mask: Image.Image, colour: Colour) -> None:
        """Fill a mask: its left upper side lighter, its right lower side darker."""
        size = self._image.size
        self._image.paste(colour, mask=mask)
        for dx, dy, strength, tone in ((-26, -20, 90, 1.1), (34, 26, 110, 0.8)):
            inside = ImageChops.offset(mask, -dx * _SCALE, -dy * _SCALE).filter(
                ImageFilter.GaussianBlur(16 * _SCALE)
            )
            rim = ImageChops.subtract(mask, inside).point([value * strength // 255 for value in range(256)])
            self._image.paste(_shade(colour, tone), (0, 0, *size), rim)

    def _soft_oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, blur: float) -> None:
        mask = Image.new("L", self._image.size)
        ImageDraw.Draw(mask).ellipse(_around(x, y, rx, ry), fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(max(1.0, blur * min(rx, ry) / 3) * _SCALE))
        self._image.paste(colour, mask=mask)

    def _oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self._draw.ellipse(_around(x, y, rx, ry), fill=colour)

    def _arc(self, box: Box, start: float, end: float, colour: Colour, width: float) -> None:
        self._draw.arc(_scaled(box), start, end, fill=colour, width=round(width * _SCALE))

    def _polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """Points to the right and left of the middle line."""
        self._draw.polygon([((_CENTRE + x) * _SCALE, y * _SCALE) for x, y in points], fill=colour)


def _curls(look: Look) -> list[tuple[float, float, float]]:
    dice = random.Random(look.grain)
    places = range(-100, 101, 10)
    ring = [(place * look.width / 92, -((1 - (place / 104) ** 2) ** 0.5) * 78) for place in places]
    return [(x, y, dice.uniform(19, 28)) for x, y in ring]


def _around(x: float, y: float, rx: float, ry: float) -> Box:
    return _scaled((x - rx, y - ry, x + rx, y + ry))


def _scaled(box: Box) -> Box:
    left, top, right, bottom = (value * _SCALE for value in box)
    return left, top, right, bottom


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, round(value * factor)) for value in colour)
    return red, green, blue


def _blend(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
