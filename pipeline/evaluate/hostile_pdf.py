"""PDFs made to do harm: trees in circles, pages without end, streams that swell, drawings that never finish."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from numpy.random import Generator
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.evaluate.hostile import Sound

_PAGE = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 300 420]"

_USES_IT = b"/Resources << /XObject << /F 5 0 R >> >>"


def pdf_tree(rng: Generator, sound: Sound) -> bytes:
    """A page tree that leads to itself, lies about its size, or is as deep as a well."""
    return (
        lambda: _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"]),
        lambda: _pdf([b"<< /Type /Catalog /Pages 1 0 R >>", b"<< >>"]),
        lambda: _one_page(b"<< >>", count=10 ** int(rng.integers(1, 10))),
        lambda: _one_page(b"<< >>", count=-int(rng.integers(0, 9))),
        lambda: _deep(int(rng.integers(10, 3000))),
        lambda: _one_page(b"[" * int(rng.integers(100, 200_000))),
        lambda: _one_page(b"<</A" * int(rng.integers(100, 50_000))),
        lambda: _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids 3 0 R /Count 3 >>", b"3 0 R"]),
    )[int(rng.integers(8))]()


def pdf_box(rng: Generator, sound: Sound) -> bytes:
    """Pages of no size, of all sizes, and turned by nonsense."""
    numbers = (
        b"0",
        b"-1",
        b"1e9",
        b"99999999",
        b"0.0001",
        b"nan",
        b"14400",
        b"300",
        b"(x)",
        b"null",
        b"420",
        b"1000000",
    )
    box = b" ".join(numbers[int(i)] for i in rng.integers(0, len(numbers), 4))
    other = b" ".join(numbers[int(i)] for i in rng.integers(0, len(numbers), 4))
    turn = str(int(rng.choice([0, 90, 45, -90, 2**31]))).encode()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /CropBox [%b] /Rotate %b /UserUnit 1e6 >>" % (box, other, turn)
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page])


def pdf_swell(rng: Generator, sound: Sound) -> bytes:
    """Streams that inflate, once or in a chain, to far more than they are."""
    data = bytes(int(rng.integers(10, 200)) * 1_000_000)
    times = int(rng.integers(1, 4))
    for _ in range(times):
        data = zlib.compress(data, 9)
    return _one_page(_stream(data, b"/Filter [" + b" /FlateDecode" * times + b" ]"))


def pdf_drawing(rng: Generator, sound: Sound) -> bytes:
    """Drawings that take long: the same fill a million times, forms that draw themselves, dashes without number."""
    return (
        lambda: _one_page(_packed(b"0 0 300 420 re f\n" * int(rng.integers(1000, 400_000)))),
        lambda: _one_page(_packed(b"q " * int(rng.integers(1000, 500_000)))),
        lambda: _one_page(_packed(b"[0.0001 0.0001] 0 d 0 0 m 300 420 l S\n" * int(rng.integers(1, 50)))),
        lambda: _one_page(
            _packed(b"/F Do /F Do"), b"/Resources << /XObject << /F 5 0 R >> >>", [_form(b"/F Do /F Do")]
        ),
        lambda: _one_page(
            _packed(b"300 0 0 420 0 0 cm /F Do"), b"/Resources << /XObject << /F 5 0 R >> >>", [_picture(rng)]
        ),
        lambda: _one_page(_packed(b"/P sh"), b"/Resources << /Shading << /P 5 0 R >> >>", [b"<< /ShadingType 1 >>"]),
    )[int(rng.integers(6))]()


def pdf_actions(rng: Generator, sound: Sound) -> bytes:
    """A page that wants to run, to send, to open: it is drawn, and nothing else happens."""
    wants = (
        b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"/OpenAction << /S /Launch /F (/bin/sh) >>",
        b"/OpenAction << /S /URI /URI (http://192.0.2.1/) >>",
        b"/OpenAction << /S /SubmitForm /F (http://192.0.2.1/) >>",
        b"/AcroForm << /XFA (<xdp/>) /Fields [] >>",
        b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (/etc/passwd) >>] >> >>",
    )
    return _one_page(_packed(b"20 20 200 200 re S"), catalog=wants[int(rng.integers(len(wants)))])


def pdf_reference(rng: Generator, sound: Sound) -> bytes:
    """Cross references that lead in circles, out of the file, or to the wrong thing."""
    data = bytearray(sound.drawn)
    at = data.rindex(b"startxref")
    choice = int(rng.integers(4))
    if choice == 0:
        data[at:] = b"startxref\n%d\n%%%%EOF" % int(rng.choice([0, 1, 10**12, len(data), 9]))
    elif choice == 1:
        data[data.rindex(b"/Size") : at] = b"/Size 9 /Prev %d >>\n" % data.rindex(b"xref", 0, at)
    elif choice == 2:
        for number in range(1, 9):
            data = data.replace(b"%d 0 R" % number, b"%d 0 R" % int(rng.integers(0, 12)))
    else:
        data = bytearray(data.replace(b"/Length", b"/Length %d %%" % int(rng.choice([0, 1, 10**9]))))
    return bytes(data)


def pdf_pages(rng: Generator, sound: Sound) -> bytes:
    """More pages than anybody scans."""
    count = int(rng.integers(201, 6000))
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    tree = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *[b"<< %b >>" % _PAGE] * count])


def pdf_locked(rng: Generator, sound: Sound) -> bytes:
    """A password to open it."""
    file = io.BytesIO()
    lock = StandardEncryption(f"secret{rng.integers(1000)}", "owner", strength=int(rng.choice([40, 128])))
    canvas = Canvas(file, pagesize=(300, 420), encrypt=lock, invariant=1)
    canvas.drawString(50, 200, "locked")
    canvas.save()
    return file.getvalue()


def _one_page(
    content: bytes, page: bytes = b"", more: Sequence[bytes] = (), *, count: int = 1, catalog: bytes = b""
) -> bytes:
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count
    body = b"<< %b /Contents 4 0 R %b >>" % (_PAGE, page)
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog, tree, body, content, *more])


def _deep(levels: int) -> bytes:
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(levels)]
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< %b >>" % _PAGE])


def _packed(content: bytes) -> bytes:
    return _stream(zlib.compress(content, 6), b"/Filter /FlateDecode")


def _form(content: bytes) -> bytes:
    own = b"/Type /XObject /Subtype /Form /BBox [0 0 300 420] /Resources << /XObject << /F 5 0 R >> >>"
    return _stream(content, own)


def _picture(rng: Generator) -> bytes:
    """A picture far larger than the page that it is drawn on."""
    side = int(rng.choice([3000, 20_000, 60_000]))
    pixels = zlib.compress(bytes(min(side * side // 8, 60_000_000)), 9)
    size = b"/Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray" % (side, side)
    return _stream(pixels, b"/Type /XObject /Subtype /Image %b /Filter /FlateDecode" % size)


def _stream(data: bytes, entries: bytes) -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def _pdf(objects: Sequence[bytes]) -> bytes:
    """A file whose cross references are right, whatever its objects are."""
    file, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)
