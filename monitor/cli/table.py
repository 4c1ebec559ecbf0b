"""All commands of `monitor`, in the order in which `monitor --help` lists them."""

from monitor.cli.commands import Table

COMMANDS: Table = {
    "init": ("write a commented config.yaml and .env.example", "monitor.cli.setup:init"),
    "check": ("say what is wrong with the configuration, and where", "monitor.cli.setup:check"),
    "run": ("the service: hears, judges, speaks, tells", "monitor.cli.service:run"),
    "once": ("one round of everything that is due", "monitor.cli.service:once"),
    "score": ("judge texts alone: JSON Lines in, JSON Lines out", "monitor.cli.service:score"),
    "digest": ("the weekly digest", "monitor.cli.digest:digest"),
    "sources": ("what is listened to, and what can be", "monitor.cli.sources:sources"),
}
