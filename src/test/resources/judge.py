"""Judges signatures with signedjson and canonicaljson from PyPI: one JSON question per line, one answer per line.

{"name", "key_id", "seed", "public", "signed": object, "unsigned": object}
-> {"verdict": "ok" or why not, "canonical": hex of `unsigned`, "signed": `unsigned` signed}
"""

import json
import sys

from canonicaljson import encode_canonical_json
from signedjson.key import decode_signing_key_base64, decode_verify_key_bytes
from signedjson.sign import SignatureVerifyException, sign_json, verify_signed_json
from unpaddedbase64 import decode_base64

for line in sys.stdin:
    question = json.loads(line)
    name, key_id = question["name"], question["key_id"]
    algorithm, version = key_id.split(":")
    signing_key = decode_signing_key_base64(algorithm, version, question["seed"])
    verify_key = decode_verify_key_bytes(key_id, decode_base64(question["public"]))
    try:
        verify_signed_json(question["signed"], name, verify_key)
        verdict = "ok"
    except SignatureVerifyException as e:
        verdict = str(e)
    unsigned = question["unsigned"]
    canonical = encode_canonical_json(unsigned).hex()
    answer = {"verdict": verdict, "canonical": canonical, "signed": sign_json(unsigned, name, signing_key)}
    print(json.dumps(answer), flush=True)
