"""The settings of a Reddit source."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, model_validator

from connectors.kit.kind import SourceSettings
from connectors.kit.query.field import refuse_unsearchable
from connectors.kit.query.search import Dialect
from connectors.kit.query.syntax import Place

DIALECT = Dialect(any_of=" OR ", fields={Place.TITLE: "title:", Place.AUTHOR: "author:"}, longest=500, most=5)
"""Words and phrases in at most 512 characters; `NOT` is left to our own matching, since Reddit's stems words."""

Subreddit = Annotated[str, StringConstraints(pattern=r"^\w{2,21}$", to_lower=True)]
User = Annotated[str, StringConstraints(pattern=r"^[\w-]{3,20}$", to_lower=True)]


class RedditSettings(SourceSettings):
    """Which subreddits, or else what to search all of Reddit for."""

    client_id: str = Field(min_length=1, description="The application's id, below its name at reddit.com/prefs/apps.")
    client_secret: SecretStr = Field(description="The application's secret.")
    username: User | None = Field(default=None, description="The account that answers, and whose mentions are heard.")
    password: SecretStr | None = Field(default=None, description="Its password, for an app of type `script`.")
    refresh_token: SecretStr | None = Field(default=None, description="Or a permanent refresh token that it gave.")
    subreddits: tuple[Subreddit, ...] = Field(
        default=(), max_length=25, description="Subreddits, without r/. Without any, `query` is searched for."
    )
    posts: bool = Field(default=True, description="Hear the posts of these subreddits.")
    comments: bool = Field(default=True, description="Hear the comments in these subreddits.")
    mentions: bool = Field(default=False, description="Hear comments anywhere that name u/`username`.")
    accounts: tuple[User, ...] = Field(
        default=(), max_length=10, description="Your accounts (names never change there): what they write is yours."
    )
    requests_a_minute: int = Field(default=100, ge=1, description="Reddit allows 100 for each application.")
    user_agent: str | None = Field(
        default=None, max_length=200, description="How to call ourselves, if Reddit approved a certain name."
    )
    base_url: str = Field(default="https://oauth.reddit.com", description="Where the API is.")
    token_url: str = Field(
        default="https://www.reddit.com/api/v1/access_token", description="Where tokens are given out."
    )

    @model_validator(mode="after")
    def _whole(self) -> "RedditSettings":
        if self.password is not None and self.refresh_token is not None:
            raise ValueError("say one of `password` and `refresh_token`")
        if self.signs_in and self.username is None:
            raise ValueError("say as `username` whose `password` or `refresh_token` it is")
        if self.mentions and not self.signs_in:
            raise ValueError("`mentions` needs a `username` and its `password` or a `refresh_token`")
        if self.subreddits and not (self.posts or self.comments):
            raise ValueError("say `posts: true` or `comments: true`")
        if not self.subreddits and self.query is not None:
            refuse_unsearchable(self.query, DIALECT)
        elif not self.subreddits and not self.mentions:
            raise ValueError("say which `subreddits`, or what to search for as `query`")
        return self

    @property
    def signs_in(self) -> bool:
        """Whether it asks in the name of an account."""
        return self.password is not None or self.refresh_token is not None

    @property
    def own(self) -> tuple[str, ...]:
        """The names of all our accounts, in small letters."""
        return tuple(dict.fromkeys((*((self.username,) if self.username else ()), *self.accounts)))

    @property
    def streams(self) -> tuple[str, ...]:
        """What is read, one after the other: a name, and a subreddit, a search or an account."""
        names = ["new"] * self.posts + ["comments"] * self.comments
        heard = [f"{name} {subreddit}" for subreddit in self.subreddits for name in names]
        if not self.subreddits and self.query is not None:
            heard += [f"search {words}" for words in self.query.searches(DIALECT)]
        return (*heard, *(["mentions"] * self.mentions), *(f"account {name}" for name in self.own))
