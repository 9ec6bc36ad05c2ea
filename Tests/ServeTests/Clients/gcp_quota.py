"""More writes than Google's quota has: 60 are taken at once, one more each second, and the rest is refused."""

import sys
import time

from gcp_client import connect, reason
from google.api_core import exceptions

client = connect(sys.argv[2], sys.argv[3])
accepted, refused = 0, 0
start = time.monotonic()
for index in range(100):
    request = {"parent": "projects/p/locations/l", "key_ring_id": f"r{index}", "key_ring": {}}
    try:
        client.create_key_ring(request=request, retry=None)
        accepted += 1
    except exceptions.TooManyRequests as error:
        refused += 1
        status, message, details = reason(error)
        assert status == "RESOURCE_EXHAUSTED", status
        assert "quota metric 'Write requests' and limit 'Write requests per minute'" in message, message
        assert details[0]["metadata"]["quota_limit_value"] == "60", details
seconds = time.monotonic() - start
assert 60 <= accepted <= 61 + seconds, (accepted, seconds)
assert accepted + refused == 100 and refused > 0
