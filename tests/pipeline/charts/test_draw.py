"""Charts are in proportion, well-formed whatever the labels say, and told in words."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.charts.draw import PLOT, STYLE, draw_bar, draw_columns, draw_spark
from pipeline.charts.series import Bar, ChartError, Column, Columns, Spark

SVG = "{http://www.w3.org/2000/svg}"
numbers = st.floats(0, 1e9)
triples = st.lists(st.tuples(numbers, numbers, numbers), max_size=31)
anything = st.text(st.characters(codec=None), max_size=40)  # control characters and lone surrogates, too


def columns(parts: list[tuple[float, ...]], label: str = "11/26", kinds: tuple[str, ...] = ("a", "b", "c")) -> Columns:
    made = tuple(Column(label, part, f"{sum(part):,.0f}") for part in parts)
    return Columns("days", "済んだ受付", "数", kinds, made)


def drawn(chart: Columns) -> Element:
    return fromstring(draw_columns(chart))


def boxes(svg: Element) -> list[tuple[int, float, float, float]]:
    """Kind, x, y and height of every box of a column; the key's stand above all of them."""
    found = [box for box in svg.iter(f"{SVG}rect") if "kind" in box.get("class", "").split()]
    told = [
        (int(box.get("class", "")[-1]), *(float(box.get(name, "nan")) for name in ("x", "y", "height")))
        for box in found
    ]
    return [(kind, x, y, height) for kind, x, y, height in told if y > 16]  # px


@given(triples)
def test_heights_are_in_proportion_and_stand_on_each_other(parts: list[tuple[float, ...]]) -> None:
    chart = columns(parts)
    found = boxes(drawn(chart))
    written = [(kind, part) for column in parts for kind, part in enumerate(column) if part]
    assert [kind for kind, *_ in found] == [kind for kind, _ in written]
    for (_, _, _, height), (_, part) in zip(found, written, strict=True):
        assert height == pytest.approx(part / chart.highest * PLOT, abs=0.006)  # lengths have two decimals
    for (_, x, y, _), (kind, above_x, above_y, above_height) in pairwise(found):
        if x == above_x and kind:
            assert above_y + above_height == pytest.approx(y, abs=0.02)


def test_the_highest_column_fills_the_plot_and_half_of_it_half() -> None:
    found = boxes(drawn(columns([(10, 0, 0), (2, 2, 1)])))
    assert [(kind, height) for kind, _, _, height in found] == [(0, 120), (0, 24), (1, 24), (2, 12)]


@given(anything, anything)
def test_labels_and_titles_cannot_become_markup(label: str, title: str) -> None:
    chart = Columns("days", title, title, (label, label), (Column(label, (1, 2), label),))
    for picture in (
        draw_columns(chart),
        draw_bar(Bar(title, 1, 2, 3)),
        draw_spark(Spark("s", title, title, (1, None))),
    ):
        svg = fromstring(picture)
        assert {one.tag for one in svg.iter()} <= {
            SVG + tag if "xmlns" in picture else tag
            for tag in ("svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "text", "line")
        }
        assert not [name for one in svg.iter() for name in one.attrib if name == "style" or name.startswith("on")]


def test_a_label_is_shown_as_it_is_written() -> None:
    svg = drawn(columns([(1, 0, 0)], label="<b>&\"'</b>"))
    assert "<b>&\"'</b>" in [text.text for text in svg.iter(f"{SVG}text")]


def test_a_picture_says_what_it_shows() -> None:
    svg = drawn(columns([(3, 1, 0), (0, 0, 0)]))
    words = {one.get("id"): one.text for one in svg.iter() if one.get("id") and one.text}
    assert svg.get("role") == "img"
    assert words[svg.get("aria-labelledby")] == "済んだ受付" and words[svg.get("aria-describedby")] == "数"
    texts = [text.text for text in svg.iter(f"{SVG}text")]
    assert texts == [
        "a",
        "b",
        "c",
        "4",
        "11/26",
        "11/26",
    ]  # the key, then each total and label; no total where nothing is


def test_kinds_differ_without_their_colours() -> None:
    """Plain, slanted, dotted: the second and third are filled with patterns that the picture itself holds."""
    svg = drawn(columns([(1, 1, 1)]))
    patterns = {
        pattern.get("id"): {one.tag.removeprefix(SVG) for one in pattern} for pattern in svg.iter(f"{SVG}pattern")
    }
    assert patterns == {"days-1": {"rect", "path"}, "days-2": {"rect", "circle"}}
    fills = [box.get("fill") for box in svg.iter(f"{SVG}rect") if "kind" in box.get("class", "").split()]
    assert fills == [None, "url(#days-1)", "url(#days-2)"] * 2  # in the key and in the column


def test_one_kind_needs_no_key() -> None:
    svg = drawn(columns([(1,)], kinds=("records",)))
    assert "records" not in [text.text for text in svg.iter(f"{SVG}text")]


@given(numbers, numbers, numbers)
def test_bars_are_as_long_as_their_numbers(one: float, two: float, three: float) -> None:
    part, whole, scale = sorted((one, two, three))
    if not scale:
        return
    svg = fromstring(draw_bar(Bar("1 / 2", part, whole, scale)))
    widths = {rect.get("class"): float(rect.get("width", "nan")) for rect in svg.iter("rect")}
    assert widths["whole"] == pytest.approx(whole / scale * 148, abs=0.006)
    assert widths["part"] == pytest.approx(part / scale * 148, abs=0.006)
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "1 / 2")


def test_a_line_is_broken_where_nothing_was_measured() -> None:
    svg = fromstring(draw_spark(Spark("pace", "秒", "", (2.0, 4.0, None, 4.0, None))))
    lines = [line for line in svg.iter(f"{SVG}line") if line.get("class") == "stroke"]
    dots = [(float(dot.get("cy", "nan")), dot.get("r")) for dot in svg.iter(f"{SVG}circle")]
    assert len(lines) == 1 and dots == [(18, "1.5"), (4, "1.5"), (4, "3")]  # px; 4 is the top, 32 is zero
    assert svg.get("aria-describedby") is None  # nothing is described, so nothing is named


@pytest.mark.parametrize("values", [(), (None,), (0.0,), (0.0, 0.0)])
def test_a_line_of_nothing_is_drawn_all_the_same(values: tuple[float | None, ...]) -> None:
    fromstring(draw_spark(Spark("pace", "秒", "", values)))


@pytest.mark.parametrize("wrong", [
    lambda: Column("x", (-1,), ""), lambda: Column("x", (float("nan"),), ""), lambda: Column("x", (float("inf"),), ""),
    lambda: columns([(1, 2)]), lambda: columns([], kinds=()), lambda: columns([], kinds=("a", "b", "c", "d")),
    lambda: Columns("a b", "", "", ("a",), ()), lambda: Columns("日", "", "", ("a",), ()),
    lambda: Columns("", "", "", ("a",), ()),
    lambda: Bar("", 2, 1, 3), lambda: Bar("", 1, 2, 1), lambda: Bar("", 0, 0, 0), lambda: Spark("s", "", "", (-1,)),
])  # fmt: skip
def test_numbers_that_cannot_be_drawn_are_refused(wrong: object) -> None:
    with pytest.raises(ChartError):
        wrong()  # type: ignore[operator]


def test_every_class_has_a_style_and_colours_stand_alone() -> None:
    """A report that is one file has none of the desk's variables: each colour says what it is without them."""
    style = (STYLE / "charts.css").read_text(encoding="utf-8")
    picture = draw_columns(columns([(1, 1, 1)])) + draw_bar(Bar("", 1, 2, 3)) + draw_spark(Spark("s", "", "", (1, 2)))
    used = {name for names in re.findall(r'class="([^"]+)"', picture) for name in names.split()}
    plain = {"kind-1", "label", "key", "chart-columns"}  # styled as what they stand in
    assert {name for name in used - plain if not re.search(rf"\.{name}\b", style)} == set()
    assert re.findall(r"var\(--[a-z-]+\)", style) == []
