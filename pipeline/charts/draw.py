"""Charts from their series. Lengths are CSS pixels; colours and fonts come from ``style/charts.css``.

Kinds differ by pattern as well as by colour (plain, slanted, dotted), and every total is written over its column.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from pipeline.charts.series import Bar, Columns, Spark
from pipeline.charts.svg import add, clean, picture, text_of

STYLE = Path(__file__).parent / "style"
"""The folder of the style sheet; a report that is one file takes the text of ``charts.css`` in."""

PLOT = 120
"""Height of the tallest column."""

_OVER, _UNDER, _KEY = 20, 20, 24
"""Room over the columns for totals, under them for labels, and for the key to the patterns."""

_BAR_WIDTH, _BAR_HEIGHT = 150, 14
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 150, 36, 4


def draw_columns(chart: Columns, width: float = 640) -> str:
    """Stacked columns, the first kind lowest, with totals, labels and a key where there are several kinds."""
    key = _KEY if len(chart.kinds) > 1 else 0
    svg = picture(chart.name, width, key + _OVER + PLOT + _UNDER, chart.title, chart.description, "chart-columns")
    _patterns(svg, chart.name)
    if key:
        _key(svg, chart)
    ground = key + _OVER + PLOT
    step = width / max(1, len(chart.columns))
    for place, column in enumerate(chart.columns):
        middle, top = (place + 0.5) * step, float(ground)
        for kind, part in enumerate(column.parts):
            height = part / chart.highest * PLOT
            top -= height
            if part:
                _box(svg, chart.name, kind, middle - step * 0.32, top, step * 0.64, height)
        if column.total:
            add(svg, "text", column.told, class_="total", x=middle, y=top - 5, text_anchor="middle")
        add(svg, "text", column.label, class_="label", x=middle, y=ground + 15, text_anchor="middle")
    add(svg, "line", class_="ground", x1=0, y1=ground, x2=width, y2=ground)
    return text_of(svg)


def draw_bar(bar: Bar) -> str:
    """A bar for a table's cell: the whole as an outline, the part filled. Its title is all it says."""
    svg = Element("svg", {"class": "chart chart-bar", "role": "img", "aria-label": clean(bar.title)})
    svg.set("viewBox", f"0 0 {_BAR_WIDTH} {_BAR_HEIGHT}")
    svg.set("width", str(_BAR_WIDTH))
    svg.set("height", str(_BAR_HEIGHT))
    for name, length in (("whole", bar.whole), ("part", bar.part)):
        wide = length / bar.scale * (_BAR_WIDTH - 2)
        add(svg, "rect", class_=name, x=1, y=2, width=wide, height=_BAR_HEIGHT - 4)
    return text_of(svg)


def draw_spark(chart: Spark) -> str:
    """A line from left to right, broken where a value is missing, with a dot on the last value; zero is at the foot."""
    svg = picture(chart.name, _SPARK_WIDTH, _SPARK_HEIGHT, chart.title, chart.description, "chart-spark")
    highest = max((value for value in chart.values if value is not None), default=0) or 1
    step = (_SPARK_WIDTH - 2 * _SPARK_EDGE) / max(1, len(chart.values) - 1)
    room = _SPARK_HEIGHT - 2 * _SPARK_EDGE
    points = [
        None if value is None else (_SPARK_EDGE + place * step, _SPARK_HEIGHT - _SPARK_EDGE - value / highest * room)
        for place, value in enumerate(chart.values)
    ]
    foot = _SPARK_HEIGHT - _SPARK_EDGE
    add(svg, "line", class_="ground", x1=_SPARK_EDGE, y1=foot, x2=_SPARK_WIDTH - _SPARK_EDGE, y2=foot)
    for here, there in pairwise(points):
        if here is not None and there is not None:
            add(svg, "line", class_="stroke", x1=here[0], y1=here[1], x2=there[0], y2=there[1])
    measured = [point for point in points if point is not None]
    for x, y in measured:
        add(svg, "circle", class_="dot", cx=x, cy=y, r=3 if (x, y) == measured[-1] else 1.5)
    return text_of(svg)


def _patterns(svg: Element, name: str) -> None:
    """Slanted lines for the second kind, dots for the third; the first is plain."""
    defs = add(svg, "defs")
    for kind in (1, 2):
        size = {"width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
        pattern = add(defs, "pattern", id=f"{name}-{kind}", **size)
        add(pattern, "rect", class_=f"ink-{kind}", width=6, height=6)
        if kind == 1:
            add(pattern, "path", class_="scratch", d="M-1 1l2-2M0 6l6-6M5 7l2-2")
        else:
            add(pattern, "circle", class_="speck", cx=3, cy=3, r=1.4)


def _key(svg: Element, chart: Columns) -> None:
    x = 0.0
    for kind, words in enumerate(chart.kinds):
        _box(svg, chart.name, kind, x, 4, 14, 12)
        add(svg, "text", words, class_="key", x=x + 20, y=15)
        x += 20 + 16 + _width(words)


def _box(svg: Element, name: str, kind: int, x: float, y: float, width: float, height: float) -> None:
    box = add(svg, "rect", class_=f"kind kind-{kind}", x=x, y=y, width=width, height=height)
    if kind:
        box.set("fill", f"url(#{name}-{kind})")


def _width(words: str) -> float:
    """About as wide as the words are drawn: 12 px for a character of Japanese, 7 for others."""
    return sum(12 if ord(letter) > 0x2E80 else 7 for letter in words)
