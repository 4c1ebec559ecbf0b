"""The settings of a GitHub source."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, model_validator

from connectors.kit.kind import SourceSettings
from connectors.kit.query.field import refuse_unsearchable
from connectors.kit.query.search import Dialect

DIALECT = Dialect(longest=200, most=5)
"""Plain words and phrases, in at most 256 characters with what we add; `in:title` would be for all of them."""

Repository = Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$", to_lower=True)]


class GithubSettings(SourceSettings):
    """Which repositories are yours, or else what to search all of GitHub for."""

    repositories: tuple[Repository, ...] = Field(
        default=(), max_length=50, description="Your repositories, as owner/name. Without any, `query` is searched for."
    )
    issues: bool = Field(default=True, description="Hear issues and, in your repositories, the comments on them.")
    discussions: bool = Field(default=False, description="Hear discussions; needs a `token`.")
    pull_requests: bool = Field(default=False, description="Hear pull requests, too.")
    token: SecretStr | None = Field(
        default=None, description="A personal access token; a search for issues goes without."
    )
    base_url: str = Field(default="https://api.github.com", description="Where the API is: https://HOST/api/v3.")

    @model_validator(mode="after")
    def _something_to_hear(self) -> "GithubSettings":
        if not self.issues and not self.discussions:
            raise ValueError("say `issues: true` or `discussions: true`")
        if self.token is None and (self.discussions or self.repositories):
            raise ValueError("this needs a `token`: Settings > Developer settings > Personal access tokens")
        if not self.repositories:
            if self.query is None:
                raise ValueError("say which `repositories` are yours, or what to search for as `query`")
            refuse_unsearchable(self.query, DIALECT)
        return self

    @property
    def streams(self) -> tuple[str, ...]:
        """What is read, one after the other: a name and a repository or a search each."""
        if self.repositories:
            names = ["issues", "comments"] * self.issues + ["discussions"] * self.discussions
            return tuple(f"{name} {repository}" for repository in self.repositories for name in names)
        names = ["search"] * self.issues + ["talk"] * self.discussions
        searches = self.query.searches(DIALECT) if self.query else ()
        return tuple(f"{name} {search}" for search in searches for name in names)
