"""A few names, enough to tell what a lexicon makes of them."""

from __future__ import annotations

from pipeline.lexicon.sources import Names

FEW = Names(
    towns={
        ("青森県", "三戸郡五戸町"): ("", "切谷内", "上市川"),
        ("東京都", "三鷹市"): ("下連雀", "下連雀南"),
        ("茨城県", "龍ケ崎市"): ("緑町", "南１条"),
    },
    family=(("高橋", "タカハシ"), ("土屋", "ツチヤ"), ("京", "キョウ")),
    given=(("恵", "メグミ"), ("京子", "キョウコ"), ("一", "ハジメ")),
)
