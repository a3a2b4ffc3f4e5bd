"""
Parts that the portal did not typeset, brought to the state in which its own leave the typesetter.

Nothing of them does anything but be seen, their names collide with nobody's, and their links lead to pages.
"""

import re

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

# The front sheet's link to a part, by its key; a name that no address on the web can have.
LINK_TO_PART = "https://pack.invalid/#"

# What an annotation could do, other than be seen or lead to a page or a web address.
_ACTIVE_KEYS = (
    "/AA",
    "/FS",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/Movie",
    "/Sound",
    "/3DD",
    "/3DA",
    "/MK",
    "/PA",
)
_PAGE_LUGGAGE = ("/AA", "/B", "/Thumb", "/PieceInfo", "/Metadata", "/AF", "/Trans", "/Dur", "/PresSteps")


def make_ready(source: Pdf, prefix: str) -> None:
    """Bring a foreign file to the state in which ours leave the typesetter."""
    _explicit_destinations(source)
    for page in source.pages:
        drop(page.obj, *_PAGE_LUGGAGE)
        _balance(source, page)
        for annotation in page.obj.get("/Annots", ()):
            _disarm(annotation)
    if "/StructTreeRoot" in source.Root:
        _own_names(source, source.Root.StructTreeRoot, prefix)


def drop(item: Object, *keys: str) -> None:
    """Leave keys out, those that are not there too."""
    for key in keys:
        if key in item:
            del item[key]


def _balance(source: Pdf, page: pikepdf.Page) -> None:
    """Close what the page opened, so that the stamps stand where they belong."""
    depth = lowest = 0
    for instruction in pikepdf.parse_content_stream(page, "q Q"):
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    if lowest < 0:
        page.contents_add(b"q\n" * -lowest, prepend=True)
    if depth - lowest > 0:
        page.contents_add(b"\n" + b"Q\n" * (depth - lowest))


def _disarm(annotation: Object) -> None:
    """Take away whatever an annotation could do; what can be seen stays."""
    drop(annotation, *_ACTIVE_KEYS)
    action = annotation.get("/A")
    if action is not None:
        drop(action, "/Next")
        is_web = action.get("/S") == Name.URI and re.match(
            r"(?i)https?:|mailto:", str(action.get("/URI", ""))
        )
        if not is_web or annotation.get("/Subtype") != Name.Link:
            del annotation["/A"]
    if annotation.get("/Subtype") == Name.Widget:
        # A field without its form is not shown everywhere; as a stamp it looks as it was filled in.
        annotation.Subtype = Name.Stamp
        drop(
            annotation,
            "/Dest",
            "/Parent",
            "/Kids",
            "/FT",
            "/Ff",
            "/T",
            "/TU",
            "/TM",
            "/V",
            "/DV",
            "/DA",
            "/Opt",
            "/MaxLen",
        )


def _explicit_destinations(source: Pdf) -> None:
    """Names of destinations would be lost or collide in the join, so each link says its page itself."""
    named: dict[str, Object] = {}
    if "/Dests" in source.Root:
        named.update({str(name)[1:]: value for name, value in source.Root.Dests.items()})
    if "/Names" in source.Root and "/Dests" in source.Root.Names:
        named.update({str(name): value for name, value in pikepdf.NameTree(source.Root.Names.Dests).items()})
    for page in source.pages:
        for annotation in page.obj.get("/Annots", ()):
            target = annotation.get("/Dest")
            action = annotation.get("/A")
            if target is None and action is not None and action.get("/S") == Name.GoTo:
                target = action.get("/D")
                del annotation["/A"]
            if target is None:
                continue
            if isinstance(target, String | Name):
                target = named.get(str(target).lstrip("/") if isinstance(target, Name) else str(target))
            if isinstance(target, Dictionary):
                target = target.get("/D")
            if isinstance(target, Array) and len(target):
                annotation.Dest = target
            else:
                drop(annotation, "/Dest")


def _own_names(source: Pdf, root: Object, prefix: str) -> None:
    """Keep a file's element identifiers, roles and classes apart from those of every other part."""
    roles = {str(role): Name(f"/{prefix}{str(role)[1:]}") for role in root.get("/RoleMap", ())}
    classes = {str(name): Name(f"/{prefix}{str(name)[1:]}") for name in root.get("/ClassMap", ())}
    if roles:
        root.RoleMap = Dictionary(
            {str(roles[role]): roles.get(str(meaning), meaning) for role, meaning in root.RoleMap.items()}
        )
    if classes:
        root.ClassMap = Dictionary({str(classes[name]): value for name, value in root.ClassMap.items()})
    identified: list[tuple[bytes, Object]] = []
    seen: set[tuple[int, int]] = set()
    kids = root.get("/K", Array([]))
    waiting = list(kids) if isinstance(kids, Array) else [kids]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Dictionary) or "/S" not in element or element.objgen in seen:
            continue
        if element.is_indirect:
            seen.add(element.objgen)
        role = str(element.S)
        if role in roles:
            element.S = roles[role]
        if "/C" in element:
            names = element.C if isinstance(element.C, Array) else Array([element.C])
            element.C = Array(
                [classes.get(str(name), name) if isinstance(name, Name) else name for name in names]
            )
        if "/ID" in element:
            element.ID = String(prefix.encode() + b"-" + bytes(element.ID))
            if element.is_indirect:
                identified.append((bytes(element.ID), element))
        _own_headers(element, prefix)
        # Structure destinations, references and attached files would bring the whole file along.
        drop(element, "/Ref", "/AF", "/NS")
        below = element.get("/K")
        if below is not None:
            waiting.extend(below if isinstance(below, Array) else [below])
    if identified:
        names = Array([])
        for name, element in sorted(identified, key=lambda item: item[0]):
            names.append(String(name))
            names.append(element)
        root.IDTree = Dictionary(Names=names)
    else:
        drop(root, "/IDTree")


def _own_headers(element: Object, prefix: str) -> None:
    attributes = element.get("/A")
    if attributes is None:
        return
    for one in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(one, Dictionary) and "/Headers" in one:
            one.Headers = Array([String(prefix.encode() + b"-" + bytes(header)) for header in one.Headers])


def take_out_targets(source: Pdf) -> list[tuple[int, int, str | int]]:
    """
    Note where each link leads and take its page out of it: a page that is named before it is copied is lost.

    Gives page, annotation, and the page within the part or the key of another part.
    """
    targets: list[tuple[int, int, str | int]] = []
    index_of: dict[tuple[int, int], int] = {}
    for page_index, page in enumerate(source.pages):
        annotations = page.obj.get("/Annots")
        if annotations is None:
            continue
        for annotation_index, annotation in enumerate(annotations):
            if "/Dest" in annotation:
                index_of = index_of or {other.obj.objgen: index for index, other in enumerate(source.pages)}
                place = annotation.Dest
                target = index_of.get(place[0].objgen) if isinstance(place, Array) and len(place) else None
                if target is None:
                    del annotation["/Dest"]
                else:
                    annotation.Dest = Array([target, *list(place)[1:]])
                    targets.append((page_index, annotation_index, target))
            elif "/A" in annotation and str(annotation.A.get("/URI", "")).startswith(LINK_TO_PART):
                targets.append((page_index, annotation_index, str(annotation.A.URI)[len(LINK_TO_PART) :]))
                del annotation["/A"]
    return targets
