"""All commands of `monitor`, in the order in which `monitor --help` lists them."""

from monitor.cli.commands import Table

COMMANDS: Table = {
    "init": ("write a commented config.yaml and .env.example", "monitor.cli.setup:init"),
    "check": ("say what is wrong with the configuration, and where", "monitor.cli.setup:check"),
    "run": ("the service: hears, judges, speaks, tells", "monitor.cli.service:run"),
    "scheduler": ("a part of run: look what is due, wake workers", "monitor.cli.service:scheduler"),
    "worker": ("a part of run: do what there is to do", "monitor.cli.service:worker"),
    "catch-up": ("judge what waits of the past, and end", "monitor.cli.service:catch_up"),
    "web": ("a part of run: the pages", "monitor.cli.service:web"),
    "once": ("one round of everything that is due", "monitor.cli.service:once"),
    "score": ("judge texts alone: JSON Lines in, JSON Lines out", "monitor.cli.service:score"),
    "digest": ("the weekly digest", "monitor.cli.digest:digest"),
    "sources": ("what is listened to, and what can be", "monitor.cli.sources:sources"),
    "cases": ("complaints, what was done about them, and doing it", "monitor.cli.cases:cases"),
    "people": ("who answers customers, and what they may do", "monitor.cli.people:people"),
    "routes": ("where complaints go, and why", "monitor.cli.routes:routes"),
    "settings": ("thresholds, routes, playbooks, holidays: changed here", "monitor.cli.lead:settings"),
    "shadow": ("the quiet first days, and their end", "monitor.cli.lead:shadow"),
    "crisis": ("the worst day: one switch", "monitor.cli.lead:crisis"),
    "silences": ("what is known of already, and alerts nobody", "monitor.cli.silences:silences"),
    "judgement": ("how well mentions are judged, and teaching it", "monitor.cli.judgement:judgement"),
    "import": ("read a file's rows into the store", "monitor.cli.data:import_"),
    "export": ("write all mentions or cases out", "monitor.cli.data:export"),
    "erase": ("erase what people said, for good", "monitor.cli.data:erase"),
    "prune": ("delete what is older than `retention` allows", "monitor.cli.data:prune"),
    "migrate": ("bring the store's schema up to date", "monitor.cli.data:migrate"),
    "store": ("copy the store to another database", "monitor.cli.data:store"),
    "backup": ("save the store to a file, in use or not", "monitor.cli.data:backup"),
    "restore": ("bring a saved store back", "monitor.cli.data:restore"),
}
