"""`python -m monitor` and the installed command `monitor`."""

import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    from monitor.cli.main import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
