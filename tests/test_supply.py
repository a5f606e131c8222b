"""What the bot is made of: bill of materials and licences are those of the lock, and an audit is honest."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.supply import RERANK, ROOT, SBOM, audited, pins, sbom

AGAIN = "write it again: make sbom"
OPTIONAL = pins(RERANK)
PINS = [*pins(), *OPTIONAL]


def test_the_bill_says_what_the_project_itself_asks_for() -> None:
    bill = json.loads(SBOM.read_text(encoding="utf-8"))
    (own,) = [one["dependsOn"] for one in bill["dependencies"] if one["ref"] == "footnote"]
    asked = re.findall(r'^  "([\w.-]+==[\w.]+)",', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    direct = {one.removeprefix("pkg:pypi/").replace("@", "==") for one in own} - {"setuptools==84.2.1"}
    assert direct == {one for one in asked if one.split("==")[0] in {pin.name for pin in PINS}}


def test_the_same_lock_gives_the_same_bytes() -> None:
    assert sbom() == sbom()
    assert not re.search(r"serialNumber|timestamp", sbom())


def report(*rows: dict[str, object]) -> str:
    return json.dumps({"dependencies": rows})


FINE = {"name": "click", "version": "8", "vulns": []}
BAD = {"name": "yarl", "version": "1", "vulns": [{"id": "PYSEC-1"}]}
SKIPPED = {"name": "rich", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([FINE, FINE], 0, "audited 2 of 2 packages, 0 known vulnerabilities"),
        ([FINE, BAD], 1, "audited 2 of 2 packages, 1 known vulnerabilities\nyarl 1: PYSEC-1"),
        ([FINE, SKIPPED], 1, "audited 1 of 2 packages, 0 known vulnerabilities; NOT AUDITED"),
        ([SKIPPED], 1, "audited 0 of 1 packages"),
        ([], 1, "audited 0 of 0 packages"),
    ],
)
def test_an_audit_counts_what_it_audited(rows: list[dict[str, object]], code: int, said: str) -> None:
    line, ended = audited(report(*rows))
    assert ended == code
    assert line.startswith(said)


def test_the_page_is_linked_from_the_one_on_dependencies() -> None:
    assert "(licences.md)" in Path(ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
