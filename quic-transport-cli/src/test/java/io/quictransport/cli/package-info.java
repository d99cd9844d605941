@NullMarked
package io.quictransport.cli;

import org.jspecify.annotations.NullMarked;
