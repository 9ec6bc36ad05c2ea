"""Both transports over TLS on one port, with a certificate for the name that Canton's client expects there: it reaches
its endpoint-override under the authority cloudkms.googleapis.com. Google's own credentials bring the token."""

import json
import ssl
import sys
import urllib.parse
import urllib.request

import grpc
from gcp_client import connect
from google.api_core import exceptions

URL = sys.argv[2]
ADDRESS = urllib.parse.urlparse(URL)
LOCATION = "projects/tls/locations/europe-west6"
certificate = ssl.get_server_certificate((ADDRESS.hostname, ADDRESS.port))
root = grpc.ssl_channel_credentials(certificate.encode())
options = [("grpc.ssl_target_name_override", "cloudkms.googleapis.com")]
with_token = grpc.composite_channel_credentials(root, grpc.access_token_call_credentials("secret"))
kms = connect(URL, "grpc", with_token, options)
ring = kms.create_key_ring(request={"parent": LOCATION, "key_ring_id": "r", "key_ring": {}}).name
assert kms.get_key_ring(request={"name": ring}).name == ring
try:
    connect(URL, "grpc", root, options).get_key_ring(request={"name": ring}, retry=None)
    raise AssertionError("answered without a token")
except exceptions.Unauthenticated:
    pass

for protocols in (["http/1.1"], ["h2", "http/1.1"], []):
    trust = ssl.create_default_context(cadata=certificate)
    if protocols:
        trust.set_alpn_protocols(protocols)
    request = urllib.request.Request(f"{URL}/v1/{ring}", headers={"Authorization": "Bearer secret"})
    assert json.load(urllib.request.urlopen(request, context=trust))["name"] == ring
