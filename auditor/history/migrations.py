"""The tables of a history, numbered: each step is applied once, in its own transaction, and never changed again."""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (  # 1: runs, and the records of their agents by content, so that an agent that did not change is kept once
        """create table runs (
            id integer primary key autoincrement,
            audit text not null,
            at text not null,
            kept_at text not null,
            auditor text not null,
            fleet text not null,
            summary text not null,
            note text not null,
            members blob not null
        )""",
        "create index runs_of_audit on runs (audit, id)",
        "create table dictionaries (id integer primary key, body blob not null)",
        """create table records (
            id integer primary key,
            agent text not null,
            digest blob not null unique,
            dictionary integer not null references dictionaries,
            body blob not null
        )""",
        "create index records_of_agent on records (agent, id)",
        *(
            f"create trigger {table}_stay_{verb} before {verb} on {table} "
            f"begin select raise(abort, 'a history is only added to'); end"
            for table in ("runs", "records", "dictionaries")
            for verb in ("update", "delete")
        ),
    ),
    (  # 2: what each run changed, counted when it is kept, so that a list of runs reads none of their agents
        "alter table runs add column moved text not null default ''",
    ),
)

VERSION = len(STEPS)
APPLICATION = 0x41465248
"""`AFRH` in the header of the file: what tells a history of ours from another program's database."""
