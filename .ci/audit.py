"""Look every locked package up in OSV, the open database of vulnerabilities, and fail on one that is not accepted.

Where the database cannot be reached this is said and nothing fails: a build without network must stay possible, and
must not look audited.
"""

import argparse
import json
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
OSV = "https://api.osv.dev/v1/query"
SECONDS_TO_ANSWER = 15
CANNOT_TELL = 2


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One known vulnerability of one locked package."""

    package: str
    version: str
    names: frozenset[str]  # its number in OSV and elsewhere: GHSA-…, CVE-…, PYSEC-…
    fixed_in: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A vulnerability that we live with until a day, and why."""

    id: str
    package: str
    ground: str
    until: date

    def __post_init__(self) -> None:
        if not self.ground.strip():
            raise SystemExit(
                f"{self.id} of {self.package} is accepted without a ground. Write one, or remove the entry."
            )

    def covers(self, finding: Finding, on: date) -> bool:
        """Whether this entry is about a finding and still holds."""
        return self.id in finding.names and self.package == finding.package and on <= self.until


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit the lock file; 0 for nothing known or database out of reach, 1 for a finding, 2 where the audit failed."""
    options = _options(arguments)
    if (hindrance := _hindrance(options.osv_url)) is not None:
        print(f"NOT AUDITED: {options.osv_url} cannot be reached ({hindrance}). Run `make audit` where it can.")
        return 0
    report = subprocess.run(
        [
            sys.executable, "-m", "pip_audit", "--requirement", options.lock, "--disable-pip", "--require-hashes",
            "--vulnerability-service", "osv", "--osv-url", options.osv_url, "--format", "json", "--desc", "off",
            "--progress-spinner", "off", "--timeout", str(SECONDS_TO_ANSWER),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        packages = json.loads(report.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print(f"The audit of {options.lock} ended without a report: {report.stderr[-2000:]}")
        return CANNOT_TELL
    accepted = read_accepted(options.accepted)
    return judge(list(_findings(packages)), accepted, n_packages=len(packages), on=datetime.now(UTC).date())


def read_accepted(path: Path) -> list[Accepted]:
    """Return what we live with; SystemExit for an entry without a ground."""
    return [Accepted(**entry) for entry in tomllib.loads(path.read_text("utf-8")).get("accepted", [])]


def judge(findings: Sequence[Finding], accepted: Sequence[Accepted], *, n_packages: int, on: date) -> int:
    """Print what is open and what is accepted for nothing; return 1 where anything is open, else 0."""
    open_findings = [finding for finding in findings if not any(entry.covers(finding, on) for entry in accepted)]
    for finding in open_findings:
        fixed = f"fixed in {', '.join(finding.fixed_in)}" if finding.fixed_in else "not fixed yet"
        print(f"{finding.package} {finding.version}: {', '.join(sorted(finding.names))}, {fixed}.")
    for entry in accepted:
        if not any(entry.covers(finding, on) for finding in findings):
            print(f"{entry.id} of {entry.package} is accepted for nothing: it is gone or its last day over. Remove it.")
    if open_findings:
        print("Take a version without it (`make lock`), or accept it with a ground in .ci/vulnerabilities.toml.")
        return 1
    print(f"{n_packages} locked packages, {len(findings)} known vulnerabilities, all of them accepted with a ground.")
    return 0


def _findings(packages: Sequence[dict]) -> Iterator[Finding]:
    for package in packages:
        for known in package.get("vulns", []):
            yield Finding(
                package=package["name"],
                version=package["version"],
                names=frozenset({known["id"], *known.get("aliases", [])}),
                fixed_in=known.get("fix_versions", []),
            )


def _hindrance(osv_url: str) -> str | None:
    """Ask the database about a package; return what stood in the way, None where it answered."""
    question = json.dumps({"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "26.0"}).encode()
    request = urllib.request.Request(osv_url, data=question, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER):  # noqa: S310  (our own constant, or a test's)
            return None
    except OSError as error:
        return str(error)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--lock", default=str(HERE.parent / "requirements-dev.lock"), help="the file of locked versions"
    )
    parser.add_argument("--accepted", type=Path, default=HERE / "vulnerabilities.toml", help="what we live with")
    parser.add_argument("--osv-url", default=OSV, help="where the database answers, for a mirror")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
