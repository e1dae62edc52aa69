# SPDX-License-Identifier: Apache-2.0
"""The list of the hostile set is the table's, and the table's rows have what they name."""
import os
import unittest

import cases
import repositories


class Table(unittest.TestCase):
    def test_readme_is_the_table(self):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md"), encoding="utf-8") as text:
            self.assertEqual(text.read(), cases.readme())

    def test_every_case_has_what_it_names(self):
        here = os.path.dirname(os.path.abspath(__file__))
        program = ""
        for name in os.listdir(here):
            if name.endswith(".cpp"):
                with open(os.path.join(here, name), encoding="utf-8") as text:
                    program += text.read()
        for case in cases.ALL:
            with self.subTest(case.kind + " " + case.name):
                if case.kind == "repository":
                    self.assertTrue(callable(getattr(repositories, case.name)))
                elif case.kind == "build":
                    self.assertIn(case.name, cases.DOCKERFILES)
                else:
                    self.assertIn(f'{{"{case.name}"', program)

    def test_names_are_unique_and_the_set_is_large(self):
        names = [(case.kind, case.name) for case in cases.ALL]
        self.assertEqual(len(names), len(set(names)))
        self.assertGreaterEqual(len(names), 60)


if __name__ == "__main__":
    unittest.main()
