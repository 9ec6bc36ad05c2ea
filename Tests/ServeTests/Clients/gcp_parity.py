"""gRPC and REST are two forms of one service: what one transport made the other shows, answers that hold no chance are
equal to the bit, and each refusal has the same details, and the status and message that are expected."""

import sys

from gcp_client import connect, refusal
from google.cloud import kms_v1
from google.cloud.location import locations_pb2
from google.iam.v1 import iam_policy_pb2, policy_pb2
from google.protobuf import duration_pb2, field_mask_pb2, timestamp_pb2
from google.type import expr_pb2

P = kms_v1.CryptoKey.CryptoKeyPurpose
V = kms_v1.CryptoKeyVersion
A = V.CryptoKeyVersionAlgorithm
LEVEL = kms_v1.ProtectionLevel
LOCATION = "projects/parity/locations/europe-west6"
RING = f"{LOCATION}/keyRings/ring"
rest, grpc = connect(sys.argv[2], "rest"), connect(sys.argv[2], "grpc")
answers, refusals = 0, 0


def wire(answer):
    """The bytes of an answer, or of the answers on the pages of a list."""
    if hasattr(answer, "pages"):
        return [wire(page) for page in answer.pages]
    message = type(answer).pb(answer) if hasattr(type(answer), "pb") else answer
    return message.SerializeToString(deterministic=True)


def same(method, request):
    global answers
    left, right = (wire(getattr(client, method)(request=request, retry=None)) for client in (rest, grpc))
    assert left == right, (method, request, left, right)
    answers += 1


def refused(status, method, text, request):
    global refusals
    left, right = (refusal(getattr(client, method), request) for client in (rest, grpc))
    assert left == right, (method, left, right)
    assert left[0] == status and text in left[1], (method, left)
    refusals += 1


rest.create_key_ring(request={"parent": LOCATION, "key_ring_id": "ring", "key_ring": {}})


def key(client, name, purpose, algorithm, level=LEVEL.SOFTWARE, **more):
    template = {"algorithm": algorithm, "protection_level": level}
    client.create_crypto_key(
        request={
            "parent": RING,
            "crypto_key_id": name,
            "crypto_key": {"purpose": purpose, "version_template": template, **more},
        }
    )
    return f"{RING}/cryptoKeys/{name}"


week = duration_pb2.Duration(seconds=7 * 86_400, nanos=0)
rotates = timestamp_pb2.Timestamp(seconds=4_000_000_000, nanos=123_456_789)
aes = key(
    rest, "aes", P.ENCRYPT_DECRYPT, A.GOOGLE_SYMMETRIC_ENCRYPTION, labels={"b": "2", "a": "1"}, rotation_period=week,
    next_rotation_time=rotates, destroy_scheduled_duration=duration_pb2.Duration(seconds=3 * 86_400))
ed = key(grpc, "ed", P.ASYMMETRIC_SIGN, A.EC_SIGN_ED25519) + "/cryptoKeyVersions/1"
rsa = key(rest, "rsa", P.ASYMMETRIC_SIGN, A.RSA_SIGN_PKCS1_2048_SHA256, LEVEL.HSM) + "/cryptoKeyVersions/1"
oaep = key(grpc, "oaep", P.ASYMMETRIC_DECRYPT, A.RSA_DECRYPT_OAEP_2048_SHA256) + "/cryptoKeyVersions/1"
mac = key(grpc, "mac", P.MAC, A.HMAC_SHA512) + "/cryptoKeyVersions/1"
raw = key(rest, "raw", P.RAW_ENCRYPT_DECRYPT, A.AES_256_GCM) + "/cryptoKeyVersions/1"
job = grpc.create_import_job(
    request={
        "parent": RING,
        "import_job_id": "job",
        "import_job": {"import_method": kms_v1.ImportJob.ImportMethod.RSA_OAEP_3072_SHA256, "protection_level": 2},
    }
)
gone = grpc.create_crypto_key_version(request={"parent": aes, "crypto_key_version": {}}).name
rest.destroy_crypto_key_version(request={"name": gone})
off = rest.create_crypto_key_version(request={"parent": aes, "crypto_key_version": {}}).name
mask = field_mask_pb2.FieldMask(paths=["state"])
grpc.update_crypto_key_version(
    request={"crypto_key_version": {"name": off, "state": V.CryptoKeyVersionState.DISABLED}, "update_mask": mask})
policy = policy_pb2.Policy(bindings=[policy_pb2.Binding(role="roles/cloudkms.viewer", members=["user:a@example.com"])])
grpc.set_iam_policy(request=iam_policy_pb2.SetIamPolicyRequest(resource=RING, policy=policy))
sealed = grpc.encrypt(request={"name": aes, "plaintext": b"p", "additional_authenticated_data": b"a"}).ciphertext
sealed_raw = rest.raw_encrypt(request={"name": raw, "plaintext": b"p", "additional_authenticated_data": b"a"})
tag = grpc.mac_sign(request={"name": mac, "data": b"m"}).mac

# Answers
same("get_key_ring", {"name": RING})
same("list_key_rings", {"parent": LOCATION})
for name in (aes, ed.rsplit("/", 2)[0], rsa.rsplit("/", 2)[0]):
    same("get_crypto_key", {"name": name})
same("list_crypto_keys", {"parent": RING, "page_size": 2})
same("list_crypto_keys", {"parent": RING, "order_by": "name desc"})
for name in (f"{aes}/cryptoKeyVersions/1", gone, off, ed):
    same("get_crypto_key_version", {"name": name})
same("list_crypto_key_versions", {"parent": aes, "filter": "state=DISABLED"})
same("get_import_job", {"name": job.name})
same("list_import_jobs", {"parent": RING})
for form in (0, 1, 2):
    same("get_public_key", {"name": rsa, "public_key_format": form})
same("asymmetric_sign", {"name": ed, "data": b"m"})
same("asymmetric_sign", {"name": rsa, "digest": {"sha256": bytes(32)}})
same("decrypt", {"name": aes, "ciphertext": sealed, "additional_authenticated_data": b"a"})
same(
    "raw_decrypt",
    {
        "name": raw,
        "ciphertext": sealed_raw.ciphertext,
        "additional_authenticated_data": b"a",
        "initialization_vector": sealed_raw.initialization_vector,
        "tag_length": sealed_raw.tag_length,
    },
)
same("mac_sign", {"name": mac, "data": b"m"})
same("mac_verify", {"name": mac, "data": b"m", "mac": tag})
same("mac_verify", {"name": mac, "data": b"n", "mac": tag})
same("get_location", locations_pb2.GetLocationRequest(name=LOCATION))
same("list_locations", locations_pb2.ListLocationsRequest(name="projects/parity"))
same("get_iam_policy", iam_policy_pb2.GetIamPolicyRequest(resource=RING))
same("test_iam_permissions", iam_policy_pb2.TestIamPermissionsRequest(resource=RING, permissions=["cloudkms.keyRings.get"]))

# Refusals
ed_key = ed.rsplit("/", 2)[0]
refused(
    "ALREADY_EXISTS", "create_key_ring",
    "already exists.",
    {"parent": LOCATION, "key_ring_id": "ring", "key_ring": {}})
refused(
    "INVALID_ARGUMENT", "create_key_ring",
    "The field 'key_ring_id' must match [a-zA-Z0-9_-]{1,63}; it is 'a b'.",
    {"parent": LOCATION, "key_ring_id": "a b", "key_ring": {}})
refused(
    "INVALID_ARGUMENT", "create_key_ring",
    "Required field 'key_ring_id' is not set.",
    {"parent": LOCATION, "key_ring": {}})
refused("INVALID_ARGUMENT", "list_key_rings", "The page token is invalid.", {"parent": LOCATION, "page_token": "x"})
refused("INVALID_ARGUMENT", "list_crypto_keys", "The filter 'x' is invalid.", {"parent": RING, "filter": "x"})
refused(
    "INVALID_ARGUMENT", "list_crypto_keys",
    "The list cannot be ordered by 'age'.",
    {"parent": RING, "order_by": "age"})
refused("INVALID_ARGUMENT", "list_crypto_keys", "Page size must not be negative.", {"parent": RING, "page_size": -1})
refused("NOT_FOUND", "get_key_ring", "not found.", {"name": f"{LOCATION}/keyRings/none"})
refused("NOT_FOUND", "get_crypto_key", "not found.", {"name": f"{RING}/cryptoKeys/none"})
refused("NOT_FOUND", "get_crypto_key_version", "not found.", {"name": f"{aes}/cryptoKeyVersions/99"})
refused("NOT_FOUND", "get_import_job", "not found.", {"name": f"{RING}/importJobs/none"})
refused(
    "NOT_FOUND", "create_crypto_key_version",
    "not found.",
    {"parent": f"{RING}/cryptoKeys/none", "crypto_key_version": {}})
refused(
    "ALREADY_EXISTS", "create_crypto_key",
    "already exists.",
    {"parent": RING, "crypto_key_id": "aes", "crypto_key": {"purpose": 1}})
refused(
    "INVALID_ARGUMENT", "create_crypto_key",
    "Required field 'crypto_key.purpose' is not set.",
    {"parent": RING, "crypto_key_id": "x", "crypto_key": {}})
refused(
    "INVALID_ARGUMENT", "create_crypto_key",
    "Invalid value at 'crypto_key.purpose' (type.googleapis.com/google.cloud.kms.v1.CryptoKey.CryptoKeyPurpose), 77",
    {"parent": RING, "crypto_key_id": "x", "crypto_key": {"purpose": 77}})
refused(
    "INVALID_ARGUMENT", "create_crypto_key",
    "Invalid value at 'crypto_key.version_template.algorithm' (type.googleapis.com/google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm), 1234",
    {"parent": RING, "crypto_key_id": "x", "crypto_key": {"purpose": P.MAC, "version_template": {"algorithm": 1234}}})
refused(
    "INVALID_ARGUMENT", "create_crypto_key",
    "Required field 'crypto_key.next_rotation_time' is not set.",
    {"parent": RING, "crypto_key_id": "x", "crypto_key": {"purpose": 1, "rotation_period": week}})
refused(
    "INVALID_ARGUMENT", "update_crypto_key",
    "The field 'purpose' of a CryptoKey cannot be updated.",
    {"crypto_key": {"name": aes}, "update_mask": {"paths": ["purpose"]}})
refused(
    "INVALID_ARGUMENT", "update_crypto_key",
    "Required field 'update_mask' is not set.",
    {"crypto_key": {"name": aes}})
refused(
    "FAILED_PRECONDITION", "update_crypto_key_primary_version",
    "has purpose ASYMMETRIC_SIGN, which is not valid for UpdateCryptoKeyPrimaryVersion.",
    {"name": ed_key, "crypto_key_version_id": "1"})
refused("NOT_FOUND", "update_crypto_key_primary_version", "not found.", {"name": aes, "crypto_key_version_id": "9"})
refused(
    "INVALID_ARGUMENT", "update_crypto_key_version",
    "The state of a CryptoKeyVersion can only be updated to ENABLED or DISABLED.",
    {"crypto_key_version": {"name": off, "state": V.CryptoKeyVersionState.DESTROYED}, "update_mask": mask})
refused(
    "FAILED_PRECONDITION", "destroy_crypto_key_version",
    "has state DESTROY_SCHEDULED; it must be ENABLED or DISABLED to be destroyed.",
    {"name": gone})
refused(
    "FAILED_PRECONDITION", "restore_crypto_key_version",
    "has state DISABLED; it must be DESTROY_SCHEDULED to be restored.",
    {"name": off})
refused(
    "FAILED_PRECONDITION", "asymmetric_sign",
    "has purpose ASYMMETRIC_DECRYPT, which is not valid for AsymmetricSign.",
    {"name": oaep, "data": b"m"})
refused(
    "INVALID_ARGUMENT", "asymmetric_sign",
    "The checksum in field data_crc32c did not match the data in field data.",
    {"name": ed, "data": b"m", "data_crc32c": 1})
refused(
    "INVALID_ARGUMENT", "asymmetric_sign",
    "The algorithm RSA_SIGN_PKCS1_2048_SHA256 takes a sha256 digest.",
    {"name": rsa, "digest": {"sha512": bytes(64)}})
refused(
    "INVALID_ARGUMENT", "asymmetric_sign",
    "The digest has 31 bytes; a sha256 digest has 32.",
    {"name": rsa, "digest": {"sha256": bytes(31)}})
refused("INVALID_ARGUMENT", "asymmetric_sign", "One of the fields 'digest' and 'data' must be set.", {"name": rsa})
refused(
    "UNIMPLEMENTED", "asymmetric_sign",
    "Operation is not implemented, or supported, or enabled: digest.external_mu.",
    {"name": rsa, "digest": {"external_mu": bytes(64)}})
refused(
    "INVALID_ARGUMENT", "asymmetric_decrypt",
    "Decryption failed: the ciphertext is invalid.",
    {"name": oaep, "ciphertext": bytes(256)})
refused("INVALID_ARGUMENT", "asymmetric_decrypt", "Required field 'ciphertext' is not set.", {"name": oaep})
refused(
    "FAILED_PRECONDITION", "encrypt",
    "has purpose ASYMMETRIC_SIGN, which is not valid for Encrypt.",
    {"name": ed_key, "plaintext": b"p"})
refused(
    "INVALID_ARGUMENT", "encrypt",
    "The field 'plaintext' has 65537 bytes; at most 65536 are allowed.",
    {"name": aes, "plaintext": bytes(65_537)})
refused(
    "INVALID_ARGUMENT", "decrypt",
    "Decryption failed: the ciphertext is invalid.",
    {"name": aes, "ciphertext": sealed})
refused(
    "INVALID_ARGUMENT", "decrypt",
    "resource name is malformed",
    {"name": f"{RING}/cryptoKeys/a.b", "ciphertext": sealed})
refused(
    "INVALID_ARGUMENT", "mac_verify",
    "The mac has 5 bytes; one of HMAC_SHA512 has 64.",
    {"name": mac, "data": b"m", "mac": b"short"})
refused(
    "FAILED_PRECONDITION", "get_public_key",
    "has purpose ENCRYPT_DECRYPT, which is not valid for GetPublicKey.",
    {"name": f"{aes}/cryptoKeyVersions/1"})
refused(
    "UNIMPLEMENTED", "get_public_key",
    "Operation is not implemented, or supported, or enabled: public key format NIST_PQC.",
    {"name": rsa, "public_key_format": 3})
refused(
    "INVALID_ARGUMENT", "generate_random_bytes",
    "The field 'length_bytes' must be between 8 and 1024; it is 7.",
    {"location": LOCATION, "length_bytes": 7, "protection_level": 2})
refused(
    "INVALID_ARGUMENT", "import_crypto_key_version",
    "Required field 'import_job' is not set.", {"parent": aes, "algorithm": 1, "wrapped_key": b"x"})
refused(
    "INVALID_ARGUMENT", "set_iam_policy",
    "Required field 'policy' is not set.",
    iam_policy_pb2.SetIamPolicyRequest(resource=RING))
other = policy_pb2.Policy(bindings=[policy_pb2.Binding(role="roles/owner", members=["user:a@example.com"])])
refused(
    "INVALID_ARGUMENT", "set_iam_policy",
    "Role roles/owner is not supported for this resource.",
    iam_policy_pb2.SetIamPolicyRequest(resource=RING, policy=other))
stale = policy_pb2.Policy(etag=b"stale")
refused(
    "ABORTED", "set_iam_policy",
    "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.",
    iam_policy_pb2.SetIamPolicyRequest(resource=RING, policy=stale))
conditional = policy_pb2.Policy(
    version=3,
    bindings=[policy_pb2.Binding(role="roles/cloudkms.viewer", condition=expr_pb2.Expr(expression="true"))])
refused(
    "UNIMPLEMENTED", "set_iam_policy",
    "Operation is not implemented, or supported, or enabled: conditions of IAM policies.",
    iam_policy_pb2.SetIamPolicyRequest(resource=RING, policy=conditional))
refused(
    "INVALID_ARGUMENT", "test_iam_permissions",
    "Permission kms.everything is not valid for this resource.",
    iam_policy_pb2.TestIamPermissionsRequest(resource=RING, permissions=["kms.everything"]))
version = f"{aes}/cryptoKeyVersions/1"
refused(
    "INVALID_ARGUMENT", "get_crypto_key_version",
    "resource name is malformed",
    {"name": f"{aes}/cryptoKeyVersions/one"})
refused(
    "FAILED_PRECONDITION", "decrypt",
    "has purpose ASYMMETRIC_SIGN, which is not valid for Decrypt.",
    {"name": ed_key, "ciphertext": sealed})
refused(
    "INVALID_ARGUMENT", "encrypt",
    "The checksum in field plaintext_crc32c did not match the data in field plaintext.",
    {"name": aes, "plaintext": b"p", "plaintext_crc32c": 1})
refused(
    "INVALID_ARGUMENT", "decrypt",
    "The checksum in field ciphertext_crc32c did not match the data in field ciphertext.",
    {"name": aes, "ciphertext": sealed, "ciphertext_crc32c": 1})
refused(
    "FAILED_PRECONDITION", "encrypt",
    "is not enabled, current state is: DISABLED.",
    {"name": off, "plaintext": b"p"})
refused(
    "FAILED_PRECONDITION", "encrypt",
    "is not enabled, current state is: DESTROY_SCHEDULED.",
    {"name": gone, "plaintext": b"p"})
refused(
    "FAILED_PRECONDITION", "asymmetric_sign",
    "has purpose ENCRYPT_DECRYPT, which is not valid for AsymmetricSign.",
    {"name": version, "data": b"m"})
refused(
    "FAILED_PRECONDITION", "asymmetric_decrypt",
    "has purpose ASYMMETRIC_SIGN, which is not valid for AsymmetricDecrypt.",
    {"name": rsa, "ciphertext": bytes(256)})
refused(
    "FAILED_PRECONDITION", "mac_sign",
    "has purpose ASYMMETRIC_SIGN, which is not valid for MacSign.",
    {"name": ed, "data": b"m"})
refused(
    "INVALID_ARGUMENT", "mac_sign",
    "The checksum in field data_crc32c did not match the data in field data.",
    {"name": mac, "data": b"m", "data_crc32c": 1})
refused(
    "INVALID_ARGUMENT", "mac_sign",
    "The field 'data' has 65537 bytes; at most 65536 are allowed.",
    {"name": mac, "data": bytes(65_537)})
refused(
    "FAILED_PRECONDITION", "raw_encrypt",
    "has purpose ENCRYPT_DECRYPT, which is not valid for RawEncrypt.",
    {"name": version, "plaintext": b"p"})
refused(
    "INVALID_ARGUMENT", "raw_decrypt",
    "The field 'initialization_vector' has 5 bytes; it must have 12.",
    {"name": raw, "ciphertext": b"x", "initialization_vector": b"short"})
refused(
    "ALREADY_EXISTS", "create_import_job",
    "already exists.",
    {"parent": RING, "import_job_id": "job", "import_job": {"import_method": 1, "protection_level": 2}})
refused(
    "INVALID_ARGUMENT", "create_import_job",
    "Required field 'import_job.import_method' is not set.",
    {"parent": RING, "import_job_id": "other", "import_job": {}})
refused(
    "NOT_FOUND", "create_crypto_key",
    "not found.",
    {"parent": f"{LOCATION}/keyRings/none", "crypto_key_id": "x", "crypto_key": {"purpose": 1}})
refused("NOT_FOUND", "destroy_crypto_key_version", "not found.", {"name": f"{aes}/cryptoKeyVersions/77"})
refused("NOT_FOUND", "get_public_key", "not found.", {"name": f"{ed_key}/cryptoKeyVersions/7"})
assert answers >= 25 and refusals >= 60
print(f"answers {answers} refusals {refusals}")
