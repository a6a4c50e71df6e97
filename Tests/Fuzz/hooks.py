"""What is asked of schemathesis besides its own."""

import itertools
import os

import schemathesis

REFUSED = os.environ.get("GEMZ_FUZZ_REFUSED") == "1"
KEY = "Idempotency-Key"
numbers = itertools.count(1)


@schemathesis.hook
def map_headers(context, headers):
    """A sound key is good for one request: else most would be answered with what an earlier one did."""
    key = (headers or {}).get(KEY)
    if isinstance(key, str) and 1 <= len(key) <= 200 and all("!" <= letter <= "~" for letter in key):
        headers[KEY] = f"{key}-{next(numbers)}"
    return headers


@schemathesis.check
def bad_token_opens_nothing(ctx, response, case):
    """Every route that asks for a session answers 401, or says what else is wrong before it looks at the token."""
    if REFUSED and case.operation.definition.raw.get("security"):
        assert response.status_code in (401, 403, 404, 405), f"answered {response.status_code} to a bad token"
