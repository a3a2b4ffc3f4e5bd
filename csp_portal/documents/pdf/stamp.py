"""The words that are set on finished pages: page numbers, markings, the way back to the agenda."""

import functools
import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

# What numbers, markings and our own sentences may need.
_LETTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”…"


@dataclass(frozen=True)
class StampFont:
    """One font, cut down to the letters of stamps: its file, and the glyph and width of each letter."""

    name: str
    file: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str, size: float) -> float:
        """Measure the text in points."""
        return sum(self.widths[self._glyph(letter)] for letter in text) * size / 1000

    def show(self, text: str) -> bytes:
        """Write the text as the operand of Tj."""
        return b"<" + "".join(f"{self._glyph(letter):04X}" for letter in text).encode() + b">"

    def _glyph(self, letter: str) -> int:
        return self.glyphs.get(letter, self.glyphs["?"])

    def into(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """Put the font into a document and give the object that pages refer to."""
        file = pdf.make_stream(self.file)
        file.Length1 = len(self.file)
        descriptor = pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor, FontName=Name("/" + self.name), Flags=32, FontBBox=Array(list(self.box)),
                ItalicAngle=0, Ascent=self.ascent, Descent=self.descent, CapHeight=self.ascent, StemV=80,
                FontFile2=file,
            )
        )  # fmt: skip
        descendant = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + self.name),
                CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
                FontDescriptor=descriptor, CIDToGIDMap=Name.Identity, DW=0,
                W=Array([0, Array(list(self.widths))]),
            )
        )  # fmt: skip
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + self.name), Encoding=Name("/Identity-H"),
                DescendantFonts=Array([descendant]), ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )  # fmt: skip

    def _to_unicode(self) -> bytes:
        letters = {glyph: letter for letter, glyph in reversed(self.glyphs.items())}
        lines = [f"<{glyph:04X}> <{ord(letter):04X}>" for glyph, letter in sorted(letters.items())]
        blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode()


@functools.lru_cache(maxsize=8)
def stamp_font(path: Path) -> StampFont:
    """Prepare the font of stamps from a font file, once in the life of a process."""
    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options(
        layout_features=["tnum"],
        name_IDs=[],
        hinting=False,
        notdef_outline=True,
        drop_tables=["GSUB", "GPOS", "GDEF"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text=_LETTERS)
    cutter.subset(font)
    font.flavor = None
    target = io.BytesIO()
    font.save(target, reorderTables=True)
    scale = 1000 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    glyph_of = {name: index for index, name in enumerate(order)}
    head, line = font["head"], font["hhea"]
    return StampFont(
        name="STAMPS+" + "".join(letter for letter in path.stem if letter.isalnum() or letter == "-"),
        file=target.getvalue(),
        glyphs={chr(code): glyph_of[name] for code, name in sorted(font.getBestCmap().items())},
        widths=tuple(round(font["hmtx"][name][0] * scale) for name in order),
        box=tuple(round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)),  # type: ignore[arg-type]
        ascent=round(line.ascent * scale),
        descent=round(line.descent * scale),
    )
