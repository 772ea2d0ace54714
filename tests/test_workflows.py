"""GitHub's workflows: valid by their schema, and their shell steps lead from a clean clone to a site that works.

GitHub's own actions are not run: what `configure-pages` would put out is given, and a server stands in for Pages.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from conftest import ROOT
from test_addresses import read

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ORIGIN, BASE = "https://owner.github.io", "/my-repo"
OUTPUTS = {
    "steps.pages.outputs.origin": ORIGIN,
    "steps.pages.outputs.base_path": BASE,
    "steps.pages.outputs.base_url": ORIGIN + BASE,
}
"""What actions/configure-pages puts out for a project's page (its action.yml)."""

CONDITION = re.compile(r"github\.event_name (==|!=) '(\w+)'")
EXPRESSION = re.compile(r"\$\{\{ *([\w.]+) *\}\}")
ADDRESS_IN_CSS = re.compile(r"url\(['\"]?([^'\")]+)")

Workflow = dict[Any, Any]


def workflow(name: str) -> Workflow:
    loaded: Workflow = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))
    return loaded


def test_workflows_are_valid() -> None:
    assert [path.name for path in WORKFLOWS] == ["pages.yml", "tests.yml"]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *map(str, WORKFLOWS)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_sees_a_mistake(tmp_path: Path) -> None:
    broken = tmp_path / "pages.yml"
    broken.write_text((ROOT / ".github/workflows/pages.yml").read_text("utf-8").replace("runs-on:", "run-on:"), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(broken)]
    assert subprocess.run(command, capture_output=True).returncode == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_githubs_own_and_pinned_by_their_major_version(path: Path) -> None:
    used = re.findall(r"uses: (\S+)", path.read_text("utf-8"))
    assert used
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)] == []


def test_pages_has_what_github_documents() -> None:
    pages = workflow("pages.yml")
    assert pages["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    deploy = pages["jobs"]["deploy"]
    assert deploy["environment"] == {"name": "github-pages", "url": "${{ steps.deployment.outputs.page_url }}"}
    assert deploy["needs"] == "build"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    # A pull request deploys nothing, and its code runs where nothing can be written.
    assert not happens(deploy, "pull_request") and happens(deploy, "push")
    assert set(pages["jobs"]["build"]["permissions"].values()) == {"read"}
    used = [actions(pages, event) for event in ("push", "pull_request")]
    assert {"actions/configure-pages", "actions/upload-pages-artifact", "actions/cache"} <= used[0]
    assert {"actions/upload-artifact", "actions/cache"} <= used[1]
    assert not {"actions/configure-pages", "actions/upload-pages-artifact"} & used[1]


def happens(step: dict[str, Any], event: str) -> bool:
    """Whether GitHub would take the step or job at this event; the conditions here are of one form."""
    if "if" not in step:
        return True
    found = CONDITION.fullmatch(step["if"])
    assert found, step["if"]
    return (event == found[2]) == (found[1] == "==")


def actions(pages: Workflow, event: str) -> set[str]:
    steps = pages["jobs"]["build"]["steps"]
    return {step["uses"].partition("@")[0] for step in steps if "uses" in step and happens(step, event)}


# --- the steps, run


def clean_clone(folder: Path) -> Path:
    """The project as `actions/checkout` leaves it, with what is not committed yet."""
    if os.name != "posix" or not (ROOT / ".git").exists():
        pytest.skip("needs a checkout of the project, on a system like the runner's")
    git = ["git", "-c", "safe.directory=*"]
    subprocess.run([*git, "clone", "--quiet", "--no-local", "--depth=1", ROOT.as_uri(), folder], check=True)
    command = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for path in filter(None, listed):
        if (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, folder / path)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """A Python of its own, in which `pip` and the libraries are at hand, as the runner has them in its cache."""
    venv.create(folder, with_pip=False)
    packages = next(folder.glob("lib/python*/site-packages"))
    at_hand = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "at_hand.pth").write_text("\n".join(at_hand), "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTHON", "GIT_"))}
    return {**kept, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "GITHUB_ACTIONS": "true"}


def filled(text: str) -> str:
    return EXPRESSION.sub(lambda found: OUTPUTS[found[1]], text)


def run_steps(event: str, clone: Path, variables: dict[str, str]) -> list[str]:
    """Run the shell steps of the job `build` in order, as GitHub does (`bash -e`); what each printed."""
    said = []
    for step in workflow("pages.yml")["jobs"]["build"]["steps"]:
        if "run" not in step or not happens(step, event):
            continue
        assert EXPRESSION.search(step["run"]) is None, "values go into a step by variables, never into its script"
        own = {name: filled(value) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=clone, env=variables | own, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{step['run']}\n{done.stdout}{done.stderr}"
        said.append(done.stdout + done.stderr)
    return said


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("workflow")
    return clean_clone(folder / "clone"), environment(folder / "python")


@pytest.fixture(scope="module")
def deployed(steps: tuple[Path, dict[str, str]]) -> Path:
    run_steps("push", *steps)
    return steps[0] / "_site"


class Pages(SimpleHTTPRequestHandler):
    """A static server whose site stands under BASE, as a project's page does; anything else is not there."""

    def translate_path(self, path: str) -> str:
        inside = urlsplit(path).path
        return super().translate_path(inside[len(BASE) :]) if inside.startswith(f"{BASE}/") else os.devnull + "/none"

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(deployed: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(deployed)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def answers(port: int, paths: set[str]) -> dict[str, int]:
    found = {}
    for path in sorted(paths):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        found[path] = connection.getresponse().status
        connection.close()
    return found


def own_paths(deployed: Path) -> set[str]:
    """The path of everything on our own host that any page, style, feed or map of the site leads to."""
    targets: set[str] = set()
    for file in deployed.rglob("*"):
        if file.name.startswith("."):
            continue
        address = f"{ORIGIN}{BASE}/{quote(file.relative_to(deployed).as_posix().removesuffix('index.html'))}"
        if file.suffix == ".html":
            targets |= {urljoin(address, link.address) for link in read(file.read_text("utf-8")).links}
        elif file.suffix == ".css":
            targets |= {urljoin(address, link) for link in ADDRESS_IN_CSS.findall(file.read_text("utf-8"))}
        elif file.suffix == ".xml":
            values = [value for node in ElementTree.parse(file).iter() for value in (node.text, *node.attrib.values())]
            targets |= {value.strip() for value in values if value and value.strip().startswith("http")}
    return {urlsplit(target).path for target in targets if target.startswith(f"{ORIGIN}/")}


def test_the_steps_lead_to_a_site_whose_every_link_answers(deployed: Path, served: int) -> None:
    paths = own_paths(deployed)
    assert len(paths) > 40
    assert any("/assets/style." in path for path in paths) and f"{BASE}/feed.xml" in paths
    assert {path: status for path, status in answers(served, paths).items() if status != 200} == {}
    # The server does tell what is not there.
    nowhere = {f"{BASE}/none/", "/", "/assets/", f"{BASE}x/"}
    assert set(answers(served, nowhere).values()) == {404}
    pages = {f"{BASE}/{quote(path.relative_to(deployed).as_posix())}" for path in deployed.rglob("*.html")}
    assert set(answers(served, pages).values()) == {200}
    assert f"<loc>{ORIGIN}{BASE}/" in (deployed / "sitemap.xml").read_text("utf-8")
    assert not (deployed / ".fanzha.json").exists()


def test_a_pull_request_is_built_for_the_root_and_reuses_the_store(
    steps: tuple[Path, dict[str, str]], deployed: Path
) -> None:
    clone, variables = steps
    assert (clone / ".cache").is_dir()  # what actions/cache keeps, and nothing else
    shutil.rmtree(clone / "_site")
    run_steps("pull_request", clone, variables)
    index = (clone / "_site" / "index.html").read_text("utf-8")
    assert f'"{BASE}/' not in index and 'href="/assets/style.' in index
