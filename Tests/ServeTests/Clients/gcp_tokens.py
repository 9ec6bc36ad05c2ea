"""Bearer tokens, over both transports: who has none, a wrong one or an old one is refused as Google refuses, and what a
caller may do is what its token's roles and IAM policies say."""

import sys
import urllib.error
import urllib.request

from gcp_client import connect, refusal
from google.iam.v1 import iam_policy_pb2, policy_pb2

URL = sys.argv[2]
LOCATION = "projects/tokens/locations/europe-west6"
refusals = 0


class Caller:
    """A client with a token, which comes in the metadata; REST sends these as headers."""

    def __init__(self, transport, token):
        self.client = connect(URL, transport)
        self.metadata = [("authorization", token)] if token is not None else []

    def ask(self, method, request):
        return getattr(self.client, method)(request=request, retry=None, metadata=self.metadata)

    def refused(self, status, method, request):
        global refusals
        found, message, details = refusal(getattr(self.client, method), request, metadata=self.metadata)
        assert found == status, (found, message)
        refusals += 1
        return message, details


def rest(path, authorization):
    request = urllib.request.Request(URL + path, headers={"Authorization": authorization} if authorization else {})
    try:
        urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        return error.code, error.headers["WWW-Authenticate"]
    raise AssertionError(f"{path} was answered")


for transport in ("grpc", "rest"):
    ring = f"{LOCATION}/keyRings/{transport}"
    create = {"parent": LOCATION, "key_ring_id": transport, "key_ring": {}}
    for token, reason, text in (
        (None, "CREDENTIALS_MISSING", "Request is missing required authentication credential."),
        ("Bearer wrong", "ACCESS_TOKEN_TYPE_UNSUPPORTED", "Request had invalid authentication credentials."),
        ("Basic admin-secret", "ACCESS_TOKEN_TYPE_UNSUPPORTED", "Request had invalid authentication credentials."),
        ("Bearer old-secret", "ACCESS_TOKEN_EXPIRED", "Request had invalid authentication credentials."),
    ):
        message, details = Caller(transport, token).refused("UNAUTHENTICATED", "create_key_ring", create)
        assert message.startswith(text), message
        assert details[0]["reason"] == reason and details[0]["domain"] == "googleapis.com", details
        assert details[0]["metadata"]["service"] == "cloudkms.googleapis.com", details

    admin, signer, nobody = (Caller(transport, f"Bearer {name}-secret") for name in ("admin", "signer", "nobody"))
    admin.ask("create_key_ring", create)
    template = {"algorithm": 12, "protection_level": 1}
    key = admin.ask(
        "create_crypto_key",
        {"parent": ring, "crypto_key_id": "k", "crypto_key": {"purpose": 5, "version_template": template}}).name
    version = f"{key}/cryptoKeyVersions/1"
    signer.ask("asymmetric_sign", {"name": version, "data": b"m"})
    message, details = signer.refused("PERMISSION_DENIED", "create_key_ring", create)
    assert details[0]["reason"] == "IAM_PERMISSION_DENIED", details
    nobody.refused("PERMISSION_DENIED", "asymmetric_sign", {"name": version, "data": b"m"})
    # A policy names the principal of the token: a service account by its address.
    members = ["serviceAccount:nobody@tokens.iam.gserviceaccount.com"]
    policy = policy_pb2.Policy(bindings=[policy_pb2.Binding(role="roles/cloudkms.signer", members=members)])
    admin.ask("set_iam_policy", iam_policy_pb2.SetIamPolicyRequest(resource=key, policy=policy))
    nobody.ask("asymmetric_sign", {"name": version, "data": b"m"})
    nobody.refused("PERMISSION_DENIED", "get_crypto_key", {"name": key})

code, challenge = rest(f"/v1/{LOCATION}/keyRings", None)
assert code == 401 and challenge == 'Bearer realm="https://accounts.google.com/"', challenge
code, challenge = rest(f"/v1/{LOCATION}/keyRings", "Bearer wrong")
assert code == 401 and challenge == 'Bearer realm="https://accounts.google.com/", error="invalid_token"', challenge
assert urllib.request.urlopen(URL + "/health").status == 200
assert refusals == 14, refusals
