package reactor.core.scheduler;

/**
 * Marks threads that must not block, as the interface of this name does in Reactor, which
 * these tests do without.
 */
public interface NonBlocking {

}
