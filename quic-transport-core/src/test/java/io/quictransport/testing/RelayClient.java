package io.quictransport.testing;

import java.nio.channels.DatagramChannel;

/**
 * One client of a relay: the socket that stands for it towards the target, and the way of
 * its packets there and back.
 *
 * @param socket the socket that the target answers to
 * @param toTarget the way there
 * @param toClient the way back
 */
record RelayClient(DatagramChannel socket, RelayPath toTarget, RelayPath toClient) {
}
