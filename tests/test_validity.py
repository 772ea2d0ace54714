"""Every page of our own site is valid HTML by the Nu checker, where it is at hand: FANZHA_VNU names its vnu.jar."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, run

VNU = os.environ.get("FANZHA_VNU", "")


@pytest.mark.skipif(not (VNU and shutil.which("java")), reason="FANZHA_VNU names no Nu checker, or there is no java")
def test_every_page_is_valid(tmp_path: Path) -> None:
    output = tmp_path / "site"
    options = ("--output", str(output), "--url", "https://a.example", "--future")
    assert run("build", "--source", str(ROOT), *options)[0] == 0
    assert len(list(output.rglob("*.html"))) > 20
    checker = ["java", "-jar", VNU, "--errors-only", "--skip-non-html", str(output)]
    checked = subprocess.run(checker, capture_output=True, text=True, timeout=300)
    assert (checked.stderr, checked.returncode) == ("", 0)
