"""The documents hold to the code: every key, command, option, problem code and rule is listed; links lead somewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ROOT
from dialect_reference import LANGUAGES, PARTS, PICTURES, anchor, document, section
from test_dialect import FOLDER

from fanzha import config, front_matter, keys, posts
from fanzha.cli import parsed
from fanzha.commands import COMMANDS
from fanzha.dialect import CONSTRUCTS
from fanzha.problems import Language
from fanzha.severities import ALWAYS_ERRORS, BUILD_CODES, CHECK_CODES, PUBLISH_CODES

DOCS = ROOT / "docs"
README = ROOT / "README.md"
GUIDES = (DOCS / "guide.zh.md", DOCS / "guide.en.md")
DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))

FENCED = re.compile(r"^( *)(`{3,}|~{3,})[^\n]*\n.*?^\1\2$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\[\]\n]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
TABLE = re.compile(r"^<table>\n<tr><th align=.*?^</td></tr>\n</table>$", re.MULTILINE | re.DOTALL)
"""A table of the dialect's documents; the examples in it may hold tables, too."""

GOLDEN = sorted(FOLDER.glob("*.md"))
RULES = [
    f"{letter}{number}"
    for letter, last in (("B", 11), ("A", 4), ("S", 5), ("I", 9), ("P", 5))
    for number in range(1, last + 1)
]
SEVERITIES = ("error", "warning", "info")


def running_text(path: Path) -> str:
    """The document without fenced blocks and without HTML tables, in which headings and links are examples."""
    return FENCED.sub("", TABLE.sub("", path.read_text("utf-8")))


def anchors(path: Path) -> list[str]:
    return [anchor(heading) for heading in HEADING.findall(running_text(path))]


def sections(guide: Path) -> tuple[str, str]:
    """The guide's section on the config's settings, and the next one, on the front matter's."""
    parts = re.split(r"^## ", guide.read_text("utf-8"), flags=re.MULTILINE)
    number = next(number for number, part in enumerate(parts) if "config.yaml" in part.partition("\n")[0])
    return parts[number], parts[number + 1]


def first_cells(text: str) -> set[str]:
    """Every code span in the first cell of a row of a table."""
    rows = re.findall(r"^\| *((?:`[^`\n]+`,? *)+)\|", text, re.MULTILINE)
    return {span for row in rows for span in re.findall(r"`([^`\n]+)`", row)}


def emitted_codes() -> Iterator[tuple[str, str]]:
    """Severity (empty where it is not a literal) and code of every problem that the sources can make."""
    for path in sorted((ROOT / "fanzha").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            literals = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if name == "Problem":
                severity, code = node.args[1:3]
                if isinstance(code, ast.Constant):
                    yield str(severity.value) if isinstance(severity, ast.Constant) else "", str(code.value)
                else:
                    # Handed on: the caller names it, or it is a reason in WHY_LEFT_OUT.
                    assert ast.unparse(code) in ("code", "self.code", "draft.left_out"), f"{path}:{node.lineno}"
            elif name in ("yaml_parser.parse", "read"):
                yield from (("error", value) for value in literals if isinstance(value, str))
    yield from (("", reason) for reason in posts.WHY_LEFT_OUT)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_setting_is_in_both_guides(guide: Path) -> None:
    text, _ = sections(guide)
    assert first_cells(text) == {key.name for key in config.KEYS.values() if key.kind == "used"}
    assert [name for name in config.KEYS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_front_matter_key_is_in_both_guides(guide: Path) -> None:
    _, text = sections(guide)
    assert first_cells(text) == {key.name for key in front_matter.KEYS.values() if key.reader}
    assert [name for name in front_matter.KEYS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_defaults_in_the_guides_are_true(guide: Path) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| [^|]+ \| `([^`]+)` \|", guide.read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 10
    defaults = config.Config()
    actual = {name: str(getattr(defaults, keys.field_name(name))) for name, _ in rows}
    lowered = {name: value.lower() if value in ("True", "False") else value for name, value in actual.items()}
    assert dict(rows) == lowered


def test_every_command_and_option_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text("utf-8")
    assert [name for name in COMMANDS if f"| `{name}` |" not in text] == []
    for command in COMMANDS.values():
        with pytest.raises(SystemExit):
            parsed(command, ["--help"])
        flags = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out))
        assert {option.flag for option in command.options} <= flags
        assert [flag for flag in sorted(flags) if not re.search(rf"`{flag}[ `]", text)] == []


def test_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`", README.read_text("utf-8")))
    assert {"preview", "test"} <= named <= targets


def test_every_problem_code_is_explained() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| ([a-z, ]+) \|", (DOCS / "problems.md").read_text("utf-8"), re.MULTILINE)
    explained = {code: severities.split(", ") for code, severities in rows}
    assert len(explained) == len(rows)
    assert set(explained) == {code for _, code in emitted_codes()}
    assert all(severity in SEVERITIES for severities in explained.values() for severity in severities)
    wrong = [(code, severity) for severity, code in emitted_codes() if severity and severity not in explained[code]]
    assert wrong == []


def test_the_config_may_name_every_code() -> None:
    text = (DOCS / "problems.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([a-z, ]+) \|", text, re.MULTILINE))
    assert set(rows) == BUILD_CODES | CHECK_CODES | PUBLISH_CODES
    assert {code for code in BUILD_CODES if rows[code] == "error"} == ALWAYS_ERRORS


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_check_is_in_both_guides(guide: Path) -> None:
    text = guide.read_text("utf-8")
    assert [code for code in sorted(CHECK_CODES) if f"`{code}`" not in text] == []


def test_every_golden_file_has_its_place_in_the_dialects_documents() -> None:
    assert sorted(name for _, names in PARTS for name in names.split()) == [path.stem for path in GOLDEN]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_golden_file_speaks_to_its_readers(path: Path) -> None:
    described = section(path)
    assert [language for language in LANGUAGES if not described.paragraphs[language]] == []
    assert len(described.cases) >= 2, "name two cases or more in Chinese: `| zh=`"


def test_every_rule_of_the_dialect_is_described() -> None:
    sections = [section(path) for path in GOLDEN]
    rules = {rule for described in sections for rule in described.rules}
    assert sorted(rules) == sorted(RULES)
    titles = {described.title.en.lower() for described in sections}
    kept = [rule for construct in CONSTRUCTS for rule in construct.rules.split(", ") if rule]
    assert [rule for rule in kept if rule not in rules and rule.lower() not in titles] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_of_the_dialect_are_what_the_golden_cases_say(language: Language) -> None:
    path = DOCS / f"dialect.{language}.md"
    assert path.read_text("utf-8") == document(language), "run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_of_the_dialect_come_out_on_github(language: Language) -> None:
    text = document(language)
    # A blank line ends a block of HTML (CommonMark 0.31, section 4.6).
    assert [table for table in TABLE.findall(text) if re.search(r"\n[ \t]*\n", table)] == []
    assert len(TABLE.findall(text)) == len(GOLDEN)
    assert all((DOCS / address).is_file() for address in PICTURES.values())
    headings = anchors(DOCS / f"dialect.{language}.md")
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(re.sub(r"`[^`\n]+`", "", running_text(path))):
        if re.match(r"[a-z]+:", target):
            continue
        address, _, fragment = unquote(target).partition("#")
        file = path.parent / address if address else path
        assert file.exists(), target
        assert not fragment or fragment in anchors(file), target


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    names = {re.split(r"[^A-Za-z0-9_.-]", line)[0] for line in wanted}
    text = (DOCS / "dependencies.md").read_text("utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []
