"""Train the embedded family: `python -m models.tiny --organisation FOLDER --out FOLDER`, about
three minutes on two cores.
"""

import argparse
import os
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Train the family; return the exit status."""
    parser = argparse.ArgumentParser(prog="models.tiny", description=__doc__)
    parser.add_argument(
        "--organisation", type=Path, required=True, help="folder with *.txt and questions.yml"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="empty folder for the trained models"
    )
    parser.add_argument(
        "--threads", type=int, default=os.cpu_count() or 1, help="processor threads (default: all)"
    )
    options = parser.parse_args(arguments)
    # Before the libraries are imported: nothing here may look for a hub, and threads that wait for
    # one
    # another must sleep, not spin: on a busy machine spinning takes three times the processor time.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch
    from transformers.utils import logging

    from models.errors import ModelError
    from models.tiny.family import Family
    from models.tiny.organisation import read_organisation

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    try:
        Family(read_organisation(options.organisation), options.out).train()
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
