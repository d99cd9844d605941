package io.quictransport.sample.api;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * States what a customer wants to order.
 *
 * @param item the name of the item
 * @param count the number of them
 */
public record Wanted(@NotBlank String item, @Min(1) int count) {

}
