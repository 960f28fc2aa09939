#!/bin/sh
# Records the conversation again: installs Synapse on first use, then runs record.py with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=$("$here/synapse-venv.sh")
exec "$venv/bin/python" "$here/record.py" "$@"
