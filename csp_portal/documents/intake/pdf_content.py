"""Rewriting the content of one page, so that it is balanced, without hidden layers, and marked or unmarked whole."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

Instruction = tuple[list[Any], Any]

TEXT_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
PATH_STARTING = frozenset({"m", "re"})
PATH_GOING_ON = frozenset({"l", "c", "v", "y", "h", "W", "W*"})
PATH_PAINTING = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
MARKING = frozenset({"MP", "DP", "BMC", "BDC", "EMC"})
OTHERS = frozenset(
    "q Q cm w J j M d ri i gs n BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* d0 d1 CS cs SC SCN sc scn G g RG rg K k sh Do"
    " BX EX INLINE IMAGE".split()
)
KNOWN = TEXT_SHOWING | PATH_STARTING | PATH_GOING_ON | PATH_PAINTING | MARKING | OTHERS
# Before each of these a sequence that was opened here for unmarked text must be closed.
TEXT_RUN_ENDS = MARKING | PATH_STARTING | frozenset({"BT", "ET", "q", "Q", "Do", "sh", "INLINE IMAGE"})
DEEPEST = 12


def spelt(name: Any) -> str:
    """Spell a name, also one of bytes that are not UTF-8, as older programs wrote them."""
    try:
        return str(name)
    except UnicodeDecodeError:
        return bytes(name).decode("utf-8", "surrogateescape")


class Damaged(Exception):
    """Raised when a content stream cannot be read at all."""


@dataclass
class Layers:
    """The optional content of a file as it is shown when opened; `hidden` holds the object ids of what is off."""

    hidden: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, pdf: pikepdf.Pdf) -> "Layers":
        properties = pdf.Root.get("/OCProperties")
        if not isinstance(properties, Dictionary):
            return cls()
        default = properties.get("/D", Dictionary())
        hidden: set[tuple[int, int]] = set()
        if str(default.get("/BaseState", "/ON")) == "/OFF":
            hidden.update(_ids(properties.get("/OCGs")))
        hidden.difference_update(_ids(default.get("/ON")))
        hidden.update(_ids(default.get("/OFF")))
        return cls(frozenset(hidden))

    def hides(self, group: Any, depth: int = 0) -> bool:
        """Say whether content of this optional content group or membership is not shown."""
        if not isinstance(group, Dictionary) or depth > DEEPEST:
            return False
        if group.objgen in self.hidden and group.is_indirect:
            return True
        members = group.get("/OCGs")
        if members is None:
            return False
        groups = list(members) if isinstance(members, Array) else [members]
        off = [self.hides(member, depth + 1) for member in groups if isinstance(member, Dictionary)]
        if not off:
            return False
        match str(group.get("/P", "/AnyOn")):
            case "/AllOn":
                return any(off)
            case "/AnyOff":
                return not any(off)
            case "/AllOff":
                return not all(off)
            case _:
                return all(off)


def _ids(array: Any) -> Iterator[tuple[int, int]]:
    if isinstance(array, Array):
        for item in array:
            if isinstance(item, Dictionary) and item.is_indirect:
                yield item.objgen


@dataclass
class Rewritten:
    """What was found while rewriting a content stream."""

    content: bytes
    mcids: set[int] = field(default_factory=set)
    added_mcids: list[int] = field(default_factory=list)
    twice: bool = False
    paints: bool = False
    hid: bool = False


@dataclass
class _Mark:
    written: bool
    hides: bool
    tagged: bool


def rewrite(
    stream: Any,
    resources: Any,
    *,
    layers: Layers,
    keep_marks: bool,
    fills_gaps: bool = False,
) -> Rewritten:
    """
    Read the content and write it again with every q, BT and marked sequence closed.

    Marks are kept or taken out; layers are resolved; with `fills_gaps`, text outside every mark gets a mark of
    its own and other painting outside every mark becomes an artifact.

    :raises Damaged: if it cannot be read
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            instructions = pikepdf.parse_content_stream(stream)
    except (pikepdf.PdfError, TypeError, ValueError) as problem:
        raise Damaged from problem
    return _Rewriter(_dictionary(resources), layers, keep_marks, fills_gaps).run(instructions)


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, Dictionary) else Dictionary()


class _Rewriter:
    def __init__(self, resources: Any, layers: Layers, keep_marks: bool, fills_gaps: bool) -> None:
        self.properties = _dictionary(resources.get("/Properties"))
        self.xobjects = _dictionary(resources.get("/XObject"))
        self.layers = layers
        self.keep_marks = keep_marks
        self.fills_gaps = fills_gaps
        self.next_mcid = 0
        self.out: list[Any] = []
        self.marks: list[_Mark] = []
        self.saved = 0
        self.in_text = False
        self.text_run = False
        self.path_run = False
        self.found = Rewritten(b"")

    def run(self, instructions: list[Any]) -> Rewritten:
        if self.fills_gaps:
            self.next_mcid = max(map(self.mcid_of, instructions), default=-1) + 1
        for instruction in instructions:
            self.take(instruction, list(instruction.operands), spelt(instruction.operator))
        self.close_text_run()
        self.close_path_run()
        if self.in_text:
            self.write("ET")
        while self.marks:
            self.end_mark()
        for _ in range(self.saved):
            self.write("Q")
        self.found.content = pikepdf.unparse_content_stream(self.out)
        return self.found

    def write(self, operator: str, *operands: Any) -> None:
        self.out.append((list(operands), Operator(operator)))

    @property
    def hidden(self) -> bool:
        return any(mark.hides for mark in self.marks)

    @property
    def unmarked(self) -> bool:
        return self.fills_gaps and not any(mark.tagged for mark in self.marks)

    def close_text_run(self) -> None:
        if self.text_run:
            self.write("EMC")
            self.text_run = False

    def close_path_run(self) -> None:
        if self.path_run:
            self.write("EMC")
            self.path_run = False

    def take(self, instruction: Any, operands: list[Any], operator: str) -> None:
        if operator not in KNOWN:
            return  # readers skip what they do not know; so nothing is lost by leaving it out
        if operator in TEXT_RUN_ENDS:
            self.close_text_run()
        if operator in TEXT_SHOWING or operator in ("Do", "sh", "INLINE IMAGE"):
            self.close_path_run()
        if operator in MARKING:
            self.mark(operands, operator)
        elif operator in ("q", "Q", "BT", "ET"):
            self.nest(operator)
        elif self.hidden and operator in TEXT_SHOWING | {"Do", "sh", "INLINE IMAGE"}:
            self.found.hid = True
        elif self.hidden and operator in PATH_PAINTING:
            self.found.hid = True
            self.write("n")
        elif operator == "Do":
            self.draw(operands)
        elif operator in TEXT_SHOWING:
            if self.unmarked and not self.text_run:
                self.open_text()
                self.text_run = True
            self.found.paints = True
            self.out.append(instruction)
        elif operator in ("sh", "INLINE IMAGE"):
            self.found.paints = True
            self.as_artifact(instruction)
        else:
            if operator in PATH_STARTING and self.unmarked and not self.path_run:
                self.write("BMC", Name("/Artifact"))
                self.path_run = True
            self.out.append(instruction)
            if operator in PATH_PAINTING or operator == "n":
                self.found.paints = self.found.paints or operator != "n"
                self.close_path_run()

    def nest(self, operator: str) -> None:
        self.close_path_run()
        match operator:
            case "q":
                self.saved += 1
            case "Q" if self.saved == 0:
                return
            case "Q":
                self.saved -= 1
            case "BT" if self.in_text:
                return
            case "BT":
                self.in_text = True
            case "ET" if not self.in_text:
                return
            case "ET":
                self.in_text = False
        self.write(operator)

    def mark(self, operands: list[Any], operator: str) -> None:
        self.close_path_run()
        if operator in ("MP", "DP"):
            return  # single points in the content; no reader of tags uses them
        if operator == "EMC":
            if self.marks:
                self.end_mark()
            return
        tag = spelt(operands[0]) if operands else ""
        properties = operands[1] if operator == "BDC" and len(operands) > 1 else None
        if isinstance(properties, Name):
            properties = self.properties.get(properties)
        if tag == "/OC":
            self.marks.append(_Mark(written=False, hides=self.layers.hides(properties), tagged=False))
            return
        if not self.keep_marks or not tag.startswith("/"):
            self.marks.append(_Mark(written=False, hides=False, tagged=False))
            return
        tagged = tag == "/Artifact"
        kept = Dictionary()
        if isinstance(properties, Dictionary):
            number = properties.get("/MCID")
            if isinstance(number, int) and number >= 0 and not any(mark.tagged for mark in self.marks):
                self.found.twice = self.found.twice or int(number) in self.found.mcids
                self.found.mcids.add(int(number))
                tagged = True
                kept.MCID = int(number)
            for key in ("/ActualText", "/Alt", "/E", "/Lang", "/Type", "/Subtype"):
                value = properties.get(key)
                if isinstance(value, pikepdf.String | Name | str):
                    kept[key] = value
        if len(kept):
            self.write("BDC", operands[0], kept)
        else:
            self.write("BMC", operands[0])
        self.marks.append(_Mark(written=True, hides=False, tagged=tagged))

    def end_mark(self) -> None:
        if self.marks.pop().written:
            self.write("EMC")

    def draw(self, operands: list[Any]) -> None:
        drawn = self.xobjects.get(operands[0]) if operands and isinstance(operands[0], Name) else None
        if not isinstance(drawn, pikepdf.Stream) or str(drawn.get("/Subtype")) not in ("/Image", "/Form"):
            return
        if self.layers.hides(drawn.get("/OC")):
            self.found.hid = True
            return
        self.found.paints = True
        is_form = str(drawn.get("/Subtype")) == "/Form"
        if self.unmarked and is_form and "/StructParents" in drawn:
            self.write("Do", operands[0])
        elif self.unmarked and is_form and "/Font" in _dictionary(drawn.get("/Resources")):
            self.open_text()
            self.write("Do", operands[0])
            self.write("EMC")
        else:
            self.as_artifact(([operands[0]], Operator("Do")))

    def open_text(self) -> None:
        self.found.added_mcids.append(self.next_mcid)
        self.write("BDC", Name.P, Dictionary(MCID=self.next_mcid))
        self.next_mcid += 1

    def mcid_of(self, instruction: Any) -> int:
        if spelt(instruction.operator) != "BDC" or len(instruction.operands) < 2:
            return -1
        properties = instruction.operands[1]
        if isinstance(properties, Name):
            properties = self.properties.get(properties)
        number = properties.get("/MCID") if isinstance(properties, Dictionary) else None
        return int(number) if isinstance(number, int) else -1

    def as_artifact(self, instruction: Any) -> None:
        if self.unmarked:
            self.write("BMC", Name.Artifact)
            self.out.append(instruction)
            self.write("EMC")
        else:
            self.out.append(instruction)


def content_bytes(page: Any) -> bytes:
    """Join a page's content streams as they are, leaving out those that cannot be decoded."""
    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    parts = []
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            try:
                parts.append(stream.read_bytes())
            except pikepdf.PdfError:
                continue
    return b"\n".join(parts)
