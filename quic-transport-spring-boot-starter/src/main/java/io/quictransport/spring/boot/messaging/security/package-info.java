/**
 * Spring Security for annotated handlers: their arguments, and the context of what they
 * return. Active only where spring-security-core is on the class path. Runs on the
 * threads of handlers.
 */
@NullMarked
package io.quictransport.spring.boot.messaging.security;

import org.jspecify.annotations.NullMarked;
