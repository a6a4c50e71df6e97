"""A host's own endpoint, tried with tokens that Clerk's SDK gets from the stand-in.

clerk_client has a check like it, which its HTTP library keeps from running: that sends no bare `Bearer ` header. Here such
headers go out by a library that sends what it is told.
"""
import http.client
import os
import time
import urllib.parse
import uuid

from clerk_backend_api import Clerk

URL = urllib.parse.urlsplit(os.environ["GEMZ_CLERK_PROTECTED_URL"])
CLERK = Clerk(bearer_auth="sk_test_dev", server_url=os.environ["GEMZ_BASE_URL"] + "/_dev/clerk/v1")


def status(**headers):
    connection = http.client.HTTPConnection(URL.hostname, URL.port, timeout=10)
    try:
        connection.request("GET", URL.path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def signed_in():
    address = f"u{uuid.uuid4().hex[:10]}@example.com"
    user = CLERK.users.create(email_address=[address], skip_password_requirement=True)
    session = CLERK.sessions.create(request={"user_id": user.id})
    return user.id, CLERK.sessions.create_token(session_id=session.id).jwt


def main():
    user, token = signed_in()
    head, claims, signature = token.split(".")
    assert status() == 401
    assert status(Authorization="Bearer " + token) == 200
    assert status(Cookie="__session=" + token) == 200
    for bad in (f"{head}.{claims}.{signature[:-4]}AAAA", f"{head}.{claims}.", "x", "", f"{head}.e30.{signature}"):
        assert status(Authorization="Bearer " + bad) == 401, bad[:20]
        assert status(Authorization="Bearer " + bad, Cookie="__session=" + token) == 401, bad[:20]
    print("ok tokens")
    # The stand-in tells the host by a webhook: the token outlives its user and is good for nothing.
    CLERK.users.delete(user_id=user)
    end = time.monotonic() + 10
    while status(Authorization="Bearer " + token) != 401:
        assert time.monotonic() < end, "a deleted user is still let in"
        time.sleep(0.05)
    print("ok deleted_user")


if __name__ == "__main__":
    main()
