"""Stories of sources say what went wrong as tests do."""

import pytest

pytest.register_assert_rewrite("tests.stories.sources.story")
