import { context, metrics, trace, type Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { onTestFinished } from 'vitest';

/** A measurement. */
export type Point = MetricData['dataPoints'][number];

/** What an application exports. */
export interface Exported {
  /** The spans that have ended, in that order. */
  spans(): ReadableSpan[];
  /** The span of a name; there has to be one, and only one. */
  span(name: string): ReadableSpan;
  /** What is measured by now. */
  metrics(): Promise<MetricData[]>;
  /** The measurements of a name. */
  points(name: string): Promise<Point[]>;
}

/** Starts the SDK, with exporters that keep everything in memory, until the test ends. */
export function startOpenTelemetry(): Exported {
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  tracerProvider.register();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(meterProvider);
  onTestFinished(async () => {
    for (const api of [trace, context, metrics]) api.disable();
    await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
  });
  const collect = async (): Promise<MetricData[]> => {
    metricExporter.reset();
    await reader.forceFlush();
    return metricExporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(scope => scope.metrics);
  };
  return {
    spans: () => spanExporter.getFinishedSpans(),
    span: name => {
      const [span, ...others] = spanExporter.getFinishedSpans().filter(each => each.name === name);
      if (span === undefined || others.length > 0) throw new Error(`There is not one span with the name '${name}'.`);
      return span;
    },
    metrics: collect,
    points: async name => {
      const found = (await collect()).filter(({ descriptor }) => descriptor.name === name);
      return found.flatMap(({ dataPoints }): Point[] => dataPoints);
    },
  };
}

/** The id of a span's parent. */
export function parentOf({ parentSpanContext }: ReadableSpan): string | undefined {
  return parentSpanContext?.spanId;
}

/** The id of a span. */
export function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

/** Attributes and values of counters, in the order of their values. */
export function counted(points: readonly Point[]): [Attributes, unknown][] {
  return points.map(({ attributes, value }) => [attributes, value]);
}
