import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { expect, test } from 'vitest';
import { ATTRIBUTE } from '#lib/opentelemetry/attributes';

const known = new Set(Object.values(conventions));

test.each(Object.values(ATTRIBUTE).filter(name => !name.startsWith('wechat.')))(
  'the attribute %s is one of OpenTelemetry’s',
  name => {
    expect(known).toContain(name);
  },
);

test('the measurement of messages has the name that OpenTelemetry gives it', () => {
  expect(known).toContain('messaging.process.duration');
});
