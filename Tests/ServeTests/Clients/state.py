"""A walk before and after a restart: `make` leaves a note of all that was answered, `check` finds it all again.

Arguments: AWS's address, make or check, the note, Google's address."""
import base64
import datetime
import json
import sys

from common import client, refused
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from google.api_core import client_options
from google.auth.credentials import AnonymousCredentials
from google.cloud import kms_v1
from google.iam.v1 import iam_policy_pb2, policy_pb2
from walk_import import bring, empty

PHASE, NOTE, GOOGLE = sys.argv[2:5]
LOCATION = "projects/canton-main/locations/europe-west6"
RING = LOCATION + "/keyRings/nodes"
MATERIAL = bytes(range(100, 132))
kms, europe, other = client(), client(region="eu-west-1"), client("999999999999")
google = kms_v1.KeyManagementServiceClient(
    transport="rest", credentials=AnonymousCredentials(),
    client_options=client_options.ClientOptions(api_endpoint=GOOGLE))
text = lambda data: base64.b64encode(data).decode()
data = base64.b64decode


def plain(value):
    """An answer in a form that a note can hold."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return text(value) if isinstance(value, bytes) else str(value)


def seen(note):
    """What anybody can see of the keys."""
    found = {}
    for key, service in [(key, kms) for key in note["keys"]] + [(note["multi"], europe)]:
        answers = [
            service.describe_key(KeyId=key)["KeyMetadata"], service.list_resource_tags(KeyId=key),
            service.get_key_policy(KeyId=key), service.list_aliases(KeyId=key)["Aliases"],
            service.list_grants(KeyId=key)["Grants"], service.get_key_last_usage(KeyId=key)]
        if answers[0]["KeySpec"] == "SYMMETRIC_DEFAULT":
            answers.append(service.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"])
            if answers[0]["Origin"] == "AWS_KMS":
                answers.append(service.get_key_rotation_status(KeyId=key))
        elif answers[0]["KeyState"] == "Enabled" and answers[0]["KeyUsage"] == "SIGN_VERIFY":
            answers.append(service.get_public_key(KeyId=key))
        found[f"{service.meta.region_name} {key}"] = plain(answers)
    found["keys"] = sorted(key["KeyId"] for key in kms.list_keys()["Keys"])
    keys = list(google.list_crypto_keys(request={"parent": RING}, retry=None))
    found["google"] = [str(key) for key in keys] + [
        str(version) for key in keys
        for version in google.list_crypto_key_versions(request={"parent": key.name}, retry=None)]
    policy = google.get_iam_policy(request=iam_policy_pb2.GetIamPolicyRequest(resource=RING), retry=None)
    found["policy"] = [str(policy.bindings), text(policy.etag)]
    return found


def make():
    create = lambda **more: kms.create_key(**more)["KeyMetadata"]["KeyId"]
    signer = create(
        KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", Description="namespace",
        Tags=[{"TagKey": "z", "TagValue": "1"}, {"TagKey": "a", "TagValue": "2"}])
    rsa = create(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    wrapper, mac = create(), create(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    doomed, disabled, multi = create(), create(), create(MultiRegion=True)
    kms.schedule_key_deletion(KeyId=doomed, PendingWindowInDays=7)
    kms.disable_key(KeyId=disabled)
    kms.create_alias(AliasName="alias/signer", TargetKeyId=signer)
    kms.create_alias(AliasName="alias/moved", TargetKeyId=signer)
    second = create(KeySpec="ECC_NIST_P384", KeyUsage="SIGN_VERIFY")
    kms.update_alias(AliasName="alias/moved", TargetKeyId=second)
    kms.create_alias(AliasName="alias/gone", TargetKeyId=signer)
    kms.delete_alias(AliasName="alias/gone")
    kms.tag_resource(KeyId=wrapper, Tags=[{"TagKey": "CreatedBy", "TagValue": "Canton"}])
    allow = [{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {
        "AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::999999999999:root"]}}]
    kms.put_key_policy(
        KeyId=signer, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": allow}))
    grant = kms.create_grant(
        KeyId=wrapper, GranteePrincipal="arn:aws:iam::999999999999:root", Operations=["Encrypt", "Decrypt"])
    revoked = kms.create_grant(
        KeyId=wrapper, GranteePrincipal="arn:aws:iam::999999999999:root", Operations=["Encrypt"], Name="revoked")
    kms.revoke_grant(KeyId=wrapper, GrantId=revoked["GrantId"])
    kms.enable_key_rotation(KeyId=wrapper, RotationPeriodInDays=100)
    imported = empty(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    bring(kms, imported, MATERIAL, "RSAES_OAEP_SHA_256", "RSA_2048", ExpirationModel="KEY_MATERIAL_EXPIRES",
          ValidTo=datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3))
    waiting = empty(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    parameters = kms.get_parameters_for_import(
        KeyId=waiting["KeyId"], WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
    kms.replicate_key(KeyId=multi, ReplicaRegion="eu-west-1")
    signature = kms.sign(KeyId=signer, Message=b"before", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    oaep = kms.encrypt(KeyId=rsa, Plaintext=b"before", EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]
    blob = lambda key: text(kms.encrypt(KeyId=key, Plaintext=b"before")["CiphertextBlob"])

    google.create_key_ring(request={"parent": LOCATION, "key_ring_id": "nodes", "key_ring": {}}, retry=None)
    V, P = kms_v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm, kms_v1.CryptoKey.CryptoKeyPurpose
    for name, purpose, algorithm in [
            ("signer", P.ASYMMETRIC_SIGN, V.EC_SIGN_P256_SHA256),
            ("wrapper", P.ENCRYPT_DECRYPT, V.GOOGLE_SYMMETRIC_ENCRYPTION)]:
        google.create_crypto_key(request={
            "parent": RING, "crypto_key_id": name,
            "crypto_key": {"purpose": purpose, "version_template": {"algorithm": algorithm}}}, retry=None)
    google.create_crypto_key_version(
        request={"parent": RING + "/cryptoKeys/wrapper", "crypto_key_version": {}}, retry=None)
    google.destroy_crypto_key_version(
        request={"name": RING + "/cryptoKeys/wrapper/cryptoKeyVersions/2"}, retry=None)
    google.set_iam_policy(request=iam_policy_pb2.SetIamPolicyRequest(
        resource=RING, policy=policy_pb2.Policy(bindings=[policy_pb2.Binding(
            role="roles/cloudkms.signer", members=["user:alice@example.com"])])), retry=None)
    sealed = google.encrypt(
        request={"name": RING + "/cryptoKeys/wrapper", "plaintext": b"before"}, retry=None).ciphertext

    note = {
        "keys": [signer, rsa, wrapper, mac, doomed, disabled, multi, imported["KeyId"], waiting["KeyId"], second],
        "multi": multi, "grant": grant["GrantToken"], "signature": text(signature), "oaep": text(oaep),
        "blobs": {key: blob(key) for key in (wrapper, imported["KeyId"], multi)},
        "mac": text(kms.generate_mac(KeyId=mac, Message=b"before", MacAlgorithm="HMAC_SHA_256")["Mac"]),
        "token": text(parameters["ImportToken"]), "wrapping": text(parameters["PublicKey"]), "google": text(sealed),
        "key": text(kms.get_public_key(KeyId=signer)["PublicKey"])}
    # A replica is being made for a while; what is seen must not change between the two looks.
    while europe.describe_key(KeyId=multi)["KeyMetadata"]["KeyState"] != "Enabled":
        pass
    note["seen"] = seen(note)
    with open(NOTE, "w") as file:
        json.dump(note, file)


def check():
    with open(NOTE) as file:
        note = json.load(file)
    found = seen(note)
    for name, value in note["seen"].items():
        assert found[name] == value, f"{name}:\n{value}\n{found[name]}"
    signer, rsa, wrapper, mac, doomed, disabled, multi, imported, waiting, _ = note["keys"]
    kms.verify(KeyId=signer, Message=b"before", Signature=data(note["signature"]), SigningAlgorithm="ECDSA_SHA_256")
    public = serialization.load_der_public_key(data(note["key"]))
    answer = other.sign(
        KeyId=f"arn:aws:kms:us-east-1:111122223333:key/{signer}", Message=b"after", SigningAlgorithm="ECDSA_SHA_256")
    public.verify(answer["Signature"], b"after", ec.ECDSA(hashes.SHA256()))
    kms.sign(KeyId="alias/signer", Message=b"after", SigningAlgorithm="ECDSA_SHA_256")
    opened = kms.decrypt(KeyId=rsa, CiphertextBlob=data(note["oaep"]), EncryptionAlgorithm="RSAES_OAEP_SHA_256")
    assert opened["Plaintext"] == b"before"
    for key, blob in note["blobs"].items():
        assert kms.decrypt(CiphertextBlob=data(blob))["Plaintext"] == b"before", key
    assert europe.decrypt(CiphertextBlob=data(note["blobs"][multi]))["Plaintext"] == b"before"
    kms.verify_mac(KeyId=mac, Message=b"before", Mac=data(note["mac"]), MacAlgorithm="HMAC_SHA_256")
    refused("DisabledException", lambda: kms.encrypt(KeyId=disabled, Plaintext=b"x"))
    refused("KMSInvalidStateException", lambda: kms.encrypt(KeyId=doomed, Plaintext=b"x"))
    refused("NotFoundException", lambda: kms.describe_key(KeyId="alias/gone"))
    other.encrypt(
        KeyId=f"arn:aws:kms:us-east-1:111122223333:key/{wrapper}", Plaintext=b"x", GrantTokens=[note["grant"]])
    # An import that was begun before is ended after.
    wrapping = serialization.load_der_public_key(data(note["wrapping"]))
    scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    kms.import_key_material(
        KeyId=waiting, ImportToken=data(note["token"]), EncryptedKeyMaterial=wrapping.encrypt(MATERIAL, scheme),
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")
    kms.encrypt(KeyId=waiting, Plaintext=b"x")
    # Nothing that was handed out is handed out again.
    assert kms.create_key()["KeyMetadata"]["KeyId"] not in note["seen"]["keys"]
    opened = google.decrypt(
        request={"name": RING + "/cryptoKeys/wrapper", "ciphertext": data(note["google"])}, retry=None)
    assert opened.plaintext == b"before"
    pem = google.get_public_key(request={"name": RING + "/cryptoKeys/signer/cryptoKeyVersions/1"}, retry=None).pem
    signed = google.asymmetric_sign(
        request={"name": RING + "/cryptoKeys/signer/cryptoKeyVersions/1", "data": b"after"}, retry=None)
    serialization.load_pem_public_key(pem.encode()).verify(signed.signature, b"after", ec.ECDSA(hashes.SHA256()))


{"make": make, "check": check}[PHASE]()
