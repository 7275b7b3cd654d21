"""Run the command line: `python -m labs.build`."""

import sys

from labs.build.cli import main

sys.exit(main())
