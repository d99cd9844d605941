/**
 * Records histories of messages (the results that their senders received and what their
 * handlers did) and checks whether both agree.
 * {@link io.quictransport.testing.history.RandomHistoryTests} makes histories from a seed
 * that try everything that can happen to a node. For tests only.
 */
@NullMarked
package io.quictransport.testing.history;

import org.jspecify.annotations.NullMarked;
