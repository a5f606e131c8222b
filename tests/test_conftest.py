"""The net under the other tests holds."""

from __future__ import annotations

import os
import socket

import pytest

from tests.conftest import OUTSIDE_KEYS
from tests.inside import OutsideNetwork, is_this_machine


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_a_connection_to_another_machine_is_refused(
    address: tuple[str, int], outside_attempts: list[str]
) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(OutsideNetwork, match="stay on this machine"):
        sock.connect(address)
    assert len(outside_attempts) == 1
    outside_attempts.clear()


def test_a_name_of_another_machine_is_not_even_looked_up(outside_attempts: list[str]) -> None:
    with pytest.raises(OutsideNetwork):
        socket.getaddrinfo("api.openai.com", 443)
    outside_attempts.clear()


def test_an_address_that_is_a_number_is_no_name_to_look_up() -> None:
    assert socket.getaddrinfo("192.0.2.1", 80, type=socket.SOCK_STREAM)[0][4] == ("192.0.2.1", 80)


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        (("127.0.0.1", 1), True),
        (("::1", 1, 0, 0), True),
        (("localhost", 1), True),
        ("/run/socket", True),
        (("10.0.0.1", 1), False),
        (("example.com", 1), False),
        (("0.0.0.0", 1), False),
    ],
)
def test_what_counts_as_this_machine(address: object, inside: bool) -> None:
    assert is_this_machine(address) is inside


def test_no_setting_comes_in_from_outside() -> None:
    assert [key for key in os.environ if key.startswith(OUTSIDE_KEYS)] == []
