"""A client of GPHUD's External Access API, in Python, with nothing but the standard library.

It does what the platform asks of a program: it stops for good when it is told to, and it does not repeat an award of which
nobody knows whether it was made.
"""
import json
import urllib.error
import urllib.request

URL = "https://sl.coagulate.net/GPHUD/external"


class Refused(Exception):
    """The platform said no, and why. Something about this request is wrong; others may go well."""


class Unclear(Exception):
    """There was no answer, so nobody knows whether it was done. Look before you ask again."""


class Terminated(Exception):
    """The platform told this program to stop. Nothing is sent any more until a person has looked at it."""


class Client:
    def __init__(self, developerkey, instance, url=URL, timeout=20):
        self.url, self.timeout = url, timeout
        self.fields = {"developerkey": developerkey, "runasinstanceid": int(instance)}
        self.terminated = None

    def ask(self, command, **arguments):
        """Sends a command and gives its answer."""
        if self.terminated:
            raise Terminated(self.terminated)
        body = json.dumps({**self.fields, "command": command, **arguments}).encode()
        try:
            with urllib.request.urlopen(self.url, body, timeout=self.timeout) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            raise Unclear(f"{command}: the platform answered with {error.code}") from error
        except (OSError, ValueError) as error:  # no connection, no answer, half an answer, or no JSON
            raise Unclear(f"{command}: {error}") from error
        kind = answer.get("responsetype")
        if kind == "TerminateResponse":
            self.terminated = answer["terminate"]
            raise Terminated(self.terminated)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer

    def award(self, character, reason, amount=1):
        """Awards experience to a character, and gives what the platform says of it."""
        # The platform spells it like this.
        return self.ask("experience.award", target=character, type="xp", ammount=amount, reason=reason)["message"]
