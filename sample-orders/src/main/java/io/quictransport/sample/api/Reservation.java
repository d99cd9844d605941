package io.quictransport.sample.api;

/**
 * States what was reserved, and by which node.
 *
 * @param item the name of the item
 * @param count the number of them
 * @param node the id of the stock node that has taken them
 */
public record Reservation(String item, int count, String node) {

}
