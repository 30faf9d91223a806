"""The corpus doctor: what is wrong with labelled statements, before anybody trains on them.

`entries` reads files and goes on after what it cannot read; `spans`, `labels`, `names` and
`splits` each look for one sort of fault; `near` finds texts that are almost the same.
"""
