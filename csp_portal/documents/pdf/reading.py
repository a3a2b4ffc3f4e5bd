"""Reading finished PDF files: how many pages, and what a page says."""

import io

import pikepdf


def page_count(content: bytes) -> int:
    """This function will count the pages of a PDF file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)
