# everything that must hold
check:
    bash .ci/check

# rebuild the shipped models from the data (needs a PolNeAR checkout, see data/README.md)
build:
    python -m training.build_reader
    python -m training.build_conditions
    python -m training.build

# the quality gate alone
gate:
    python -m training.gate

# command-line reference in the README
docs:
    python -m training.cli_reference
