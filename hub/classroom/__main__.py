"""Run the command line: `python -m classroom`."""

import sys

from classroom.command import main

sys.exit(main())
