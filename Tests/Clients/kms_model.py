"""Compares a catalogue of operations with AWS's own API model, as botocore ships it.

Reads the catalogue as JSON from standard input: for each operation the paths of the request's members, which of them
are required, the sets of names they are from, and the paths of the answer's members. Prints one line for each
difference, and how much was compared.
"""

import gzip
import json
import os
import sys

import botocore

# What the service can answer with and we never do, with the reason. A member stands for those inside it, too.
NEVER_ANSWERED = {
    "CiphertextForRecipient": "is for a Nitro enclave's attestation document; we refuse the request",
    "KeyMetadata.CustomKeyStoreId": "key stores outside the service are not ours",
    "KeyMetadata.CloudHsmClusterId": "key stores outside the service are not ours",
    "KeyMetadata.XksKeyConfiguration": "key stores outside the service are not ours",
    "ReplicaKeyMetadata.CustomKeyStoreId": "key stores outside the service are not ours",
    "ReplicaKeyMetadata.CloudHsmClusterId": "key stores outside the service are not ours",
    "ReplicaKeyMetadata.XksKeyConfiguration": "key stores outside the service are not ours",
    "PolicyNames.NextMarker": "there is one policy; only its name is ever listed",
}

# Required by the service and not by the model, which has dry runs that need none.
REQUIRED_BEYOND_MODEL = {("Decrypt", "CiphertextBlob"), ("ReEncrypt", "CiphertextBlob")}

# Members whose set of names is another in the service's texts than in the model: the service lists all key specs.
OTHER_NAMES = {("GenerateDataKey", "KeySpec"), ("GenerateDataKeyWithoutPlaintext", "KeySpec")}


def load():
    path = os.path.join(os.path.dirname(botocore.__file__), "data", "kms", "2014-11-01", "service-2.json")
    for name, opener in ((path, open), (path + ".gz", gzip.open)):
        if os.path.exists(name):
            with opener(name, "rt", encoding="utf-8") as file:
                return json.load(file)
    sys.exit("botocore has no model of kms")


def members(shapes, name, prefix=""):
    """The members of a structure with those inside: (path, its shape, whether it is required)."""
    shape = shapes[name]
    for member, reference in shape.get("members", {}).items():
        inner = shapes[reference["shape"]]
        yield prefix + member, inner, member in shape.get("required", [])
        target = reference["shape"]
        while shapes[target]["type"] == "list":
            target = shapes[target]["member"]["shape"]
        if shapes[target]["type"] == "structure":
            yield from members(shapes, target, prefix + member + ".")


def names(shapes, shape):
    while shape["type"] == "list":
        shape = shapes[shape["member"]["shape"]]
    return shape.get("enum")


def is_never_answered(operation, path):
    if (operation, path) == ("ListKeyPolicies", "NextMarker"):
        path = "PolicyNames.NextMarker"
    return any(path == name or path.startswith(name + ".") for name in NEVER_ANSWERED)


def main():
    catalogue = json.load(sys.stdin)
    model = load()
    shapes = model["shapes"]
    differences = []

    def differ(operation, what, ours, theirs):
        for path in sorted(set(theirs) - set(ours)):
            differences.append(f"{operation}: {what} {path} is missing")
        for path in sorted(set(ours) - set(theirs)):
            differences.append(f"{operation}: {what} {path} is none of AWS's")

    compared = 0
    for operation, ours in catalogue.items():
        theirs = model["operations"].get(operation)
        if theirs is None:
            differences.append(f"{operation} is no operation of AWS's")
            continue
        request = list(members(shapes, theirs["input"]["shape"]))
        differ(operation, "request member", ours["request"], [path for path, _, _ in request])
        required = [path for path in ours["required"] if (operation, path) not in REQUIRED_BEYOND_MODEL]
        differ(operation, "required member", required, [path for path, _, needed in request if needed])
        for path, shape, _ in request:
            expected = names(shapes, shape)
            if expected is None or (operation, path) in OTHER_NAMES:
                continue
            differ(operation, f"name of {path}", ours["names"].get(path, []), expected)
        answer = list(members(shapes, theirs["output"]["shape"])) if "output" in theirs else []
        differ(operation, "answer member", ours["answer"], [p for p, _, _ in answer if not is_never_answered(operation, p)])
        compared += len(request) + len(answer)
    for line in differences:
        print(line)
    print(f"compared {len(catalogue)} of {len(model['operations'])} operations, {compared} members")


main()
