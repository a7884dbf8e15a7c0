"""A sheet that is filled in properly must not stop anybody: the shipped forms, filled in by the sample writer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.reasons import ReasonCode
from pipeline.check.check import check_fields
from pipeline.decide.decide import decide
from pipeline.identify.sheets import load_template
from pipeline.paper.fill import answers_for
from pipeline.paper.hands import invent_hand
from pipeline.paper.story import invent_story
from pipeline.settings import PROJECT_ROOT
from tests.pipeline.check.fields import reading
from tests.pipeline.check.sheets import TODAY
from tests.pipeline.decide.models import KINDS, PAGE, calibration, model

SURE = calibration(**{kind: model(bias=9.0) for kind in KINDS})
SHIPPED = sorted((PROJECT_ROOT / "form_templates").glob("*/template.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_proper_answers_keep_their_value_and_every_rule(path: Path) -> None:
    template = load_template(path)
    for seed in range(8):
        rng = np.random.default_rng(seed)
        story = invent_story(template, rng)
        given = {answer.field.key: answer for answer in answers_for(template, story, invent_hand(rng), rng)}
        texts = {field.key: given[field.key].text if field.key in given else "" for field in template.all_fields()}
        checked = check_fields(template, [reading(text, key, score=1.0) for key, text in texts.items()], TODAY)
        values = {c.field.key: c.value for c in checked if c.field.key in given}
        assert values == {key: answer.value for key, answer in given.items()}
        stops = {d.checked.field.key: [r.code for r in d.reasons] for d in decide(checked, PAGE, SURE)}
        assert {key: codes for key, codes in stops.items() if set(codes) - {ReasonCode.ALWAYS_CHECKED}} == {}
