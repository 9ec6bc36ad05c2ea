"""google-cloud-kms against the server, with either transport: every method, checked with `cryptography`, and refusals."""

import datetime
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from gcp_client import connect, refusal
from google.cloud import kms_v1
from google.cloud.location import locations_pb2
from google.iam.v1 import iam_policy_pb2, policy_pb2
from google.protobuf import duration_pb2, field_mask_pb2, timestamp_pb2

LOCATION = "projects/canton-main/locations/europe-west6"
calls = 0
refusals = 0


def crc32c(data):
    table = []
    for index in range(256):
        for _ in range(8):
            index = index >> 1 ^ 0x82F63B78 if index & 1 else index >> 1
        table.append(index)
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ table[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


class Client:
    """Counts calls; each is a method of the generated client."""

    def __init__(self, url, transport):
        self.client = connect(url, transport)

    def __getattr__(self, name):
        method = getattr(self.client, name)

        def call(request, **more):
            global calls
            calls += 1
            return method(request=request, **{"retry": None, **more})

        return call


def refused(status, text, call, request):
    """Fails unless a call is refused so; the details of the refusal."""
    global refusals
    found, message, details = refusal(call, request)
    assert found == status, f"{found}, not {status}: {message}"
    assert text in message, f"{message!r} lacks {text!r}"
    refusals += 1
    return details


def main(url, transport):
    kms = Client(url, transport)
    V = kms_v1.CryptoKeyVersion
    A = V.CryptoKeyVersionAlgorithm
    P = kms_v1.CryptoKey.CryptoKeyPurpose
    message = b"a topology transaction"

    ring = kms.create_key_ring({"parent": LOCATION, "key_ring_id": "nodes", "key_ring": {}}).name
    assert ring == f"{LOCATION}/keyRings/nodes"
    made = kms.get_key_ring({"name": ring}).create_time
    assert abs((datetime.datetime.now(datetime.timezone.utc) - made).total_seconds()) < 60
    assert [r.name for r in kms.list_key_rings({"parent": LOCATION})] == [ring]

    def key(name, purpose, algorithm, level=kms_v1.ProtectionLevel.HSM, **more):
        template = {"algorithm": algorithm, "protection_level": level}
        return kms.create_crypto_key(
            {
                "parent": ring,
                "crypto_key_id": name,
                "crypto_key": {"purpose": purpose, "version_template": template, **more},
                "skip_initial_version_creation": more.get("import_only", False),
            }
        ).name

    def public(version):
        answer = kms.get_public_key({"name": version})
        assert answer.pem_crc32c == crc32c(answer.pem.encode())
        return serialization.load_pem_public_key(answer.pem.encode())

    def sign(version, **content):
        answer = kms.asymmetric_sign({"name": version, **content})
        assert answer.signature_crc32c == crc32c(answer.signature) and answer.name == version
        return answer

    # Signing
    p256 = key("p256", P.ASYMMETRIC_SIGN, A.EC_SIGN_P256_SHA256, labels={"node": "p1"}) + "/cryptoKeyVersions/1"
    answer = sign(p256, data=message, data_crc32c=crc32c(message))
    assert answer.verified_data_crc32c and answer.protection_level == kms_v1.ProtectionLevel.HSM
    public(p256).verify(answer.signature, message, ec.ECDSA(hashes.SHA256()))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(message)
    digest = digest.finalize()
    answer = sign(p256, digest={"sha256": digest}, digest_crc32c=crc32c(digest))
    assert answer.verified_digest_crc32c
    public(p256).verify(answer.signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    k256 = key("k256", P.ASYMMETRIC_SIGN, A.EC_SIGN_SECP256K1_SHA256) + "/cryptoKeyVersions/1"
    public(k256).verify(sign(k256, data=message).signature, message, ec.ECDSA(hashes.SHA256()))
    p384 = key("p384", P.ASYMMETRIC_SIGN, A.EC_SIGN_P384_SHA384) + "/cryptoKeyVersions/1"
    public(p384).verify(sign(p384, data=message).signature, message, ec.ECDSA(hashes.SHA384()))
    ed = key("ed", P.ASYMMETRIC_SIGN, A.EC_SIGN_ED25519) + "/cryptoKeyVersions/1"
    public(ed).verify(sign(ed, data=message).signature, message)
    pss = key("pss", P.ASYMMETRIC_SIGN, A.RSA_SIGN_PSS_2048_SHA256) + "/cryptoKeyVersions/1"
    public(pss).verify(
        sign(pss, data=message).signature, message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
    )

    # Encryption
    oaep = key("oaep", P.ASYMMETRIC_DECRYPT, A.RSA_DECRYPT_OAEP_2048_SHA256) + "/cryptoKeyVersions/1"
    scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    sealed = public(oaep).encrypt(message, scheme)
    answer = kms.asymmetric_decrypt({"name": oaep, "ciphertext": sealed, "ciphertext_crc32c": crc32c(sealed)})
    assert answer.plaintext == message and answer.plaintext_crc32c == crc32c(message)
    assert answer.verified_ciphertext_crc32c
    wrapper = key("wrapper", P.ENCRYPT_DECRYPT, A.GOOGLE_SYMMETRIC_ENCRYPTION)
    sealed = kms.encrypt({"name": wrapper, "plaintext": message, "additional_authenticated_data": b"a"})
    assert sealed.ciphertext_crc32c == crc32c(sealed.ciphertext) and not sealed.verified_plaintext_crc32c
    opened = kms.decrypt({"name": wrapper, "ciphertext": sealed.ciphertext, "additional_authenticated_data": b"a"})
    assert opened.plaintext == message and opened.used_primary
    mac = key("mac", P.MAC, A.HMAC_SHA256) + "/cryptoKeyVersions/1"
    tag = kms.mac_sign({"name": mac, "data": message})
    assert len(tag.mac) == 32 and tag.mac_crc32c == crc32c(tag.mac)
    assert kms.mac_verify({"name": mac, "data": message, "mac": tag.mac}).success
    assert not kms.mac_verify({"name": mac, "data": b"x", "mac": tag.mac}).success
    raw = key("raw", P.RAW_ENCRYPT_DECRYPT, A.AES_256_CBC) + "/cryptoKeyVersions/1"
    sealed_raw = kms.raw_encrypt({"name": raw, "plaintext": bytes(32)})
    opened = kms.raw_decrypt(
        {
            "name": raw,
            "ciphertext": sealed_raw.ciphertext,
            "initialization_vector": sealed_raw.initialization_vector,
        }
    )
    assert opened.plaintext == bytes(32) and len(sealed_raw.initialization_vector) == 16
    random = kms.generate_random_bytes(
        {"location": LOCATION, "length_bytes": 32, "protection_level": kms_v1.ProtectionLevel.HSM}
    )
    assert len(random.data) == 32 and random.data_crc32c == crc32c(random.data)

    # Keys and versions
    second = kms.create_crypto_key_version({"parent": wrapper, "crypto_key_version": {}})
    assert second.state == V.CryptoKeyVersionState.ENABLED
    changed = kms.update_crypto_key_primary_version({"name": wrapper, "crypto_key_version_id": "2"})
    assert changed.primary.name == second.name
    now = datetime.datetime.now(datetime.timezone.utc)
    changed = kms.update_crypto_key(
        {
            "crypto_key": {
                "name": wrapper,
                "rotation_period": duration_pb2.Duration(seconds=86400),
                "next_rotation_time": now + datetime.timedelta(days=2),
                "labels": {"a": "b"},
            },
            "update_mask": field_mask_pb2.FieldMask(paths=["rotation_period", "next_rotation_time", "labels"]),
        }
    )
    assert changed.rotation_period == datetime.timedelta(days=1) and dict(changed.labels) == {"a": "b"}
    assert abs((changed.next_rotation_time - now).total_seconds() - 172800) < 1
    assert kms.get_crypto_key({"name": wrapper}).primary.name.endswith("/2")
    state = field_mask_pb2.FieldMask(paths=["state"])
    disabled = {"name": p256, "state": V.CryptoKeyVersionState.DISABLED}
    kms.update_crypto_key_version({"crypto_key_version": disabled, "update_mask": state})
    details = refused(
        "FAILED_PRECONDITION",
        f"{p256} is not enabled, current state is: DISABLED.",
        kms.asymmetric_sign,
        {"name": p256, "data": message},
    )
    assert details[0]["violations"][0]["type"] == "KEY_DISABLED"
    scheduled = kms.destroy_crypto_key_version({"name": p256})
    assert scheduled.state == V.CryptoKeyVersionState.DESTROY_SCHEDULED and scheduled.destroy_time > now
    assert kms.restore_crypto_key_version({"name": p256}).state == V.CryptoKeyVersionState.DISABLED
    assert kms.get_crypto_key_version({"name": p256}).algorithm == A.EC_SIGN_P256_SHA256
    names = [k.name for k in kms.list_crypto_keys({"parent": ring, "page_size": 3})]
    assert len(names) == 9 and names == sorted(names)
    assert len(list(kms.list_crypto_key_versions({"parent": wrapper}))) == 2

    # Imports
    outside = ec.generate_private_key(ec.SECP256R1())
    pkcs8 = outside.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    imported = key("imported", P.ASYMMETRIC_SIGN, A.EC_SIGN_P256_SHA256, import_only=True)
    methods = kms_v1.ImportJob.ImportMethod
    for method, hashed in (
        (methods.RSA_OAEP_3072_SHA256_AES_256, hashes.SHA256()),
        (methods.RSA_OAEP_3072_SHA1_AES_256, hashes.SHA1()),
    ):
        job = kms.create_import_job(
            {
                "parent": ring,
                "import_job_id": method.name,
                "import_job": {"import_method": method, "protection_level": kms_v1.ProtectionLevel.HSM},
            }
        )
        assert kms.get_import_job({"name": job.name}).state == kms_v1.ImportJob.ImportJobState.ACTIVE
        wrapping = serialization.load_pem_public_key(job.public_key.pem.encode())
        aes = os.urandom(32)
        wrapped = wrapping.encrypt(aes, padding.OAEP(padding.MGF1(hashed), hashed, None))
        wrapped += keywrap.aes_key_wrap_with_padding(aes, pkcs8)
        version = kms.import_crypto_key_version(
            {
                "parent": imported,
                "algorithm": A.EC_SIGN_P256_SHA256,
                "import_job": job.name,
                "wrapped_key": wrapped,
            }
        )
        assert version.state == V.CryptoKeyVersionState.ENABLED and version.import_job == job.name
        outside.public_key().verify(sign(version.name, data=message).signature, message, ec.ECDSA(hashes.SHA256()))
    assert len(list(kms.list_import_jobs({"parent": ring}))) == 2

    # Locations
    place = kms.get_location(locations_pb2.GetLocationRequest(name=LOCATION))
    assert place.name == LOCATION and place.location_id == "europe-west6"
    assert place.metadata.type_url == "type.googleapis.com/google.cloud.kms.v1.LocationMetadata"
    places = kms.list_locations(locations_pb2.ListLocationsRequest(name="projects/canton-main"))
    assert [found.name for found in places.locations] == [LOCATION]

    # Policies
    policy = policy_pb2.Policy(
        bindings=[policy_pb2.Binding(role="roles/cloudkms.signer", members=["user:alice@example.com"])]
    )
    kept = kms.set_iam_policy(iam_policy_pb2.SetIamPolicyRequest(resource=ring, policy=policy))
    assert kms.get_iam_policy(iam_policy_pb2.GetIamPolicyRequest(resource=ring)) == kept
    asked = ["cloudkms.keyRings.get", "cloudkms.cryptoKeys.create"]
    held = kms.test_iam_permissions(iam_policy_pb2.TestIamPermissionsRequest(resource=ring, permissions=asked))
    assert list(held.permissions) == asked

    # Refusals
    refused(
        "ALREADY_EXISTS",
        f"KeyRing {ring} already exists.",
        kms.create_key_ring,
        {"parent": LOCATION, "key_ring_id": "nodes", "key_ring": {}},
    )
    refused(
        "NOT_FOUND",
        f"CryptoKey {ring}/cryptoKeys/none not found.",
        kms.get_crypto_key,
        {"name": f"{ring}/cryptoKeys/none"},
    )
    refused(
        "INVALID_ARGUMENT",
        "digest_crc32c did not match",
        kms.asymmetric_sign,
        {"name": k256, "digest": {"sha256": digest}, "digest_crc32c": 1},
    )
    refused(
        "INVALID_ARGUMENT",
        "takes 'data', not 'digest'",
        kms.asymmetric_sign,
        {"name": ed, "digest": {"sha256": digest}},
    )
    refused(
        "FAILED_PRECONDITION",
        "purpose ASYMMETRIC_SIGN",
        kms.encrypt,
        {"name": f"{ring}/cryptoKeys/ed", "plaintext": b"x"},
    )
    refused(
        "INVALID_ARGUMENT",
        "verify that 'name' refers to the correct CryptoKey",
        kms.decrypt,
        {"name": key("other", P.ENCRYPT_DECRYPT, A.GOOGLE_SYMMETRIC_ENCRYPTION), "ciphertext": sealed.ciphertext},
    )
    refused(
        "INVALID_ARGUMENT", "the ciphertext is invalid", kms.decrypt, {"name": wrapper, "ciphertext": sealed.ciphertext}
    )
    refused("INVALID_ARGUMENT", "at most 8192", kms.encrypt, {"name": wrapper, "plaintext": bytes(8193)})
    refused(
        "INVALID_ARGUMENT",
        "must match",
        kms.create_key_ring,
        {"parent": LOCATION, "key_ring_id": "a b", "key_ring": {}},
    )
    refused(
        "INVALID_ARGUMENT",
        "between 8 and 1024",
        kms.generate_random_bytes,
        {"location": LOCATION, "length_bytes": 4, "protection_level": 2},
    )
    refused(
        "UNIMPLEMENTED", "PQ_SIGN_ML_DSA_65", lambda request, **more: key("pq", P.ASYMMETRIC_SIGN, A.PQ_SIGN_ML_DSA_65), None
    )
    refused("INVALID_ARGUMENT", "not valid for a CryptoKey", lambda request, **more: key("bad", P.MAC, A.EC_SIGN_ED25519), None)

    try:
        public(k256).verify(sign(k256, data=message).signature, b"another", ec.ECDSA(hashes.SHA256()))
        raise AssertionError("a signature of one message verifies for another")
    except InvalidSignature:
        pass
    assert calls >= 25 and refusals >= 12
    print(f"calls {calls} refusals {refusals}")


main(sys.argv[2], sys.argv[3])
