"""What the server refuses, and how: code, HTTP status and message of each, as boto3 sees them.

The first part is written by hand. The second comes from botocore's own model of the API: for every operation each
required member is left out, and each member that has a set of names, a length or a bound is given a value outside it.
"""
from botocore.exceptions import ClientError
from common import client
from kms_api import ABSENT

kms = client(parameter_validation=False, retries={"max_attempts": 1, "mode": "standard"})
NOWHERE = "00000000-0000-4000-8000-000000000000"
count = 0
mistakes = []


def create(**request):
    return kms.create_key(**request)["KeyMetadata"]


signing = create(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
symmetric = create()
rsa = create(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
rsa_signing = create(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
mac = create(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
external = create(Origin="EXTERNAL")
disabled = create(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
kms.disable_key(KeyId=disabled["KeyId"])
pending = create()
kms.schedule_key_deletion(KeyId=pending["KeyId"], PendingWindowInDays=7)
PREFIX = symmetric["Arn"].rsplit("/", 1)[0] + "/"
ALIASES = PREFIX.replace(":key/", ":alias/")
kms.create_alias(AliasName="alias/refusals", TargetKeyId=symmetric["KeyId"])
blob = kms.encrypt(KeyId=symmetric["KeyId"], Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
signature = kms.sign(KeyId=signing["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_256")["Signature"]


def expect(code, message, operation, status=400, **request):
    """Notes unless the request is refused with exactly this; a message of None says nothing of the text, and a function
    judges it."""
    global count
    count += 1
    shown = {key: value if len(repr(value)) < 100 else "…" for key, value in request.items()}
    try:
        getattr(kms, operation)(**request)
    except ClientError as error:
        found, answer = error.response["Error"], error.response["ResponseMetadata"]
        text = found.get("Message", "")
        right = message is None or (message(text) if callable(message) else text == message)
        if not (found["Code"] == code and right and answer["HTTPStatusCode"] == status and len(answer["RequestId"]) == 36):
            wanted = "" if callable(message) else f", not {code}: {message}"
            mistakes.append(f"{operation} {shown}: {answer['HTTPStatusCode']} {found['Code']}: {text}{wanted}")
    else:
        mistakes.append(f"{operation} {shown}: answered, not {code}")


def invalid(message, operation, **request):
    expect("ValidationException", message, operation, **request)


def one(subject, demand):
    return f"1 validation error detected: {subject} failed to satisfy constraint: Member must {demand}"


SIGN = {"Message": b"m", "SigningAlgorithm": "ECDSA_SHA_256"}

# Which key.
for operation, more in (
        ("describe_key", {}), ("sign", SIGN), ("get_public_key", {}), ("enable_key", {}), ("disable_key", {}),
        ("schedule_key_deletion", {}), ("cancel_key_deletion", {}), ("get_key_rotation_status", {}),
        ("list_resource_tags", {}), ("get_key_policy", {}), ("list_grants", {}), ("encrypt", {"Plaintext": b"x"})):
    expect("NotFoundException", f"Key '{PREFIX}{NOWHERE}' does not exist", operation, KeyId=NOWHERE, **more)
expect("NotFoundException", "Invalid keyId 'nothing'", "describe_key", KeyId="nothing")
expect("NotFoundException", f"Key '{PREFIX}{NOWHERE}' does not exist", "describe_key", KeyId=PREFIX + NOWHERE)
expect("NotFoundException", f"Alias {ALIASES}none is not found.", "describe_key", KeyId="alias/none")
expect("NotFoundException", f"Alias {ALIASES}none is not found.", "encrypt", KeyId=ALIASES + "none", Plaintext=b"x")
other = symmetric["Arn"].replace(":us-east-1:", ":eu-west-1:")
expect("NotFoundException", "Invalid arn eu-west-1", "describe_key", KeyId=other)

# The state of the key.
for operation, more in (("sign", SIGN), ("get_public_key", {}), ("verify", {"Signature": b"s", **SIGN})):
    expect("DisabledException", f"{disabled['Arn']} is disabled.", operation, KeyId=disabled["KeyId"], **more)
for operation, more in (
        ("encrypt", {"Plaintext": b"x"}), ("generate_data_key", {"KeySpec": "AES_256"}), ("enable_key", {}),
        ("disable_key", {}), ("schedule_key_deletion", {}), ("tag_resource", {"Tags": [{"TagKey": "a", "TagValue": ""}]}),
        ("update_key_description", {"Description": "x"}), ("enable_key_rotation", {})):
    expect("KMSInvalidStateException", f"{pending['Arn']} is pending deletion.", operation,
           KeyId=pending["KeyId"], **more)
expect("KMSInvalidStateException", f"{external['Arn']} is pending import.", "encrypt",
       KeyId=external["KeyId"], Plaintext=b"x")
expect("KMSInvalidStateException", f"{symmetric['Arn']} is not pending deletion.", "cancel_key_deletion",
       KeyId=symmetric["KeyId"])

# What the key is for.
for operation, key, usage, more in (
        ("encrypt", signing, "SIGN_VERIFY", {"Plaintext": b"x"}), ("sign", symmetric, "ENCRYPT_DECRYPT", SIGN),
        ("sign", rsa, "ENCRYPT_DECRYPT", {"Message": b"m", "SigningAlgorithm": "RSASSA_PSS_SHA_256"}),
        ("generate_mac", symmetric, "ENCRYPT_DECRYPT", {"Message": b"m", "MacAlgorithm": "HMAC_SHA_256"})):
    name = "".join(word.capitalize() for word in operation.split("_"))
    expect("InvalidKeyUsageException", f"{key['Arn']} key usage is {usage} which is not valid for {name}.", operation,
           KeyId=key["KeyId"], **more)
expect("InvalidKeyUsageException", "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.", "sign",
       KeyId=signing["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_384")
expect("InvalidKeyUsageException", "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.",
       "encrypt", KeyId=symmetric["KeyId"], Plaintext=b"x", EncryptionAlgorithm="RSAES_OAEP_SHA_256")
invalid("Digest is invalid length for algorithm ECDSA_SHA_256.", "sign", KeyId=signing["KeyId"], Message=b"m",
        MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256")
invalid("Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.", "encrypt",
        KeyId=rsa["KeyId"], Plaintext=b"x" * 191, EncryptionAlgorithm="RSAES_OAEP_SHA_256")

# Signatures, ciphertexts and MACs that are none.
expect("KMSInvalidSignatureException", "", "verify", KeyId=signing["KeyId"], Message=b"n", Signature=signature,
       SigningAlgorithm="ECDSA_SHA_256")
expect("KMSInvalidSignatureException", "", "verify", KeyId=signing["KeyId"], Message=b"m", Signature=b"junk",
       SigningAlgorithm="ECDSA_SHA_256")
expect("KMSInvalidMacException", None, "verify_mac", KeyId=mac["KeyId"], Message=b"m", Mac=b"x" * 32,
       MacAlgorithm="HMAC_SHA_256")
expect("InvalidCiphertextException", "", "decrypt", CiphertextBlob=b"junk")
expect("InvalidCiphertextException", "", "decrypt", CiphertextBlob=blob, EncryptionContext={"a": "B"})
expect("InvalidCiphertextException", "", "decrypt", CiphertextBlob=blob)
expect("InvalidCiphertextException", "", "decrypt", CiphertextBlob=blob[:-1] + bytes([blob[-1] ^ 1]),
       EncryptionContext={"a": "b"})
expect("InvalidCiphertextException", "", "decrypt", KeyId=rsa["KeyId"], CiphertextBlob=b"\1" * 256,
       EncryptionAlgorithm="RSAES_OAEP_SHA_256")
expect("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.",
       "decrypt", KeyId=create()["KeyId"], CiphertextBlob=blob, EncryptionContext={"a": "b"})

# Making keys.
invalid("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.", "create_key",
        KeySpec="ECC_NIST_P256")
invalid("KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256", "create_key",
        KeySpec="ECC_NIST_P256", KeyUsage="ENCRYPT_DECRYPT")
invalid("You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.",
        "create_key", KeySpec="RSA_2048", CustomerMasterKeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
expect("UnsupportedOperationException", None, "create_key", KeySpec="ML_DSA_65", KeyUsage="SIGN_VERIFY")
for tag in ("aws:x", "AWS:x"):
    expect("TagException", "Tags beginning with aws: are reserved", "create_key", Tags=[{"TagKey": tag, "TagValue": ""}])
expect("TagException", "Duplicate tag keys", "create_key", Tags=[{"TagKey": "a", "TagValue": v} for v in "12"])
expect("TagException", "Too many tags", "tag_resource", KeyId=symmetric["KeyId"],
       Tags=[{"TagKey": f"t{i}", "TagValue": ""} for i in range(51)])

# Import.
expect("UnsupportedOperationException",
       f"{symmetric['Arn']} origin is AWS_KMS which is not valid for this operation.", "get_parameters_for_import",
       KeyId=symmetric["KeyId"], WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
parameters = kms.get_parameters_for_import(
    KeyId=external["KeyId"], WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
IMPORT = {"KeyId": external["KeyId"], "EncryptedKeyMaterial": b"x" * 256}
invalid("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES", "import_key_material",
        ImportToken=parameters["ImportToken"], **IMPORT)
expect("InvalidImportTokenException", None, "import_key_material", ImportToken=b"junk",
       ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE", **IMPORT)
expect("InvalidCiphertextException", "", "import_key_material", ImportToken=parameters["ImportToken"],
       ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE", **IMPORT)

# Data keys and random bytes.
for more in ({}, {"KeySpec": "AES_256", "NumberOfBytes": 32}):
    invalid("Please specify either number of bytes or key spec.", "generate_data_key", KeyId=symmetric["KeyId"], **more)
invalid("NumberOfBytes is required.", "generate_random")

# Aliases.
expect("AlreadyExistsException", None, "create_alias", AliasName="alias/refusals", TargetKeyId=symmetric["KeyId"])
expect("NotAuthorizedException", None, "create_alias", AliasName="alias/aws/mine", TargetKeyId=symmetric["KeyId"])
expect("NotFoundException", f"Alias {ALIASES}none is not found.", "delete_alias", AliasName="alias/none")
invalid(one("Value 'alias/ä' at 'aliasName'", "satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"), "create_alias",
        AliasName="alias/ä", TargetKeyId=symmetric["KeyId"])

# Rotation.
expect("UnsupportedOperationException", None, "enable_key_rotation", KeyId=signing["KeyId"])
invalid(one("Value '89' at 'rotationPeriodInDays'", "have value greater than or equal to 90"), "enable_key_rotation",
        KeyId=symmetric["KeyId"], RotationPeriodInDays=89)

# Dry runs that would succeed.
for operation, more in (
        ("sign", {"KeyId": signing["KeyId"], **SIGN}), ("encrypt", {"KeyId": symmetric["KeyId"], "Plaintext": b"x"}),
        ("decrypt", {"CiphertextBlob": blob, "EncryptionContext": {"a": "b"}})):
    expect("DryRunOperationException", None, operation, DryRun=True, **more)

# Types that the service cannot read: boto3 sends what it is given.
expect("SerializationException", "NUMBER_VALUE cannot be converted to String", "disable_key", KeyId=7)
expect("SerializationException", "STRING_VALUE cannot be converted to Integer", "schedule_key_deletion",
       KeyId=symmetric["KeyId"], PendingWindowInDays="7")

written = count
assert written >= 60, written

# From the model.
model = kms.meta.service_model
GOOD = {
    "string": "x", "blob": b"x", "integer": 100, "boolean": False, "timestamp": 1767225600, "list": [], "map": {},
}


# The service's bounds where they are narrower than the model's.
LEAST = {("ScheduleKeyDeletion", "PendingWindowInDays"): 7}
# What the service requires and the model does not.
ALSO = {"Decrypt": {"CiphertextBlob": b"x"}, "ReEncrypt": {"CiphertextBlob": b"x"}, "GenerateRandom": {"NumberOfBytes": 1}}


def good(shape, depth=0):
    """A value that the shape allows."""
    if getattr(shape, "enum", None):
        return shape.enum[0]
    if shape.type_name == "structure":
        return {name: good(inner, depth + 1) for name, inner in shape.members.items()
                if name in shape.required_members}
    if shape.type_name == "list" and shape.metadata.get("min", 0):
        return [good(shape.member, depth + 1)]
    return GOOD[shape.type_name]


def lower(name):
    return name[0].lower() + name[1:]


def sensitive(shape):
    return shape.type_name == "blob" and shape.metadata.get("sensitive", False)


for name in model.operation_names:
    if name in ABSENT:
        continue
    operation = next(python for python, wire in kms.meta.method_to_api_mapping.items() if wire == name)
    shape = model.operation_model(name).input_shape
    request = {**good(shape), **ALSO.get(name, {})}
    for member in shape.required_members:
        value = "Value at" if sensitive(shape.members[member]) else "Value null at"
        invalid(one(f"{value} '{lower(member)}'", "not be null"), operation,
                **{key: value for key, value in request.items() if key != member})
    for member, inner in shape.members.items():
        at = f"'{lower(member)}'"
        if getattr(inner, "enum", None):
            start = f"Value 'FOO' at {at} failed to satisfy constraint: Member must satisfy enum value set: ["
            expect("ValidationException", lambda text: start in text, operation, **{**request, member: "FOO"})
            continue
        least, most = inner.metadata.get("min"), inner.metadata.get("max")
        least = LEAST.get((name, member), least)
        if inner.type_name == "integer":
            if least is not None:
                invalid(one(f"Value '{least - 1}' at {at}", f"have value greater than or equal to {least}"), operation,
                        **{**request, member: least - 1})
        elif inner.type_name == "blob":
            if least:
                invalid(one(f"Value at {at}", f"have length greater than or equal to {least}"), operation,
                        **{**request, member: b""})
            if most:
                invalid(one(f"Value at {at}", f"have length less than or equal to {most}"), operation,
                        **{**request, member: b"x" * (most + 1)})
        elif inner.type_name == "list" and most and inner.member.type_name == "string" and not inner.member.enum:
            texts = ["x"] * (most + 1)
            invalid(one(f"Value '[{', '.join(texts)}]' at {at}", f"have length less than or equal to {most}"), operation,
                    **{**request, member: texts})
        elif inner.type_name == "string" and most and most < 100_000:
            value = "a" * (most + 1)
            expect("ValidationException", None, operation, **{**request, member: value})
for mistake in mistakes:
    print(mistake)
assert not mistakes, f"{len(mistakes)} of {count}"
print(f"{count} refusals, {written} of them written by hand")
