"""The client against GPHUD, as Backlot plays it:

    backlot exec -s bad-day.yaml -- python3 -m unittest -v
"""
import os
import unittest

from gphud import Client, Refused, Terminated, Unclear


def client(key=None):
    return Client(key or os.environ["BACKLOT_GPHUD_DEVELOPERKEY"], os.environ["BACKLOT_GPHUD_INSTANCE_ID"])


class ABadDay(unittest.TestCase):
    """In the scenario, the second award is cut off, and the third one is told to stop."""

    def test_awards(self):
        gphud = client()
        self.assertEqual(gphud.award("test989", "first"), "OK : Awarded 1 xp to test989")
        with self.assertRaises(Unclear):
            gphud.award("test989", "second")
        with self.assertRaises(Terminated):
            gphud.award("test989", "third")
        # And from now on not a single request leaves this program; the scenario counts them.
        for command in ("experience.award", "external.status"):
            with self.assertRaises(Terminated):
                gphud.ask(command)


class Answers(unittest.TestCase):
    def test_a_status(self):
        self.assertEqual(client().ask("external.status")["instance"], "DEV Test[#15]")

    def test_what_is_refused_says_why(self):
        with self.assertRaisesRegex(Refused, "nobody"):
            client().ask("notes.character", character="nobody", note="hello")

    def test_a_wrong_key_ends_it(self):
        gphud = client(key="somebody-elses-key")
        for _ in range(2):
            with self.assertRaisesRegex(Terminated, "Developer key is not known"):
                gphud.ask("external.status")


if __name__ == "__main__":
    unittest.main()
