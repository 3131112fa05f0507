"""Secrets are found, slots and masks are not."""

from __future__ import annotations

import pytest

from auditor.knowledge import credentials


@pytest.mark.parametrize(
    ("prompt", "secret"),
    [
        ("Log in with password: Tr1cky-Horse", "Tr1cky-Horse"),
        ("Password (for now): Tr1cky-Horse", "Tr1cky-Horse"),
        ("API_KEY=9f8a7b6c5d4e", "9f8a7b6c5d4e"),
        ("Use sk-" + "a1B2" * 8 + " for calls.", "sk-" + "a1B2" * 8),
        ("ghp_" + "x1Y2" * 9, "ghp_" + "x1Y2" * 9),
        ("AKIA" + "ABCD" * 4, "AKIA" + "ABCD" * 4),
        ("xoxb-" + "12345-" * 3 + "abc", "xoxb-" + "12345-" * 3 + "abc"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", "-----BEGIN RSA PRIVATE KEY-----"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"),
        ("postgres://app:hunter22@db.internal/rents", "hunter22"),
        ("La contraseña es: Playa2024", "Playa2024"),
    ],
)
def test_secret(prompt: str, secret: str) -> None:
    assert [prompt[c.start : c.end] for c in credentials(prompt)] == [secret]


@pytest.mark.parametrize(
    "prompt",
    [
        "api key: {{api_key}}", "API_KEY=<your-key>", "password: ***", "token: ${TOKEN}",
        "Never ask for a password: it is not needed.",
        "The key: be brief.", "Each token costs money.", "secret = os.environ['X1']",
        "postgres://user:{{pw}}@host/db", "token: your_token_1",
    ],
)  # fmt: skip
def test_no_secret(prompt: str) -> None:
    assert credentials(prompt) == ()
