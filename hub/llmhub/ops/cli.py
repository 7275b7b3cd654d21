"""The command line of the operators; one function per command stands in a module of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from llmhub.errors import LabError
from llmhub.ops import doctor, lifecycle, people, prepare, rehearsal, smoke, status, up
from llmhub.ops.context import Context, open_context


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints have a code too."""

    def error(self, message: str) -> NoReturn:
        """Raise LabError `bad-arguments` instead of printing the usage."""
        raise LabError("bad-arguments", f"{message[:1].upper()}{message[1:]}; see `make help`.")


def build_parser() -> Parser:
    """Return the parser; every command takes --state."""
    parser = Parser(prog="llmhub", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--state", type=Path, default=Path("/srv/llmhub"), metavar="DIR")
        return command

    add_for_operators(add)
    add_for_deploy(add)
    return parser


def add_for_operators(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add what people call."""
    add("status", "Who runs, since when, CPU and memory; model store and disk.")
    add("stop", "Stop all servers of one student.").add_argument("user")
    add("logs", "Last lines of a student's containers, crashed ones too.").add_argument("user")
    doctor = add("doctor", "Check everything and say what to do.")
    doctor.add_argument("--before-deploy", action="store_true", help="what deploy needs")
    doctor.add_argument("--devices", action="store_true", help="whether Docker knows the cards")
    doctor.add_argument("--dotenv", type=Path, metavar="FILE")
    users = add("users", "Accounts from a roster; invite, remove or export one person.")
    action = users.add_mutually_exclusive_group()
    action.add_argument("--roster", type=Path, metavar="FILE.csv")
    action.add_argument("--invite", metavar="NAME")
    action.add_argument("--remove", metavar="NAME")
    action.add_argument("--export", metavar="NAME")
    users.add_argument("--update", action="store_true", help="also change roles and groups")
    users.add_argument("--out", type=Path, default=Path("invites.csv"), metavar="FILE.csv")
    add("smoke", "Do what a student does, from login to the first token.")
    rehearse = add("rehearse-gpu", "Week 4 on the card, as a student would do it.")
    rehearse.add_argument("--look", action="store_true", help="only whether that can be")
    rehearse.add_argument("--command", default=rehearsal.COMMAND, dest="line", metavar="LINE")
    rehearse.add_argument("--model", default=rehearsal.MODEL, metavar="NAME")
    add("down", "Stop the hub and all servers; nothing of the students' is lost.")
    destroy = add("destroy", "Remove the hub from this host.")
    destroy.add_argument("--force", action="store_true", help="do not ask")
    destroy.add_argument("--homes", action="store_true", help="students' homes as well")


def add_for_deploy(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the steps of the playbook."""
    configure = add("configure", "Check the settings and write hub.env.")
    configure.add_argument("--dotenv", type=Path, metavar="FILE")
    configure.add_argument("--version", required=True, dest="image_version")
    configure.add_argument("--notebook", choices=("base", "base-slim"))
    configure.add_argument("--admin", metavar="NAME")
    configure.add_argument("--check", action="store_true", help="write nothing")
    add("secrets", "Make missing secrets.")
    add("network", "Make the students' bridge.")
    up = add("up", "Start hub and proxy and wait until both are healthy.")
    up.add_argument("--timeout", type=int, default=180, metavar="SECONDS")
    add("where", "Say where the hub is.")
    add("admin", "Make the first admin.").add_argument("--name", default="admin")


def run(options: argparse.Namespace) -> int:
    """Run one command; return the exit code."""
    match options.command:
        case "configure":
            given = {"notebook": options.notebook, "admin": options.admin}
            prepare.configure(options.dotenv, options.image_version, given, pretend=options.check)
        case "doctor" if options.before_deploy:
            return doctor.report(doctor.look_before_deploy(options.dotenv))
        case "doctor" if options.devices:
            return doctor.report(doctor.look_at_devices(options.dotenv))
        case "doctor":
            return doctor.report(doctor.look(open_context(options.state)))
        case "rehearse-gpu" if options.look:
            rehearsal.look(options.state)
        case _:
            run_on_hub(open_context(options.state), options)
    return 0


def run_on_hub(context: Context, options: argparse.Namespace) -> None:
    """Run a command that needs a deployed hub's settings."""
    match options.command:
        case "status":
            status.run(context)
        case "stop":
            lifecycle.stop(context, options.user)
        case "logs":
            lifecycle.logs(context, options.user)
        case "users":
            people.run(context, options)
        case "smoke":
            smoke.run(context)
        case "rehearse-gpu":
            rehearsal.run(context, rehearsal.Rehearsal(options.line, options.model))
        case "down":
            lifecycle.down(context)
        case "destroy":
            lifecycle.destroy(context, force=options.force, homes=options.homes)
        case "secrets":
            prepare.ensure_secrets(context)
        case "network":
            prepare.ensure_bridge(context)
        case "up":
            up.run(context, options.timeout)
        case "where":
            up.where(context)
        case "admin":
            people.first_admin(context, options.name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; a known failure is one sentence with its code, no traceback."""
    try:
        return run(build_parser().parse_args(arguments))
    except LabError as error:
        print(f"[FAIL] {error}", file=sys.stderr)
        return 2 if error.code == "bad-arguments" else 1
    except KeyboardInterrupt:
        print("[FAIL] Interrupted. [interrupted]", file=sys.stderr)
        return 130
