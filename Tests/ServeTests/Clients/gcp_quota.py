"""More writes than Google's quota has: 60 are taken at once, one more each second, and the rest is refused."""

import sys
import time

from google.api_core import client_options, exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import kms_v1

client = kms_v1.KeyManagementServiceClient(
    transport="rest",
    credentials=AnonymousCredentials(),
    client_options=client_options.ClientOptions(api_endpoint=sys.argv[2]),
)
accepted, refused = 0, 0
start = time.monotonic()
for index in range(100):
    request = {"parent": "projects/p/locations/l", "key_ring_id": f"r{index}", "key_ring": {}}
    try:
        client.create_key_ring(request=request, retry=None)
        accepted += 1
    except exceptions.TooManyRequests as error:
        refused += 1
        found = error.response.json()["error"]
        assert found["status"] == "RESOURCE_EXHAUSTED", found
        assert "quota metric 'Write requests' and limit 'Write requests per minute'" in found["message"], found
        assert found["details"][0]["metadata"]["quota_limit_value"] == "60", found
seconds = time.monotonic() - start
assert 60 <= accepted <= 61 + seconds, (accepted, seconds)
assert accepted + refused == 100 and refused > 0
