import type { RuleText } from './ruleText';

/** Rules on what a check value shows of the key that is imported. */
export const awsCheckValueTexts = {
  aws_known_test_key: {
    severity: 'warning',
    template:
      'The KCV {0} is that of a published test key ({1}). Anyone can know this key: do not use it in a live account.',
    reference: 'Key Material Inspector, custody guards',
  },
} as const satisfies Record<string, RuleText>;
