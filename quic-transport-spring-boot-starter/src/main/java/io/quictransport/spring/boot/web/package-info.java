/**
 * What an application that serves HTTP answers when a call to another node has failed.
 * Used on the threads of its web server.
 */
@NullMarked
package io.quictransport.spring.boot.web;

import org.jspecify.annotations.NullMarked;
