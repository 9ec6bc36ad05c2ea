"""Our messages of gRPC (Sources/GoogleGrpc/Protocol) beside those of google-cloud-kms: every field of ours has its name,
number, type and label there; what ours leave out is listed here."""

import pathlib
import re

from google.cloud import kms_v1
from google.cloud.kms_v1.types import resources, service
from google.cloud.location import locations_pb2
from google.iam.v1 import iam_policy_pb2, policy_pb2
from google.protobuf.descriptor import FieldDescriptor as F
from google.rpc import error_details_pb2, status_pb2

FOLDER = pathlib.Path(__file__).parents[3] / "Sources/GoogleGrpc/Protocol"
# An enumeration is a number on the wire, and a message that is only looked for is bytes.
TYPES = {"string": {F.TYPE_STRING}, "bytes": {F.TYPE_BYTES, F.TYPE_MESSAGE}, "bool": {F.TYPE_BOOL},
         "int32": {F.TYPE_INT32, F.TYPE_ENUM}}
# Fields that the model has not; a request's are ignored.
LEFT_OUT = {
    "CryptoKey": {"crypto_key_backend", "key_access_justifications_policy"},
    "CryptoKeyVersion": {
        "attestation", "generation_failure_reason", "external_destruction_failure_reason",
        "external_protection_level_options", "trusted_wrapping_enabled", "hsm_trusted"},
    "ImportJob": {"public_key_format", "attestation", "crypto_key_backend"},
    "ImportJob.WrappingPublicKey": {"data"}, "LocationMetadata": {"ekm_available", "hsm_single_tenant_available"},
    "ListCryptoKeysRequest": {"version_view"}, "ListCryptoKeyVersionsRequest": {"view"},
    "GetImportJobRequest": {"public_key_format"}, "CreateCryptoKeyRequest": {"trusted_wrapping_enabled"},
    "ImportCryptoKeyVersionRequest": {"trusted_wrapping_enabled"},
    "GetIamPolicyRequest": {"options"}, "Policy": {"audit_configs"}, "Location": {"display_name"},
    "PreconditionFailure.Violation": {"description"},
    "BadRequest.FieldViolation": {"reason", "localized_message"},
}
theirs = {}


def take(descriptor):
    theirs[descriptor.full_name] = descriptor
    for nested in descriptor.nested_types:
        take(nested)


for module in (service, resources):
    for name in module.__all__ if hasattr(module, "__all__") else module.__protobuf__.manifest:
        thing = getattr(module, name)
        if hasattr(thing, "pb"):
            take(thing.pb().DESCRIPTOR)
for module in (iam_policy_pb2, policy_pb2, locations_pb2, status_pb2, error_details_pb2):
    for descriptor in module.DESCRIPTOR.message_types_by_name.values():
        take(descriptor)

compared = 0
for path in sorted(FOLDER.glob("*.proto")):
    text = re.sub(r"//.*", "", path.read_text())
    package = re.search(r"^package ([\w.]+);", text, re.M).group(1)
    stack, found = [package], {}
    for line in text.splitlines():
        line = line.strip()
        if start := re.match(r"message (\w+) \{$", line):
            stack.append(start.group(1))
            found[".".join(stack)] = {}
        elif re.match(r"oneof \w+ \{$", line):
            stack.append(None)
        elif line == "}":
            stack.pop()
        elif field := re.match(r"(repeated |optional )?(map<string, string>|[\w.]+) (\w+) = (\d+);$", line):
            found[".".join(part for part in stack if part)][field.group(3)] = field.groups()
        elif stack[-1] is None or len(stack) > 1:
            assert not line, f"{path.name}: {line}"
    for name, fields in found.items():
        descriptor = theirs[name]
        numbers = descriptor.fields_by_name
        for field, (label, kind, _, number) in fields.items():
            their = numbers[field]
            assert their.number == int(number), (name, field)
            assert their.is_repeated == (label == "repeated " or kind.startswith("map")), (name, field)
            if kind.startswith("map"):
                assert their.message_type.GetOptions().map_entry, (name, field)
            elif kind in TYPES:
                assert their.type in TYPES[kind], (name, field, their.type)
            else:
                assert their.message_type.full_name.endswith("." + kind) or their.message_type.full_name == kind, (name, field)
            compared += 1
        missing = set(numbers) - set(fields)
        short = name[len(package) + 1:]
        assert missing == LEFT_OUT.get(short, set()), (name, missing)

assert compared > 200, compared
print(f"fields {compared}")
