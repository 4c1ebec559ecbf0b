"""`python -m tests.stories`: the tables of every named step at which the service is killed, alone and in a click."""

from tests.stories import clicks, kill

if __name__ == "__main__":
    kill.main()
    clicks.main()
