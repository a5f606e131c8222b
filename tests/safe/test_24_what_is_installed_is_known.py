"""24. What is installed is locked by hash, counted, listed with its licence, and its audit is honest."""

from __future__ import annotations

import json
import re

from tests.safe.conftest import TellFigure
from tests.supply import ELSEWHERE, LICENCES, LOCK, NOT_STATED, RERANK, ROOT, SBOM, audited, pins

AGAIN = "write it again: make sbom"
MOST = 100  # packages; a rise needs a decision record: each is code that runs with the bot's keys


def test_every_package_is_locked_by_the_hashes_of_its_files(figure: TellFigure) -> None:
    for lock in sorted(ROOT.glob("requirements*.lock")):
        text = lock.read_text(encoding="utf-8")
        found = pins(lock)
        assert len(found) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) > 0
        assert sum(len(pin.hashes) for pin in found) == text.count("--hash=sha256:")
        figure(f"pins without a hash in {lock.name}", sum(not pin.hashes for pin in found), "= 0")
        foreign = re.findall(r"://|--index|--find-links|^-", text, re.MULTILINE)
        figure(f"other sources named in {lock.name}", len(foreign), "= 0")


def test_the_number_of_packages_is_the_pinned_one(figure: TellFigure) -> None:
    figure("packages that run with the bot", len({pin.name for pin in pins(LOCK)}), f"= {MOST}")


def test_the_bill_of_materials_is_the_lock(figure: TellFigure) -> None:
    bill = json.loads(SBOM.read_text(encoding="utf-8"))
    listed = {
        (one["name"], one["version"]): {file["content"] for file in one["externalReferences"][0]["hashes"]}
        for one in bill["components"]
    }
    locked = {(pin.name, pin.version): set(pin.hashes) for pin in (*pins(), *pins(RERANK))}
    assert len(bill["components"]) == len(locked), AGAIN
    differing = [key for key in {*listed, *locked} if listed.get(key) != locked.get(key)]
    figure("components that differ between bill and lock", len(differing), "= 0")


def test_every_package_has_a_licence_that_binds_no_other_code(figure: TellFigure) -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (\S+) \| (.+) \|$", LICENCES.read_text("utf-8"), re.MULTILINE)
    assert [row[:2] for row in rows] == [(pin.name, pin.version) for pin in (*pins(), *pins(RERANK))], AGAIN
    unknown = [name for name, _, licence in rows if licence in (NOT_STATED, ELSEWHERE)]
    figure("packages whose licence is not known here", len(unknown), "<= 1")
    assert unknown in ([], ["httpx2-jsfetch"])  # of another system: it cannot be looked up on this one
    # A choice of licences is none where one of them asks nothing of our own code.
    bound = [name for name, _, licence in rows if "GPL" in licence and " OR " not in licence]
    figure("packages under the GPL", len(bound), "= 0")


def test_an_audit_that_skipped_packages_is_no_clean_audit(figure: TellFigure) -> None:
    skipped = [{"name": pin.name, "skip_reason": "not found"} for pin in pins()]
    told, code = audited(json.dumps({"dependencies": skipped}))
    figure("exit code of an audit of nothing", code, "= 1")
    figure("mentions that nothing was audited", told.count("NOT AUDITED"), "= 1")
