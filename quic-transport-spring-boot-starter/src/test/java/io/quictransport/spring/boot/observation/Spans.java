package io.quictransport.spring.boot.observation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Keeps the spans of a node that have ended.
 */
final class Spans implements SpanProcessor {

	private final List<SpanData> finished = new CopyOnWriteArrayList<>();

	List<SpanData> finished() {
		return this.finished;
	}

	SpanData named(String name) {
		return this.finished.stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		// Only the end matters.
	}

	@Override
	public boolean isStartRequired() {
		return false;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.finished.add(span.toSpanData());
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

}
