"""What a page reads without knowledge of its form beyond where the boxes are: the ground that the program stands on.

Both lay the page on its template with the program's own alignment. ``whole_page`` lets stock PaddleOCR find and read
lines, and deals them to the boxes they lie in; ``plain_crops`` has it read each box by itself. Marks are told by how
much darker an option's box is than on the blank. A value is accepted from a score of 0.9.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from models.date_parts import Era
from models.fields import ChoiceField, DateField, FormField, ImageField
from models.geometry import PX_PER_MM, BoxMm
from models.page import AlignedPage
from models.problem import Problem
from models.reading import CheckedField, DecidedField, Decision, Reading
from models.record import PageResult, ReadPage, RefusedPage
from models.scan import Pixels
from pipeline.align.align import align
from pipeline.check.values import value_of
from pipeline.evaluate.stock import Stock, Text
from pipeline.intake.open_scan import decode_pages, open_scan
from pipeline.read.dates import ERA_NAMES, UNITS
from pipeline.workbench import Workbench

ACCEPTED = 0.9
_MARKED, _DARKER = 0.04, 60
"""An option is marked where so much of its box, with 1 mm around, is so many grey levels darker than the blank."""

_NUMBER = re.compile(r"[0-9]+")
_DIGITS_ALONE = frozenset({"postal_code", "phone", "my_number", "account_number", "money", "digits"})
"""Of these fields only digits are kept, so that a dot for a hyphen or a label read along does no harm."""

Read = Callable[[AlignedPage, Stock], Mapping[BoxMm, Text]]
"""What stands in each box of a page's fields."""

_stock = threading.local()


def whole_page(path: Path, bench: Workbench) -> Iterator[PageResult]:
    """Stock PaddleOCR on the whole page, its lines dealt to the fields."""
    yield from _pages(path, bench, _dealt)


def plain_crops(path: Path, bench: Workbench) -> Iterator[PageResult]:
    """Stock PaddleOCR on the box of each field."""
    yield from _pages(path, bench, _cropped)


def _pages(path: Path, bench: Workbench, read: Read) -> Iterator[PageResult]:
    if not hasattr(_stock, "stock"):
        _stock.stock = Stock(bench.weights)
    scan = open_scan(path, bench.caps)
    for number, page in enumerate(() if isinstance(scan, Problem) else decode_pages(scan, bench.caps), 1):
        start = time.perf_counter()
        found = page if isinstance(page, Problem) else bench.identifier.identify(page)
        laid = found if isinstance(found, Problem) else align(found)
        if isinstance(laid, Problem):
            yield RefusedPage(number, (laid,), time.perf_counter() - start)
            continue
        texts = read(laid, _stock.stock)
        fields = tuple(_decided(field, laid, texts) for field in laid.blank.template.all_fields())
        yield ReadPage(laid, fields, (), time.perf_counter() - start)


def _boxes(aligned: AlignedPage) -> list[BoxMm]:
    return [box for field in aligned.blank.template.all_fields() for box in _written_boxes(field)]


def _written_boxes(field: FormField) -> tuple[BoxMm, ...]:
    if isinstance(field, ChoiceField | ImageField):
        return ()
    if isinstance(field, DateField) and field.parts:
        return tuple(part.box_mm for part in (field.parts.year, field.parts.month, field.parts.day))
    return (field.box_mm,)


def _dealt(aligned: AlignedPage, stock: Stock) -> Mapping[BoxMm, Text]:
    """Lines go to the field where their middle lies, from the top left; a date's numbers to its parts in turn."""
    lines = sorted(stock.page(aligned.pixels), key=lambda line: (round(line.middle[1] / 30), line.middle[0]))
    dealt: dict[BoxMm, Text] = {}
    for field in aligned.blank.template.all_fields():
        own = [line for line in lines if _holds(field.box_mm, line.middle)]
        if not own:
            continue
        text, score, boxes = " ".join(line.text for line in own), min(line.score for line in own), _written_boxes(field)
        pieces = [text] if len(boxes) == 1 else _NUMBER.findall(text)
        dealt |= {box: Text(piece, score) for box, piece in zip(boxes, pieces, strict=False)}
    return dealt


def _holds(box: BoxMm, middle: tuple[float, float]) -> bool:
    x, y = (value / PX_PER_MM for value in middle)
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def _cropped(aligned: AlignedPage, stock: Stock) -> Mapping[BoxMm, Text]:
    """Boxes in which nothing is darker than on the blank are left out."""
    boxes = [box for box in _boxes(aligned) if _added(aligned, box) > _MARKED / 4]
    return dict(zip(boxes, stock.lines([_within(aligned.pixels, box) for box in boxes]), strict=True))


def _within(pixels: Pixels, box: BoxMm) -> Pixels:
    left, top, right, bottom = (round(mm * PX_PER_MM) for mm in (box.x, box.y, box.right, box.bottom))
    return pixels[max(0, top) : bottom, max(0, left) : right]


def _added(aligned: AlignedPage, box: BoxMm) -> float:
    """The share of a box that is much darker than on the blank."""
    page = _within(aligned.pixels, box).min(axis=2).astype(np.int16)
    return float((_within(aligned.blank.pixels, box).astype(np.int16) - page > _DARKER).mean())


def _decided(field: FormField, aligned: AlignedPage, texts: Mapping[BoxMm, Text]) -> DecidedField:
    said = _marked(field, aligned) if isinstance(field, ChoiceField) else _written(field, aligned, texts)
    form = value_of(field, said.text)
    reading = Reading(field.key, said.text, said.score, (), 0.0, (), "stock", aligned.on_page(field.box_mm))
    checked = CheckedField(field, reading, form.value, said.text, form.reasons)
    sure = said.score >= ACCEPTED and not form.reasons
    return DecidedField(checked, said.score, Decision.ACCEPT if sure else Decision.REVIEW, form.reasons)


def _marked(field: ChoiceField, aligned: AlignedPage) -> Text:
    shares = [_added(aligned, option.box_mm.grown(1.0)) for option in field.options]
    marked = [option.value for option, share in zip(field.options, shares, strict=True) if share > _MARKED]
    if field.type == "choice":
        marked = [field.options[int(np.argmax(shares))].value] if marked else []
    return Text(",".join(marked), 1.0)


def _written(field: FormField, aligned: AlignedPage, texts: Mapping[BoxMm, Text]) -> Text:
    found = [texts.get(box, Text("", 1.0)) for box in _written_boxes(field)]
    if not any(one.text for one in found):
        return Text("", 1.0)
    text = " ".join(one.text for one in found)
    if field.type in _DIGITS_ALONE:
        text = "".join(_NUMBER.findall(text))
    if isinstance(field, DateField) and field.parts:
        numbers = (one.text.replace(" ", "") + unit for one, unit in zip(found, UNITS, strict=True))
        text = _era(field.parts.era, aligned) + "".join(numbers)
    return Text(text, min(one.score for one in found))


def _era(era: Era, aligned: AlignedPage) -> str:
    if era.printed is not None:
        return ERA_NAMES[era.printed]
    shares = [_added(aligned, option.box_mm.grown(1.0)) for option in era.options]
    return ERA_NAMES.get(era.options[int(np.argmax(shares))].value, "")
