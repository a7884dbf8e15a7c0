"""What invented people wrote on sheets of the shipped forms, without drawing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.template import Template
from pipeline.identify.sheets import TEMPLATE_FILE, load_template
from pipeline.paper.answers import Answer
from pipeline.paper.fill import answers_for
from pipeline.paper.hands import ANYBODY
from pipeline.paper.story import invent_story
from pipeline.settings import PROJECT_ROOT


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A form and its answers, in the form's order."""

    template: Template
    answers: tuple[Answer, ...]

    @property
    def written(self) -> tuple[Answer, ...]:
        """The answers that are not blank."""
        return tuple(given for given in self.answers if not given.is_blank)


def front_pages() -> tuple[Template, ...]:
    """The first page of each shipped form."""
    paths = sorted((PROJECT_ROOT / "form_templates").glob(f"*/{TEMPLATE_FILE}"))
    return tuple(template for template in map(load_template, paths) if template.page == 1)


def invent_sheets(templates: Sequence[Template], count: int, seed: int) -> tuple[FilledSheet, ...]:
    """``count`` sheets of the templates in turn; the same seed gives the same."""
    sheets = []
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        template = templates[number % len(templates)]
        story, hand = invent_story(template, rng), ANYBODY.someone(rng)
        sheets.append(FilledSheet(template, answers_for(template, story, hand, rng)))
    return tuple(sheets)
