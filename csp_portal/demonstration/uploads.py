"""Files of other origin for the demonstration's pack: Word, slides, a scanned letter. Made, not shipped."""

import io
import re

import docx
import pypdfium2
import weasyprint
from docx.shared import Mm
from PIL import Image, ImageFilter

NUMBERED = re.compile(r"^(#+) (.*)$")


def word_file(title: str, text: str) -> bytes:
    """Write Markdown of headings, paragraphs, lists and tables as a Word file."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    document.add_heading(title, level=0)
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip().splitlines()
        if not lines:
            continue
        if heading := NUMBERED.match(lines[0]):
            document.add_heading(_plain(heading[2]), level=len(heading[1]) - 1)
            lines = lines[1:]
        if lines and all(line.startswith("|") for line in lines):
            _table(document, lines)
        elif lines and all(line.startswith("- ") for line in lines):
            for line in lines:
                document.add_paragraph(_plain(line[2:]), style="List Bullet")
        elif lines:
            document.add_paragraph(_plain(" ".join(lines)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    return re.sub(r"[*_`]{1,2}", "", text)


def _table(document: "docx.document.Document", lines: list[str]) -> None:
    rows = [[_plain(cell.strip()) for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=False):
            cell.text = text


SLIDE_STYLE = """
@page { size: 33.867cm 19.05cm; margin: 2cm 2.4cm; background: #f4f1ea }
body { font-family: "DejaVu Sans", sans-serif; font-size: 20pt; color: #222 }
section { break-before: page }
section:first-of-type { break-before: auto }
h1 { font-size: 20pt; margin: 0 }
h2 { font-size: 32pt; color: #6b2d1f; border-bottom: 3pt solid #c9703f; padding-bottom: 8pt }
li { margin-bottom: 12pt }
"""


def slides(title: str, text: str) -> bytes:
    """Lay out slides as a presentation program would export them: landscape, without tags."""
    sections: list[str] = []
    for part in f"\n{text}".split("\n## ")[1:]:
        heading, _, body = part.partition("\n")
        points = "".join(
            f"<li>{_plain(line[2:])}</li>" for line in body.splitlines() if line.startswith("- ")
        )
        first = "" if sections else f"<h1>{title}</h1>"
        sections.append(f"<section>{first}<h2>{heading}</h2><ul>{points}</ul></section>")
    html = f"<title>{title}</title><style>{SLIDE_STYLE}</style>{''.join(sections)}"
    pdf: bytes = weasyprint.HTML(string=html).write_pdf()
    return pdf


LETTER = """
<style>@page { size: A4; margin: 3cm } body { font: 12pt/1.6 "DejaVu Serif", serif }</style>
<p>Bridge Renewal Trust<br>Tottenham, London N17</p>
<p>29 January 2016</p>
<p>To the secretariat of the Community Safety Partnership</p>
<p>Dear colleagues,</p>
<p>Our trustees met on 27 January. They have asked our chief executive to go on sitting for the Trust on the
Partnership's board in the coming year, and Maeve Tolland to stand in when he cannot come.</p>
<p>We are glad to lead the work on prevention with you.</p>
<p>Yours sincerely,</p><p style="font: italic 22pt 'DejaVu Serif'">K. Oduro-Lisle</p><p>Chief Executive</p>
"""


def scanned_page() -> bytes:
    """Photograph a letter the way an office scanner does: a little askew, a little blurred, no text behind it."""
    page = pypdfium2.PdfDocument(weasyprint.HTML(string=LETTER).write_pdf())[0]
    picture = page.render(scale=150 / 72).to_pil().convert("L")
    picture = picture.rotate(0.7, expand=False, fillcolor=250).filter(ImageFilter.GaussianBlur(0.6))
    picture = Image.eval(picture, lambda light: min(255, int(light * 0.97) + 6))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70, dpi=(150, 150))
    return out.getvalue()
