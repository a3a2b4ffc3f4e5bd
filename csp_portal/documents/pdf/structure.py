"""The finishing touches to the tags of one section, made while WeasyPrint still holds them as objects."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pydyf

MARKER = "PortalSection"

# A box of WeasyPrint that says nothing to a reader: its children can stand in its place.
_SAYS_NOTHING = {"Type", "S", "K", "Pg", "P"}


def finisher(prefix: str) -> Callable[[Any, pydyf.PDF], None]:
    """
    Give what WeasyPrint calls before it writes a section.

    The prefix makes the section's element identifiers its own, so that sections can be joined
    without reading them again.
    """

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        tree = _Tree(pdf)
        tree.wrap_list_bodies()
        tree.drop_empty_layers()
        tree.close_heading_gaps()
        tree.own_identifiers(prefix)
        _explicit_destinations(pdf)
        pdf.catalog[MARKER] = pydyf.String(prefix)

    return finish


class _Tree:
    """The structure tree of a section, by object number."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root = self._at(pdf.catalog["StructTreeRoot"])
        self.top = self._at(self.root["K"][0])
        nums = self._at(self.root["ParentTree"])["Nums"]
        self.parents: dict[int, Any] = dict(zip(nums[::2], nums[1::2], strict=True))
        self.page_of = {page: index for index, page in enumerate(pdf.page_references)}

    def _at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split(maxsplit=1)[0])]

    def _kids(self, element: Any) -> Iterator[tuple[Any, Any]]:
        """Each kid as it stands in /K, with its element where it is one."""
        for kid in element["K"]:
            found = self._at(kid) if isinstance(kid, bytes) else None
            yield kid, found if found is not None and found.get("Type") == "/StructElem" else None

    def _walk(self) -> Iterator[Any]:
        waiting = [self.top]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed([kid for _, kid in self._kids(element) if kid is not None]))

    def wrap_list_bodies(self) -> None:
        """WeasyPrint hangs the blocks of a list item under LI itself; PDF/UA wants one LBody there."""
        for element in list(self._walk()):
            if element["S"] != "/LI":
                continue
            label = [kid for kid, found in self._kids(element) if found is not None and found["S"] == "/Lbl"]
            rest = [kid for kid in element["K"] if kid not in label]
            found_rest = [found for kid, found in self._kids(element) if kid in rest]
            if not rest or (len(rest) == 1 and found_rest[0] is not None and found_rest[0]["S"] == "/LBody"):
                continue
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(rest), "P": element.reference}
            )
            if "Pg" in element:
                body["Pg"] = element["Pg"]
            self.pdf.add_object(body)
            for kid, found in zip(rest, found_rest, strict=True):
                if found is not None:
                    found["P"] = body.reference
                    if found["S"] == "/LBody":
                        found["S"] = "/Div"
                elif isinstance(kid, int):
                    self.parents[self.page_of[element["Pg"]]][kid] = body.reference
            element["K"] = pydyf.Array([*label, body.reference])

    def drop_empty_layers(self) -> None:
        """Take out elements that carry no meaning: half of the objects, and so half of the time to join."""
        for element in reversed(list(self._walk())):
            kids: list[Any] = []
            for kid, found in self._kids(element):
                if (
                    found is not None
                    and found["S"] in ("/Span", "/NonStruct")
                    and found.keys() <= _SAYS_NOTHING
                    and element is not self.top
                    and found.get("Pg") == element.get("Pg")
                ):
                    for grandchild, below in self._kids(found):
                        if below is not None:
                            below["P"] = element.reference
                        elif isinstance(grandchild, int):
                            self.parents[self.page_of[element["Pg"]]][grandchild] = element.reference
                        kids.append(grandchild)
                    # pydyf miscounts freed objects in a compressed file, so this one stays, empty.
                    found.clear()
                else:
                    kids.append(kid)
            element["K"] = pydyf.Array(kids)

    def close_heading_gaps(self) -> None:
        """A heading goes at most one level below the one before it, and the first is the first level."""
        level = 0
        for element in self._walk():
            if heading := re.fullmatch(r"/H([1-6])", element["S"]):
                level = min(int(heading[1]), level + 1)
                element["S"] = f"/H{level}"

    def own_identifiers(self, prefix: str) -> None:
        """Put the section's prefix before every identifier and every reference to one, and index them."""
        identified: list[tuple[str, bytes]] = []
        for element in self._walk():
            if "ID" in element:
                name = f"{prefix}-{element['ID'].string}"
                element["ID"] = pydyf.String(name)
                identified.append((name, element.reference))
            attributes = element.get("A")
            if attributes and "Headers" in attributes:
                attributes["Headers"] = pydyf.Array(
                    pydyf.String(f"{prefix}-{header.string}") for header in attributes["Headers"]
                )
        if identified:
            names = pydyf.Array()
            for name, reference in sorted(identified):
                names.extend((pydyf.String(name), reference))
            index = pydyf.Dictionary({"Names": names})
            self.pdf.add_object(index)
            self.root["IDTree"] = index.reference


def _explicit_destinations(pdf: pydyf.PDF) -> None:
    """Names of anchors would collide between sections, so each link says its page and place itself."""
    names = pdf.catalog.pop("Names", {}).get("Dests", {}).get("Names", [])
    places = {name.string: place for name, place in zip(names[::2], names[1::2], strict=True)}
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and isinstance(item.get("Dest"), pydyf.String):
            place = places.get(item["Dest"].string)
            if place is not None:
                item["Dest"] = place
