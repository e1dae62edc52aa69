# SPDX-License-Identifier: Apache-2.0
"""proofs.py ROOT: every row of docs/security.md names tests, and each of them exists. Each fault is a line."""
import os
import re
import sys


def files(root, folders, endings):
    for folder in folders:
        for here, below, names in os.walk(os.path.join(root, folder)):
            below[:] = [each for each in below if each not in ("build", "node_modules")]
            for name in names:
                if name.endswith(endings):
                    yield os.path.join(here, name)


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def known(root):
    """Every name that a proof may have."""
    names = set()
    for path in files(root, ["src", "tests"], ".cpp"):
        for suite, case in re.findall(r"\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", read(path)):
            names.add(f"{suite}.{case}")
    for path in files(root, ["tests"], "_test.py"):
        for case in re.findall(r"^    def (test_\w+)\(", read(path), re.M):
            names.add(f"{os.path.basename(path)} {case}")
    for path in files(root, ["web/tests/specs"], ".spec.ts"):
        names.add(os.path.basename(path))
    fuzz = os.path.join(root, "tests/fuzz/CMakeLists.txt")
    if os.path.exists(fuzz):
        names |= {"fuzz_" + name for name in re.findall(r"^toolshed_fuzz\((\w+) ", read(fuzz), re.M)}
    hostile = os.path.join(root, "tests/hostile/README.md")
    if os.path.exists(hostile):
        names |= {"hostile " + name for name in re.findall(r"^\| `(\w+)` \|", read(hostile), re.M)}
    return names


def faults(root):
    names = known(root)
    rows = [line for line in read(os.path.join(root, "docs/security.md")).splitlines() if line.startswith("| ")]
    if not rows or not rows[0].endswith("| Proved by |"):
        yield "docs/security.md: the table's last column is not 'Proved by'"
        return
    for row in rows[1:]:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        proofs = re.findall(r"`([^`]+)`", cells[3]) if len(cells) == 4 else []
        if not proofs:
            yield f"docs/security.md: nothing proves '{cells[1]}'"
        for proof in proofs:
            first, *rest = proof.split()
            wanted = [f"hostile {case}" for case in rest] if first == "hostile" else [proof]
            for each in wanted or [proof]:
                if each not in names:
                    yield f"docs/security.md: '{cells[1]}' is proved by '{each}', which is not there"


if __name__ == "__main__":
    found = list(faults(sys.argv[1]))
    print("\n".join(found) or "every threat has its proofs")
    sys.exit(1 if found else 0)
