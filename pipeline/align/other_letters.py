"""Where a page shows other letters than its blank: the mark of another edition of the form."""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from models.placement import Points
from models.scan import Pixels
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.explanations import BROKEN_USUAL, beside_letters, is_beside_ink, is_broken, is_explained
from pipeline.align.gone_words import gone_words
from pipeline.align.letters import Indices, Letters, Shown, correlation, letters_of, shown
from pipeline.align.paper import covered, folds, off_paper
from pipeline.align.printed import Mask, printed_of
from pipeline.align.register import Registered
from pipeline.align.repeated import changed_in_rows

_WORD_ALIKE, _BAD_WORD_ALIKE = 0.91, 0.72
"""A word outside the fields that is less like its blank than this (1 is usual on the page) is looked at again; on paper
that shows all words worse, below something down to the second number. On made scans and photos no word was below 0.95,
on faxes and copies of copies none below 0.77; of reworded labels almost all were, even 監護/養育."""

_WORD_SPREAD, _ONE_IN_TWENTY = 2.6, 0.05
"""How worse a page shows words: so many times as far from 1 as one word in twenty is."""

_ALIKE, _LIGHT_ALIKE, _INKED = 0.75, 0.8, 0.9
"""The same for a single letter, and for one whose own strokes are light for what is printed there. Within a field
people write over the print, which leaves a letter's own strokes as dark as elsewhere, or darker."""

_MOST = 0.8
"""Of a word that is not there, so many letters are beside what hides paper."""

_MARGIN_MM, _LONG = 23.0, 5
"""So near to the top or foot of the sheet, where paper curls and folds, one letter of a word so long tells nothing."""

_CONTRAST, _WORD_CONTRAST = 0.72, 0.5
"""Something is printed there as strongly as elsewhere, or for a word half as much: what is rubbed off or faded is not
another letter."""

_MISSING_CONTRAST, _NEXT_MM, _FITS = 0.5, 6.6, 0.85
"""Below that contrast nothing is printed; so near to each other are a word's letters; so alike are those that fit."""

_BROKEN_ALIKE, _FULL_CONTRAST, _OWN_SHARE = 0.6, 0.85, 0.8
"""Letters that fell to pieces are at least so much like themselves; and where strokes are lost, so is contrast. Where
a letter of full contrast has own strokes lighter than such a share of it, other strokes stand instead."""

_OWN_STROKES = 0.95
"""Strokes of the blank's own letters that are so dark, compared with those elsewhere, are there: under other ink."""

_EDGE_MM = 8.0
"""So near to the edge of the sheet, or half as near to that of the picture, nothing is judged: paper is torn, curled
and cut there."""

_SLACK_PX = 6
"""Letters that fit when moved so far (0.75 mm) are the same letters, on paper that bends there."""

_THICK_PX = 25
"""What is dark over more than 3 mm is a shadow or a stain, not a stroke."""


def other_letters(lies: Registered, ink: Mask) -> list[Points]:
    """The places (mm) of words or single letters that are others than the blank's.

    ``ink`` is the page's, at ``SEEK_PX_PER_MM``.
    """
    blank = lies.identified.blank
    letters, printed, picture = letters_of(blank), printed_of(blank), lies.grey
    added = ink & ~printed.near
    seen, inside = shown(picture, letters), _can_be_judged(lies, letters.centres_mm)
    gone = gone_words(added, printed.firm, letters, seen, inside)
    rows = changed_in_rows(blank.pixels, letters, seen, inside & (seen.contrast > _CONTRAST))
    odd = _odd(letters, seen, inside, blank.template.page_mm)
    if not gone and not rows and not odd:
        return []
    hidden = off_paper(lies.rough, lies.beyond()) | folds(lies.rough, printed.near) | covered(ink, printed)
    whole = ~_at(hidden, letters.centres_mm)

    def explained(group: Indices) -> bool:
        return any(is_explained(picture, blank.pixels, letters, seen, i) for i in group)

    other = [group for group in gone if whole[group].mean() >= _MOST]
    other += [group for group in rows if whole[group].all() and not explained(group)]
    if not other:
        strokes, loose = _strokes(lies.pixels), beside_letters(added, letters)
        other = [
            group
            for group, alike in odd
            if whole[group].all()
            and not (_is_rough(seen, group) and is_broken(picture, letters, group))
            and not is_beside_ink(loose, letters, group)
            and not _is_same(strokes, letters, seen, group, alike)
            and not explained(group)
        ]
    return [letters.centres_mm[group].mean(axis=0) for group in other]


def _odd(letters: Letters, seen: Shown, inside: Mask, page_mm: tuple[float, float]) -> list[tuple[Indices, float]]:
    """The words, most unlike their blank first, and single letters that may be others; and how alike the same are."""
    inside = inside & ~_half_hidden(letters, seen) & ~_worst_near_edge(letters, seen, page_mm)
    words, least = _odd_words(letters, seen, inside & (seen.contrast > _WORD_CONTRAST))
    alone = np.where(_is_light(seen) & ~letters.in_field, _LIGHT_ALIKE, min(_ALIKE, least))
    singles = inside & (seen.contrast > _CONTRAST) & (seen.alike < alone)
    singles &= ~letters.in_field | (seen.inked < _INKED)
    odd = [(word, least) for word in words] + [(np.array([i]), float(alone[i])) for i in np.flatnonzero(singles)]
    return [(group, alike) for group, alike in odd if seen.inked[group].min() < _OWN_STROKES]


def _worst_near_edge(letters: Letters, seen: Shown, page_mm: tuple[float, float]) -> Mask:
    """The letter that fits least of each long word near the top or foot of the sheet."""
    down = letters.centres_mm[:, 1]
    near = np.minimum(down, page_mm[1] - down) < _MARGIN_MM
    worst = np.zeros(len(down), np.bool_)
    for word in np.flatnonzero(np.bincount(letters.words[near]) >= _LONG):
        group = np.flatnonzero(letters.words == word)
        worst[group[seen.alike[group].argmin()]] = True
    return worst


def _half_hidden(letters: Letters, seen: Shown) -> Mask:
    """Which letters stand next to one that is not there, in a word that is: what hides that one may cut these."""
    half = np.zeros(len(letters.words), np.bool_)
    missing = seen.contrast < _MISSING_CONTRAST
    for word in np.intersect1d(letters.words[missing], letters.words[seen.alike > _FITS]):
        own = letters.words == word
        across = letters.centres_mm[own, 0]
        half[own] = (np.abs(across[:, None] - across[missing[own]]) < _NEXT_MM).any(axis=1)
    return half


def _at(mask: Mask, places_mm: Points) -> Mask:
    """What a mask at ``SEEK_PX_PER_MM`` says of each place."""
    x, y = (places_mm * SEEK_PX_PER_MM).astype(int).T
    return np.asarray(mask[y, x], np.bool_)


def _is_rough(seen: Shown, group: Indices) -> bool:
    """Whether the page's letters, and these as well, look as those on a fax do: worn, with nothing else instead."""
    worst = group[seen.alike[group].argmin()]
    if _is_light(seen)[worst]:
        return False
    return seen.usual < BROKEN_USUAL and float(seen.alike[group].mean()) >= _BROKEN_ALIKE


def _is_light(seen: Shown) -> Mask:
    """Which letters have own strokes too light for the contrast that is there: something else is printed."""
    return np.asarray((seen.contrast >= _FULL_CONTRAST) & (seen.inked < _OWN_SHARE * seen.contrast), np.bool_)


def _strokes(pixels: Pixels) -> Pixels:
    """The page without shadows, stains and red seals: what is dark and thin in the red light, on white."""
    thick = np.ones((_THICK_PX, _THICK_PX), np.uint8)
    return np.asarray(255 - cv2.morphologyEx(pixels[:, :, 2], cv2.MORPH_BLACKHAT, thick), np.uint8)


def _can_be_judged(lies: Registered, places_mm: Points) -> Mask:
    """Which places are well within the sheet and the picture of it."""
    sheet = np.array(lies.identified.blank.template.page_mm)
    inside = ((places_mm >= _EDGE_MM) & (places_mm <= sheet - _EDGE_MM)).all(axis=1)
    for step in itertools.product((-_EDGE_MM / 2, _EDGE_MM / 2), repeat=2):
        inside &= lies.shows(places_mm + np.array(step))
    return np.asarray(inside, np.bool_)


def _odd_words(letters: Letters, seen: Shown, judged: Mask) -> tuple[list[Indices], float]:
    """The words outside the fields that are unlike their blank, and the likeness below which words are."""
    groups = [np.flatnonzero(judged & ~letters.in_field & (letters.words == word)) for word in np.unique(letters.words)]
    groups = [group for group in groups if len(group) > 1]
    if not groups:
        return [], _BAD_WORD_ALIKE
    alike = np.array([float(np.average(seen.alike[group], weights=letters.strokes[group])) for group in groups])
    spread = 1 - float(np.quantile(alike, _ONE_IN_TWENTY))
    least = min(_WORD_ALIKE, max(_BAD_WORD_ALIKE, 1 - _WORD_SPREAD * spread))
    return [groups[i] for i in np.argsort(alike) if alike[i] < least], least


def _is_same(picture: Pixels, letters: Letters, seen: Shown, group: Indices, alike: float) -> bool:
    """Whether the letters fit when all are moved a few pixels in some direction."""
    flat, last = picture.ravel(), picture.size - 1
    for dy, dx in itertools.product(range(-_SLACK_PX, _SLACK_PX + 1), repeat=2):
        fits = []
        for number in group:
            own = letters.of(number)
            at = np.clip(letters.places[own] + dy * picture.shape[1] + dx, 0, last)
            fits.append(correlation(flat[at], letters.looks[seen.look][own]))
        if np.average(fits, weights=letters.strokes[group]) >= alike * seen.usual:
            return True
    return False
