"""S5, `~~…~~` and task lists: marks that Markdown's extensions elsewhere have, too."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor

from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

MARKED = r"(?<![=!<>])((?<![A-Za-z0-9])==|==(?![A-Za-z0-9]))(?![=\s])((?:[^=\n]|=(?!=))+?)(?<![\s=])==(?!=)"
"""`==words==`, but no comparison as in `a==b==c`."""

STRUCK = r"(?<!~)(~~)(?![~\s])((?:[^~]|~(?!~))+?)(?<![\s~])~~(?!~)"
TASK = pattern(r"\[([ xX])\][ \t]+(?=\S)")


class TaskTreeprocessor(Treeprocessor):
    """`- [ ] words` is a task to do, `- [x] words` one that is done."""

    def run(self, root: etree.Element) -> None:
        if "[" not in "".join(root.itertext()):
            return
        for items in [element for element in root.iter() if element.tag in ("ul", "ol")]:
            for item in items:
                holder = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
                task = TASK.match((holder.text or "").lstrip())
                if not task:
                    continue
                words = (holder.text or "").lstrip()[task.end() :]
                box = etree.Element("input", {"type": "checkbox", "disabled": "disabled"})
                if task[1] != " ":
                    box.set("checked", "checked")
                holder.text, box.tail = "", f" {words}"
                box.set(
                    "aria-label", " ".join((words + "".join("".join(child.itertext()) for child in holder)).split())
                )
                holder.insert(0, box)
                item.set("class", "task")
                items.set("class", "tasks")


def register(md: Markdown, conversion: Conversion) -> None:
    md.inlinePatterns.register(SimpleTagInlineProcessor(MARKED, "mark"), "mark", 55)
    md.inlinePatterns.register(SimpleTagInlineProcessor(STRUCK, "del"), "strike", 54)
    md.treeprocessors.register(TaskTreeprocessor(md), "tasks", 18)
