"""The house: foreign keys go down, faces stay thin, names match, no signals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from core.access.checks import doors

ROOT = Path(settings.BASE_DIR)
LAYERS = ["core", "customers", "catalogue", "approvals", "marketing", "orders"]
FACES = ["shop", "adminpanel"]
APPS = [*LAYERS, *FACES, "config"]


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in LAYERS:
            continue
        for field in model._meta.get_fields():
            if not field.concrete or field.related_model is None:
                continue
            target = field.related_model._meta
            if target.label == settings.AUTH_USER_MODEL or target.app_label not in LAYERS:
                continue
            if LAYERS.index(target.app_label) > LAYERS.index(label):
                wrong.append(f"{model.__name__}.{field.name} → {target.label}")
    assert not wrong


def test_faces_have_no_models_and_touch_no_manager() -> None:
    wrong = []
    for path in sources(*FACES):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            writes = re.search(r"\.(save|create|delete|bulk_create|update_or_create)\(", line)
            reads = re.search(r"\.objects\b", line)
            if (writes or reads) and "form.save" not in line and "session.save" not in line:
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not wrong, "\n".join(wrong)
    assert not [model for model in apps.get_models() if model._meta.app_label in FACES]


def test_no_signals_and_no_imports_inside_functions() -> None:
    wrong = []
    for path in sources(*APPS):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: signals")
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [
                    f"{path.relative_to(ROOT)}:{inner.lineno}: import in {node.name}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert not wrong, "\n".join(wrong)


def test_words_are_marked_by_a_name_that_the_search_for_them_knows() -> None:
    """`gettext as _` and the names themselves; what another name marks is never translated."""
    wrong = [
        f"{path.relative_to(ROOT)}: {alias.name} as {alias.asname}"
        for path in sources(*APPS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_says_what_belongs_there() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in sources(*APPS)
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert not bare


def test_files_stay_small() -> None:
    """300 lines makes you split by use case, 500 needs a reason written here."""
    long = [
        f"{path.relative_to(ROOT)}: {len(path.read_text().splitlines())}"
        for path in sources(*APPS)
        if len(path.read_text().splitlines()) > 400
    ]
    assert not long


@pytest.mark.parametrize("namespace", ["shop", "my", "account", "staff"])
def test_a_url_and_its_view_share_a_name(namespace: str) -> None:
    wrong = []
    for door in doors():
        if door.name.startswith(f"{namespace}:"):
            view = door.pattern.callback.__name__.rstrip("_")
            if view != door.name.partition(":")[2].replace("-", "_"):
                wrong.append(f"{door.name} ↔ {view}")
    assert not wrong, "\n".join(wrong)
