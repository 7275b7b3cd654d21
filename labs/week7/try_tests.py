"""Run every function of test_feature.py whose name begins with `test_`, as pytest would.

    python try_tests.py
    python try_tests.py --without NAME

With --without, the function NAME of assignment_core.py is replaced by one that does nothing and
returns None. A test that passes all the same does not test your feature.
"""

import argparse
import sys
import traceback

import assignment_core


def main() -> None:
    """Run the tests; the exit status is 1 if one failed, 2 if there is none."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", metavar="NAME", help="a function to take out first")
    options = parser.parse_args()
    if options.without:
        if not hasattr(assignment_core, options.without):
            raise SystemExit(f"assignment_core.py has no {options.without}.")
        setattr(assignment_core, options.without, lambda *values, **named: None)
    # Only now: the tests take the functions as they find them.
    import test_feature

    tests = [(name, test) for name, test in vars(test_feature).items() if name.startswith("test_")]
    failed = 0
    for name, test in tests:
        try:
            test()
            print(f"[OK] {name}")
        except Exception:
            failed += 1
            last = traceback.format_exc().strip().splitlines()[-1]
            print(f"[FAILED] {name}: {last}", file=sys.stderr)
    if not tests:
        print("test_feature.py has no function whose name begins with test_.", file=sys.stderr)
    raise SystemExit(2 if not tests else int(failed > 0))


if __name__ == "__main__":
    main()
