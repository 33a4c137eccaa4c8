# MicroPython's ssl doing what the bare C client does (client.c), with the same words on its command line; the version of TLS is what both sides know best.
import socket
import sys
import time

import tls

SINK, SOURCE = 1, 2
WARM_UP = 1 << 18
WARM_UP_HANDSHAKES = 10
RECORD = 16384


def load(path):
    with open(path, "rb") as file:
        return file.read()


class Client:
    def __init__(self, authority, port):
        self.address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
        self.context = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
        self.context.verify_mode = tls.CERT_REQUIRED
        self.context.load_verify_locations(load(authority))
        self.buffer = bytearray(RECORD)

    def open(self):
        self.socket = socket.socket()
        self.socket.connect(self.address)
        self.socket.setsockopt(6, 1, 1)  # IPPROTO_TCP, TCP_NODELAY
        return self.context.wrap_socket(self.socket, server_hostname="localhost")

    def write(self, connection, data):
        left = memoryview(data)
        while left:
            left = left[connection.write(left) :]

    def read(self, connection, length):
        while length > 0:
            length -= connection.readinto(self.buffer, min(length, RECORD))

    def transfer(self, connection, up, size, total):
        numbers = (SINK if up else SOURCE, size, total)
        self.write(connection, b"".join(number.to_bytes(4, "big") for number in numbers))
        if not up:
            self.read(connection, total)
            return
        block = bytes(size)
        for _ in range(total // size):
            written = connection.write(block)
            if written != size:
                self.write(connection, block[written:])
        self.read(connection, 1)

    def bulk(self, up, size, total):
        connection = self.open()
        self.transfer(connection, up, size, WARM_UP)
        clocks = start_clocks()
        self.transfer(connection, up, size, total)
        print_clocks(clocks)
        connection.close()

    def handshakes(self, count):
        for _ in range(WARM_UP_HANDSHAKES):
            self.open().close()
            self.socket.close()
        clocks = start_clocks()
        for _ in range(count):
            connection = self.open()
            connection.close()
            self.socket.close()
        print_clocks(clocks)


def start_clocks():
    return time.time_ns(), time.clock()


def print_clocks(start):
    wall, cpu = (time.time_ns() - start[0]) / 1e9, time.clock() - start[1]
    print('{"wall":%f,"cpu":%f}' % (wall, cpu))


authority, port, version, task = sys.argv[1:5]
client = Client(authority, int(port))
if task == "handshakes":
    client.handshakes(int(sys.argv[5]))
else:
    client.bulk(task == "up", int(sys.argv[5]), int(sys.argv[6]))
