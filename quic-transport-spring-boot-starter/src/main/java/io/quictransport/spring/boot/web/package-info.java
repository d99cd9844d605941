/**
 * Answers HTTP requests whose call to another node has failed. Used on the threads of the
 * application's web server.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.web;

import org.jspecify.annotations.NullMarked;
