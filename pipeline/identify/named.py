"""A page whose form a person named."""

from __future__ import annotations

import numpy as np

from models.page import BlankSheet, IdentifiedPage
from models.scan import Page
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet
from pipeline.identify.plausible import quarter_turn


def as_named(page: Page, sheet: KnownSheet) -> IdentifiedPage:
    """The page as this form, as it is found to lie, or else as if its picture were the sheet, edge to edge."""
    found = Identifier((sheet,)).identify(page)
    return found if isinstance(found, IdentifiedPage) else edge_to_edge(page, sheet.blank())


def edge_to_edge(page: Page, blank: BlankSheet) -> IdentifiedPage:
    """The page's picture stretched over the sheet; on its side where only so tall and wide go together."""
    height, width = page.pixels.shape[:2]
    across, down = blank.template.page_mm
    corner = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    if (height > width) == (down > across):
        to_template = np.diag([across / width, down / height, 1]) @ corner
    else:
        to_template = np.array([[0, -across / height, across], [down / width, 0, 0], [0, 0, 1]]) @ corner
    return IdentifiedPage(page, blank, to_template, quarter_turn(to_template, page.pixels.shape), 0)
