package io.quictransport.kotlin

import io.quictransport.spring.boot.messaging.ImportNodeClients
import io.quictransport.spring.boot.messaging.NodeExchange
import kotlinx.coroutines.flow.Flow
import org.springframework.context.annotation.Configuration
import org.springframework.messaging.handler.annotation.DestinationVariable

/** What [JavaStock] serves, as Kotlin calls it. */
@NodeExchange("warehouse")
interface Warehouse {

	@NodeExchange("capacity.{id}")
	suspend fun capacity(@DestinationVariable id: String): Int

	@NodeExchange("levels")
	fun levels(changes: Flow<Int>): Flow<Int>

}

@Configuration(proxyBeanMethods = false)
@ImportNodeClients(service = "warehouse", types = [Warehouse::class])
class WarehouseClients
