"""Carries packets between two TUN devices, each delayed: delay-relay.py DEVICE DEVICE MILLIS

The devices tell what the kernel has left to do for a packet's checksum (virtio header), and
are told the same on the other side; the kernel cuts segments before they come here. So TCP
and UDP pass alike, packet by packet and in order. Ends when its input does.
"""
import collections
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
TUNSETOFFLOAD = 0x400454D0
IFF_TUN, IFF_NO_PI, IFF_VNET_HDR = 0x0001, 0x1000, 0x4000
TUN_F_CSUM = 0x01
LARGEST = 65536


def device(name):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI | IFF_VNET_HDR))
    fcntl.ioctl(tun, TUNSETOFFLOAD, TUN_F_CSUM)
    return tun


def receive(tun, target, queue, delay):
    try:
        while True:
            packet = os.read(tun, LARGEST)
            queue.append((time.monotonic() + delay, target, packet))
    except BlockingIOError:
        pass


def deliver(queue):
    """Sends what is due; says in how many seconds more will be, None if nothing waits."""
    while queue:
        wait = queue[0][0] - time.monotonic()
        if wait > 0:
            return wait
        _, target, packet = queue.popleft()
        try:
            os.write(target, packet)
        except OSError:
            pass  # the device is down, or full: a packet is lost, as on any network
    return None


def main():
    one, other = device(sys.argv[1]), device(sys.argv[2])
    delay = float(sys.argv[3]) / 1000
    peers = {one: other, other: one}
    queue = collections.deque()
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([one, other, sys.stdin], [], [], deliver(queue))
        if sys.stdin in readable:
            return
        for tun in readable:
            receive(tun, peers[tun], queue, delay)


main()
