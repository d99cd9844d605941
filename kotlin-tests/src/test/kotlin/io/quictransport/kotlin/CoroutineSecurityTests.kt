package io.quictransport.kotlin

import io.quictransport.quic.QuicTransportOptions
import io.quictransport.spring.boot.messaging.ImportNodeClients
import io.quictransport.spring.boot.messaging.NodeController
import io.quictransport.spring.boot.messaging.NodeExchange
import io.quictransport.testing.memory.InMemoryNetwork
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.single
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.messaging.handler.annotation.MessageExceptionHandler
import org.springframework.security.core.context.ReactiveSecurityContextHolder
import org.springframework.security.core.context.SecurityContextHolder
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/**
 * Suspend functions know whom they serve, on whichever thread they go on, and leave nothing of it behind there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoroutineSecurityTests {

	private val network = InMemoryNetwork()

	private lateinit var server: KotlinNode

	private lateinit var one: KotlinNode

	private lateinit var other: KotlinNode

	@BeforeAll
	fun start() {
		server = KotlinNode(network, "stock", WhoController::class, OneThread::class)
		one = KotlinNode(network, "one", WhoClients::class).connect(server)
		other = KotlinNode(network, "other", WhoClients::class).connect(server)
	}

	@AfterAll
	fun stop() {
		listOf(one, other, server).forEach { it.close() }
		network.close()
	}

	@Test
	fun theAuthenticationIsThereBeforeDuringAndAfterASuspension() = runBlocking<Unit> {
		assertThat(one.bean<WhoApi>().onAllThreads()).containsExactly("one", "one", "one", "one")
		assertThat(other.bean<WhoApi>().onAllThreads()).containsExactly("other", "other", "other", "other")
	}

	@Test
	fun aFunctionThatHandlesAnExceptionKnowsWhoseItIs() = runBlocking<Unit> {
		assertThat(one.bean<WhoApi>().fails()).isEqualTo("one has failed")
	}

	@Test
	fun aFlowFindsItInTheContextOfReactor() = runBlocking<Unit> {
		assertThat(one.bean<WhoApi>().inAFlow().single()).isEqualTo("one")
	}

	@Test
	fun nothingIsLeftAtTheThreadsThatHaveRunIt() = runBlocking<Unit> {
		one.bean<WhoApi>().onAllThreads()
		assertThat(server.bean<WhoController>().wentOnWith).startsWith("the-only-one")
		val thread = server.bean<OneThread>().thread
		assertThat(thread.submit<Any?> { SecurityContextHolder.getContext().authentication }.get()).isNull()
	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "stock", types = [WhoApi::class])
	class WhoClients

	/** All that a coroutine does on the node's threads it does on one, which others use, too. */
	@Configuration(proxyBeanMethods = false)
	class OneThread {

		val thread: ExecutorService = Executors.newSingleThreadExecutor { Thread(it, "the-only-one").apply { isDaemon = true } }

		@Bean
		fun options() = QuicTransportOptions().withHandlerExecutor(thread)

	}

}

interface WhoApi {

	@NodeExchange("who.threads")
	suspend fun onAllThreads(): List<String>

	@NodeExchange("who.fails")
	suspend fun fails(): String

	@NodeExchange("who.flow")
	fun inAFlow(): Flow<String>

}

@NodeController
class WhoController : WhoApi {

	@Volatile
	var wentOnWith = ""

	override suspend fun onAllThreads(): List<String> {
		val before = who()
		val elsewhere = withContext(Dispatchers.Default) { who() }
		val after = who()
		delay(1)
		wentOnWith = Thread.currentThread().name
		return listOf(before, elsewhere, after, who())
	}

	override suspend fun fails(): String {
		withContext(Dispatchers.Default) { delay(1) }
		throw IllegalStateException("failed")
	}

	@MessageExceptionHandler
	suspend fun handle(failure: IllegalStateException): String {
		delay(1)
		return who() + " has " + failure.message
	}

	override fun inAFlow(): Flow<String> = flow {
		delay(1)
		emit(ReactiveSecurityContextHolder.getContext().awaitSingle().authentication!!.name)
	}

	private fun who(): String = SecurityContextHolder.getContext().authentication?.name ?: "nobody"

}
