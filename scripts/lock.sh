#!/bin/sh
# Write requirements/*.txt from requirements/*.in: exact versions with hashes, for every platform,
# with no address of any index. Versions that still fit stay; UPGRADE=1 takes the newest.
set -eu
cd "$(dirname "$0")/../requirements"
compile() {
    ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header ${UPGRADE:+--upgrade} "$@"
}
compile base.in --output-file base.txt
compile dev.in --constraint base.txt --output-file dev.txt
# Not held to base.txt: boto3 needs an older python-dateutil than the rest would take.
compile s3.in --output-file s3.txt
