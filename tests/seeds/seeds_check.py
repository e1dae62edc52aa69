# SPDX-License-Identifier: Apache-2.0
"""seeds_check.py ROOT: reads docs/seeds.md, prints what is done, and fails for a row that does not hold."""
import os
import re
import sys

NUMBERS = 420
STATUS = re.compile(r"^(as written|alias|planned|better: ADR \d+|optional, not done: .+)$")


def rows(root):
    with open(os.path.join(root, "docs/seeds.md"), encoding="utf-8") as text:
        for line in text:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 6 and cells[0].isdigit():
                yield cells


def has_test(root, name):
    path, _, rest = name.partition("::")
    full = os.path.join(root, path)
    if not os.path.exists(full):
        return False
    with open(full, encoding="utf-8") as text:
        content = text.read()
    return all(re.search(rf"\b(class|def) {part}\b", content) or part in content for part in rest.split("::") if part)


def faults(root, table):
    seen = [int(row[0]) for row in table]
    if sorted(seen) != list(range(1, NUMBERS + 1)):
        yield f"the numbers 1 to {NUMBERS} must each stand once; there are {len(seen)} rows"
    for number, _, words, status, place, test in table:
        place, test = place.strip("`"), test.strip("`")
        if len(words.split()) > 12:
            yield f"{number}: more than 12 words"
        if not STATUS.match(status):
            yield f"{number}: '{status}' is no status"
        if status.startswith("better"):
            decision = int(status.split()[-1])
            if not any(name.startswith(f"{decision:04}-") for name in os.listdir(os.path.join(root, "docs/adr"))):
                yield f"{number}: there is no decision {decision}"
        done = status in ("as written", "alias") or status.startswith("better")
        if done and not os.path.exists(os.path.join(root, place)):
            yield f"{number}: {place} is not there"
        if done and not has_test(root, test):
            yield f"{number}: there is no test {test}"
        if status == "planned" and (place, test) != ("–", "–"):
            yield f"{number}: planned, but names a place or test"


def main(root):
    table = list(rows(root))
    for number, seed, words, status, _, _ in table:
        if status != "planned":
            print(f"✓ {number:>3} {seed:<9} {words} ({status})")
    done = sum(row[3] != "planned" for row in table)
    print(f"{done} of {len(table)} done")
    found = list(faults(root, table))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
