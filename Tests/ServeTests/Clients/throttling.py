"""Twice the load that a quota of 100 per second allows, for thirteen seconds; the first two do not count. The ten
seconds after them begin and end with a refusal, when nothing of the quota is left over, so that a machine that stands
still for a moment does not change the rate. Then boto3, whose retries must get through."""
import json
import threading
import time

from common import Connection, client

kms = client(retries={"mode": "standard", "max_attempts": 10})
key = kms.create_key()["KeyMetadata"]["KeyId"]


def measure():
    """(accepted, refused, seconds) between two refusals some ten seconds apart."""
    connection = Connection()
    began = time.monotonic()
    answers = []
    for count in range(2600):
        wait = began + count / 200 - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        status, _, body = connection.ask("DescribeKey", {"KeyId": key})
        answers.append((time.monotonic() - began, status))
        if status != 200:
            answer = json.loads(body)
            assert (status, answer["__type"]) == (400, "ThrottlingException"), (status, body)
            assert answer["message"].startswith("You have exceeded the rate"), body
    refusals = [index for index, (at, status) in enumerate(answers) if at >= 2 and status != 200]
    start = answers[refusals[0]][0]
    last = max(index for index in refusals if answers[index][0] <= start + 10.1)
    accepted = sum(status == 200 for _, status in answers[refusals[0]:last])
    return accepted, last - refusals[0] - accepted, answers[last][0] - start


# A machine that stands still for longer makes no such load: then it is made again.
for attempt in range(4):
    accepted, refused, seconds = measure()
    print(f"{accepted} accepted and {refused} refused in {seconds:.2f} s")
    if seconds > 9 and abs(accepted / seconds - 100) <= 2 and refused > 700:
        break
else:
    raise AssertionError("not the quota in any of the measurements")

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
print(f"boto3 tried {sum(answers)} times more")
