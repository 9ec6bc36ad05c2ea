"""Twice the load that a quota of 100 per second allows, for thirteen seconds; the first two do not count. The ten
seconds after them begin and end with a refusal, when nothing of the quota is left over, so that a machine that stands
still for a moment does not change the rate. Then boto3, whose retries must get through."""
import json
import threading
import time

from common import Connection, client

kms = client(retries={"mode": "standard", "max_attempts": 10})
key = kms.create_key()["KeyMetadata"]["KeyId"]
connection = Connection()
began = time.monotonic()
answers = []
for count in range(2600):
    due = began + count / 200
    wait = due - time.monotonic()
    if wait > 0:
        time.sleep(wait)
    status, _, body = connection.ask("DescribeKey", {"KeyId": key})
    answers.append((time.monotonic() - began, status))
    if status != 200:
        answer = json.loads(body)
        assert (status, answer["__type"]) == (400, "ThrottlingException"), (status, body)
        assert answer["message"].startswith("You have exceeded the rate"), body
first = next(index for index, (at, status) in enumerate(answers) if at >= 2 and status != 200)
start = answers[first][0]
last = max(index for index, (at, status) in enumerate(answers) if at <= start + 10.1 and status != 200)
seconds = answers[last][0] - start
assert seconds > 9, f"the load was not made: {seconds} s"
accepted = sum(status == 200 for _, status in answers[first:last])
refused = last - first - accepted
assert abs(accepted / seconds - 100) <= 2, f"{accepted} accepted in {seconds} s"
assert refused > 700, f"{refused} refused in {seconds} s"

answers = []


def ask():
    for _ in range(40):
        answers.append(kms.describe_key(KeyId=key)["ResponseMetadata"]["RetryAttempts"])


threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(answers) == 160, len(answers)
print(accepted, refused, sum(answers))
