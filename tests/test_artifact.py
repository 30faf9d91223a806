from __future__ import annotations

import io
import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from stance import artifact
from stance.errors import ModelError

KIND = "example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    artifact.write(
        path,
        kind=KIND,
        manifest={"note": "é"},
        arrays={"weights": np.arange(6, dtype=np.float32).reshape(2, 3)},
        texts={"terms.txt": "one\ntwo\n"},
    )
    return path


def test_what_is_written_is_read(folder: Path) -> None:
    stored = artifact.read(folder, KIND)
    assert stored.manifest["note"] == "é"
    assert stored.texts == {"terms.txt": "one\ntwo\n"}
    np.testing.assert_array_equal(stored.arrays["weights"], [[0, 1, 2], [3, 4, 5]])
    assert stored.arrays["weights"].dtype == np.float32


@given(arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=4)), st.text())
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, array: artifact.Array, text: str
) -> None:
    folder = tmp_path_factory.mktemp("round") / "model"
    artifact.write(folder, kind=KIND, manifest={}, arrays={"a": array}, texts={"t.txt": text})
    stored = artifact.read(folder, KIND)
    np.testing.assert_array_equal(stored.arrays["a"], array)
    assert stored.texts["t.txt"] == text


def test_equal_contents_give_equal_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    stored = artifact.read(folder, KIND)
    artifact.write(
        again, kind=KIND, manifest={"note": "é"}, arrays=stored.arrays, texts=stored.texts
    )
    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_an_older_model_is_replaced_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    artifact.write(folder, kind=KIND, manifest={"note": "new"}, arrays={}, texts={})
    assert artifact.read(folder, KIND).manifest["note"] == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("mine")
    with pytest.raises(ModelError, match="holds no model; nothing was written"):
        artifact.write(other, kind=KIND, manifest={}, arrays={}, texts={})
    assert (other / "chapter.txt").read_text() == "mine"
    with pytest.raises(ModelError, match="is a file; name a folder"):
        artifact.check_target(other / "chapter.txt")
    with pytest.raises(ModelError, match=r"chapter\.txt is a file; name a folder"):
        artifact.check_target(other / "chapter.txt" / "model")


def truncate(folder: Path) -> None:
    path = folder / artifact.WEIGHTS
    path.write_bytes(path.read_bytes()[:-20])


def alter(folder: Path) -> None:
    path = folder / "terms.txt"
    path.write_text(path.read_text().replace("two", "owt"))


def plant(folder: Path) -> None:
    (folder / "extra.py").write_text("print()")


def drop(folder: Path) -> None:
    (folder / "terms.txt").unlink()


def link(folder: Path) -> None:
    copy = folder.parent / "elsewhere.txt"
    shutil.move(folder / "terms.txt", copy)
    (folder / "terms.txt").symlink_to(copy)


def unpickle_me(folder: Path) -> None:
    (folder / artifact.WEIGHTS).write_bytes(pickle.dumps({"weights": [1.0]}))


def change(folder: Path, edit: Callable[[dict[str, object]], object]) -> None:
    path = folder / artifact.MANIFEST
    manifest = json.loads(path.read_text())
    edit(manifest)
    path.write_text(json.dumps(manifest))


def rehash(folder: Path, data: bytes) -> None:
    """Plant weights of another's making whose size and hash agree with the manifest."""
    import hashlib

    (folder / artifact.WEIGHTS).write_bytes(data)
    entry = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    change(folder, lambda m: m["files"].update({artifact.WEIGHTS: entry}))  # type: ignore[attr-defined]


def object_array(folder: Path) -> None:
    packed = io.BytesIO()
    np.savez(packed, weights=np.array([{"a": 1}], dtype=object), allow_pickle=True)
    rehash(folder, packed.getvalue())


def text_array(folder: Path) -> None:
    packed = io.BytesIO()
    np.savez(packed, weights=np.array(["a"]))
    rehash(folder, packed.getvalue())


def zip_bomb(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"w{number}.npy", bytes(64 * 1024 * 1024))
    rehash(folder, packed.getvalue())


DAMAGE: list[tuple[Callable[[Path], object], str]] = [
    (truncate, r"weights\.npz: has \d+ bytes where the manifest says \d+ \(truncated"),
    (alter, r"terms\.txt: was altered: its SHA-256 differs"),
    (plant, r"extra\.py: is not listed in the manifest; remove it"),
    (drop, r"terms\.txt: is missing"),
    (link, r"terms\.txt: is not a regular file"),
    (unpickle_me, r"weights\.npz: is a Python pickle, which could run code and is never loaded"),
    (object_array, r"weights\.npz: holds no readable arrays"),
    (text_array, r"weights\.npz: array 'weights' has dtype <U1"),
    (zip_bomb, r"weights\.npz: unpacks to more than"),
    (lambda f: rehash(f, b"PK not a zip"), r"weights\.npz: holds no readable arrays"),
    (shutil.rmtree, r"no such model folder"),
    (lambda f: (f / "manifest.json").unlink(), r"holds no manifest\.json"),
    (lambda f: (f / "manifest.json").write_text("{"), r"manifest\.json: is not valid JSON"),
    (lambda f: (f / "manifest.json").write_bytes(b"\xff"), r"manifest\.json: is not valid JSON"),
    (lambda f: (f / "manifest.json").write_text("[]"), r"has no format number"),
    (lambda f: change(f, lambda m: m.update(format=99)), r"has format 99, this version reads"),
    (lambda f: change(f, lambda m: m.update(kind="cake")), r"is a 'cake' model, expected"),
    (lambda f: change(f, lambda m: m.update(files={})), r"does not list weights\.npz"),
    (
        lambda f: change(f, lambda m: m["files"].update({"../x": {}})),  # type: ignore[attr-defined]
        r"lists '\.\./x', which is no plain file name",
    ),
    (
        lambda f: change(f, lambda m: m["files"].update({"terms.txt": {}})),  # type: ignore[attr-defined]
        r"has no size and SHA-256 for terms\.txt",
    ),
]


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
def test_a_damaged_folder_is_refused(
    folder: Path, damage: Callable[[Path], object], reason: str
) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=reason):
        artifact.read(folder, KIND)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(pickle.dumps([1]))
    with pytest.raises(ModelError, match="pickles and joblib files are never loaded"):
        artifact.read(path, KIND)


def test_text_that_is_not_utf8(folder: Path) -> None:
    import hashlib

    data = b"\xff\xfe"
    (folder / "terms.txt").write_bytes(data)
    entry = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    change(folder, lambda m: m["files"].update({"terms.txt": entry}))  # type: ignore[attr-defined]
    with pytest.raises(ModelError, match=r"terms\.txt: is not UTF-8"):
        artifact.read(folder, KIND)


def test_arrays_of_objects_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="not numeric"):
        artifact.write(
            tmp_path / "m", kind=KIND, manifest={}, arrays={"a": np.array(["x"])}, texts={}
        )
    assert list(tmp_path.iterdir()) == []
