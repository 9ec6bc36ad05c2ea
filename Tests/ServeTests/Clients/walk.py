"""Every operation that the server has, by boto3, with an independent judge of whatever can be judged from outside."""
import walk_access
import walk_crypto
import walk_import
import walk_manage
from common import client
from kms_api import ABSENT, ALONE

kms = client()
answered = set()
kms.meta.events.register(
    "after-call.kms", lambda http_response, model, **_: http_response.status_code == 200 and answered.add(model.name))
for part in (walk_crypto, walk_import, walk_manage, walk_access):
    part.walk(kms)
missing = set(kms.meta.service_model.operation_names) - answered - ABSENT - ALONE
assert not missing, f"never answered: {sorted(missing)}"
print(f"{len(answered)} operations answered")
