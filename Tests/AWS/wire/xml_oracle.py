# SPDX-License-Identifier: Apache-2.0
"""Reads XML documents with Python's parser, for the test that compares our reader with it.

    python Tests/AWS/wire/xml_oracle.py --seed 1 --mutations 40 < answers.json

The input is a JSON list of documents. Each is read as it is and with random damage, `--mutations` times. The output is
a line of JSON for each: `document` in base64, `tree` as [name, [[attribute, value], ...], text, [children]] with the
prefixes as they are written and the text cleaned as ours is, or null with Python's `error` number.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import xml.etree.ElementTree as ElementTree
from xml.parsers import expat

PIECES = [b"<", b">", b"&", b";", b"/", b"!", b"?", b"[", b"]", b"-", b'"', b"'", b"=", b" ", b"\n", b"\r\n", b"\t",
          b"x", b"#", b":", b"\x00", b"\x01", b"\x7f", b"\x80", b"\xc3\xa9", b"\xff", b"\xef\xbf\xbe", b"\xef\xbb\xbf",
          b"<!---->", b"<!-- -- -->", b"<![CDATA[<&]]>", b"]]>", b"<?p q?>", b"<?xml version='1.0'?>", b"&lt;",
          b"&#65;", b"&#x1F600;", b"&#1;", b"&#xFFFE;", b"&#xD800;", b"&nbsp;", b"<!DOCTYPE a>", b"<a/>", b"<a>",
          b"</a>", b" b='1'", b" b='1' b='2'", b"<a:b/>", b"xmlns:p='u' ", b"\xe6\x97\xa5", b"\xf0\x9f\x9a\x80"]


def tree_of(document):
    """The tree by expat, namespaces left alone."""
    stack = [["", [], "", []]]
    parser = expat.ParserCreate()
    parser.ordered_attributes = True

    def start(name, attributes):
        element = [name, [list(pair) for pair in zip(attributes[::2], attributes[1::2])], "", []]
        stack[-1][3].append(element)
        stack.append(element)

    def end(name):
        element = stack.pop()
        if element[3] and not element[2].strip(" \t\r\n"):
            element[2] = ""

    def text(data):
        stack[-1][2] += data

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(document, True)
    return stack[0][3][0]


def read(document):
    """The tree, or the number of the error of ElementTree, which knows namespaces."""
    try:
        ElementTree.fromstring(document)
        return {"tree": tree_of(document)}
    except ElementTree.ParseError as error:
        return {"tree": None, "error": error.code}
    except (ValueError, LookupError):
        return {"tree": None, "error": 18}


def damaged(document, chance):
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(document) + 1)
        match chance.randrange(4):
            case 0:
                document = document[:at] + chance.choice(PIECES) + document[at:]
            case 1:
                document = document[:at] + document[at + chance.randrange(1, 8):]
            case 2:
                document = document[:at] + chance.choice(PIECES) + document[at + 1:]
            case _:
                document = document[:at] + document[at: at + 40] + document[at:]
    return document


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutations", type=int, default=40)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    for answer in json.load(sys.stdin):
        document = answer.encode()
        for number in range(options.mutations + 1):
            changed = damaged(document, chance) if number else document
            print(json.dumps({"document": base64.b64encode(changed).decode(), **read(changed)}))


if __name__ == "__main__":
    main()
