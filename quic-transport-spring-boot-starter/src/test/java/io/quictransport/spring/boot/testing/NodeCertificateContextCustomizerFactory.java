package io.quictransport.spring.boot.testing;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.StringUtils;

/**
 * Finds {@link NodeCertificate} on a test class and sets its properties. Named in
 * {@code spring.factories}.
 */
final class NodeCertificateContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		NodeCertificate wanted = TestContextAnnotationUtils.findMergedAnnotation(testClass, NodeCertificate.class);
		return (wanted != null) ? new Customizer(wanted.value()) : null;
	}

	/**
	 * Contexts of the same node are the same to the cache of the test framework.
	 *
	 * @param nodeId the node's id
	 */
	private record Customizer(String nodeId) implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
			String named = context.getEnvironment().getProperty(NodeCertificates.BUNDLE_PROPERTY);
			String bundle = StringUtils.hasText(named) ? named : NodeCertificates.BUNDLE;
			TestPropertyValues
				.of(Map.of(NodeCertificates.BUNDLE_PROPERTY, bundle, "quic.transport.node-id", this.nodeId))
				.applyTo(context);
			context.getBeanFactory()
				.addBeanPostProcessor(
						NodeBundle.of(bundle, NodeCertificates.shared().authority().certificate(this.nodeId)));
		}

	}

}
