"""What the bot is made of, written from requirements.lock: `make sbom`; and `make audit`.

sbom.cdx.json (CycloneDX 1.6) and docs/licences.md are held to the lock by tests/test_supply.py. Licences are
what each installed package says of itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, SBOM, LICENCES = ROOT / "requirements.lock", ROOT / "sbom.cdx.json", ROOT / "docs" / "licences.md"
RERANK = ROOT / "requirements-rerank.lock"  # what `make rerank` adds, if one likes
ELSEWHERE = "(only on other systems)"
NOT_STATED = "(not stated)"
_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)(.*?)(?=^[\w.-]+==|\Z)", re.MULTILINE | re.DOTALL)
_SHORT = 40  # characters; some packages put the whole text into the field
_AUDIT = (
    "pip-audit",
    "-r",
    str(LOCK),
    "-r",
    str(RERANK),
    "--require-hashes",
    "--disable-pip",
    "-f",
    "json",
    "--progress-spinner",
    "off",
)

_HEAD = """\
# Licences

What Footnote needs to run, by requirements.lock, with the licence each package states. Last stands what
`make rerank` adds if one likes, by requirements-rerank.lock. Footnote itself is under the MIT licence; what
it holds of others stands in [`NOTICE`](../NOTICE). Written by `make sbom`.

| package | version | licence |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of the lock with the sha256 of each of its files, and the packages that ask for it."""

    name: str
    version: str
    hashes: frozenset[str]
    wanted_by: frozenset[str]


def pins(lock: Path = LOCK) -> list[Pin]:
    """The packages of a lock; one that differs between systems stands there twice."""
    return [
        Pin(
            found[1],
            found[2],
            frozenset(re.findall(r"sha256:([0-9a-f]{64})", found[3])),
            frozenset(re.findall(r"^    #(?: via)? +([\w.-]+)", found[3], re.MULTILINE)) - {"via"},
        )
        for found in _PIN.finditer(lock.read_text(encoding="utf-8"))
    ]


def licence_of(name: str) -> str:
    """What an installed package says its licence is, as short as it says it."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ELSEWHERE
    # An expression is one by its form; the older field may hold the whole text.
    stated = (said.get("License-Expression"), _short(said.get("License")), ", ".join(_classified(said)))
    return next((one for one in stated if one), NOT_STATED)


def _short(stated: str | None) -> str | None:
    first = (stated or "").strip().partition("\n")[0].strip()
    return first if len(first) <= _SHORT and first != "UNKNOWN" else None


def _classified(said: Message) -> list[str]:
    rows = said.get_all("Classifier") or []
    return [row.rpartition(" :: ")[2] for row in rows if row.startswith("License ::")]


def licences() -> str:
    """docs/licences.md."""
    locked = (*pins(), *pins(RERANK))
    return _HEAD + "".join(f"| `{pin.name}` | {pin.version} | {licence_of(pin.name)} |\n" for pin in locked)


def sbom() -> str:
    """sbom.cdx.json. The same lock gives the same bytes: no time, no random number."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from packageurl import PackageURL

    licence = LicenseFactory().make_from_string
    own = Component(
        name="footnote",
        version=metadata.version("footnote"),
        type=ComponentType.APPLICATION,
        bom_ref="footnote",
        licenses=[licence("MIT")],
    )
    bom = Bom()
    bom.serial_number = bom.metadata.timestamp = None
    bom.metadata.component = own
    made: dict[str, list[Component]] = {}
    optional = pins(RERANK)
    for pin in (*pins(), *optional):
        files = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in pin.hashes]
        address = XsUri(f"https://pypi.org/project/{pin.name}/{pin.version}/")
        url = PackageURL("pypi", name=pin.name, version=pin.version)
        stated = licence_of(pin.name)
        component = Component(
            name=pin.name,
            version=pin.version,
            type=ComponentType.LIBRARY,
            scope=ComponentScope.OPTIONAL if pin in optional else None,
            purl=url,
            bom_ref=str(url),
            licenses=[] if stated.startswith("(") else [licence(stated)],
            external_references=[
                ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=address, hashes=files)
            ],
        )
        bom.components.add(component)
        made.setdefault(pin.name, []).append(component)
    wanted = {pin.name: pin.wanted_by for pin in pins()}
    for parent, parents in [("footnote", [own]), *made.items()]:
        children = [child for name, by in wanted.items() if parent in by for child in made[name]]
        for one in parents:
            bom.register_dependency(one, children)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1) + "\n"


def audited(report: str) -> tuple[str, int]:
    """What an audit's JSON amounts to, in a line, and the exit code: 0 only when every package was audited.

    pip-audit itself ends with 0 where the index has no advisories and it skipped every package.
    """
    rows = json.loads(report)["dependencies"]
    skipped = [row["name"] for row in rows if "skip_reason" in row]
    bad = [f"{row['name']} {row['version']}: {one['id']}" for row in rows for one in row.get("vulns", ())]
    said = f"audited {len(rows) - len(skipped)} of {len(rows)} packages, {len(bad)} known vulnerabilities"
    if skipped:
        said += f"; NOT AUDITED, the index offers no advisories for them: {', '.join(skipped)}"
    return "\n".join([said, *bad]), int(bool(bad or skipped or not rows))


def main(what: str, arguments: Iterable[str]) -> int:
    """`write`: sbom and licences. `audit COMMAND ...`: run pip-audit by that command."""
    if what == "write":
        SBOM.write_text(sbom(), encoding="utf-8")
        LICENCES.write_text(licences(), encoding="utf-8")
        return 0
    done = subprocess.run([*arguments, *_AUDIT[1:]], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        print(f"nothing was audited: {done.stderr.strip()}")  # noqa: T201 - its output
        return 1
    said, code = audited(done.stdout)
    print(said)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
