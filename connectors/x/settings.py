"""The settings of an X source."""

from pydantic import Field, SecretStr, model_validator

from connectors.kit.kind import SourceSettings
from connectors.kit.oauth1 import OAuth1Keys
from connectors.kit.query.field import refuse_unsearchable
from connectors.kit.query.search import Dialect
from connectors.kit.query.syntax import Place

DIALECT = Dialect(
    any_of=" OR ",
    none_of="-",
    excludes=True,
    fields={Place.AUTHOR: "from:", Place.LANGUAGE: "lang:"},
    longest=490,
    most=3,
)
"""Whole words of a post's own text, in at most 512 characters with what we add.

Facts: https://docs.x.com/x-api/posts/search/integrate/operators
"""
_MICRO = 1_000_000
_OAUTH1 = ("api_key", "api_secret", "access_token", "access_secret")


class XSettings(SourceSettings):
    """Who asks, what for, and how much may be spent. Prices are those of docs.x.com/x-api/getting-started/pricing."""

    bearer_token: SecretStr | None = Field(default=None, description="The app's bearer token: it reads, no more.")
    api_key: str | None = Field(default=None, description="Or the app's API key, to act for an account.")
    api_secret: SecretStr | None = Field(default=None, description="The app's API key secret.")
    access_token: SecretStr | None = Field(default=None, description="The account's access token for the app.")
    access_secret: SecretStr | None = Field(default=None, description="The secret of that access token.")
    account_id: str | None = Field(
        default=None, pattern=r"^\d{1,19}$", description="Your account's id, a number; an access token tells it."
    )
    mentions: bool = Field(default=False, description="Hear posts that mention this account.")
    own_answers: bool = Field(
        default=True, description="Read what this account posts, to see its answers; each costs `price_owned_read`."
    )
    authors: bool = Field(
        default=True, description="Read names and followers of authors; each costs `price_user_read`."
    )
    dollars_a_day: float = Field(gt=0, le=100_000, description="The most that may be spent a day (UTC), in dollars.")
    price_post_read: float = Field(default=0.005, ge=0, description="Dollars for a post that is read (August 2026).")
    price_user_read: float = Field(default=0.010, ge=0, description="Dollars for an author that is read.")
    price_owned_read: float = Field(default=0.001, ge=0, description="Dollars for a post or mention of one's own.")
    price_post: float = Field(default=0.015, ge=0, description="Dollars for an answer.")
    price_post_with_link: float = Field(default=0.200, ge=0, description="Dollars for an answer with a link in it.")
    base_url: str = Field(default="https://api.x.com", description="Where the API is.")

    @model_validator(mode="after")
    def _whole(self) -> "XSettings":
        given = [name for name in _OAUTH1 if getattr(self, name) is not None]
        if given and len(given) < len(_OAUTH1):
            missing = ", ".join(f"`{name}`" for name in _OAUTH1 if name not in given)
            raise ValueError(f"to act for an account, say {missing} as well")
        if not given and self.bearer_token is None:
            raise ValueError("say a `bearer_token`, or `api_key`, `api_secret`, `access_token` and `access_secret`")
        if self.mentions and self.account is None:
            raise ValueError("say as `account_id` whose `mentions` are heard")
        if self.query is not None:
            refuse_unsearchable(self.query, DIALECT)
        elif not self.mentions:
            raise ValueError("say what to search for as `query`, or `mentions: true`")
        return self

    @property
    def keys(self) -> OAuth1Keys | None:
        """What requests for an account are signed with."""
        key, secret, token, token_secret = self.api_key, self.api_secret, self.access_token, self.access_secret
        if key is None or secret is None or token is None or token_secret is None:
            return None
        return OAuth1Keys(
            key=key,
            secret=secret.get_secret_value(),
            token=token.get_secret_value(),
            token_secret=token_secret.get_secret_value(),
        )

    @property
    def account(self) -> str | None:
        """The id of the account; an access token begins with it."""
        if self.account_id is not None or self.access_token is None:
            return self.account_id
        begin = self.access_token.get_secret_value().partition("-")[0]
        return begin if begin.isdecimal() else None

    @property
    def budget(self) -> int:
        """What may be spent a day, in millionths of a dollar."""
        return micro(self.dollars_a_day)

    @property
    def streams(self) -> tuple[str, ...]:
        """What is read, one after the other: a search, mentions of the account, what it posts itself."""
        searches = self.query.searches(DIALECT) if self.query else ()
        own = self.own_answers and self.account is not None
        return (*(f"search {words}" for words in searches), *(["mentions"] * self.mentions), *(["own"] * own))


def micro(dollars: float) -> int:
    """Return dollars in millionths, rounded up: what is spent is never more than was said."""
    return -int(-round(dollars * _MICRO, 3) // 1)
