"""Banks by their codes, and the names that people write for them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.check.banks import bank_of, banks, is_called


def test_a_code_is_one_bank_s() -> None:
    assert (bank_of("0001"), bank_of("0005"), bank_of("1360")) == ("みずほ", "三菱UFJ", "多摩信金")
    assert [bank_of(code) for code in ("", "1", "00010", "6000", "'; DROP")] == [None] * 5
    assert len(banks()) > 1000 and all(len(code) == 4 and code.isdigit() for code in banks())


@pytest.mark.parametrize(
    ("name", "bank"),
    [
        ("みずほ", "みずほ"),
        ("みずほ銀行", "みずほ"),
        ("三菱ＵＦＪ 銀行", "三菱UFJ"),
        ("三菱ufj", "三菱UFJ"),
        ("多摩", "多摩信金"),
        ("多摩信用金庫", "多摩信金"),
        ("ＪＡさいかつ", "さいかつ農協"),
        ("さいかつ農業協同組合", "さいかつ農協"),
        ("中央労働金庫", "中央労金"),
    ],
)
def test_everyday_names_mean_their_bank(name: str, bank: str) -> None:
    assert is_called(name, bank)


@pytest.mark.parametrize(("name", "bank"), [("みずほ信託", "みずほ"), ("", "みずほ"), ("りそな", "埼玉りそな")])
def test_other_names_do_not(name: str, bank: str) -> None:
    assert not is_called(name, bank)


def test_the_branches_of_every_bank_are_not_loaded() -> None:
    asked = "import sys; from pipeline.check.banks import banks; banks(); sys.exit('zengin_code' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
