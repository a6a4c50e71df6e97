"""The host's own statements, read from its sources, as pgbench scripts: so that the two never drift apart."""

import pathlib
import re

HOST = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Host"


def sql(name):
    """The text of the statement of this name, with `\\(columns)` and its like filled in."""
    for path in HOST.rglob("*Store.swift"):
        source = path.read_text()
        found = re.search(r'Statement\(\s*"' + re.escape(name) + r'",\s*("""\n(.*?)\n\s*"""|"(.*?)")(?:,\s*\w+: [^)]*)?\s*\)', source,
                          re.DOTALL)
        if found:
            text = found[2] if found[2] is not None else found[3]
            return filled(source, text)
    raise RuntimeError(f"the host has no statement {name}")


def filled(source, text):
    """With the constants of its own store, or, as in `\\(MessageStore.recent)`, of another one."""
    def part(found):
        store, name = found[1], found[2]
        return constant(next(HOST.rglob(f"{store}.swift")).read_text() if store else source, name)
    return re.sub(r"\\\((?:(\w+)\.)?(\w+)\)", part, text)


def constant(source, name):
    found = re.search(r"let " + name + r' = """\n(.*?)\n\s*"""', source, re.DOTALL)
    if not found:
        raise RuntimeError(f"no constant {name} beside its statement")
    return filled(source, found[1])


def bound(name, *values):
    """A statement with pgbench's variables, or any expressions, in the places of `$1`, `$2`, …"""
    text = re.sub(r"\$(\d+)", lambda place: values[int(place[1]) - 1], sql(name))
    return " ".join(text.split())


def claim():
    """Takes one message; its columns are variables from here on, `:claimed_id` and so on."""
    known = "ARRAY['search.step']", "ARRAY['tiktok', 'inprocess']"
    return bound("messages.claim", "now()", "1", "30", "'bench'", "'now'", *known, "1") + " \\gset claimed_"


def finish():
    """Takes the claimed message off the queue."""
    return bound("messages.finish", ":claimed_id", ":claimed_lease_token") + ";"


def follow(payload):
    """Adds the message that follows the claimed one."""
    return bound(
        "messages.insert", "gen_random_uuid()", "'search.step'", ":claimed_job_id", ":claimed_user_id",
        ":claimed_platform", payload, "now()", "6", "NULL", "false", "now()", ":claimed_turn", "'[]'") + ";"


def announce():
    """Wakes workers and whoever follows the claimed message's job."""
    return bound("messages.announce", ":claimed_job_id") + ";"
