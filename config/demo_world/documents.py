"""Three documents of the demo world, written here: terms, a routine, and the organisation's own."""

from django.core.files.base import ContentFile

from config.demo_world.people import People
from customers.actors import Actor
from customers.models import Customer, CustomerGroup
from customers.services.documents import DocumentDetails, add_document

_TERMS = (
    "Leveransvillkor för Norrviks kommun",
    "",
    "Kontorsgrossen levererar fritt till kommunens enheter i Norrvik.",
    "Lagervaror kommer inom två vardagar, möbler inom tio.",
    "Gods till skolor lämnas före klockan 10 och bärs in.",
    "",
    "Faktura skickas per order med 30 dagars betalningstid.",
    "Märk alltid med kostnadsställe och referens.",
    "",
    "Fel på gods anmäls inom tio dagar. Obruten förpackning kan",
    "lämnas tillbaka inom trettio dagar.",
    "",
    "Frågor: 0510-555 40, order@kontorsgrossen.example",
)
_ROUTINE = """\
Kyrkskolan: inget gods efter klockan 10. Ring vaktmästaren en timme före.
Strandskolan: lastkajen på baksidan, portkod finns på fraktsedeln.
Elevdatorer: leverera samlat, aldrig i delar.
"""
_OWN = """\
Så beställer vi i Norrviks kommun

1. Välj i första hand avtalssortimentet.
2. Skriv kostnadsställe och er referens i kassan.
3. Över din brytpunkt går ordern till närmaste chef för attest.
4. Är något fel i leveransen: skriv till Greta samma dag.
"""


def make_documents(people: People) -> None:
    sam, greta = Actor(user=people.users["sam"]), people.membership("greta")
    boss = Actor(user=greta.user, membership=greta)
    norrvik = people.groups["Norrviks kommun"]
    school = people.customers["Barn och utbildning"]
    shown = DocumentDetails("Leveransvillkor", is_visible_to_customer=True)
    routine = DocumentDetails("Leverans till skolor", is_special_routine=True)
    _add(sam, norrvik, "Leveransvillkor Norrviks kommun.pdf", one_page_pdf(_TERMS), shown)
    _add(sam, school, "Leverans till skolor.txt", _ROUTINE.encode(), routine)
    _add(boss, norrvik, "Så beställer vi.txt", _OWN.encode(), DocumentDetails("Så beställer vi"))


def _add(
    actor: Actor,
    owner: Customer | CustomerGroup,
    name: str,
    content: bytes,
    details: DocumentDetails,
) -> None:
    add_document(actor=actor, owner=owner, file=ContentFile(content, name=name), details=details)


def one_page_pdf(lines: tuple[str, ...]) -> bytes:
    """An A4 page of plain lines, the first as its heading. Letters of Western Europe only."""
    shown = [f"BT /F2 18 Tf 64 760 Td ({_escaped(lines[0])}) Tj ET"]
    shown += [
        f"BT /F1 11 Tf 64 {730 - 18 * row} Td ({_escaped(line)}) Tj ET"
        for row, line in enumerate(lines[1:])
        if line
    ]
    stream = "\n".join(shown).encode("cp1252")
    font = "<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(sv)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page.encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        (font % "Helvetica").encode(),
        (font % "Helvetica-Bold").encode(),
    ]
    return _file_of(objects)


def _file_of(objects: list[bytes]) -> bytes:
    """The objects with the table that says where each begins."""
    out, places = b"%PDF-1.4\n%\xe5\xe4\xf6\xe5\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + trailer % (len(objects) + 1, start)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
