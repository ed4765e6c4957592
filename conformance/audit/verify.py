"""Checks an export of the audit trail as docs/audit.md describes it, and shares nothing with Gatehouse's own verifier.

usage: verify.py FILE [PUBLIC-KEY.pem]
Prints the number of entries and of the last one that is signed; or, with exit code 1, what is wrong.
"""

import base64
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


class Fault(Exception):
    pass


def require(holds, why):
    if not holds:
        raise Fault(why)


def written(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def no_name_twice(pairs):
    require(len({name for name, _ in pairs}) == len(pairs), "a name twice")
    return dict(pairs)


def read_key(pem):
    key = load_pem_public_key(pem.encode("ascii"))
    require(isinstance(key, Ed25519PublicKey), "not an Ed25519 key")
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest(), key


def fields(value):
    if value is None:
        return None
    require(isinstance(value, dict), "before or after is no object")
    return [[name, value[name]] for name in sorted(value)]


ENTRY = "at actor accountId address requestId action subject".split()
KNOWN = {"type", "number", "before", "after", "previous", "hash", *ENTRY}


def verify(path, pinned):
    keys = {} if pinned is None else dict([read_key(pinned)])
    chain, number, last, signed, ended = None, 0, "0" * 64, 0, False
    with open(path, encoding="utf-8-sig", newline="\n") as file:
        for text in file:
            text = re.sub(r"\r?\n?\Z", "", text)
            if text == "":
                continue
            line = json.loads(text, object_pairs_hook=no_name_twice)
            require(written(line) == text, f"the line after entry {number} is written otherwise")
            require(not ended, "lines after the end")
            kind = line.get("type")
            if kind == "chain":
                require(chain is None, "a second trail")
                require(line["format"] == "gatehouse-audit-1", "unknown format")
                chain = line["chain"]
                continue
            require(chain is not None, "no first line")
            if kind == "key":
                require(number == 0, "a key after entries")
                key_id, key = read_key(line["publicKey"])
                require(key_id == line["keyId"], "a key under another id")
                if pinned is None:
                    keys[key_id] = key
            elif kind == "entry":
                number += 1
                require(line["number"] == number, f"entry {number} is not in its place")
                require(line["previous"] == last, f"entry {number} doesn't follow")
                require(set(line) == KNOWN, f"entry {number} has other fields")
                form = [chain, number, *(line[name] for name in ENTRY), fields(line["before"]), fields(line["after"])]
                last = hashlib.sha256(bytes.fromhex(last) + written(form).encode("utf-8")).hexdigest()
                require(line["hash"] == last, f"entry {number} was changed")
            elif kind == "signature":
                require(line["number"] == number and signed < number, "a signature out of place")
                require(line["hash"] == last, f"the trail up to entry {number} is another one than was signed")
                head = written([chain, number, line["hash"], line["at"]])
                require(line["keyId"] in keys, "signed with a key that is not trusted")
                text = b"gatehouse-audit-head\n" + head.encode("utf-8")
                keys[line["keyId"]].verify(base64.b64decode(line["signature"], validate=True), text)
                signed = number
            elif kind == "end":
                require(line["entries"] == number, "another number of entries")
                ended = True
            else:
                raise Fault("an unknown line")
    require(ended, "the file was cut off")
    require(pinned is None or signed > 0, "no signature")
    return number, signed


try:
    pinned = open(sys.argv[2], encoding="ascii").read() if len(sys.argv) > 2 else None
    print(*verify(sys.argv[1], pinned))
except (Fault, InvalidSignature, ValueError, KeyError, TypeError) as fault:
    print(f"does not hold: {fault or type(fault).__name__}")
    sys.exit(1)
