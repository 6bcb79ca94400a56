"""No secret is hashed or stored, and nothing that is not one is lost.

The keys here are made up, and put together from halves so that no scanner takes them for real.
"""

from __future__ import annotations

import base64
import hashlib
import random
import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.redact import Redactor, redact, secrets_in

RUN = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1cDe4gHi7k"  # thirty-six letters and digits
JWT = ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N"))
PEM_LINES = "\n".join(base64.b64encode(bytes(range(n, n + 48))).decode() for n in range(3))
PEM = f"-----BEGIN RSA PRIVATE {'KEY'}-----\n{PEM_LINES}\n-----END RSA PRIVATE KEY-----"

KEYS = {
    "anthropic": "sk-" + "ant-api03-" + RUN,
    "openai": "sk-" + "proj-" + RUN,
    "xai": "xai-" + RUN + RUN,
    "gitlab": "glpat-" + RUN[:20],
    "slack": "xoxb-" + "123456789012-" + RUN[:24],
    "groq": "gsk_" + RUN,
    "huggingface": "hf_" + RUN,
    "github": "ghp_" + RUN,
    "stripe": "sk_" + "live_" + RUN[:24],
    "google": "AIza" + RUN[:35],
    "aws": "AKIA" + "IOSFODNN7EXAMPLE",
    "jwt": JWT,
    "private-key": PEM,
}


@pytest.mark.parametrize(("kind", "key"), KEYS.items())
def test_a_key_is_known_by_its_shape_wherever_it_stands(kind: str, key: str) -> None:
    mark = f"[secret:{kind}]"
    for place in ("{}", "use {} now", "key={}", "({})", '"{}",', "first line\n{}\nlast", "`{}`."):
        assert redact(place.format(key)) == place.format(mark)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("github_pat_" + RUN, "[secret:github]"),
        ("sk-" + "or-v1-" + "0123456789abcdef" * 4, "[secret:openai]"),
        (f'"line\\n{KEYS["groq"]}\\n"', '"line\\n[secret:groq]\\n"'),
        (f"Bearer {RUN}", "Bearer [secret:bearer]"),
        (f"Authorization: Bearer {RUN}", "Authorization: Bearer [secret:bearer]"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [secret:authorization]"),
        (f"authorization: {RUN}", "authorization: [secret:token]"),
        ("https://a.b/?api_key=abc12345&q=1", "https://a.b/?api_key=[secret:key]&q=1"),
        (f"x-api-key: {RUN}", "x-api-key: [secret:key]"),
        (f'{{"apiKey": "{RUN}"}}', '{"apiKey": "[secret:key]"}'),
        (f'{{\\"api_key\\": \\"{RUN}\\"}}', '{\\"api_key\\": \\"[secret:key]\\"}'),
        ("https://h/?password=swordfish&x=1", "https://h/?password=[secret:password]&x=1"),
        ("DB_PASSWORD=swordfish\nDB=x", "DB_PASSWORD=[secret:password]\nDB=x"),
        ("password: hunter22", "password: [secret:password]"),
        ('{"password": "swordfish"}', '{"password": "[secret:password]"}'),
        ("passwd = 'cor[rect'", "passwd = '[secret:password]'"),
        ("postgres://ann:s3cr3t@db/x", "postgres://ann:[secret:password]@db/x"),
        (f"GITLAB_TOKEN={RUN}", "GITLAB_TOKEN=[secret:token]"),
        (f"client_secret: {RUN}", "client_secret: [secret:key]"),
    ],
)
def test_a_secret_is_known_by_the_name_it_is_given(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def test_a_private_key_cut_off_before_its_end_is_taken_out_as_far_as_it_goes() -> None:
    cut = PEM[: PEM.index("-----END") - 30]
    assert redact(f"Here:\n{cut}") == "Here:\n[secret:private-key]"


def test_two_private_keys_leave_what_stands_between_them() -> None:
    mark = "[secret:private-key]"
    assert redact(f"{PEM}\nand\n{PEM}") == f"{mark}\nand\n{mark}"


@pytest.mark.parametrize(
    "text",
    [
        "The risk-averse task-force asked for a disk-based sk-learn-like interface.",
        "A token is a word: the token count was 4096, max_tokens=4096, tokens: 12.",
        "Your password: choose one of at least 8 characters, and keep it secret: tell nobody.",
        "Password: required",
        "The bearer of this letter, and bearer authentication-mechanisms, are described below.",
        "Authorization: the basic authentication scheme is old. Authorization: required.",
        "api_key: str | None = None",
        'api_key = os.environ["OPENAI_API_KEY_2"]',
        "token = tokens2.next_token(); secret = hmac_sha256(key, b'1')",
        "connect(password=password, user=user2)",
        "connect(\n    password=self.password\n)",
        'password = getpass("Password: ")',
        "password={password} api_key=${API_KEY_12345} secret: <your-secret-12345>",
        'url = "https://localhost:8080/@scope/package"; mail = "ann@example.com"',
        "git clone git@github.com:somebody/something-2.git",
        "The header -----BEGIN PRIVATE KEY----- starts such a file; keep it away.",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD\n-----END PUBLIC KEY-----",
        "sk-fading-circle sk-cube9 AKIA eyJ hf_hub gsk_ AIza ghp_ xoxb- Bearer",
        "if token == 'end_of_text' and cache_key == digest: pass",
    ],
)
def test_prose_and_code_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


def test_hashes_identifiers_and_pictures_stay_as_they_are() -> None:
    dice = random.Random(7)
    for length in (16, 64, 3_000):
        data = dice.randbytes(length)
        identity = uuid.UUID(bytes=data[:16])
        for plain in (
            hashlib.sha256(data).hexdigest(),
            f"sha256:{hashlib.sha256(data).hexdigest()}",
            hashlib.sha1(data).hexdigest(),
            f"run {identity} step {identity.hex}",
            f"data:image/png;base64,{base64.b64encode(data).decode()}",
        ):
            assert redact(plain) == plain


def test_a_known_value_is_taken_out_wherever_it_stands() -> None:
    redactor = Redactor(("plain-words-only", "short", "plain-words"))
    assert redactor("Xplain-words-onlyY, plain-words") == "X[secret:known]Y, [secret:known]"
    assert redactor("a short one") == "a short one"  # too short to be told from a word


def test_a_known_value_that_holds_a_sign_is_taken_out_whole() -> None:
    assert redact("password=abc123,def456", ["abc123,def456"]) == "password=[secret:known]"


def test_a_known_word_leaves_the_marks_alone() -> None:
    once = redact('pwd="abcd1234" password', ["password"])
    assert once == 'pwd="[secret:password]" [secret:known]'
    assert redact(once, ["password"]) == once


def test_a_redactor_never_shows_what_it_knows() -> None:
    assert "swordfish" not in repr(Redactor(("swordfish-2026",)))


letters = st.text(st.sampled_from(string.ascii_letters + string.digits + " -_=:\"'\\\n[]()@/."))
openings = st.sampled_from(
    [
        *("password", "secret", "token", "api_key", "Bearer ", "Authorization: Basic ", "://a:"),
        *("=", ": ", '"', "[secret:known]", "[secret:", "sk-", "eyJ", "-----BEGIN ", RUN, "\\n"),
    ]
)
around = st.lists(openings | letters, max_size=8).map("".join)
mixtures = st.lists(st.sampled_from(list(KEYS.values())) | openings | letters).map("".join)


@given(mixtures, st.lists(st.sampled_from(["password", "secret:known", RUN, "known]xx"])))
def test_redacting_twice_is_redacting_once(text: str, known: list[str]) -> None:
    once = redact(text, known)
    assert redact(once, known) == once


@given(around, around, st.sampled_from(sorted(KEYS)))
def test_no_key_survives_between_spaces(before: str, after: str, kind: str) -> None:
    assert KEYS[kind] not in redact(f"{before} {KEYS[kind]} {after}")


@given(st.text(), st.text(), st.text(st.sampled_from(string.ascii_letters), min_size=12))
def test_no_known_value_survives_anywhere(before: str, after: str, value: str) -> None:
    assert value not in redact(before + value + after, [value])


@pytest.mark.parametrize(
    "scrap",
    [
        "sk-",
        "eyJaaaaaaaa-",
        "api_key=",
        "password=a",
        "://a:",
        "-----BEGIN PRIVATE KEY-----",
        "\\n",
    ],
)
def test_no_text_is_slow_to_read(scrap: str) -> None:
    """With a search that grew with the square, this would meet the test run's time limit."""
    text = scrap * (600_000 // len(scrap))
    assert redact(text)


def test_the_environment_gives_the_values_that_are_named_like_secrets() -> None:
    environment = {
        "OPENAI_API_KEY": "value-of-openai",
        "GROQ_API_KEY_2": "value-of-groq-2",
        "HF_TOKEN": " value-of-hf\n",
        "client_secret": "value-of-client",
        "DB_PASSWORD": "value-of-db",
        "DB_PWD": "value-of-pwd",
        "TOKEN": "value-of-token",
        "PWD": "~somebody",
        "OLDPWD": "~somebody/else",
        "MAX_TOKENS_PER_DAY": "1000000000",
        "KEYBOARD": "qwerty-layout",
        "MONKEY": "chimpanzee",
        "TINY_KEY": "short",
        "EMPTY_TOKEN": "",
    }
    assert secrets_in(environment) == (
        "value-of-client",
        "value-of-db",
        "value-of-groq-2",
        "value-of-hf",
        "value-of-openai",
        "value-of-pwd",
        "value-of-token",
    )


def test_values_of_the_environment_are_redacted() -> None:
    known = secrets_in({"SOME_API_KEY": "no-shape-at-all"})
    assert Redactor(known)("The key is no-shape-at-all.") == "The key is [secret:known]."
