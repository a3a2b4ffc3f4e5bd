"""What axe finds on a page, and whether the page fits its window."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"

# The widths at which every page is looked at: a desk, a phone, a tablet.
DESK, PHONE, TABLET = WIDTHS = (1280, 320, 768)
# What another layout of the same elements can break.
OF_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"]


def findings(page: Page, *, only: list[str] | None = None) -> list[str]:
    """Name what axe finds on the page as it stands, one line for each element; by some of its rules if so wished."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(
        "(only) => axe.run(document, {resultTypes: ['violations'], ...(only && {runOnly: only})})", only
    )
    return [
        f"{finding['id']}: {node['target']} {node['failureSummary']}"
        for finding in result["violations"]
        for node in finding["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Name the elements that make the page wider than its window; WCAG 2.2, 1.4.10."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= width) return []
            return [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > width + 1)
                .map((each) => `${each.tagName.toLowerCase()}.${each.className}`)
        }"""
    )


def unstyled(page: Page) -> list[str]:
    """Name the elements whose words stand in the browser's own type, for no style of ours reaches them."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *, footer *")]
            .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((each) => each.checkVisibility() && !each.closest("svg, pre, code, kbd, .govuk-visually-hidden"))
            .filter((each) => !/Public Sans|monospace/.test(getComputedStyle(each).fontFamily))
            .map((each) => `${each.tagName.toLowerCase()}.${each.className}: ${each.textContent.trim().slice(0, 40)}`)"""
    )


def findings_at_every_width(page: Page) -> list[str]:
    """
    Look at the page at 1280, 320 and 768 pixels.

    The tablet shows the elements that the desk shows, so that only their layout is looked at again.
    """
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        rules = OF_LAYOUT if width == TABLET else None
        found += [f"{width} px: {finding}" for finding in findings(page, only=rules)]
        found += [f"{width} px: wider than the window: {element}" for element in overflow(page)]
    return found
