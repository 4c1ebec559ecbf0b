"""All commands of `monitor`, in the order in which `monitor --help` lists them."""

from monitor.cli.commands import Table

COMMANDS: Table = {
    "init": ("write a commented config.yaml and .env.example", "monitor.cli.setup:init"),
    "check": ("say what is wrong with the configuration, and where", "monitor.cli.setup:check"),
    "sources": ("what is listened to, and what can be", "monitor.cli.sources:sources"),
}
