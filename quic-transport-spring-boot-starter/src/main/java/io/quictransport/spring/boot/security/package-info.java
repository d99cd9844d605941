/**
 * Spring Security for handlers: the peer's certificate becomes the
 * {@link org.springframework.security.core.Authentication}, and rules say who may call
 * which path. Active only where spring-security-core is on the class path. Everything
 * here runs on the thread of the handler that it is for, and is shared by all threads.
 */
@NullMarked
package io.quictransport.spring.boot.security;

import org.jspecify.annotations.NullMarked;
