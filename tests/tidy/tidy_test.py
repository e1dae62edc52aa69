# SPDX-License-Identifier: Apache-2.0
"""Each rule of tidy can fail: every case breaks one rule in an otherwise tidy tree."""
import os
import tempfile
import unittest

import tidy

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
TREE = {
    "CMakeLists.txt": "set(TOOLSHED_MODULE_FOLDERS low high stores/one)\n",
    "src/low/CMakeLists.txt": "toolshed_module(low)\n",
    "src/low/thing.hpp": SPDX,
    "src/high/CMakeLists.txt": "toolshed_module(high DEPENDS low)\n",
    "src/high/user.cpp": SPDX + '#include "low/thing.hpp"\n',
    "src/stores/one/CMakeLists.txt": "toolshed_module(stores/one DEPENDS low)\n",
    "src/stores/one/store.cpp": SPDX,
    "ARCHITECTURE.md": "# Map\nlow high stores/one\n",
    "docs/adr/0001-first.md": "# First\n",
}


class Rules(unittest.TestCase):
    def faults(self, changes):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**TREE, **changes}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w") as file:
                    file.write(text)
            return list(tidy.faults(root))

    def test_a_tidy_tree_has_no_faults(self):
        self.assertEqual(self.faults({}), [])

    def test_every_rule_finds_its_fault(self):
        body = "    x();\n"
        cases = {
            "no SPDX line": {"src/low/a.cpp": "int a;\n"},
            "a long file": {"src/low/a.cpp": SPDX + "int a;\n" * 500},
            "a long line": {"src/low/a.cpp": SPDX + "//" + "x" * 140 + "\n"},
            "a long function": {"src/low/a.cpp": SPDX + "void f() {\n" + body * 100 + "}\n"},
            "a detached task": {"src/low/a.cpp": SPDX + "co_spawn(x, y, detached);\n"},
            "a fixed sleep": {"src/low/a.cpp": SPDX + "std::this_thread::sleep_for(1s);\n"},
            "the environment": {"src/low/a.cpp": SPDX + 'getenv("HOME");\n'},
            "a shell": {"src/low/a.cpp": SPDX + 'system("ls");\n'},
            "open work": {"src/low/a.cpp": SPDX + "// TO" + "DO later\n"},
            "Beast outside net": {"src/low/a.cpp": SPDX + "#include <boost/beast/core.hpp>\n"},
            "SQLite outside its adapter": {"src/low/a.cpp": SPDX + "#include <sqlite3.h>\n"},
            "a vague name": {"src/low/string_util.hpp": SPDX},
            "an undeclared use": {"src/low/a.cpp": SPDX + '#include "high/user.hpp"\n'},
            "a layer upside down": {"src/low/CMakeLists.txt": "toolshed_module(low DEPENDS high)\n"},
            "an adapter that uses a sibling": {
                "src/stores/one/CMakeLists.txt": "toolshed_module(stores/one DEPENDS stores/two)\n"},
            "two headings": {"docs/a.md": "# One\n# Two\n"},
            "a dead link": {"docs/a.md": "# One\n[x](nowhere.md)\n"},
            "an unnamed module": {"ARCHITECTURE.md": "# Map\nlow high\n"},
            "a gap in the decisions": {"docs/adr/0003-third.md": "# Third\n"},
        }
        for name, changes in cases.items():
            with self.subTest(name):
                self.assertTrue(self.faults(changes))


if __name__ == "__main__":
    unittest.main()
