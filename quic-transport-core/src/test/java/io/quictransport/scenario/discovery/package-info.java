/**
 * Tests how nodes find each other: static lists, DNS, multicast and providers of the
 * application, with name servers and provider scripts that tests control.
 */
@NullMarked
package io.quictransport.scenario.discovery;

import org.jspecify.annotations.NullMarked;
