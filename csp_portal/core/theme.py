"""The partnership's own colour, as a small style sheet; every contrast is worked out, never hoped for."""

import hashlib
import re

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

WHITE = (255, 255, 255)
INK = (27, 26, 38)
# WCAG 2.2, 1.4.3 for text; what carries white text on it must reach the same.
TEXT_CONTRAST = 4.5

Colour = tuple[int, int, int]


def parse(text: str) -> Colour:
    """
    Read a colour written as #rrggbb.

    :raises ImproperlyConfigured: if it is written in any other way
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ImproperlyConfigured(f"PARTNERSHIP_COLOUR must be written like #3b2a6b, not {text!r}.")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def contrast(one: Colour, other: Colour) -> float:
    """Work out the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Mix a share of the other colour in."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def readable(colour: Colour) -> Colour:
    """Darken a colour until it can be read on white and on the palest tint of itself."""
    while contrast(colour, WHITE) < TEXT_CONTRAST + 0.6:
        colour = mix(colour, INK, 0.06)
    return colour


def written(colour: Colour) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in colour)


def stylesheet() -> str:
    """Write the custom properties that the portal's style sheet asks for."""
    band = parse(settings.PARTNERSHIP_COLOUR)
    on_band = WHITE if contrast(band, WHITE) >= contrast(band, INK) else INK
    ink = readable(band)
    colours = {
        "portal-band": band,
        "portal-on-band": on_band,
        "portal-band-quiet": mix(band, on_band, 0.14),
        "portal-brand": ink,
        "portal-brand-dark": mix(ink, INK, 0.45),
        "portal-brand-line": mix(ink, WHITE, 0.72),
        "portal-brand-tint": mix(ink, WHITE, 0.95),
        "govuk-brand-colour": ink,
        "govuk-link-colour": ink,
        "govuk-link-hover-colour": mix(ink, INK, 0.6),
        "govuk-surface-border-colour": mix(ink, WHITE, 0.72),
        "govuk-surface-background-colour": mix(ink, WHITE, 0.95),
    }
    lines = "\n".join(f"  --{name}: {written(colour)};" for name, colour in colours.items())
    return f":root {{\n{lines}\n}}\n"


def version() -> str:
    """Name the present style sheet by its content, so that browsers may keep it for ever."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:12]
