//! Traces of requests, for a collector of OpenTelemetry: OTLP over HTTP, off unless asked for.

use std::pin::Pin;
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::Subscriber;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer};
use wareng::server::TRACED;

/// A collector that takes longer gets less.
const PATIENCE: Duration = Duration::from_secs(5);

/// Traces on their way. Dropped, the last of them are sent.
pub(super) struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends traces to the collector at this address, over these threads. How many of all are
    /// sent is said by `OTEL_TRACES_SAMPLER`.
    pub(super) fn start(to: &str, runtime: &Handle) -> Result<Self, String> {
        let wrong = |reason: String| format!("--traces {to}: {reason}; say http://HOST:4318");
        if !to.starts_with("http://") {
            return Err(wrong("only a collector over http is known".to_owned()));
        }
        let client = HyperClient::with_default_connector(PATIENCE, None);
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(OnRuntime { client, runtime: runtime.clone() })
            .with_endpoint(format!("{}/v1/traces", to.trim_end_matches('/')))
            .with_timeout(PATIENCE)
            .build()
            .map_err(|e| wrong(e.to_string()))?;
        let resource = Resource::builder().with_service_name(env!("CARGO_PKG_NAME")).build();
        let provider = SdkTracerProvider::builder();
        Ok(Self(provider.with_batch_exporter(exporter).with_resource(resource).build()))
    }

    /// What takes them from the program.
    pub(super) fn layer<S: Subscriber + for<'s> LookupSpan<'s>>(&self) -> impl Layer<S> + use<S> {
        let tracer = self.0.tracer(env!("CARGO_PKG_NAME"));
        tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|metadata| metadata.target() == TRACED))
    }

    /// A filter of the log without them.
    pub(super) fn left_out_of(log: EnvFilter) -> EnvFilter {
        match format!("{TRACED}=off").parse() {
            Ok(off) => log.add_directive(off),
            Err(_) => log,
        }
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // What a collector that is gone does not take is lost.
        self.0.shutdown_with_timeout(PATIENCE).ok();
    }
}

/// Sends from a thread that is none of the runtime's.
#[derive(Debug)]
struct OnRuntime {
    client: HyperClient,
    runtime: Handle,
}

impl HttpClient for OnRuntime {
    fn send_bytes<'c, 'f>(
        &'c self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        'c: 'f,
        Self: 'f,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move { client.send_bytes(request).await });
        Box::pin(async { sent.await? })
    }
}
