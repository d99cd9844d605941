/**
 * Histories of messages, what their senders were told and what their handlers did, and a
 * check of whether both agree.
 * {@link io.quictransport.testing.history.RandomHistoryTests} makes histories from a seed
 * that try everything that can happen to a node. For tests only.
 */
@NullMarked
package io.quictransport.testing.history;

import org.jspecify.annotations.NullMarked;
