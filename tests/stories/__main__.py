"""`python -m tests.stories`: the table of every named step at which the service is killed."""

from tests.stories.kill import main

if __name__ == "__main__":
    main()
