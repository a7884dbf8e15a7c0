"""Elements of SVG as text. No style, no script, no link: what a strict Content-Security-Policy lets through.

Built with the standard library's XML, so that no label can become markup and every picture is well-formed.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.w3.org/2000/svg"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def picture(name: str, width: float, height: float, title: str, description: str, kind: str) -> Element:
    """The outermost element, an image to those who cannot see it: its title and description are read out."""
    svg = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "class": f"chart {kind}",
            "role": "img",
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "width": number(width),
            "height": number(height),
        },
    )
    svg.set("aria-labelledby", f"{name}-title")
    add(svg, "title", words=title, id=f"{name}-title")
    if description:
        svg.set("aria-describedby", f"{name}-desc")
        add(svg, "desc", words=description, id=f"{name}-desc")
    return svg


def add(parent: Element, tag: str, words: str = "", **attributes: str | float) -> Element:
    """Put an element into another; ``_`` in a name stands for ``-``, ``class_`` for ``class``."""
    named = {key.rstrip("_").replace("_", "-"): _plain(value) for key, value in attributes.items()}
    element = SubElement(parent, tag, named)
    if words:
        element.text = clean(words)
    return element


def text_of(svg: Element) -> str:
    """The element as text, to be put into a page."""
    return tostring(svg, encoding="unicode")


def number(value: float) -> str:
    """A length with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clean(words: str) -> str:
    """The words without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)


def _plain(value: str | float) -> str:
    return clean(value) if isinstance(value, str) else number(value)
