"""The Glue job: `--source --raw --staging --date [--to …]`, with the package beside it as --extra-py-files. See docs/glue.md."""
import sys

from fleetlake_glue.job import main

code = main(sys.argv)
if code:
    sys.exit(code)
