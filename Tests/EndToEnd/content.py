# SPDX-License-Identifier: Apache-2.0
"""Sites of a certain size and kind, the same in every run."""

import random
import struct
import zlib


def picture(size, seed):
    """A PNG file of about `size` bytes that does not compress."""
    noise = random.Random(seed).randbytes(size)

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", noise) + chunk(b"IEND", b""))


def portfolio():
    """About 50 files of 5 MB: pages, fonts, pictures, a PDF; names with spaces, parentheses and other signs."""
    noise = random.Random(7)
    files = {
        "index.html": "<!doctype html><title>Résumé</title><h1>Jane Doe</h1>" + "<p>Work.</p>" * 200,
        "404.html": "<!doctype html><title>Not here</title>",
        "robots.txt": "User-agent: *\nAllow: /\n",
        "sitemap.xml": "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>",
        "site.webmanifest": '{"name": "Jane Doe"}',
        "favicon.ico": noise.randbytes(1150),
        "css/main.css": "body { font: 16px/1.5 sans-serif }\n" * 300,
        "css/print.css": "@page { margin: 2cm }\n",
        "js/main.9f86d081.js": "console.log('hello')\n" * 500,
        "js/vendor (legacy).min.js": "var a=1;\n" * 2000,
        "documents/Jane Doe - Resume (2026).pdf": b"%PDF-1.7\n" + noise.randbytes(380_000) + b"\n%%EOF\n",
        "documents/références & lettres.pdf": b"%PDF-1.7\n" + noise.randbytes(90_000) + b"\n%%EOF\n",
        "images/me + dog.jpg": b"\xff\xd8\xff\xe0" + noise.randbytes(240_000),
        "images/50% off!.png": picture(20_000, 1),
        "images/hash#tag.png": picture(9_000, 2),
        "images/what?.png": picture(9_000, 3),
        "images/a=b&c;d,e.png": picture(9_000, 4),
        "images/it's [done] ~ok~ $1 @home.png": picture(9_000, 5),
        "images/plus+and space.webp": noise.randbytes(30_000),
        ".well-known/security.txt": "Contact: mailto:jane@example.com\n",
    }
    for name in ("Inter-Regular", "Inter-Bold", "Inter-Italic", "Source Serif (Display)"):
        files[f"fonts/{name}.woff2"] = b"wOF2" + noise.randbytes(110_000)
        files[f"fonts/{name}.woff"] = b"wOFF" + noise.randbytes(140_000)
    for number in range(1, 13):
        files[f"images/projects/Screenshot ({number}).png"] = picture(270_000, number + 10)
    for name in ("cloud", "kitchen sink", "résumé", "日本語", "emoji 🚀"):
        files[f"projects/{name}/index.html"] = f"<!doctype html><title>{name}</title>"
        files[f"projects/{name}/notes.txt"] = f"Notes on {name}\n" * 20
    return files


ALPHABETS = ("abcdefghij", "äöüßéèçñå", "жзийклмноп", "αβγδεζηθ", "日本語漢字仮名", "한국어도메인",
             "עבריתשלום", "🚀🎉☃️")


def blog(count):
    """Many small pages whose names come from many scripts."""
    chance = random.Random(11)
    files = {"index.html": "<!doctype html><title>Blog</title>", "404.html": "<!doctype html><title>Not here</title>"}
    number = 0
    while len(files) < count:
        number += 1
        word = "".join(chance.choice(ALPHABETS[number % len(ALPHABETS)]) for _ in range(5))
        files[f"posts/{2000 + number % 27}/{number} {word}/index.html"] = f"<!doctype html><title>{number}</title>"
    return files
