# SPDX-License-Identifier: Apache-2.0
"""tidy.py ROOT: holds sizes, layers, banned calls and documents. Each fault is a line; any fault fails."""
import os
import re
import sys

SOURCE_LINES_MAX = 450
TEST_LINES_MAX = 600
FUNCTION_LINES_MAX = 60
TEST_FUNCTION_LINES_MAX = 90
COLUMNS_MAX = {".cpp": 100, ".hpp": 100, ".py": 130}

# What must not be called, where it may be all the same, and what to use instead.
BANNED = (
    (r"\bdetached\b", (), "spawn into a TaskGroup: a detached task loses its errors"),
    (r"\bsleep_for\b|\busleep\(", (), "wait for the condition, or through the Clock"),
    (r"\bgetenv\b", ("src/config/", "tests/shim/children.cpp", "tests/contract/"), "take it from config, the only reader of the environment"),
    (r"(?<!_)\bsystem\(|\bpopen\(", ("tests/shim/",), "use run_process"),
    (r"\bstrcpy\b|\bsprintf\(|\bstrcat\b", (), "use std::string"),
    (r"#include <regex>", (), "scan by hand: std::regex overflows the stack on hostile input"),
    (r"\bTODO\b|\bFIXME\b|\bXXX\b", (), "finish it, or file it"),
)
# Which third-party headers may be included where.
THIRD_PARTY = (
    (r"<boost/beast", ("src/net/",), "Beast stays behind net"),
    (r"<sqlite3.h>", ("src/stores/sqlite/",), "SQLite stays in its adapter"),
    (r"<CLI/", ("src/cli/",), "CLI11 stays in cli"),
    (r"<yaml-cpp", ("src/config/",), "YAML is configuration only"),
    (r"<iostream>|<locale>|getaddrinfo", ("src/cli/", "src/config/"), "too large or unfit for a static binary"),
)
VAGUE = ("manager", "helper", "util", "utils", "common", "impl", "misc")
MODULE = re.compile(r"toolshed_module\((\S+)([^)]*)\)", re.S)


def files(root, folders, endings):
    for folder in folders:
        for here, below, names in os.walk(os.path.join(root, folder)):
            below[:] = [each for each in below if each not in ("build", "node_modules")]
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(here, name), root)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as text:
        return text.read()


def is_test(path):
    return path.startswith("tests/") or path.endswith("_test.cpp")


def longest_function(lines):
    """Bodies begin at a line that ends in `{` at column 0 or 4 and is no type or namespace."""
    longest, begin = (0, 0), None
    for number, line in enumerate(lines, 1):
        opens = re.match(r"^( {4})?[^\s/#}:].*\)[^;]*\{$", line)
        if opens and begin is None and not re.match(r"\s*(namespace|class|struct|enum|if|for|while|switch|try)\b", line):
            begin, indent = number, line[:len(line) - len(line.lstrip())]
        elif begin is not None and line in (indent + "}", indent + "};"):
            longest = max(longest, (number - begin + 1, begin))
            begin = None
    return longest


def check_source(root, path):
    text = read(root, path)
    lines = text.splitlines()
    if path.endswith((".cpp", ".hpp")) and not text.startswith("// SPDX-License-Identifier: Apache-2.0\n"):
        yield f"{path}: the first line must be the SPDX line"
    limit = TEST_LINES_MAX if is_test(path) else SOURCE_LINES_MAX
    if len(lines) > limit:
        yield f"{path}: {len(lines)} lines, more than {limit}: split it by nouns"
    for number, line in enumerate(lines, 1):
        columns = COLUMNS_MAX[os.path.splitext(path)[1]]
        # A raw string cannot be broken.
        if len(line) > columns and 'R"' not in line and not line.startswith('{'):
            yield f"{path}:{number}: {len(line)} columns, more than {columns}"
    for pattern, allowed, mend in BANNED + THIRD_PARTY:
        if path.startswith(allowed) if allowed else False:
            continue
        if is_test(path) and (pattern, allowed, mend) in THIRD_PARTY:
            continue
        for number, line in enumerate(lines, 1):
            if re.search(pattern, line):
                yield f"{path}:{number}: {mend}"
    length, begin = longest_function(lines)
    lines_max = TEST_FUNCTION_LINES_MAX if is_test(path) else FUNCTION_LINES_MAX
    if length > lines_max:
        yield f"{path}:{begin}: a function of {length} lines, more than {lines_max}"
    stem = os.path.splitext(os.path.basename(path))[0]
    if any(word in stem.split("_") for word in VAGUE):
        yield f"{path}: the name says nothing; name the thing"


def modules(root):
    """What each module below src/ declares that it uses, closed over what those use."""
    declared = {}
    for path in files(root, ["src"], "CMakeLists.txt"):
        for name, rest in MODULE.findall(read(root, path)):
            words = rest.split()
            depends = []
            if "DEPENDS" in words:
                for word in words[words.index("DEPENDS") + 1:]:
                    if word.isupper():
                        break
                    depends.append(word)
            declared[name] = depends
    closed = {}

    def close(name):
        if name not in closed:
            closed[name] = {name}
            for each in declared.get(name, []):
                closed[name] |= close(each)
        return closed[name]

    for name in declared:
        close(name)
    return declared, closed


def module_of(path, names):
    folder = os.path.dirname(path)
    while folder and folder not in names:
        folder = os.path.dirname(folder)
    return folder


def check_layers(root):
    declared, closed = modules(root)
    for path in files(root, ["src"], (".cpp", ".hpp")):
        inside = path[len("src/"):]
        owner = module_of(inside, declared)
        if not owner:
            yield f"{path}: belongs to no module"
            continue
        for included in re.findall(r'#include "([^"]+)"', read(root, path)):
            used = module_of(included, declared)
            test_only = path.endswith("_test.cpp")
            if used and used not in closed[owner] and not test_only:
                yield f"{path}: includes {included}, but {owner} does not declare {used}"
    order = re.search(r"set\(TOOLSHED_MODULE_FOLDERS([^)]*)\)", read(root, "CMakeLists.txt"))
    place = {name: number for number, name in enumerate(order.group(1).split())} if order else {}
    for name, depends in declared.items():
        for each in depends:
            if place.get(each, -1) > place.get(name, 1 << 20):
                yield f"src/{name}: uses {each}, which stands above it"
        adapters = ("stores/", "engines/", "builders/", "sources/", "blobs/", "registries/")
        if name.startswith(adapters) and any(each.startswith(adapters) or each == "usecases" for each in depends):
            yield f"src/{name}: an adapter uses neither a sibling nor the use cases"


def check_documents(root):
    for path in files(root, ["docs", "."], ".md"):
        path = os.path.normpath(path)
        if path.startswith(("build", ".cache", "examples")) or ".cache" in path:
            continue
        text = read(root, path)
        heads = [line for line in re.sub(r"```.*?```", "", text, flags=re.S).splitlines() if line.startswith("# ")]
        if len(heads) != 1:
            yield f"{path}: {len(heads)} first-level headings, one is wanted"
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            if "://" not in target and not os.path.exists(os.path.join(root, os.path.dirname(path), target)):
                yield f"{path}: links to {target}, which is not there"
    if os.path.exists(os.path.join(root, "ARCHITECTURE.md")):
        architecture = read(root, "ARCHITECTURE.md")
        for name in modules(root)[0]:
            if name not in architecture:
                yield f"ARCHITECTURE.md: does not name the module {name}"
    numbers = sorted(int(name[:4]) for name in os.listdir(os.path.join(root, "docs/adr"))) \
        if os.path.isdir(os.path.join(root, "docs/adr")) else []
    if numbers != list(range(1, len(numbers) + 1)):
        yield "docs/adr: the numbers have a gap or a double"


def faults(root):
    for path in files(root, ["src", "apps", "tests", "examples", "bench"], (".cpp", ".hpp", ".py")):
        if "tests/tidy/" not in path:
            yield from check_source(root, path)
    yield from check_layers(root)
    yield from check_documents(root)


if __name__ == "__main__":
    found = sorted(set(faults(sys.argv[1])))
    print("\n".join(found) or "tidy")
    sys.exit(1 if found else 0)
