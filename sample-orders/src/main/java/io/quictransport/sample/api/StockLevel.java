package io.quictransport.sample.api;

/**
 * States how many of an item are left.
 *
 * @param item the name of the item
 * @param left the number of them
 */
public record StockLevel(String item, int left) {

}
