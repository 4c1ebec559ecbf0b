"""OpenID Connect: somebody leaves for the organisation's login and comes back proved. The door to its provider.

The code flow with PKCE (S256), state and nonce; ID tokens signed by a key that the provider publishes
(https://openid.net/specs/openid-connect-core-1_0.html, RFC 9700).
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""By a key pair alone: with a shared secret or none at all, anybody who knows it could sign."""
_LEEWAY, _KNOWN_FOR, _LOOK_AGAIN = 60.0, 3600.0, 10.0
_SECONDS, _LARGEST = 10.0, 1_000_000


class Unproved(Exception):
    """Whoever came back did not prove who they are; the message says why, to operators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who we are to a provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    groups_claim: str = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What a browser keeps while somebody is away, so that nobody else comes back in their place."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who came back. `email` is None unless the provider says that it is theirs."""

    subject: str
    name: str
    email: str | None
    groups: frozenset[str]


class Provider:
    """One provider. What it publishes is asked for when it is needed, and known for an hour."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._known: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, jwt.PyJWKSet] | None = None

    @property
    def issuer(self) -> str:
        """Its address."""
        return self._client.issuer

    def leave(self, departure: Departure, back: str) -> str:
        """Return where somebody goes to sign in; they come back at `back`. Raises `Unproved` where it is down."""
        digest = hashlib.sha256(departure.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": back,
            "scope": " ".join(self._client.scopes),
            "state": departure.state,
            "nonce": departure.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = str(self._metadata()["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def arrive(self, departure: Departure, code: str, back: str) -> Identity:
        """Return who came back with `code`. Raises `Unproved`."""
        answer = self._exchange(departure, code, back)
        claims = self._claims(str(answer.get("id_token", "")), departure.nonce)
        told = claims | self._more(answer, claims)
        groups = told.get(self._client.groups_claim) or ()
        proved = told.get("email_verified") in (True, "true")
        email = told.get("email")
        return Identity(
            subject=f"{self._client.issuer} {claims['sub']}",
            name=str(told.get("name") or told.get("preferred_username") or email or claims["sub"]),
            email=str(email) if email and proved else None,
            groups=frozenset([groups] if isinstance(groups, str) else map(str, groups)),
        )

    def _exchange(self, departure: Departure, code: str, back: str) -> Mapping[str, Any]:
        metadata, mine = self._metadata(), self._client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": departure.verifier,
            "client_id": mine.client_id,
        }
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic = mine.client_secret is not None and "client_secret_basic" in ways
        if mine.client_secret is not None and not basic:
            form["client_secret"] = mine.client_secret
        auth = httpx.BasicAuth(mine.client_id, mine.client_secret or "") if basic else None
        return self._asked("POST", str(metadata["token_endpoint"]), data=form, auth=auth)

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """Return what an ID token says, once it is sure that the provider says it, to us, now."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(kid),
                algorithms=ALGORITHMS,
                audience=self._client.client_id,
                issuer=self._metadata()["issuer"],
                leeway=_LEEWAY,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            raise Unproved(f"its ID token is not valid: {error}") from error
        if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
            raise Unproved("its ID token is not for this login")
        if claims.get("azp", self._client.client_id) != self._client.client_id:
            raise Unproved("its ID token is for another program")
        return claims

    def _more(self, answer: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return what it tells only when asked: some keep e-mail addresses and groups out of the token."""
        address = self._metadata().get("userinfo_endpoint")
        wanted = {"email", "email_verified", self._client.groups_claim}
        if not address or wanted <= claims.keys() or "access_token" not in answer:
            return {}
        told = self._asked("GET", str(address), headers={"Authorization": f"Bearer {answer['access_token']}"})
        if told.get("sub") != claims["sub"]:
            raise Unproved("what it tells of somebody is of somebody else")
        return {name: told[name] for name in (*wanted, "name", "preferred_username") if name in told}

    def _metadata(self) -> Mapping[str, Any]:
        with self._lock:
            if self._known is None or time.monotonic() - self._known[0] > _KNOWN_FOR:
                found = self._asked("GET", self._client.issuer.rstrip("/") + DISCOVERY)
                needed = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
                if not needed <= found.keys() or str(found["issuer"]).rstrip("/") != self._client.issuer.rstrip("/"):
                    raise Unproved(f"{self._client.issuer} does not say of itself what OpenID Connect wants")
                self._known = (time.monotonic(), found)
            return self._known[1]

    def _key(self, kid: str | None) -> jwt.PyJWK:
        """Return the key of that name; one that is not known yet is asked for, not more often than is polite."""
        address = str(self._metadata()["jwks_uri"])
        with self._lock:
            found = self._keys and _named(self._keys[1], kid)
            if found is None and (self._keys is None or time.monotonic() - self._keys[0] > _LOOK_AGAIN):
                fresh = jwt.PyJWKSet.from_dict(dict(self._asked("GET", address)))
                self._keys = (time.monotonic(), fresh)
                found = _named(fresh, kid)
        if not isinstance(found, jwt.PyJWK):
            raise Unproved("its ID token is signed with a key that it does not publish")
        return found

    def _asked(self, method: str, address: str, **options: Any) -> Mapping[str, Any]:
        """Return the JSON object that it answers with. Raises `Unproved`, without a word of ours in it."""
        try:
            with httpx.Client(timeout=_SECONDS) as http, http.stream(method, address, **options) as answer:
                body = b"".join(_limited(answer))
                answered = answer.is_success and httpx.Response(200, content=body).json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unproved(f"it does not answer at {address.partition('?')[0]}: {type(error).__name__}") from error
        if not isinstance(answered, dict):
            raise Unproved(f"it answers {answer.status_code} at {address.partition('?')[0]}")
        return answered


def departing() -> Departure:
    """Return what nobody can guess of somebody who leaves."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Departure(state=state, nonce=nonce, verifier=verifier)


def _limited(answer: httpx.Response) -> Any:
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > _LARGEST:
            raise ValueError("too long")
        yield part


def _named(keys: jwt.PyJWKSet, kid: str | None) -> jwt.PyJWK | None:
    fitting = [key for key in keys.keys if kid is None or key.key_id == kid]
    return fitting[0] if len(fitting) == 1 or (fitting and kid is not None) else None
