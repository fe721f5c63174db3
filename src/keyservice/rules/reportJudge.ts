/** The rules of AWS Payment Cryptography for `core/report`: what a report says under `aws`. */
import type { Finding } from '../../core/findings';
import type { Judgement, ReportJudge } from '../../core/report/types';
import { awsCertificateFindings, awsKeyAlgorithm } from './certificates';
import { modeList } from './keyAttributes';
import { type AwsVerdict, judgeKeyBlock } from './keyBlocks';
import { judgeTr34 } from './tr34';

export const awsReportJudge: ReportJudge = {
  keyBlock: (block) => ofKeyBlock(judgeKeyBlock(block)),
  tr34Token: (token, at) => {
    const { importable, key, findings } = judgeTr34(token, { at });
    return {
      ...(key ? ofKeyBlock(key) : none),
      importable,
      summary: summaryOf(findings, 'AWS Payment Cryptography imports such tokens.'),
      findings,
    };
  },
  certificate: (certificate, at) => {
    const findings = awsCertificateFindings(certificate, at);
    const algorithm = awsKeyAlgorithm(certificate.publicKey);
    return {
      ...none,
      importable: importableBy(findings),
      summary: summaryOf(
        findings,
        'AWS Payment Cryptography accepts such certificates. Its chain is not checked here.',
      ),
      keyAlgorithms: algorithm === undefined ? [] : [algorithm],
      findings,
    };
  },
};

const none = { keyUsage: null, keyAlgorithms: [], keyModesOfUse: [], exportable: null } as const;

function ofKeyBlock(verdict: AwsVerdict): Judgement {
  const { importable, headline, keyUsage, keyAlgorithms, modes, exportable, findings } = verdict;
  return {
    importable,
    summary: headline.text,
    keyUsage: keyUsage ?? null,
    keyAlgorithms,
    keyModesOfUse: modeList(modes),
    exportable: exportable ?? null,
    findings,
  };
}

function importableBy(findings: readonly Finding[]): Judgement['importable'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'no';
  return findings.some(({ doubt }) => doubt) ? 'unclear' : 'yes';
}

/** The finding that decides, else what is said where none does. */
function summaryOf(findings: readonly Finding[], sound: string): string {
  const decides =
    findings.find(({ severity }) => severity === 'error') ?? findings.find(({ doubt }) => doubt);
  return decides?.message ?? sound;
}
