"""The model boundary against real servers on this machine: every fault ends by the deadline, as a Failure."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Usage
from bot.draft import SCHEMA
from bot.errors import ConfigError
from bot.llm import MAX_BODY_BYTES, Breaker, Failure, Message, OpenAIModel, Reply, Request
from bot.wire import Setback, read_reply
from tests.fakes.openai_server import Answer, FakeOpenAI, completion, error

KEY = "sk-proj-neverlogthis123"
REQUEST = Request((Message("system", "Answer in JSON."), Message("user", "QUESTIONWORDS?")), 64)
DRAFT = '{"claims": [], "missing": null}'
CARDS = [
    json.loads(line)
    for line in (Path(__file__).parent / "cards" / "openai_faults.jsonl").read_text("utf-8").splitlines()
]

# What each card must come to: the kind of Failure and the number of requests it may cost.
EXPECTED = {
    "200 ok": ("reply", 1),
    "429 Retry-After: 1": ("rate_limited", 2),
    "429 Retry-After: 3600": ("rate_limited", 1),
    "500": ("server_error", 2),
    "503": ("server_error", 2),
    "502 html body": ("server_error", 2),
    "401 bad key": ("bad_key", 1),
    "400 context_length_exceeded": ("too_long", 1),
    "400 content_filter": ("refused", 1),
    "200 malformed JSON": ("malformed", 1),
    "200 html": ("malformed", 1),
    "200 choices null": ("malformed", 1),
    "200 content null": ("malformed", 1),
    "200 refusal": ("refused", 1),
    "200 finish length": ("cut_short", 1),
    "200 wrong types": ("malformed", 1),
    "200 tool_calls unasked": ("malformed", 1),
    "truncated body (Content-Length too long)": ("unreachable", 2),
    "hang (no byte is ever sent)": ("timeout", 1),
    "drip (1 byte per 0.5 s)": ("timeout", 1),
    # We ask for no stream; a server that streams all the same sends nothing we can read.
    "stream ok": ("malformed", 1),
    "stream cut inside an event": ("malformed", 1),
    "stream error event": ("malformed", 1),
    "stream cut between chunks (chunked transfer)": ("unreachable", 2),
}
DEADLINE_S = 0.9  # where the deadline itself is tested
PATIENT_S = 20.0  # where it is not: a busy machine may take long


@pytest.fixture(scope="module", autouse=True)
def client_is_imported() -> None:
    """The first import of the client takes about a second, which is no server's fault."""
    import openai  # noqa: F401


@pytest.fixture
def models() -> Iterator[list[OpenAIModel]]:
    """Models to close when the test is over."""
    opened: list[OpenAIModel] = []
    yield opened
    for model in opened:
        model.close()


def ask(server: FakeOpenAI, models: list[OpenAIModel], deadline_s: float = PATIENT_S) -> Reply | Failure:
    """Ask a model of its own, so that no test sees another's breaker."""
    models.append(OpenAIModel(KEY, server.base_url, "fake"))
    return models[-1].complete(REQUEST, deadline_s)


def test_every_card_has_its_expectation() -> None:
    assert [card["name"] for card in CARDS] == list(EXPECTED)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card["name"])
def test_a_fault_is_a_failure_of_its_kind_in_few_requests_and_in_time(
    card: dict[str, Any], models: list[OpenAIModel]
) -> None:
    kind, requests = EXPECTED[card["name"]]
    deadline_s = DEADLINE_S if kind == "timeout" else PATIENT_S
    with FakeOpenAI(card["spec"]) as server:
        started = time.monotonic()
        outcome = ask(server, models, deadline_s)
        elapsed_s = time.monotonic() - started
    assert ("reply" if isinstance(outcome, Reply) else outcome.kind) == kind
    assert server.count == requests
    assert elapsed_s < deadline_s + 1.5


def test_what_goes_over_the_wire_is_the_contract(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(DRAFT) as server:
        reply = ask(server, models)
    assert reply == Reply(DRAFT, "fake", Usage(7, 5, None))
    assert server.bodies == [
        {
            "model": "fake",
            "messages": [
                {"role": "system", "content": "Answer in JSON."},
                {"role": "user", "content": "QUESTIONWORDS?"},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "draft", "strict": True, "schema": SCHEMA},
            },
            "max_completion_tokens": 64,
            "stream": False,
            "store": False,
        }
    ]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


OTHER_STATUSES: list[tuple[Answer, str, int]] = [
    (error(429, "insufficient_quota"), "quota", 1),
    (error(402, "credits"), "quota", 1),
    (error(403, "forbidden"), "bad_key", 1),
    (error(404, "model_not_found"), "no_such_model", 1),
    (error(413, None), "too_long", 1),
    (error(400, None, "This model's maximum context length is 4096 tokens"), "too_long", 1),
    (error(422, None), "rejected", 1),
    (error(429, None, retry_after="0"), "rate_limited", 2),
    (error(429, None, retry_after="-1"), "rate_limited", 2),
    (error(503, None, retry_after="inf"), "server_error", 1),
    (error(503, None, retry_after="nan"), "server_error", 1),
    (error(503, None, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), "server_error", 1),
    ({"status": 302, "headers": {"Location": "http://127.0.0.1:9/v1"}, "body": ""}, "rejected", 1),
    ({"status": 204, "body": ""}, "malformed", 1),
    (completion(DRAFT) | {"status": 206}, "malformed", 1),
    ({"end": "close_before_headers"}, "unreachable", 2),
    ({"status": 200, "body": "[" * 90_000}, "malformed", 1),
    ({"status": 200, "body": "x" * 3_000_000}, "malformed", 1),
    ({"status": 200, "body": "[]"}, "malformed", 1),
    ({"status": 200, "body": {"choices": []}}, "malformed", 1),
    ({"status": 200, "body": {"choices": ["x"]}}, "malformed", 1),
    ({"status": 200, "body": {"choices": [{"finish_reason": "stop"}]}}, "malformed", 1),
    (completion(""), "malformed", 1),
    (completion(" \n"), "malformed", 1),
    (completion("hi", finish_reason="content_filter"), "refused", 1),
    (completion("hi", finish_reason="eos"), "malformed", 1),
    (completion("hi", refusal="I cannot"), "refused", 1),
]


@pytest.mark.parametrize(("answer", "kind", "requests"), OTHER_STATUSES)
def test_other_replies_that_are_not_whole_are_failures_too(
    answer: Answer, kind: str, requests: int, models: list[OpenAIModel]
) -> None:
    with FakeOpenAI(answer) as server:
        outcome = ask(server, models)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, server.count) == (kind, requests)


WHOLE_BODY = json.dumps(completion(DRAFT)["body"]).encode()


def test_a_body_cut_at_any_byte_is_never_taken_for_a_whole_one() -> None:
    assert isinstance(read_reply(200, WHOLE_BODY, REQUEST, "fake"), Reply)
    for end in range(len(WHOLE_BODY)):
        assert isinstance(read_reply(200, WHOLE_BODY[:end], REQUEST, "fake"), Setback), end


@pytest.mark.parametrize("end", [0, 1, len(WHOLE_BODY) // 2, len(WHOLE_BODY) - 1])
def test_a_connection_that_ends_early_is_a_failure(end: int, models: list[OpenAIModel]) -> None:
    with FakeOpenAI({"status": 200, "raw": WHOLE_BODY[:end].decode(), "end": "close"}) as server:
        outcome = ask(server, models)
    assert isinstance(outcome, Failure)


def test_nobody_listening_is_unreachable(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(DRAFT) as server:
        gone = server.base_url
    models.append(OpenAIModel(None, gone, "fake"))
    outcome = models[0].complete(REQUEST, PATIENT_S)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "unreachable"


def test_a_fault_that_passes_costs_one_more_request(models: list[OpenAIModel]) -> None:
    with FakeOpenAI([error(503), DRAFT]) as server:
        assert isinstance(ask(server, models), Reply)
    assert server.count == 2


def test_a_server_without_schemas_is_asked_for_plain_json_from_then_on(models: list[OpenAIModel]) -> None:
    def answer(body: dict[str, Any]) -> Answer:
        schema = body["response_format"]["type"] == "json_schema"
        return error(400, None, "response_format is not supported") if schema else DRAFT

    with FakeOpenAI(answer) as server:
        assert isinstance(ask(server, models), Reply)
        assert isinstance(models[0].complete(REQUEST, PATIENT_S), Reply)
    assert [body["response_format"]["type"] for body in server.bodies] == [
        "json_schema",
        "json_object",
        "json_object",
    ]


def test_no_chain_of_faults_costs_more_than_three_requests(models: list[OpenAIModel]) -> None:
    faults: list[Answer] = [error(400), error(503, retry_after="0"), error(503, retry_after="0")]
    with FakeOpenAI([*faults, DRAFT]) as server:
        outcome = ask(server, models)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, server.count) == ("server_error", 3)


def test_a_rejected_request_is_not_asked_a_third_time(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(error(400)) as server:
        outcome = ask(server, models)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, server.count) == ("rejected", 2)


def test_without_any_time_left_nobody_is_asked(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(DRAFT) as server:
        outcome = ask(server, models, 0.0)
        for call in calls_under_way():
            call.join(5)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, server.count) == ("timeout", 0)


def calls_under_way() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "model-call"]


def test_headers_that_drip_do_not_outlive_the_deadline(models: list[OpenAIModel]) -> None:
    with FakeOpenAI({"status": 200, "body": "", "drip_headers_s": 0.2}) as server:
        started = time.monotonic()
        outcome = ask(server, models, DEADLINE_S)
        elapsed_s = time.monotonic() - started
    assert isinstance(outcome, Failure)
    assert outcome.kind == "timeout"
    assert elapsed_s < DEADLINE_S + 1.5


def test_a_call_that_was_given_up_soon_ends_by_itself(models: list[OpenAIModel]) -> None:
    drip = next(card["spec"] for card in CARDS if "drip_s" in card["spec"])
    with FakeOpenAI(drip) as server:
        ask(server, models, DEADLINE_S)
        for call in calls_under_way():
            call.join(3)
        assert calls_under_way() == []


def test_a_reply_without_end_is_not_read_to_its_end(models: list[OpenAIModel]) -> None:
    padded = completion(DRAFT)
    padded["body"]["padding"] = "x" * MAX_BODY_BYTES
    with FakeOpenAI(padded) as server:
        outcome = ask(server, models)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "malformed"


@pytest.mark.parametrize("usage", [None, {}, "x", {"prompt_tokens": True, "completion_tokens": -5}])
def test_a_server_that_reports_no_usage_is_counted_by_us(usage: object, models: list[OpenAIModel]) -> None:
    spec = completion(DRAFT)
    spec["body"]["usage"] = usage
    with FakeOpenAI(spec) as server:
        reply = ask(server, models)
    assert isinstance(reply, Reply)
    assert reply.usage.prompt_tokens >= 5
    assert reply.usage.completion_tokens >= 5


@pytest.mark.parametrize("told", [10**18, 2**63, 10**300])
def test_a_server_cannot_report_more_than_could_be_sent_and_returned(
    told: int, models: list[OpenAIModel]
) -> None:
    spec = completion(DRAFT)
    spec["body"]["usage"] = {"prompt_tokens": told, "completion_tokens": told}
    with FakeOpenAI(spec) as server:
        reply = ask(server, models)
    assert isinstance(reply, Reply)
    sent = sum(len(one.content.encode()) for one in REQUEST.messages)
    assert sent <= reply.usage.prompt_tokens <= sent + 2_000
    assert reply.usage.completion_tokens == max(REQUEST.max_tokens, len(DRAFT.encode()))


def test_a_known_model_tells_its_price(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(DRAFT) as server:
        models.append(OpenAIModel(None, server.base_url, "gpt-4o"))
        reply = models[0].complete(REQUEST, PATIENT_S)
    assert isinstance(reply, Reply)
    assert reply.usage.usd == pytest.approx((7 * 2.5 + 5 * 10) / 1_000_000)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_after_five_failures_in_a_row_nobody_is_asked_for_thirty_seconds(models: list[OpenAIModel]) -> None:
    clock = Clock()
    faults: list[Answer] = [error(401)] * 6
    with FakeOpenAI([*faults, DRAFT]) as server:
        models.append(OpenAIModel(KEY, server.base_url, "fake", Breaker(clock)))

        def kinds(times: int) -> list[str]:
            outcomes = [models[0].complete(REQUEST, PATIENT_S) for _ in range(times)]
            return [one.kind if isinstance(one, Failure) else "reply" for one in outcomes]

        assert kinds(7) == ["bad_key"] * 5 + ["breaker_open"] * 2
        clock.now += 29.9
        assert kinds(1) == ["breaker_open"]
        clock.now += 0.2
        assert kinds(2) == ["bad_key", "breaker_open"]  # one trial, and it failed
        clock.now += 30.1
        assert kinds(3) == ["reply"] * 3
    assert server.count == 9


def test_failures_about_one_question_do_not_shut_out_the_next(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(error(400, "context_length_exceeded")) as server:
        models.append(OpenAIModel(KEY, server.base_url, "fake"))
        for _ in range(7):
            models[0].complete(REQUEST, PATIENT_S)
    assert server.count == 7


def test_two_hundred_questions_to_a_dead_server_cost_at_most_ten_requests(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(error(500, None, retry_after="0")) as server:
        models.append(OpenAIModel(KEY, server.base_url, "fake", Breaker(Clock())))
        for _ in range(200):
            models[0].complete(REQUEST, PATIENT_S)
    assert server.count == 10


def test_only_one_of_many_waiting_tries_after_the_pause() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(Breaker.LIMIT):
        breaker.note(healthy=False)
    clock.now += Breaker.PAUSE_S
    assert [breaker.admits() for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    "base_url",
    [
        "http://example.com/v1",
        "http://10.0.0.5:8000/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://0.0.0.0:8000/v1",
        "ftp://127.0.0.1/v1",
        "127.0.0.1:8000",
        "https:///v1",
        "https://user:secret@example.com/v1",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_would_leak_is_refused_at_the_start(base_url: str) -> None:
    with pytest.raises(ConfigError, match="OPENAI_BASE_URL") as caught:
        OpenAIModel(KEY, base_url, "fake")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "base_url",
    [None, "", "https://example.com/v1", "http://127.0.0.1:1/v1", "http://[::1]/v1", "http://localhost/v1"],
)
def test_other_addresses_are_taken_without_asking_them_anything(base_url: str | None) -> None:
    assert OpenAIModel(KEY, base_url, "fake").name == "fake"


def test_a_proxy_never_sees_what_is_meant_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, models: list[OpenAIModel]
) -> None:
    with FakeOpenAI("from the proxy") as proxy, FakeOpenAI(DRAFT) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.removesuffix("/v1"))
        monkeypatch.setenv("ALL_PROXY", proxy.base_url.removesuffix("/v1"))
        reply = ask(server, models)
    assert isinstance(reply, Reply)
    assert (proxy.count, server.count) == (0, 1)


def test_a_redirect_is_not_followed(models: list[OpenAIModel]) -> None:
    with FakeOpenAI(DRAFT) as elsewhere:
        away = {"status": 307, "headers": {"Location": f"{elsewhere.base_url}/chat/completions"}, "body": ""}
        with FakeOpenAI(away) as server:
            outcome = ask(server, models)
    assert isinstance(outcome, Failure)
    assert elsewhere.count == 0


def test_no_log_line_holds_the_key_the_question_or_the_answer(
    models: list[OpenAIModel], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    leaky = error(401, f"bad {KEY}", f"Incorrect API key provided: {KEY} for QUESTIONWORDS")
    for answer in (completion('{"a": "ANSWERWORDS"}'), leaky, completion("ANSWERWORDS", "length")):
        with FakeOpenAI(answer) as server:
            outcome = ask(server, models)
        words = caplog.text + repr(outcome if isinstance(outcome, Failure) else "") + repr(models[-1])
        for secret in (KEY, "QUESTIONWORDS", "ANSWERWORDS"):
            assert secret not in words
    assert "model replied: requests=1" in caplog.text
    assert "kind=bad_key" in caplog.text
