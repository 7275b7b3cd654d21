"""Operator commands: `python -m llmhub COMMAND`; `make help` shows them."""

from llmhub.ops.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
