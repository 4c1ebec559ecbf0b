"""Passwords: hashed with argon2id, and held against what was kept. The one door to argon2."""

import secrets
import threading
from collections.abc import Iterable

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

SHORTEST, LONGEST = 12, 256
"""Characters. NIST SP 800-63B-4 asks for 15 where a password is all there is and 8 beside another factor, ASVS 5 for 8
at least; long ones are cut nowhere."""
FEWEST_KINDS = 5
"""Different characters, so that it is no row of the same ones."""
AT_ONCE = 2
"""How many are hashed at the same time: each takes 64 MiB of memory."""


class Weak(Exception):
    """A password that would be guessed; the message says why."""


class Passwords:
    """Hashes passwords and checks them, a few at a time.

    The default is RFC 9106's second recommended option (3 passes over 64 MiB in 4 lanes), far above the least that
    OWASP's Password Storage Cheat Sheet asks for (2 passes over 19 MiB).
    """

    def __init__(self, parameters: Parameters = RFC_9106_LOW_MEMORY, *, at_once: int = AT_ONCE) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)
        self._turn = threading.BoundedSemaphore(at_once)
        self._nobodys: str | None = None

    def hashed(self, password: str) -> str:
        """Return what to keep of a password."""
        with self._turn:
            return self._hasher.hash(password)

    def agree(self, password: str, kept: str | None) -> bool:
        """Return whether it is the password that was kept. Takes as long where none was."""
        against = kept or self._of_nobody()
        with self._turn:
            try:
                return self._hasher.verify(against, password) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, kept: str) -> bool:
        """Return whether a password was kept with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _of_nobody(self) -> str:
        if self._nobodys is None:
            self._nobodys = self.hashed(secrets.token_urlsafe())
        return self._nobodys


def refuse_weak(password: str, known: Iterable[str]) -> None:
    """Raise `Weak` where a password is too short, or is one of what is `known` of its owner."""
    if len(password) < SHORTEST:
        raise Weak(f"Take {SHORTEST} characters or more: a few words are easier to remember than one with signs in it.")
    if len(password) > LONGEST:
        raise Weak(f"Take {LONGEST} characters at most.")
    if len(set(password.lower())) < FEWEST_KINDS:
        raise Weak("That repeats itself: take different characters.")
    if password.strip().lower() in {one.strip().lower() for one in known}:
        raise Weak("That is your name or your e-mail address: whoever guesses begins with it.")
