"""Just enough of RFC 6455 to be the server of a WebSocket: the handshake, and frames in both directions."""

import base64
import hashlib
import socket
import struct

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def read_request(connection: socket.socket) -> tuple[str, dict[str, str]]:
    """Return the path that is asked for, and the headers in lower case. Raises `ConnectionError` where cut off."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += _some(connection, 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(":", 1) for line in lines[1:] if ":" in line)
    return lines[0].split(" ")[1], {name.strip().lower(): value.strip() for name, value in headers.items()}


def accept(connection: socket.socket, key: str) -> None:
    """Agree to speak frames from now on."""
    proof = base64.b64encode(hashlib.sha1(f"{key}{_GUID}".encode()).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    connection.sendall("\r\n".join([*lines, f"Sec-WebSocket-Accept: {proof}", "", ""]).encode())


def refuse(connection: socket.socket, status: int) -> None:
    """Answer the handshake with a status other than 101."""
    connection.sendall(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())


def read(connection: socket.socket) -> tuple[int, bytes]:
    """Return the opcode and the content of one frame of a client's. Raises `ConnectionError` at the end."""
    first, second = _some(connection, 2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", _some(connection, 2))
    elif length == 127:
        (length,) = struct.unpack("!Q", _some(connection, 8))
    mask = _some(connection, 4) if second & 0x80 else b"\0\0\0\0"
    content = _some(connection, length)
    return first & 0x0F, bytes(byte ^ mask[place % 4] for place, byte in enumerate(content))


def write(connection: socket.socket, opcode: int, content: bytes) -> None:
    """Send one whole frame."""
    size = len(content)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
    connection.sendall(head + content)


def _some(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = connection.recv(size - len(got))
        if not more:
            raise ConnectionError("the client has gone")
        got += more
    return got
