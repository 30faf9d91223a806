from __future__ import annotations

import json

import pytest

from stance.errors import MissingExtraError
from stance.extras import need


def test_a_module_that_is_there_is_given() -> None:
    assert need("json", "scale") is json


def test_what_is_missing_is_told_with_the_command_that_installs_it() -> None:
    with pytest.raises(MissingExtraError) as caught:
        need("no_such_package.inner", "scale")
    assert str(caught.value) == (
        "no_such_package is not installed; pip install 'stance-quotes[scale]'"
    )
